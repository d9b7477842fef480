package dev.ligature.cascade.job;

import java.time.Duration;
import java.util.List;

/**
 * Carries messages to workers. Nothing depends on it but speed: a message may come twice, late, out
 * of order or never. What is to be done lies in the bucket, and the sweeper sends lost messages
 * again.
 */
@FunctionalInterface
public interface TaskQueue {

  /** Carries nothing. For programs that only look, and for those that leave work to the sweeper. */
  static TaskQueue none() {
    return (message, delay) -> {};
  }

  /**
   * Sends a message.
   *
   * @param delay not before this long from now, at most 15 minutes
   */
  void send(TaskMessage message, Duration delay);

  /** Sends many messages, to be worked on as soon as a worker can. */
  default void sendAll(List<TaskMessage> messages) {
    messages.forEach(message -> send(message, Duration.ZERO));
  }
}
