package dev.ligature.local.lambda;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ligature.local.lambda.HandlerLoader.LoadedHandler;
import dev.ligature.local.template.FunctionSpec;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A function that runs in this process as it would in Lambda: each handler instance serves one
 * invocation at a time and is kept for the next, an invocation past the timeout is abandoned with
 * its instance, and events and responses beyond Lambda's limit do not pass. Threads may share it.
 */
public final class LocalFunction {
  /** What Lambda takes as a synchronous invocation's event or response, in bytes. */
  public static final int PAYLOAD_LIMIT = 6 * 1024 * 1024;

  private static final int ACCOUNT_CONCURRENCY = 1000;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final FunctionSpec spec;
  private final Map<String, String> environment;
  private final LogSink log;
  private final Semaphore concurrency;
  private final ConcurrentLinkedDeque<LoadedHandler> idle = new ConcurrentLinkedDeque<>();
  private final AtomicLong invocations = new AtomicLong();

  /**
   * @param environment what the handler's constructor gets
   */
  public LocalFunction(FunctionSpec spec, Map<String, String> environment, LogSink log) {
    this.spec = spec;
    this.environment = Map.copyOf(environment);
    this.log = log;
    this.concurrency = new Semaphore(spec.concurrency().orElse(ACCOUNT_CONCURRENCY));
  }

  /** As the template declares it. */
  public FunctionSpec spec() {
    return spec;
  }

  /** How often it has been invoked since it was made. */
  public long invocations() {
    return invocations.get();
  }

  /** Invokes it once and waits for the end, for at most its timeout. */
  public InvocationResult invoke(byte[] event) {
    if (event.length > PAYLOAD_LIMIT) {
      return new InvocationResult.EventTooLarge(event.length);
    }
    if (!concurrency.tryAcquire()) {
      return new InvocationResult.Throttled();
    }
    try {
      invocations.incrementAndGet();
      return run(event, UUID.randomUUID().toString());
    } finally {
      concurrency.release();
    }
  }

  private InvocationResult run(byte[] event, String requestId) {
    FutureTask<byte[]> task = new FutureTask<>(() -> handle(event, requestId));
    Thread thread = Thread.ofVirtual().name(spec.name() + " " + requestId).start(task);
    try {
      byte[] payload = task.get(spec.timeout().toMillis(), TimeUnit.MILLISECONDS);
      return payload.length > PAYLOAD_LIMIT
          ? failed(
              error(
                  "Function.ResponseSizeTooLarge",
                  "Response payload size exceeded maximum allowed payload size (6291556 bytes)."))
          : new InvocationResult.Success(payload);
    } catch (TimeoutException late) {
      return timedOut(requestId, thread);
    } catch (ExecutionException thrown) {
      return failed(describe(Objects.requireNonNull(thrown.getCause())));
    } catch (InterruptedException stopping) {
      thread.interrupt();
      Thread.currentThread().interrupt();
      return failed(error("Sandbox.Stopped", "The stack is stopping."));
    }
  }

  private byte[] handle(byte[] event, String requestId) throws Exception {
    LoadedHandler handler = idle.pollFirst();
    if (handler == null) {
      handler = HandlerLoader.load(spec.handler(), environment);
    }
    byte[] payload = handler.handle(event, new InvocationContext(spec, requestId, log));
    // Reached only by an instance that did not fail: Lambda discards one whose invocation timed
    // out, and the interrupt that ends such an invocation keeps it from coming back here.
    if (!Thread.currentThread().isInterrupted()) {
      idle.addFirst(handler);
    }
    return payload;
  }

  private InvocationResult timedOut(String requestId, Thread thread) {
    thread.interrupt();
    Duration after = spec.timeout();
    String message =
        "RequestId: %s Error: Task timed out after %d.00 seconds"
            .formatted(requestId, after.toSeconds());
    log.line(spec.name(), message);
    return new InvocationResult.TimedOut(after, bytes(error("Sandbox.Timedout", message)));
  }

  private InvocationResult failed(ObjectNode error) {
    log.line(spec.name(), error.toString());
    return new InvocationResult.FunctionError(bytes(error));
  }

  private static ObjectNode describe(Throwable thrown) {
    Throwable cause =
        thrown instanceof InvocationTargetException wrapped && wrapped.getCause() != null
            ? wrapped.getCause()
            : thrown;
    ObjectNode error = error(cause.getClass().getName(), String.valueOf(cause.getMessage()));
    for (StackTraceElement frame : cause.getStackTrace()) {
      error.withArray("stackTrace").add(frame.toString());
    }
    if (cause.getCause() != null) {
      error.set("cause", describe(cause.getCause()));
    }
    return error;
  }

  private static ObjectNode error(String type, String message) {
    return JSON.createObjectNode().put("errorMessage", message).put("errorType", type);
  }

  private static byte[] bytes(ObjectNode node) {
    return node.toString().getBytes(StandardCharsets.UTF_8);
  }
}
