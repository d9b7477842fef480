package dev.ligature;

import dev.ligature.cascade.job.TaskMessage;
import dev.ligature.cascade.job.TaskQueue;
import dev.ligature.store.StoreException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.Delayed;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * A queue and its workers inside one program, for those who need no SQS: messages wait in memory,
 * virtual threads work on them. Nothing is lost with the process, because what is to be done lies
 * in the bucket: {@link Ligature#resume} finds it again.
 *
 * <p>Bounded: of messages beyond its capacity it remembers only the job, and looks at the job's
 * tasks again when there is room. Safe for many threads.
 */
public final class InProcessQueue implements TaskQueue, AutoCloseable {

  /** Messages kept by default. */
  public static final int CAPACITY = 10_000;

  /** Workers by default. */
  public static final int WORKERS = 4;

  /** A task that failed so often stalls its job. */
  public static final int MAX_RECEIVES = 5;

  private static final System.Logger LOG = System.getLogger(InProcessQueue.class.getName());
  private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(40);

  /** Does the work that messages ask for. */
  public interface Receiver {

    /** Does what a message asks for; an exception means that the message is to come again. */
    void receive(TaskMessage message);

    /** Sends the messages of all the job's tasks again. */
    void resend(UUID jobId);

    /** It has failed {@link #MAX_RECEIVES} times. */
    void giveUp(TaskMessage message, RuntimeException failure);
  }

  private sealed interface Item {
    record Message(TaskMessage message, int receives) implements Item {}

    record Stop() implements Item {}
  }

  private record Waiting(Item item, long due) implements Delayed {

    @Override
    public long getDelay(TimeUnit unit) {
      return unit.convert(due - System.nanoTime(), TimeUnit.NANOSECONDS);
    }

    @Override
    public int compareTo(Delayed other) {
      return Long.compare(due - ((Waiting) other).due, 0);
    }
  }

  private final int capacity;
  private final int workers;
  private final Duration firstPause;
  private final DelayQueue<Waiting> waiting = new DelayQueue<>();
  private final Set<UUID> overflowed = new HashSet<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private boolean closed;

  /**
   * A queue with the default bounds; its workers start when {@link #serve} tells them what to do.
   */
  public InProcessQueue() {
    this(CAPACITY, WORKERS);
  }

  /**
   * @param capacity at most this many messages wait in memory
   * @param workers at most this many tasks are worked on at once
   */
  public InProcessQueue(int capacity, int workers) {
    this(capacity, workers, FIRST_PAUSE);
  }

  /**
   * @param firstPause a message whose task failed comes again after twice this, then after twice as
   *     long each time
   */
  InProcessQueue(int capacity, int workers, Duration firstPause) {
    if (capacity < 1 || workers < 1) {
      throw new IllegalArgumentException("capacity and workers must be at least 1");
    }
    this.capacity = capacity;
    this.workers = workers;
    this.firstPause = firstPause;
  }

  /** Starts the workers; {@link Ligature} does so with the queue that it is given. Call it once. */
  public void serve(Receiver receiver) {
    for (int i = 0; i < workers; i++) {
      threads.execute(() -> work(receiver));
    }
  }

  @Override
  public void send(TaskMessage message, Duration delay) {
    add(new Item.Message(message, 0), delay);
  }

  private synchronized void add(Item.Message message, Duration delay) {
    if (closed) {
      return;
    }
    if (waiting.size() >= capacity) {
      overflowed.add(message.message().jobId());
      return;
    }
    waiting.add(new Waiting(message, System.nanoTime() + delay.toNanos()));
  }

  private void work(Receiver receiver) {
    try {
      while (waiting.take().item() instanceof Item.Message message) {
        handle(receiver, message);
        lookForOverflowed(receiver);
      }
    } catch (InterruptedException e) {
      // Closed while it waited: there is nothing to hand over, the tasks lie in the bucket.
      Thread.currentThread().interrupt();
    }
  }

  private void handle(Receiver receiver, Item.Message message) {
    try {
      receiver.receive(message.message());
    } catch (RuntimeException failure) {
      LOG.log(
          System.Logger.Level.WARNING, message.message() + " failed and will come again", failure);
      // A transient failure of the store never counts against a task.
      boolean counts = !(failure instanceof StoreException e && e.isTransient());
      int receives = counts ? message.receives() + 1 : message.receives();
      if (receives < MAX_RECEIVES) {
        add(new Item.Message(message.message(), receives), firstPause.multipliedBy(1L << receives));
      } else {
        giveUp(receiver, message, failure);
      }
    }
  }

  private void giveUp(Receiver receiver, Item.Message message, RuntimeException failure) {
    try {
      receiver.giveUp(message.message(), failure);
    } catch (RuntimeException second) {
      LOG.log(
          System.Logger.Level.WARNING,
          "job " + message.message().jobId() + " stands still, and could not even be marked so",
          second);
    }
  }

  /** Once there is room, what found none is sent again: done tasks are gone from the bucket. */
  private void lookForOverflowed(Receiver receiver) {
    UUID jobId;
    synchronized (this) {
      if (overflowed.isEmpty() || waiting.size() > capacity / 2) {
        return;
      }
      jobId = overflowed.iterator().next();
      overflowed.remove(jobId);
    }
    try {
      receiver.resend(jobId);
    } catch (RuntimeException failure) {
      LOG.log(System.Logger.Level.WARNING, "job " + jobId + " is looked at later", failure);
      synchronized (this) {
        overflowed.add(jobId);
      }
    }
  }

  /**
   * Stops the workers, after the tasks that they are at; waits for that at most 40 seconds.
   * Messages that still wait are dropped, their tasks stay in the bucket.
   */
  @Override
  public void close() {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      waiting.clear();
      for (int i = 0; i < workers; i++) {
        waiting.add(new Waiting(new Item.Stop(), System.nanoTime()));
      }
    }
    threads.shutdown();
    try {
      if (!threads.awaitTermination(CLOSE_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        threads.shutdownNow();
      }
    } catch (InterruptedException e) {
      threads.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
