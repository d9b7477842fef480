package dev.ligature.simulation.world;

import dev.ligature.simulation.engine.Environment;
import dev.ligature.simulation.engine.Scheduler;
import dev.ligature.simulation.engine.SimulatedQueue;

/** A queue, and a schedule that sweeps every few minutes for as long as the queue has messages. */
final class Schedule implements Environment {

  private static final long EVERY_MILLIS = 5 * 60_000L;

  /** Sweeps are for what nobody works on; they do not pile up behind slow actors. */
  private static final int MOST_RUNNING = 8;

  private final Scheduler scheduler;
  private final SimulatedQueue queue;
  private final Runnable sweep;
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
    if (queue.size() > 0 && scheduler.now() >= next && scheduler.running() < MOST_RUNNING) {
      next = scheduler.now() + EVERY_MILLIS;
      sweep.run();
    }
  }

  @Override
  public long nextEvent() {
    long event = queue.nextEvent();
    boolean idle = queue.size() > 0 && scheduler.running() == 0;
    return idle ? Math.min(event, Math.max(next, scheduler.now() + 1)) : event;
  }
}
