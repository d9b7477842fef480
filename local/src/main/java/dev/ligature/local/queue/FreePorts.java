package dev.ligature.local.queue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Finds ports that nothing listens on. */
public final class FreePorts {
  private static final Duration LET_GO = Duration.ofSeconds(3);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

  private FreePorts() {}

  /** Any free loopback port. */
  public static int any() {
    return near(0);
  }

  /**
   * Whether this port is free, now or in a moment: a process that was just killed holds it until
   * the system has cleared it away.
   */
  public static boolean becomesFree(int wanted) {
    long deadline = System.nanoTime() + LET_GO.toNanos();
    while (near(wanted) != wanted) {
      if (System.nanoTime() > deadline) {
        return false;
      }
      LockSupport.parkNanos(LOOK_AGAIN.toNanos());
    }
    return true;
  }

  /** This port if it is free, else any other that is. */
  public static int near(int wanted) {
    try (ServerSocket socket = new ServerSocket(wanted, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException taken) {
      if (wanted == 0) {
        throw new UncheckedIOException("No free port", taken);
      }
      return any();
    }
  }
}
