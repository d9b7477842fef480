package dev.ligature.functions;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse.BatchItemFailure;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import com.amazonaws.services.lambda.runtime.events.SQSEvent.SQSMessage;
import dev.ligature.cascade.job.Budget;
import dev.ligature.functions.logging.Invocation;
import dev.ligature.functions.logging.JsonLogs;
import dev.ligature.functions.wiring.Composition;
import dev.ligature.functions.wiring.TaskMessage;
import dev.ligature.store.StoreException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Works on the tasks of cascades that the queue brings.
 *
 * <ul>
 *   <li>Done: the message is done with.
 *   <li>Stopped by passing trouble of S3 or SQS: the task is sent for anew, however often.
 *   <li>Failed: the message is named in the answer and comes again. When the deliveries are used
 *       up, the job is {@code stalled} and the message a dead letter, until a person retries the
 *       job. The last delivery only says so, in case that all before died without an answer.
 * </ul>
 */
public final class CascadeWorkerHandler implements RequestHandler<SQSEvent, SQSBatchResponse> {

  /** Kept back at the end of an invocation, to reach a safe point and hand on the rest. */
  static final Duration MARGIN = Duration.ofSeconds(5);

  /** When a task is tried again that passing trouble has stopped. */
  static final Duration TRY_AGAIN = Duration.ofSeconds(15);

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
    Duration remaining = Duration.ofMillis(context.getRemainingTimeInMillis());
    Duration margin =
        remaining.dividedBy(4).compareTo(MARGIN) < 0 ? remaining.dividedBy(4) : MARGIN;
    var clock = composition.services().platform().clock();
    return Budget.until(clock, clock.instant().plus(remaining).minus(margin));
  }

  private SQSBatchResponse work(List<SQSMessage> messages, Budget budget) {
    Invocation invocation = Invocation.current();
    List<Boolean> done =
        composition
            .services()
            .platform()
            .parallel()
            .map(messages, message -> invocation.call(() -> work(message, budget)));
    List<BatchItemFailure> failures = new ArrayList<>();
    for (int i = 0; i < messages.size(); i++) {
      if (!done.get(i)) {
        failures.add(new BatchItemFailure(messages.get(i).getMessageId()));
      }
    }
    return new SQSBatchResponse(failures);
  }

  /** Does the task of one message. Returns whether the message is done with. */
  private boolean work(SQSMessage message, Budget budget) {
    Optional<TaskMessage> task = TaskMessage.parse(message.getBody());
    if (task.isEmpty()) {
      // No delivery will make sense of it: it is left to the dead letters, for a person to see.
      LOG.log(
          Level.ERROR, "message {0} names no task: {1}", message.getMessageId(), message.getBody());
      return false;
    }
    Map<String, String> names =
        Map.of("jobId", task.get().jobId().toString(), "taskId", task.get().taskId());
    return Invocation.current().with(names).call(() -> work(task.get(), receives(message), budget));
  }

  private boolean work(TaskMessage task, long receives, Budget budget) {
    if (receives >= composition.maxReceives()) {
      // No worker lived to answer for it. The queue makes it a dead letter now, and only a person
      // can let the job go on: it must be seen to wait.
      stall(
          task,
          "delivered %d times, and no worker came to its end; the log tells how they died"
              .formatted(receives));
      return false;
    }
    try {
      composition.worker().work(task.jobId(), task.taskId(), budget);
      LOG.log(Level.INFO, "worked on the task");
      return true;
    } catch (StoreException e) {
      if (e.kind() == StoreException.Kind.RETRY || e.kind() == StoreException.Kind.CONFLICT) {
        LOG.log(Level.WARNING, "the task could not be done for now", e);
        return later(task);
      }
      return failed(task, receives, e);
    } catch (RuntimeException e) {
      return failed(task, receives, e);
    }
  }

  /**
   * Sends for the task anew, for trouble that passes must neither count against it nor hide it for
   * as long as the queue hides what was received. Returns whether the message is done with.
   */
  private boolean later(TaskMessage task) {
    try {
      composition.queue().send(task.jobId(), task.taskId(), TRY_AGAIN);
      return true;
    } catch (StoreException e) {
      LOG.log(Level.WARNING, "the queue could not be told; the message will come again", e);
      return false;
    }
  }

  private boolean failed(TaskMessage task, long receives, RuntimeException reason) {
    LOG.log(Level.ERROR, "the task failed", reason);
    if (receives + 1 >= composition.maxReceives()) {
      stall(task, reason.toString());
    }
    return false;
  }

  private void stall(TaskMessage task, String reason) {
    try {
      composition.worker().stall(task.jobId(), task.taskId(), reason);
    } catch (RuntimeException e) {
      LOG.log(
          Level.ERROR, "the job could not be marked as stalled; its message is a dead letter", e);
    }
  }

  private static long receives(SQSMessage message) {
    String count =
        message.getAttributes() == null
            ? null
            : message.getAttributes().get("ApproximateReceiveCount");
    return count == null ? 1 : Long.parseLong(count);
  }
}
