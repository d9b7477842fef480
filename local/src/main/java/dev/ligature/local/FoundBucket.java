package dev.ligature.local;

import dev.ligature.store.s3.S3Clients;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A bucket to look into, and how to reach it: that of a data folder, or any of S3. One that is in a
 * folder itself, on which no stack runs, is served for as long as this is open.
 */
public final class FoundBucket implements AutoCloseable {
  private final String name;
  private final String place;
  private final Map<String, String> environment;
  private final @Nullable LocalBucket served;

  private FoundBucket(
      String name, String place, Map<String, String> environment, @Nullable LocalBucket served) {
    this.name = name;
    this.place = place;
    this.environment = Map.copyOf(environment);
    this.served = served;
  }

  /**
   * Finds that of a data folder, wherever it is: at the stack that runs on the folder, else where
   * the last one had it.
   *
   * @throws StackException if the folder has none, or a stack is just starting on it
   */
  public static FoundBucket of(Path folder) {
    Map<String, String> process = System.getenv();
    String place = "of " + folder;
    if (Stack.isRunning(folder)) {
      Endpoints running = Endpoints.ofHolder(folder);
      return new FoundBucket(
          running.bucket(),
          "%s, through the stack at %s".formatted(place, running.api()),
          reaching(URI.create(running.s3()), Account.of(running), process),
          null);
    }
    StackOptions last = StackOptions.asLastStarted(folder);
    Account account = Account.of(last, process);
    if (last.s3Endpoint().isPresent()) {
      URI endpoint = last.s3Endpoint().get();
      return new FoundBucket(
          last.bucket(),
          "%s, at %s".formatted(place, endpoint),
          reaching(endpoint, account, process),
          null);
    }
    LocalBucket served = LocalBucket.open(folder, last.bucket());
    return new FoundBucket(
        last.bucket(), place, reaching(served.endpoint(), account, process), served);
  }

  /**
   * One of S3, in the caller's name; at an endpoint that is not AWS's with made-up keys, as a stack
   * would, if the caller has none.
   *
   * @param endpoint empty for AWS
   * @param process the variables of this process
   */
  public static FoundBucket onS3(String name, Optional<URI> endpoint, Map<String, String> process) {
    return endpoint
        .map(
            at ->
                new FoundBucket(
                    name, "at " + at, reaching(at, Account.at(at, process), process), null))
        .orElseGet(() -> new FoundBucket(name, "on S3", process, null));
  }

  private static Map<String, String> reaching(
      URI endpoint, Account account, Map<String, String> process) {
    Map<String, String> environment = new HashMap<>(process);
    environment.put(S3Clients.ENDPOINT, endpoint.toString());
    environment.putAll(account.environment());
    return environment;
  }

  /** Its name. */
  public String name() {
    return name;
  }

  /** The variables by which {@link S3Clients} reaches it, with the process's own. */
  public Map<String, String> environment() {
    return environment;
  }

  /** Its name and where it is, for a person. */
  @Override
  public String toString() {
    return "bucket %s %s".formatted(name, place);
  }

  @Override
  public void close() {
    if (served != null) {
      served.close();
    }
  }
}
