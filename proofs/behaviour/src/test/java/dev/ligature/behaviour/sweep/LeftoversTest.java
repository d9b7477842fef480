package dev.ligature.behaviour.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ligature.bucket.Json;
import dev.ligature.sweep.Finding;
import dev.ligature.sweep.SweepOptions;
import dev.ligature.sweep.SweepReport;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Old fences, old idempotency keys, and how a sweep goes on where the last left off. */
class LeftoversTest {

  private final SweptWorld world = new SweptWorld();

  @Test
  void aFenceStandsItsFullTimeAndThenGoesWithItsNote() {
    UUID id = UUID.randomUUID();
    world.fence("posts", id);
    world.pass(Duration.ofHours(23));
    world.sweep();
    assertThat(world.keys("data/")).hasSize(1);
    world.pass(Duration.ofHours(2));
    SweepReport report = world.sweep();
    assertThat(report.of(Finding.EXPIRED_FENCE).fixed()).isEqualTo(1);
    assertThat(world.keys("data/")).isEmpty();
    assertThat(world.keys("fences/")).isEmpty();
  }

  @Test
  void aNoteWhoseFenceLostTheRaceNeverHarmsTheEntity() {
    UUID author = world.create("Author", "name", "Ada");
    world.fence("authors", author);
    world.pass(Duration.ofDays(2));
    world.sweep();
    assertThat(world.exists("Author", author)).isTrue();
    assertThat(world.keys("fences/")).isEmpty();
  }

  @Test
  void anIdempotencyKeyStandsItsFullTimeAndThenGoes() {
    world.entities.create(SweptWorld.model("Post"), Json.object(), "key-1");
    world.pass(Duration.ofHours(23));
    world.sweep();
    assertThat(world.keys("idempotency/")).hasSize(1);
    world.pass(Duration.ofHours(2));
    assertThat(world.sweep().of(Finding.EXPIRED_IDEMPOTENCY_KEY).fixed()).isEqualTo(1);
    assertThat(world.keys("idempotency/")).isEmpty();
    assertThat(world.keys("data/")).hasSize(1);
  }

  @Test
  void slicesGoOnWhereTheLastLeftOff() {
    for (int i = 0; i < 7; i++) {
      world.fence("posts", UUID.randomUUID());
    }
    world.pass(Duration.ofDays(2));
    world.settings = world.settings.withSlices(3, 3, 3);
    assertThat(world.sweep(SweepOptions.slice(world.soon())).complete()).isFalse();
    assertThat(world.keys("data/")).hasSize(4);
    world.sweep(SweepOptions.slice(world.soon()));
    assertThat(world.keys("data/")).hasSize(1);
    assertThat(world.sweep(SweepOptions.slice(world.soon())).complete()).isTrue();
    assertThat(world.keys("data/")).isEmpty();
  }

  @Test
  void aSweepWithoutTimeDoesNothingAndTheNextBeginsWithWhatItMissed() {
    world.fence("posts", UUID.randomUUID());
    world.pass(Duration.ofDays(2));
    List<String> changed = new ArrayList<>();
    world.bucket.watch((key, before, after) -> changed.add(key));
    SweepReport report = world.sweep(SweepOptions.whole(Instant.EPOCH));
    assertThat(report.complete()).isFalse();
    assertThat(report.findings()).isEmpty();
    assertThat(changed).allMatch(key -> key.startsWith("sweep/"));
    assertThat(world.sweep().complete()).isTrue();
    assertThat(world.keys("data/")).isEmpty();
  }

  @Test
  void aSweepOfNothingCostsFewRequestsAndWritesNothing() {
    world.sweep(SweepOptions.slice(world.soon()));
    List<String> changed = new ArrayList<>();
    world.bucket.watch((key, before, after) -> changed.add(key));
    SweepReport report = world.sweep(SweepOptions.slice(world.soon()));
    assertThat(report.complete()).isTrue();
    assertThat(changed).isEmpty();
    assertThat(report.requests().values().stream().mapToLong(Long::longValue).sum()).isLessThan(10);
  }
}
