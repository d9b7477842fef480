package dev.ligature.cascade;

import dev.ligature.bucket.CorruptObjectException;
import dev.ligature.cascade.job.Budget;
import dev.ligature.cascade.job.TaskMessage;
import dev.ligature.cascade.job.TaskQueue;
import dev.ligature.store.StoreException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;

/**
 * What one delivery of a task's message comes to, on a queue that delivers at least once and gives
 * a message up after some deliveries.
 *
 * <ul>
 *   <li>Done: the message is done with.
 *   <li>Stopped by a transient failure of the store or the queue: the task is re-queued, however
 *       often, for an outage must neither count against it nor hide it for as long as the queue
 *       hides what was received.
 *   <li>Failed: the message comes again. When the deliveries are used up, the job is {@code
 *       stalled}, visibly, until a person retries it. The last delivery only says so, in case that
 *       all before died without an answer.
 * </ul>
 *
 * <p>Safe for many threads.
 */
public final class TaskDelivery {

  /** When a task is retried that a transient failure has stopped. */
  public static final Duration TRY_AGAIN = Duration.ofSeconds(15);

  private static final Logger LOG = System.getLogger(TaskDelivery.class.getName());

  private final CascadeWorker worker;
  private final TaskQueue queue;
  private final long maxReceives;

  /**
   * @param worker does the tasks
   * @param queue takes the tasks that are re-queued
   * @param maxReceives deliveries of a message before the queue gives it up; at least 2
   */
  public TaskDelivery(CascadeWorker worker, TaskQueue queue, long maxReceives) {
    this.worker = worker;
    this.queue = queue;
    this.maxReceives = maxReceives;
  }

  /**
   * Does what a message asks for, as far as the budget goes.
   *
   * @param sentAt when the message was sent
   * @param receives how often it was delivered, this time included
   * @return whether the message is done with; otherwise it must come again, or be given up
   */
  public boolean receive(TaskMessage message, Instant sentAt, long receives, Budget budget) {
    Delivery delivery = new Delivery(message, sentAt, receives);
    // A task that is done leaves only the look at what is due then, which kills nobody.
    if (receives >= maxReceives && worker.isOpen(message)) {
      boolean stalled =
          stall(
              delivery,
              "delivered %d times, and no worker came to its end; the log tells how they died"
                  .formatted(receives));
      return !stalled;
    }
    try {
      worker.work(message, budget);
      LOG.log(Level.INFO, "worked on the task");
      return true;
    } catch (StoreException e) {
      if (e.isTransient()) {
        LOG.log(Level.WARNING, "the task could not be done for now", e);
        return later(message);
      }
      return failed(delivery, e);
    } catch (RuntimeException e) {
      return failed(delivery, e);
    }
  }

  private record Delivery(TaskMessage message, Instant sentAt, long receives) {}

  private boolean later(TaskMessage message) {
    try {
      queue.send(message, TRY_AGAIN);
      return true;
    } catch (StoreException e) {
      LOG.log(Level.WARNING, "the queue could not be told; the message will come again", e);
      return false;
    }
  }

  private boolean failed(Delivery delivery, RuntimeException reason) {
    LOG.log(Level.ERROR, "the task failed", reason);
    if (delivery.receives() + 1 >= maxReceives) {
      stall(delivery, reason.toString());
    }
    return false;
  }

  private boolean stall(Delivery delivery, String reason) {
    try {
      return worker.stall(delivery.message(), reason, delivery.sentAt());
    } catch (StoreException | CorruptObjectException e) {
      LOG.log(
          Level.ERROR, "the job could not be marked as stalled; its message is a dead letter", e);
      return true;
    }
  }
}
