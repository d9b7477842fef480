package dev.ligature.audit;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ligature.bucket.Json;
import java.util.List;

/**
 * What a reindex did.
 *
 * @param entities entities read
 * @param references references written that were missing
 * @param indexEntries index entries written that were missing
 * @param claims claims made that were missing
 * @param conflicts entities in a unique place that another holds, up to {@value #SAMPLES}: a person
 *     must decide
 * @param conflictCount how many there are
 * @param unreadable objects that are no entities, up to {@value #SAMPLES}
 * @param unreadableCount how many there are
 */
public record ReindexReport(
    long entities,
    long references,
    long indexEntries,
    long claims,
    List<String> conflicts,
    long conflictCount,
    List<String> unreadable,
    long unreadableCount) {

  /** The most samples kept of each kind. */
  public static final int SAMPLES = 20;

  public ReindexReport {
    conflicts = List.copyOf(conflicts);
    unreadable = List.copyOf(unreadable);
  }

  /** Whether every entity stands now under all its keys. */
  public boolean whole() {
    return conflictCount == 0 && unreadableCount == 0;
  }

  /** The report as JSON. */
  public ObjectNode toJson() {
    ObjectNode json =
        Json.object()
            .put("entities", entities)
            .put("references", references)
            .put("indexEntries", indexEntries)
            .put("claims", claims)
            .put("conflictCount", conflictCount)
            .put("unreadableCount", unreadableCount);
    ArrayNode held = json.putArray("conflicts");
    conflicts.forEach(held::add);
    ArrayNode broken = json.putArray("unreadable");
    unreadable.forEach(broken::add);
    return json;
  }
}
