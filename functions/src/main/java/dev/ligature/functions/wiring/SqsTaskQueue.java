package dev.ligature.functions.wiring;

import dev.ligature.cascade.job.TaskMessage;
import dev.ligature.cascade.job.TaskQueue;
import dev.ligature.store.StoreException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Gatherers;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResponse;

/** The queue of tasks on SQS. Safe for many threads. */
public final class SqsTaskQueue implements TaskQueue {

  /** SQS delays a message by no more. */
  static final Duration LONGEST_DELAY = Duration.ofMinutes(15);

  /** SQS takes no more messages at once. */
  private static final int LARGEST_BATCH = 10;

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
  public void send(TaskMessage message, Duration delay) {
    Duration capped = delay.compareTo(LONGEST_DELAY) > 0 ? LONGEST_DELAY : delay;
    // A part of a second is rounded up: a message must not come before it is due.
    int seconds = (int) capped.plusMillis(999).toSeconds();
    try {
      client()
          .sendMessage(
              request ->
                  request
                      .queueUrl(queueUrl)
                      .messageBody(SqsMessageBody.of(message))
                      .delaySeconds(seconds));
    } catch (RuntimeException e) {
      // Whatever the client throws: it is no exception of the SDK's own after a pause of the
      // process.
      throw StoreException.uncertain(
          StoreException.Kind.RETRY, "SQS did not take the message of a task", e);
    }
  }

  /**
   * {@inheritDoc} One request for each ten.
   *
   * @throws StoreException if SQS did not take all of them; those tasks are then found by the
   *     sweeper
   */
  @Override
  public void sendAll(List<TaskMessage> messages) {
    messages.stream().gather(Gatherers.windowFixed(LARGEST_BATCH)).forEach(this::sendBatch);
  }

  private void sendBatch(List<TaskMessage> messages) {
    List<SendMessageBatchRequestEntry> entries = new ArrayList<>();
    for (TaskMessage message : messages) {
      entries.add(
          SendMessageBatchRequestEntry.builder()
              .id(Integer.toString(entries.size()))
              .messageBody(SqsMessageBody.of(message))
              .build());
    }
    SendMessageBatchResponse response;
    try {
      response = client().sendMessageBatch(request -> request.queueUrl(queueUrl).entries(entries));
    } catch (RuntimeException e) {
      throw StoreException.uncertain(
          StoreException.Kind.RETRY, "SQS did not take the messages of tasks", e);
    }
    if (response.hasFailed() && !response.failed().isEmpty()) {
      throw StoreException.uncertain(
          StoreException.Kind.RETRY,
          "SQS did not take %d of %d messages of tasks: %s"
              .formatted(
                  response.failed().size(), entries.size(), response.failed().getFirst().message()),
          null);
    }
  }

  private synchronized SqsClient client() {
    if (client == null) {
      client = clients.get();
    }
    return client;
  }
}
