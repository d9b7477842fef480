package dev.ligature.functions;

import dev.ligature.cascade.job.TaskQueue;
import dev.ligature.functions.wiring.TaskMessage;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

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
  public synchronized void send(UUID jobId, String taskId, Duration delay) {
    if (delay.isZero()) {
      messages.addLast(new TaskMessage(jobId, taskId));
      arrival.run();
    } else {
      delayed.add(new TaskMessage(jobId, taskId));
    }
  }

  synchronized List<TaskMessage> delayed() {
    return List.copyOf(delayed);
  }

  synchronized Optional<TaskMessage> take() {
    return Optional.ofNullable(messages.pollFirst());
  }
}
