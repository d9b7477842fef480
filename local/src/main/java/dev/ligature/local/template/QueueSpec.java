package dev.ligature.local.template;

import java.time.Duration;
import java.util.Optional;

/**
 * An SQS queue of the template.
 *
 * @param name its logical id
 * @param visibilityTimeout for how long a received message is hidden from other receivers
 * @param delay before a sent message can be received
 * @param retention after which a message is dropped
 * @param redrive where a message goes that was received too often, if anywhere
 */
public record QueueSpec(
    String name,
    Duration visibilityTimeout,
    Duration delay,
    Duration retention,
    Optional<Redrive> redrive) {

  /**
   * Where a message goes that was received too often.
   *
   * @param deadLetterQueue the logical id of the queue that takes the message
   * @param maxReceiveCount how often it may be received before
   */
  public record Redrive(String deadLetterQueue, int maxReceiveCount) {}
}
