package dev.ligature.functions;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse.BatchItemFailure;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import com.amazonaws.services.lambda.runtime.events.SQSEvent.SQSMessage;
import dev.ligature.cascade.TaskDelivery;
import dev.ligature.cascade.job.Budget;
import dev.ligature.cascade.job.TaskMessage;
import dev.ligature.functions.logging.Invocation;
import dev.ligature.functions.logging.JsonLogs;
import dev.ligature.functions.wiring.Composition;
import dev.ligature.functions.wiring.SqsMessageBody;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Works on the tasks of cascades that the queue brings. Messages that are not done with are named
 * in the answer; see {@link TaskDelivery}.
 */
public final class CascadeWorkerHandler implements RequestHandler<SQSEvent, SQSBatchResponse> {

  /** Kept back at the end of an invocation, to reach a safe point and hand on the rest. */
  static final Duration MARGIN = Duration.ofSeconds(5);

  private static final Logger LOG = System.getLogger(CascadeWorkerHandler.class.getName());

  private final Composition composition;

  /** As Lambda makes it: configured by the process's environment. */
  public CascadeWorkerHandler() {
    this(System.getenv());
    JsonLogs.installForAll();
  }

  /** Configured by these variables. */
  public CascadeWorkerHandler(Map<String, String> environment) {
    this(Composition.of(environment));
  }

  /** On a core that is put together already. */
  public CascadeWorkerHandler(Composition composition) {
    JsonLogs.install();
    this.composition = composition;
  }

  @Override
  public SQSBatchResponse handleRequest(SQSEvent event, Context context) {
    List<SQSMessage> messages = event.getRecords() == null ? List.of() : event.getRecords();
    return Invocation.of(context, () -> work(messages, budget(context)));
  }

  private Budget budget(Context context) {
    InstantSource clock = composition.services().engine().platform().clock();
    return Budget.until(clock, Deadline.of(context, MARGIN, clock));
  }

  private SQSBatchResponse work(List<SQSMessage> messages, Budget budget) {
    Invocation invocation = Invocation.current();
    List<Optional<BatchItemFailure>> failures =
        composition
            .services()
            .engine()
            .platform()
            .parallel()
            .map(messages, message -> invocation.call(() -> failure(message, budget)));
    return new SQSBatchResponse(failures.stream().flatMap(Optional::stream).toList());
  }

  /** Does the task of one message. Names the message if it is not done with. */
  private Optional<BatchItemFailure> failure(SQSMessage message, Budget budget) {
    return work(message, budget)
        ? Optional.empty()
        : Optional.of(new BatchItemFailure(message.getMessageId()));
  }

  /** Does the task of one message. Returns whether the message is done with. */
  private boolean work(SQSMessage message, Budget budget) {
    Optional<TaskMessage> task = SqsMessageBody.parse(message.getBody());
    if (task.isEmpty()) {
      // No delivery will make sense of it: it is left to the dead letters, for a person to see.
      LOG.log(
          Level.ERROR, "message {0} names no task: {1}", message.getMessageId(), message.getBody());
      return false;
    }
    Map<String, String> names =
        Map.of("jobId", task.get().jobId().toString(), "taskId", task.get().asks());
    return Invocation.current()
        .with(names)
        .call(
            () ->
                composition
                    .delivery()
                    .receive(task.get(), sentAt(message), receives(message), budget));
  }

  private static long receives(SQSMessage message) {
    return Long.parseLong(attribute(message, "ApproximateReceiveCount").orElse("1"));
  }

  private static Instant sentAt(SQSMessage message) {
    return attribute(message, "SentTimestamp")
        .map(millis -> Instant.ofEpochMilli(Long.parseLong(millis)))
        .orElse(Instant.MAX);
  }

  private static Optional<String> attribute(SQSMessage message, String name) {
    return Optional.ofNullable(message.getAttributes()).map(all -> all.get(name));
  }
}
