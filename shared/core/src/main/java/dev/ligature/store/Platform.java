package dev.ligature.store;

import java.time.InstantSource;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

/**
 * Everything of the world outside the store that core may touch. Production takes the real ones
 * ({@code SystemPlatform}); the simulator takes seeded ones, so the same seed gives the same run.
 *
 * @param clock the time, for time stamps, deadlines and cleaning up; never for safety
 * @param ids new ids
 * @param random nonces and jitter; safe for many threads
 * @param parallel steps side by side
 * @param waiter backoff
 * @param steps which protocol steps are taken: all, but in mutation tests
 */
public record Platform(
    InstantSource clock,
    Ids ids,
    RandomGenerator random,
    Parallel parallel,
    Waiter waiter,
    Steps steps) {

  /** A fresh nonce: 12 hexadecimal digits; makes every body, and so every ETag, one of its own. */
  public String nonce() {
    return HexFormat.of().toHexDigits(random.nextLong(), Nonce.DIGITS);
  }
}
