package dev.ligature.simulation;

import dev.ligature.cascade.job.TaskMessage;
import dev.ligature.cascade.job.TaskQueue;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/** A queue that holds its messages until a test takes them, delayed ones like all others. */
public final class HeldQueue implements TaskQueue {

  private final Deque<TaskMessage> messages = new ArrayDeque<>();

  @Override
  public void send(TaskMessage message, Duration delay) {
    messages.addLast(message);
  }

  /** The messages that wait, oldest first; a test may take, add and drop any. */
  public Deque<TaskMessage> messages() {
    return messages;
  }
}
