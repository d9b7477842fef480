package dev.ligature.local.e2e;

import dev.ligature.local.Stack;
import dev.ligature.local.StackOptions;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * The whole stack for the tests of a class: in memory, on free ports, its schedule at rest.
 *
 * <pre>{@code
 * @RegisterExtension static final RunningStack stack = new RunningStack();
 * }</pre>
 */
public final class RunningStack implements BeforeAllCallback, AfterAllCallback {
  private final Map<String, String> environment;
  private final Queue<String> log = new ConcurrentLinkedQueue<>();
  private @Nullable Stack stack;

  public RunningStack() {
    this(Map.of());
  }

  /**
   * @param environment variables of the functions that override the template's
   */
  public RunningStack(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    stack =
        Stack.start(
            SynthesizedTemplate.template(),
            StackOptions.inMemory().withEnvironment(environment).withLog(this::log));
  }

  private void log(String function, String line) {
    log.add(line);
    showTrouble(function, line);
  }

  /**
   * What a function logs at INFO is one line for each request; the rest helps to see what failed.
   */
  static void showTrouble(String function, String line) {
    if (!line.contains("\"level\":\"INFO\"")) {
      System.err.println(function + " " + line);
    }
  }

  @Override
  public void afterAll(ExtensionContext context) {
    if (stack != null) {
      stack.close();
    }
  }

  /** The stack itself: its endpoints, clients, functions. */
  public Stack stack() {
    return Objects.requireNonNull(stack, "the stack is not started");
  }

  /** Its API. */
  public Api api() {
    return new Api(stack().endpoints().api());
  }

  /** What its functions have logged up to now. */
  public Stream<String> log() {
    return log.stream();
  }

  /** What its bucket holds under these prefixes. */
  Snapshot snapshot(String... prefixes) {
    return BucketContents.of(stack().endpoints(), store -> Snapshot.of(store, prefixes));
  }

  /** The keys in the bucket under a prefix, in order. */
  public List<String> keys(String prefix) {
    return keys(stack(), prefix);
  }

  static List<String> keys(Stack stack, String prefix) {
    return stack
        .s3()
        .listObjectsV2Paginator(
            request -> request.bucket(stack.endpoints().bucket()).prefix(prefix))
        .contents()
        .stream()
        .map(S3Object::key)
        .toList();
  }

  /** The body of an object, as text. */
  public String object(String key) {
    return stack()
        .s3()
        .getObjectAsBytes(request -> request.bucket(stack().endpoints().bucket()).key(key))
        .asUtf8String();
  }
}
