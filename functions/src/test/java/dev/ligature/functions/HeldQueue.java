package dev.ligature.functions;

import dev.ligature.cascade.job.TaskMessage;
import dev.ligature.cascade.job.TaskQueue;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** Holds messages until a test delivers them; those that are to wait are kept apart. */
final class HeldQueue implements TaskQueue {

  private final Deque<TaskMessage> messages = new ArrayDeque<>();
  private final List<TaskMessage> delayed = new ArrayList<>();
  private Runnable arrival = () -> {};

  /** Runs this after every message that arrives. */
  synchronized void onArrival(Runnable run) {
    arrival = run;
  }

  @Override
  public synchronized void send(TaskMessage message, Duration delay) {
    if (delay.isZero()) {
      messages.addLast(message);
      arrival.run();
    } else {
      delayed.add(message);
    }
  }

  synchronized List<TaskMessage> delayed() {
    return List.copyOf(delayed);
  }

  synchronized int size() {
    return messages.size();
  }

  synchronized Optional<TaskMessage> take() {
    return Optional.ofNullable(messages.pollFirst());
  }
}
