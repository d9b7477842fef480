package dev.ligature.simulation.engine;

/** What happens by itself in a world: messages that arrive, schedules that fire. */
public interface Environment {

  /** No event is to come. */
  long NEVER = Long.MAX_VALUE;

  /** Lets happen what is due by now; may spawn actors. Called before every decision. */
  void poll();

  /**
   * The moment (simulated milliseconds) of the next event that will make {@link #poll} do
   * something; {@link #NEVER} if there is none.
   */
  long nextEvent();

  /** A world in which nothing happens by itself. */
  Environment QUIET =
      new Environment() {
        @Override
        public void poll() {}

        @Override
        public long nextEvent() {
          return NEVER;
        }
      };
}
