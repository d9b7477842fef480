package dev.ligature.simulation.world;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ligature.bucket.BucketFolder;
import dev.ligature.bucket.BucketFolder.Role;
import dev.ligature.simulation.NoSimulatedNews;
import dev.ligature.simulation.world.Meter.Access;
import dev.ligature.store.Steps;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What each deployed function really reads and writes, in many worlds and under every fault, is
 * what {@link BucketFolder} lets it. No more: the function would be refused. No less: it would be
 * let do what it never does. What the reader does is seen where the handlers are, in {@code
 * functions}: clients here read and write.
 */
@ExtendWith(NoSimulatedNews.class)
class FolderAccessTest {

  private static final int WORLDS = 1_500;

  /**
   * A sweeper may be the first program of a new schema, and then announces it. Here clients always
   * come first. See {@code OrphanSweepTest.theFirstProgramOfASchemaMayBeTheSweeper}.
   */
  private static final String SEEN_ELSEWHERE = "SWEEPER writes schema/";

  private static Set<String> touched;

  @BeforeAll
  static void runWorlds() {
    touched = new TreeSet<>(Set.of(SEEN_ELSEWHERE));
    for (long seed = 0; seed < WORLDS; seed++) {
      World world = new World(seed, false, Steps.all());
      world.run();
      for (Access access : world.accesses()) {
        role(access.actor())
            .ifPresent(role -> touched.add(name(role, access.writes(), access.folder())));
      }
    }
  }

  private static Optional<Role> role(String actor) {
    return switch (actor.replaceAll("-.*", "")) {
      case "client", "rival", "mover", "condition", "operator" -> Optional.of(Role.WRITE);
      case "worker" -> Optional.of(Role.WORKER);
      case "sweeper", "report" -> Optional.of(Role.SWEEPER);
      // Commands of a person, who has the bucket's own credentials.
      case "audit", "reindex", "recovery" -> Optional.empty();
      default -> throw new AssertionError("say which function does what " + actor + " does");
    };
  }

  private static Set<String> beyond(Set<String> these, Set<String> those) {
    Set<String> more = new TreeSet<>(these);
    more.removeAll(those);
    return more;
  }

  private static String name(Role role, boolean writes, String prefix) {
    return role + (writes ? " writes " : " reads ") + prefix;
  }

  @Test
  void everyFunctionReadsAndWritesTheFoldersThatItMayAndNoOther() {
    Set<String> allowed = new TreeSet<>();
    for (Role role : Role.values()) {
      if (role != Role.READ) {
        BucketFolder.readableFolders(role).forEach(f -> allowed.add(name(role, false, f.prefix())));
        BucketFolder.writableFolders(role).forEach(f -> allowed.add(name(role, true, f.prefix())));
      }
    }

    assertThat(beyond(touched, allowed)).as("done, but not allowed").isEmpty();
    assertThat(beyond(allowed, touched)).as("allowed, but never done").isEmpty();
  }
}
