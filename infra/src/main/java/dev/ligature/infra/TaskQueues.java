package dev.ligature.infra;

import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.sqs.DeadLetterQueue;
import software.amazon.awscdk.services.sqs.Queue;
import software.amazon.awscdk.services.sqs.QueueEncryption;
import software.constructs.Construct;

/** Where the tasks of cascades wait for a worker, and where those end that no worker can finish. */
final class TaskQueues extends Construct {

  /** As long as SQS keeps anything. */
  private static final Duration RETENTION = Duration.days(14);

  private final Queue queue;
  private final Queue deadLetters;

  TaskQueues(Construct scope, String id, Settings settings) {
    super(scope, id);
    this.deadLetters = queue("DeadLetters").build();
    this.queue =
        queue("Queue")
            // Six times the worker's timeout, as AWS advises: a retried batch is not seen twice.
            .visibilityTimeout(Duration.seconds(6 * Cascade.WORKER_SECONDS))
            .deadLetterQueue(
                DeadLetterQueue.builder()
                    .queue(deadLetters)
                    .maxReceiveCount(settings.maxReceives())
                    .build())
            .build();
  }

  Queue queue() {
    return queue;
  }

  Queue deadLetters() {
    return deadLetters;
  }

  private Queue.Builder queue(String id) {
    return Queue.Builder.create(this, id)
        .encryption(QueueEncryption.SQS_MANAGED)
        .enforceSsl(true)
        .retentionPeriod(RETENTION);
  }
}
