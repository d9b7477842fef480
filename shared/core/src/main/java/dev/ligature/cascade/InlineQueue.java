package dev.ligature.cascade;

import dev.ligature.cascade.job.TaskMessage;
import dev.ligature.cascade.job.TaskQueue;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** Keeps what is due at once for the caller itself; what is to wait goes to the real queue. */
final class InlineQueue implements TaskQueue {

  private final TaskQueue queue;
  private final Deque<TaskMessage> messages = new ArrayDeque<>();

  InlineQueue(TaskQueue queue) {
    this.queue = queue;
  }

  @Override
  public void send(TaskMessage message, Duration delay) {
    if (delay.isZero()) {
      messages.addLast(message);
    } else {
      queue.send(message, delay);
    }
  }

  boolean isEmpty() {
    return messages.isEmpty();
  }

  TaskMessage first() {
    return messages.getFirst();
  }

  void removeFirst() {
    messages.removeFirst();
  }

  /** Sends all that the caller did not get to. */
  void handOver() {
    queue.sendAll(List.copyOf(messages));
    messages.clear();
  }
}
