package dev.ligature.simulation.world;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ligature.store.Steps;
import java.util.Map;
import java.util.TreeMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A judge of answers is worth nothing for those that no client ever gets. */
class WholeApiTest {

  private static final int WORLDS = 2_500;

  /** Held, so that its level is not forgotten: simulated trouble is no news. */
  private static final Logger LOG = Logger.getLogger("dev.ligature");

  @BeforeAll
  static void simulatedTroubleIsNoNews() {
    LOG.setLevel(Level.OFF);
  }

  @AfterAll
  static void otherTroubleIs() {
    LOG.setLevel(null);
  }

  @Test
  void clientsGetEveryKindOfAnswer() {
    Map<String, Integer> kinds = new TreeMap<>();
    for (long seed = 0; seed < WORLDS; seed++) {
      World world = new World(seed, false, Steps.all());
      world.run();
      world.asked().forEach(request -> kinds.merge(request.kind(), 1, Integer::sum));
    }

    System.out.println(kinds);
    assertThat(kinds)
        .containsKeys(
            "CREATE: done",
            "CREATE: unknown",
            "CREATE: ParentMissing",
            "CREATE: BeingDeleted",
            "CREATE: Taken",
            "CREATE under a key: done",
            "CREATE under a key: replayed",
            "CREATE under a key: KeyReused",
            "CREATE under a key: ParentMissing",
            "CREATE under a key: BeingDeleted",
            "CREATE under a key: Taken",
            "CREATE under a key: unknown")
        .containsKeys(
            "PATCH: done",
            "PATCH: NotFound",
            "PATCH: ParentMissing",
            "PATCH: BeingDeleted",
            "PATCH: Taken",
            "PATCH: unknown",
            "PATCH if-match: done",
            "PATCH if-match: VersionMismatch",
            "REPLACE: done",
            "REPLACE: NotFound",
            "REPLACE: ParentMissing",
            "REPLACE: BeingDeleted",
            "REPLACE: Taken",
            "REPLACE: unknown",
            "REPLACE if-match: done",
            "REPLACE if-match: VersionMismatch")
        .containsKeys(
            "DELETE: completed",
            "DELETE: running",
            "DELETE: planning",
            "DELETE: NotFound",
            "DELETE: Refused",
            "DELETE: unknown",
            "DELETE if-match: completed",
            "DELETE if-match: VersionMismatch",
            "DELETE if-match: Refused")
        .containsKeys(
            "READ: done",
            "READ: gone",
            "READ: unknown",
            "LIST: done",
            "LIST: unknown",
            "INCLUDE: done",
            "INCLUDE: gone");
  }
}
