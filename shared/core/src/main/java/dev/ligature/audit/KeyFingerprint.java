package dev.ligature.audit;

/**
 * Tells whether two streams of strings, in any order, hold the same ones, in memory that does not
 * grow with them: each string falls into one of many buckets by its hash, and a bucket keeps the
 * difference of the sums. Where a bucket is not even, what falls into it must be looked at. That
 * unequal streams look even takes two sums of 64 bits to be equal by chance.
 *
 * <p>For one thread.
 */
final class KeyFingerprint {

  private static final int BUCKETS = 1 << 16;

  private final long[] sums = new long[BUCKETS];
  private final int[] counts = new int[BUCKETS];

  /** One that should be there. */
  void expect(String text) {
    add(text, 1);
  }

  /** One that is there. */
  void found(String text) {
    add(text, -1);
  }

  private void add(String text, int sign) {
    long hash = hash(text);
    int bucket = bucket(hash);
    sums[bucket] += sign * hash;
    counts[bucket] += sign;
  }

  /** Whether what falls into this one's bucket is not even. */
  boolean suspicious(String text) {
    int bucket = bucket(hash(text));
    return sums[bucket] != 0 || counts[bucket] != 0;
  }

  /** Whether everything is even. */
  boolean even() {
    for (int i = 0; i < BUCKETS; i++) {
      if (sums[i] != 0 || counts[i] != 0) {
        return false;
      }
    }
    return true;
  }

  private static int bucket(long hash) {
    return (int) (hash >>> 48);
  }

  /** FNV-1a, its bits then mixed, for keys differ little. */
  private static long hash(String text) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
    }
    hash = (hash ^ (hash >>> 30)) * 0xbf58476d1ce4e5b9L;
    hash = (hash ^ (hash >>> 27)) * 0x94d049bb133111ebL;
    return hash ^ (hash >>> 31);
  }
}
