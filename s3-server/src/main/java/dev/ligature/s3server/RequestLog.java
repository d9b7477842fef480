package dev.ligature.s3server;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What a server was asked: counts by operation since the start or the last {@link #reset}, and the
 * latest requests themselves. Safe for many threads.
 */
public final class RequestLog {

  /** How many of the latest requests are kept. */
  public static final int KEPT = 10_000;

  /**
   * One request.
   *
   * @param call what it asked for
   * @param status the HTTP status of the answer; 0 if the connection was broken instead
   */
  public record Entry(S3Call call, int status) {}

  private final ReentrantLock lock = new ReentrantLock();
  private final Map<S3Operation, Long> counts = new EnumMap<>(S3Operation.class);
  private final Deque<Entry> latest = new ArrayDeque<>();

  void add(S3Call call, int status) {
    lock.lock();
    try {
      counts.merge(call.operation(), 1L, Long::sum);
      if (latest.size() == KEPT) {
        latest.removeFirst();
      }
      latest.addLast(new Entry(call, status));
    } finally {
      lock.unlock();
    }
  }

  /** How many requests there were of each operation that was called at all. */
  public Map<S3Operation, Long> counts() {
    lock.lock();
    try {
      return Map.copyOf(counts);
    } finally {
      lock.unlock();
    }
  }

  /** How many requests there were of one operation. */
  public long count(S3Operation operation) {
    lock.lock();
    try {
      return counts.getOrDefault(operation, 0L);
    } finally {
      lock.unlock();
    }
  }

  /** How many requests there were of all operations. */
  public long total() {
    lock.lock();
    try {
      return counts.values().stream().mapToLong(Long::longValue).sum();
    } finally {
      lock.unlock();
    }
  }

  /** The latest requests, oldest first, at most {@link #KEPT}. */
  public List<Entry> latest() {
    lock.lock();
    try {
      return new ArrayList<>(latest);
    } finally {
      lock.unlock();
    }
  }

  /** Starts counting anew. */
  public void reset() {
    lock.lock();
    try {
      counts.clear();
      latest.clear();
    } finally {
      lock.unlock();
    }
  }
}
