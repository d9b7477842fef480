package dev.ligature.simulation.world;

import dev.ligature.simulation.engine.Environment;
import dev.ligature.simulation.engine.Scheduler;
import dev.ligature.simulation.engine.SimulatedQueue;

/**
 * A queue, and a schedule that sweeps every few minutes for as long as the queue has messages.
 * While there are none and somebody sleeps, it sweeps ever more seldom: a sleeper of days must find
 * a world that was swept meanwhile, but not a thousand times.
 */
final class Schedule implements Environment {

  private static final long EVERY_MILLIS = 5 * 60_000L;
  private static final long SELDOM_MILLIS = 26 * 3_600_000L;

  /** Sweeps are for what nobody works on; they do not pile up behind slow actors. */
  private static final int MOST_RUNNING = 8;

  private final Scheduler scheduler;
  private final SimulatedQueue queue;
  private final Runnable sweep;
  private long rest = EVERY_MILLIS;
  private long next;

  Schedule(Scheduler scheduler, SimulatedQueue queue, Runnable sweep) {
    this.scheduler = scheduler;
    this.queue = queue;
    this.sweep = sweep;
    this.next = scheduler.now() + EVERY_MILLIS;
  }

  @Override
  public void poll() {
    queue.poll();
    if (isDue() && scheduler.running() < MOST_RUNNING) {
      rest = queue.size() > 0 ? EVERY_MILLIS : Math.min(2 * rest, SELDOM_MILLIS);
      next = scheduler.now() + rest;
      sweep.run();
    }
  }

  private boolean isDue() {
    return scheduler.now() >= next && (queue.size() > 0 || scheduler.waiting());
  }

  @Override
  public long nextEvent() {
    long event = queue.nextEvent();
    boolean idle = scheduler.waiting() || (queue.size() > 0 && scheduler.running() == 0);
    return idle && scheduler.running() < MOST_RUNNING
        ? Math.min(event, Math.max(next, scheduler.now() + 1))
        : event;
  }
}
