package dev.ligature.functions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ligature.bucket.BucketFolder.Role;
import dev.ligature.bucket.Json;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class OrphanSweeperHandlerTest {

  private final Deployment api = new Deployment(Map.of("LIGATURE_ORPHAN_GRACE_SECONDS", "0"));
  private final OrphanSweeperHandler sweeper =
      new OrphanSweeperHandler(api.composition(Role.SWEEPER));

  private JsonNode sweep(Map<String, Object> input) {
    return Json.mapper().valueToTree(sweeper.handleRequest(input, new FakeContext(300_000)));
  }

  /** An audit entry whose author is gone. */
  private UUID orphan() {
    UUID author = api.create("authors", "{\"name\": \"Ada\"}");
    UUID entry =
        api.create("audit-entries", "{\"action\": \"wrote\", \"authorId\": \"" + author + "\"}");
    assertThat(api.delete("/authors/" + author).status()).isEqualTo(200);
    assertThat(api.get("/audit-entries/" + entry).status()).isEqualTo(200);
    return entry;
  }

  @Test
  void anOrphanIsRemovedWhenTheScheduleFires() {
    UUID entry = orphan();

    JsonNode report = sweep(Map.of("source", "ligature.schedule", "time", "2026-11-22T22:00:00Z"));

    assertThat(report.path("complete").asBoolean()).isTrue();
    assertThat(report.path("reportOnly").asBoolean()).isFalse();
    assertThat(report.path("findings").toString()).contains(entry.toString());
    assertThat(api.get("/audit-entries/" + entry).status()).isEqualTo(404);
  }

  @Test
  void aReportAloneChangesNothing() {
    UUID entry = orphan();
    Map<String, String> before = api.contents();

    JsonNode report = sweep(Map.of("reportOnly", true));

    assertThat(report.path("reportOnly").asBoolean()).isTrue();
    assertThat(report.path("findings").toString()).contains(entry.toString());
    assertThat(api.contents()).isEqualTo(before);
  }

  @Test
  void aMistypedMemberOfTheInputIsRefusedAndNothingIsSwept() {
    UUID entry = orphan();

    assertThatThrownBy(() -> sweep(Map.of("reportonly", true)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("\"reportonly\"")
        .hasMessageContaining("reportOnly");
    assertThat(api.get("/audit-entries/" + entry).status()).isEqualTo(200);
  }

  @Test
  void anOrphanWithinItsGraceIsLeftAlone() {
    Deployment patient = new Deployment(Map.of("LIGATURE_ORPHAN_GRACE_SECONDS", "3600"));
    UUID author = patient.create("authors", "{\"name\": \"Ada\"}");
    UUID entry =
        patient.create(
            "audit-entries", "{\"action\": \"wrote\", \"authorId\": \"" + author + "\"}");
    patient.delete("/authors/" + author);

    new OrphanSweeperHandler(patient.composition(Role.SWEEPER))
        .handleRequest(null, new FakeContext(300_000));

    assertThat(patient.get("/audit-entries/" + entry).status()).isEqualTo(200);
  }

  @Test
  void anInputThatMakesNoSenseIsRefused() {
    assertThatThrownBy(() -> sweep(Map.of("reportOnly", "yes"))).hasMessageContaining("reportOnly");
    assertThatThrownBy(() -> sweep(Map.of("slices", 0))).hasMessageContaining("slices");
  }
}
