package dev.ligature.simulation;

import dev.ligature.cascade.job.TaskQueue;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.UUID;

/** A queue that holds its messages until a test takes them, delayed ones like all others. */
public final class HeldQueue implements TaskQueue {

  /** A message. */
  public record Message(UUID jobId, String taskId) {}

  private final Deque<Message> messages = new ArrayDeque<>();

  @Override
  public void send(UUID jobId, String taskId, Duration delay) {
    messages.addLast(new Message(jobId, taskId));
  }

  /** The messages that wait, oldest first; a test may take, add and drop any. */
  public Deque<Message> messages() {
    return messages;
  }
}
