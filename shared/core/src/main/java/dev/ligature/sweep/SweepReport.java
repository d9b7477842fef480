package dev.ligature.sweep;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ligature.bucket.Json;
import dev.ligature.store.RequestCounter.Operation;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a sweep found and did.
 *
 * @param reportOnly whether nothing was written
 * @param complete whether every step came to its end; otherwise the next sweep goes on from here
 * @param findings by class; classes of which nothing was found are left out
 * @param requests made to the store, by operation
 * @param failures steps that a transient failure of the store cut short, in words; the next sweep
 *     retries them
 */
public record SweepReport(
    boolean reportOnly,
    boolean complete,
    Map<Finding, Tally> findings,
    Map<Operation, Long> requests,
    List<String> failures) {

  /** The most samples kept of each class. */
  public static final int SAMPLES = 20;

  public SweepReport {
    findings = Collections.unmodifiableMap(new EnumMap<>(findings));
    requests = Collections.unmodifiableMap(new EnumMap<>(requests));
    failures = List.copyOf(failures);
  }

  /**
   * The findings of one class.
   *
   * @param found how many
   * @param fixed how many of them are in order now
   * @param samples some of them: keys of the bucket
   */
  public record Tally(long found, long fixed, List<String> samples) {
    static final Tally NONE = new Tally(0, 0, List.of());

    public Tally {
      samples = List.copyOf(samples);
    }
  }

  /** The findings of this class; zeros if there are none. */
  public Tally of(Finding finding) {
    return findings.getOrDefault(finding, Tally.NONE);
  }

  /** The report as JSON. */
  public ObjectNode toJson() {
    ObjectNode json = Json.object().put("reportOnly", reportOnly).put("complete", complete);
    ObjectNode classes = json.putObject("findings");
    findings.forEach(
        (finding, tally) -> {
          ObjectNode one = classes.putObject(finding.text());
          one.put("found", tally.found()).put("fixed", tally.fixed());
          ArrayNode samples = one.putArray("samples");
          tally.samples().forEach(samples::add);
        });
    ObjectNode made = json.putObject("requests");
    requests.forEach(
        (operation, count) -> made.put(operation.name().toLowerCase(Locale.ROOT), count));
    ArrayNode failed = json.putArray("failures");
    failures.forEach(failed::add);
    return json;
  }
}
