package dev.ligature.local;

import dev.ligature.local.lambda.LocalFunction;
import dev.ligature.local.template.StackTemplate;
import dev.ligature.s3server.S3Server;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * The deployed stack, running in this process: its bucket, queues, functions, REST API, event
 * sources and schedules as the template declares them. Close it to stop all of it.
 */
public final class Stack implements AutoCloseable {
  private final StackTemplate template;
  private final Deque<AutoCloseable> running;
  private final Map<String, LocalFunction> functions;
  private final Endpoints endpoints;
  private final S3Client s3;
  private final @Nullable S3Server s3Server;
  private final SqsClient sqs;
  private final List<String> notices;

  Stack(
      StackTemplate template,
      Deque<AutoCloseable> running,
      Map<String, LocalFunction> functions,
      Endpoints endpoints,
      S3Client s3,
      @Nullable S3Server s3Server,
      SqsClient sqs,
      List<String> notices) {
    this.template = template;
    this.running = running;
    this.functions = functions;
    this.endpoints = endpoints;
    this.s3 = s3;
    this.s3Server = s3Server;
    this.sqs = sqs;
    this.notices = List.copyOf(notices);
  }

  /**
   * Starts everything; answers when it serves.
   *
   * @throws StackException with one line, if a port or the data folder is taken
   */
  public static Stack start(StackTemplate template, StackOptions options) {
    Deque<AutoCloseable> running = new ArrayDeque<>();
    try {
      return new StackStart(template, options, running).start();
    } catch (IOException | RuntimeException failed) {
      closeAll(running).ifPresent(failed::addSuppressed);
      throw failed instanceof StackException clear
          ? clear
          : new StackException("The stack did not start: " + failed.getMessage(), failed);
    }
  }

  static <T> T named(Map<String, T> parts, String name) {
    T part = parts.get(name);
    if (part == null) {
      throw new StackException("The template refers to " + name + ", which it does not declare");
    }
    return part;
  }

  static LocalFunction function(
      StackTemplate template, Map<String, LocalFunction> functions, String name) {
    return named(functions, template.function(name).name());
  }

  /** Where everything is. */
  public Endpoints endpoints() {
    return endpoints;
  }

  /** What a person should know of this start, a line each: what will not work, what has changed. */
  public List<String> notices() {
    return notices;
  }

  /** A client of the bucket's S3; closed with the stack. */
  public S3Client s3() {
    return s3;
  }

  /** A client of the queues' SQS; closed with the stack. */
  public SqsClient sqs() {
    return sqs;
  }

  /** The S3 server of this process; empty if another S3 is used. */
  public Optional<S3Server> s3Server() {
    return Optional.ofNullable(s3Server);
  }

  /** The function that a person means by this name; see {@link StackTemplate#function}. */
  public LocalFunction function(String name) {
    return function(template, functions, name);
  }

  /** Whether a stack runs on this data folder, in another process. */
  public static boolean isRunning(Path folder) {
    return DataFolder.isHeld(folder);
  }

  @Override
  public void close() {
    closeAll(running)
        .ifPresent(
            failed -> {
              throw new StackException("Not everything stopped: " + failed.getMessage(), failed);
            });
  }

  /** Closes in reverse order of the start, each one whatever became of the others. */
  private static Optional<Exception> closeAll(Deque<AutoCloseable> running) {
    Exception first = null;
    while (!running.isEmpty()) {
      try {
        running.pop().close();
      } catch (Exception failed) {
        if (first == null) {
          first = failed;
        } else {
          first.addSuppressed(failed);
        }
      }
    }
    return Optional.ofNullable(first);
  }
}
