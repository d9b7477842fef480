package dev.ligature.functions.wiring;

import dev.ligature.cascade.TaskQueue;
import dev.ligature.store.StoreException;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;

/** The queue of tasks on SQS. Safe for many threads. */
public final class SqsTaskQueue implements TaskQueue {

  /** SQS delays a message by no more. */
  static final Duration LONGEST_DELAY = Duration.ofMinutes(15);

  private final Supplier<SqsClient> clients;
  private final String queueUrl;

  /** Guarded by this. */
  private @Nullable SqsClient client;

  /**
   * @param clients asked once, for the first message: most invocations send none
   */
  public SqsTaskQueue(Supplier<SqsClient> clients, String queueUrl) {
    this.clients = clients;
    this.queueUrl = queueUrl;
  }

  /**
   * {@inheritDoc}
   *
   * @throws StoreException if SQS could not be reached; the task is then found by the sweeper
   */
  @Override
  public void send(UUID jobId, String taskId, Duration delay) {
    Duration capped = delay.compareTo(LONGEST_DELAY) > 0 ? LONGEST_DELAY : delay;
    // A part of a second is rounded up: a message must not come before it is due.
    int seconds = (int) capped.plusMillis(999).toSeconds();
    try {
      client()
          .sendMessage(
              request ->
                  request
                      .queueUrl(queueUrl)
                      .messageBody(new TaskMessage(jobId, taskId).json())
                      .delaySeconds(seconds));
    } catch (SdkException e) {
      throw StoreException.uncertain(
          StoreException.Kind.RETRY, "SQS did not take the message of a task", e);
    }
  }

  private synchronized SqsClient client() {
    if (client == null) {
      client = clients.get();
    }
    return client;
  }
}
