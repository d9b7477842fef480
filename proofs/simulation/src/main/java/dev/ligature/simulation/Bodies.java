package dev.ligature.simulation;

import dev.ligature.simulation.engine.SimulatedStore;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/** What lies in a bucket, to be compared before and after. */
public final class Bodies {

  private Bodies() {}

  /**
   * Every body by its key, without the nonces: a mark that was taken back leaves another nonce
   * behind. A mark that was not is seen.
   *
   * @param wanted which keys count
   */
  public static Map<String, String> of(SimulatedStore bucket, Predicate<String> wanted) {
    Map<String, String> bodies = new TreeMap<>();
    for (String key : bucket.keys()) {
      if (wanted.test(key)) {
        String body = new String(bucket.get(key).orElseThrow().body(), StandardCharsets.UTF_8);
        // A reference is nothing but a nonce.
        bodies.put(key, key.startsWith("refs/") ? "" : withoutNonce(body));
      }
    }
    return bodies;
  }

  private static String withoutNonce(String body) {
    return body.replaceAll("\"_?nonce\":\"[^\"]*\",?", "");
  }

  /** Whether a key is of anything but jobs, which a refused delete leaves its record of. */
  public static boolean ofNoJob(String key) {
    return !key.startsWith("jobs/");
  }
}
