package dev.ligature.cascade;

import dev.ligature.cascade.job.TaskQueue;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Keeps what is due at once for the caller itself; what is to wait goes to the real queue. */
final class InlineQueue implements TaskQueue {

  record Message(UUID jobId, String taskId) {}

  private final TaskQueue queue;
  private final Deque<Message> messages = new ArrayDeque<>();

  InlineQueue(TaskQueue queue) {
    this.queue = queue;
  }

  @Override
  public void send(UUID jobId, String taskId, Duration delay) {
    if (delay.isZero()) {
      messages.addLast(new Message(jobId, taskId));
    } else {
      queue.send(jobId, taskId, delay);
    }
  }

  boolean isEmpty() {
    return messages.isEmpty();
  }

  Message first() {
    return messages.getFirst();
  }

  void removeFirst() {
    messages.removeFirst();
  }

  /** Sends all that the caller did not get to. */
  void handOver() {
    Map<UUID, List<String>> byJob = new LinkedHashMap<>();
    messages.forEach(m -> byJob.computeIfAbsent(m.jobId(), _ -> new ArrayList<>()).add(m.taskId()));
    byJob.forEach(queue::sendAll);
    messages.clear();
  }
}
