package dev.ligature.audit;

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
 * What an audit found.
 *
 * @param entities living entities read
 * @param references references listed
 * @param findings by class; classes of which nothing was found are left out
 * @param requests made to the store, by operation
 */
public record AuditReport(
    long entities,
    long references,
    Map<AuditFinding, Tally> findings,
    Map<Operation, Long> requests) {

  /**
   * The findings of one class.
   *
   * @param found how many
   * @param samples some of them, in words that begin with a key of the bucket
   */
  public record Tally(long found, List<String> samples) {
    static final Tally NONE = new Tally(0, List.of());

    public Tally {
      samples = List.copyOf(samples);
    }
  }

  public AuditReport {
    findings = Collections.unmodifiableMap(new EnumMap<>(findings));
    requests = Collections.unmodifiableMap(new EnumMap<>(requests));
  }

  /** The findings of this class; zero if there are none. */
  public Tally of(AuditFinding finding) {
    return findings.getOrDefault(finding, Tally.NONE);
  }

  /** How many findings break a promise. */
  public long violations() {
    return findings.entrySet().stream()
        .filter(e -> e.getKey().violation())
        .mapToLong(e -> e.getValue().found())
        .sum();
  }

  /** The report as JSON. */
  public ObjectNode toJson() {
    ObjectNode json =
        Json.object()
            .put("entities", entities)
            .put("references", references)
            .put("violations", violations());
    ObjectNode classes = json.putObject("findings");
    findings.forEach(
        (finding, tally) -> {
          ObjectNode one = classes.putObject(finding.text());
          one.put("violation", finding.violation()).put("found", tally.found());
          ArrayNode samples = one.putArray("samples");
          tally.samples().forEach(samples::add);
        });
    ObjectNode made = json.putObject("requests");
    requests.forEach(
        (operation, count) -> made.put(operation.name().toLowerCase(Locale.ROOT), count));
    return json;
  }

  /** The report for a person: a line for each class, with samples of what breaks a promise. */
  public String toTable() {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(Locale.ROOT, "%,d entities, %,d references read%n", entities, references));
    if (findings.isEmpty()) {
      text.append(String.format("nothing found: every promise holds%n"));
    }
    findings.forEach(
        (finding, tally) -> {
          text.append(
              String.format(
                  Locale.ROOT,
                  "%-10s %-28s %,10d%n",
                  finding.violation() ? "VIOLATION" : "",
                  finding.text().replace('_', ' '),
                  tally.found()));
          tally.samples().stream()
              .limit(finding.violation() ? tally.samples().size() : 3)
              .forEach(sample -> text.append(String.format("             %s%n", sample)));
        });
    text.append(String.format(Locale.ROOT, "%,d violations%n", violations()));
    return text.toString();
  }
}
