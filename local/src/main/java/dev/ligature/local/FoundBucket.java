package dev.ligature.local;

import dev.ligature.store.s3.S3Clients;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The bucket of a data folder, wherever it is: at the stack that runs on the folder, else where the
 * last one had it. A bucket in the folder itself is served for as long as this is open.
 */
public final class FolderBucket implements AutoCloseable {
  private final String name;
  private final URI endpoint;
  private final Account account;
  private final @Nullable LocalBucket served;

  private FolderBucket(String name, URI endpoint, Account account, @Nullable LocalBucket served) {
    this.name = name;
    this.endpoint = endpoint;
    this.account = account;
    this.served = served;
  }

  /**
   * Finds it.
   *
   * @throws StackException if there is no such folder, or a stack is just starting on it
   */
  public static FolderBucket open(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new StackException("There is no data folder " + folder + "; name one with --data.");
    }
    if (Stack.isRunning(folder)) {
      Endpoints running =
          Endpoints.read(folder)
              .orElseThrow(
                  () ->
                      new StackException("A stack is just starting on " + folder + "; try again."));
      return new FolderBucket(
          running.bucket(), URI.create(running.s3()), Account.of(running), null);
    }
    StackOptions last = StackOptions.asLastStarted(folder);
    Account account = Account.of(last, System.getenv());
    if (last.s3Endpoint().isPresent()) {
      return new FolderBucket(last.bucket(), last.s3Endpoint().get(), account, null);
    }
    LocalBucket served = LocalBucket.open(folder, last.bucket());
    return new FolderBucket(last.bucket(), served.endpoint(), account, served);
  }

  /** Its name. */
  public String name() {
    return name;
  }

  /** The variables by which {@link S3Clients} reaches it, with the process's own. */
  public Map<String, String> environment() {
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment.put(S3Clients.ENDPOINT, endpoint.toString());
    environment.putAll(account.environment());
    return environment;
  }

  @Override
  public void close() {
    if (served != null) {
      served.close();
    }
  }
}
