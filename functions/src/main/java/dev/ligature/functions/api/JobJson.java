package dev.ligature.functions.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ligature.bucket.JobState;
import dev.ligature.bucket.Json;
import dev.ligature.cascade.DeleteResult;
import dev.ligature.cascade.job.Counts;
import dev.ligature.cascade.job.Job;
import dev.ligature.cascade.job.Protection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Deletes and jobs in the shapes of {@code docs/api.md}. */
final class JobJson {

  private JobJson() {}

  /** The answer to a delete. */
  static ObjectNode of(DeleteResult.Accepted accepted) {
    return shape(
        accepted.jobId(),
        accepted.state(),
        accepted.cascaded(),
        accepted.setNull(),
        List.of(),
        accepted.byRelationship());
  }

  /** A job: the answer to its delete and what else is known of it. */
  static ObjectNode of(Job job) {
    ObjectNode json =
        shape(
            job.id(),
            job.state(),
            job.totals().cascaded(),
            job.totals().setNull(),
            job.protections(),
            job.totals().byRelationship());
    json.putObject("root").put("plural", job.plural()).put("id", job.rootId().toString());
    json.put("createdAt", job.createdAt().toString());
    json.put("endedAt", job.endedAt() == null ? null : job.endedAt().toString());
    ArrayNode failures = json.putArray("failures");
    job.failures().forEach(failures::add);
    return json;
  }

  private static ObjectNode shape(
      @Nullable UUID jobId,
      JobState state,
      long cascaded,
      long setNull,
      List<Protection> protections,
      Map<String, Counts> byRelationship) {
    ObjectNode json = Json.object();
    json.put("jobId", jobId == null ? null : jobId.toString());
    json.put("state", state.text());
    json.put("cascaded", cascaded);
    json.put("setNull", setNull);
    json.set("protected", protections(protections));
    ObjectNode counts = json.putObject("byRelationship");
    byRelationship.forEach(
        (relationship, c) ->
            counts.putObject(relationship).put("deleted", c.deleted()).put("setNull", c.setNull()));
    return json;
  }

  /** What stands against a delete. */
  static ArrayNode protections(List<Protection> protections) {
    ArrayNode array = Json.mapper().createArrayNode();
    for (Protection protection : protections) {
      ObjectNode json =
          array
              .addObject()
              .put("relationship", protection.relationship())
              .put("onDelete", protection.onDelete().name())
              .put("count", protection.count())
              .put("countIsComplete", protection.countIsComplete());
      ArrayNode samples = json.putArray("sampleIds");
      protection.sampleIds().forEach(id -> samples.add(id.toString()));
    }
    return array;
  }
}
