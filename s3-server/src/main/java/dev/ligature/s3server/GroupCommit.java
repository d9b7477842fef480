package dev.ligature.s3server;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes changes durable, many at a time: whoever changes something waits until a commit has
 * followed, and everyone who waits at one moment shares one commit.
 *
 * <p>Changes are numbered. A change is visible before it is durable, so an answer that shows one
 * must wait for it too ({@link #await}): else a reader could act on what a crash takes back.
 */
final class GroupCommit implements AutoCloseable {

  /** A commit takes milliseconds; a wait this long means that the disk is gone. */
  private static final long BOUND_SECONDS = 30;

  private final Runnable commit;
  private final boolean needed;
  private final LongSupplier sequence;
  private final Thread committer;

  /** Changes hold the read side, the committer the write side: a commit never cuts one in two. */
  private final ReentrantReadWriteLock gate = new ReentrantReadWriteLock();

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition work = lock.newCondition();
  private final Condition progress = lock.newCondition();
  private long last;
  private long durable;
  private boolean closed;
  private @Nullable RuntimeException failure;

  /**
   * Starts the committer.
   *
   * @param already the greatest number that was made durable before
   * @param sequence gives the number of the next change
   * @param commit makes everything so far durable
   * @param needed false if there is nothing to make durable, as in memory
   */
  GroupCommit(long already, LongSupplier sequence, Runnable commit, boolean needed) {
    this.last = already;
    this.durable = already;
    this.sequence = sequence;
    this.commit = commit;
    this.needed = needed;
    this.committer = Thread.ofPlatform().daemon().name("s3-commit").unstarted(this::run);
    if (needed) {
      committer.start();
    }
  }

  /**
   * Makes one change, under a new number.
   *
   * @return the number, to {@link #await}
   */
  long change(LongConsumer change) {
    gate.readLock().lock();
    try {
      long number;
      lock.lock();
      try {
        number = sequence.getAsLong();
        last = number;
      } finally {
        lock.unlock();
      }
      change.accept(number);
      return number;
    } finally {
      gate.readLock().unlock();
    }
  }

  /** The number of the newest change. */
  long last() {
    lock.lock();
    try {
      return last;
    } finally {
      lock.unlock();
    }
  }

  /** Returns once the change with this number, and all before it, would survive a kill. */
  void await(long number) {
    if (!needed) {
      return;
    }
    lock.lock();
    try {
      long nanos = TimeUnit.SECONDS.toNanos(BOUND_SECONDS);
      while (durable < number) {
        if (failure != null) {
          throw new IllegalStateException("The store cannot write any more", failure);
        }
        if (closed || nanos <= 0) {
          throw new IllegalStateException(closed ? "The store is closed" : "No commit in time");
        }
        work.signal();
        nanos = progress.awaitNanos(nanos);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while waiting for a commit", e);
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    while (true) {
      lock.lock();
      try {
        while (durable >= last && !closed) {
          work.awaitUninterruptibly();
        }
        if (durable >= last) {
          return;
        }
      } finally {
        lock.unlock();
      }
      if (!commitOnce()) {
        return;
      }
    }
  }

  private boolean commitOnce() {
    long upTo;
    RuntimeException failed = null;
    gate.writeLock().lock();
    try {
      upTo = last();
      commit.run();
    } catch (RuntimeException e) {
      upTo = Long.MIN_VALUE;
      failed = e;
    } finally {
      gate.writeLock().unlock();
    }
    lock.lock();
    try {
      durable = Math.max(durable, upTo);
      failure = failed;
      progress.signalAll();
    } finally {
      lock.unlock();
    }
    return failed == null;
  }

  /** Commits what is left and stops. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      work.signal();
    } finally {
      lock.unlock();
    }
    if (needed) {
      try {
        committer.join(TimeUnit.SECONDS.toMillis(BOUND_SECONDS));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
