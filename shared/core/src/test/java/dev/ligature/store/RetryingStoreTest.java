package dev.ligature.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ligature.store.system.SystemPlatform;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RetryingStoreTest {

  /** Answers batches by what a test says, and keeps them. */
  private static final class Scripted implements ObjectStore {
    private final List<List<String>> batches = new ArrayList<>();
    private Function<List<Deletion>, List<DeleteOutcome>> answer =
        deletions -> Collections.nCopies(deletions.size(), DeleteOutcome.DELETED);

    @Override
    public List<DeleteOutcome> deleteAll(List<Deletion> deletions) {
      batches.add(deletions.stream().map(Deletion::key).toList());
      return answer.apply(deletions);
    }

    @Override
    public Instant time() {
      return Instant.EPOCH;
    }

    @Override
    public Optional<StoredObject> get(String key) {
      throw new UnsupportedOperationException();
    }

    @Override
    public PutOutcome put(String key, byte[] body, Precondition precondition) {
      throw new UnsupportedOperationException();
    }

    @Override
    public DeleteOutcome delete(String key, Precondition precondition) {
      throw new UnsupportedOperationException();
    }

    @Override
    public ObjectPage list(String prefix, @Nullable String startAfter, int limit) {
      throw new UnsupportedOperationException();
    }
  }

  /** Waits are as long as they can get. */
  private static final RandomGenerator LONGEST =
      new RandomGenerator() {
        @Override
        public long nextLong() {
          return 0;
        }

        @Override
        public long nextLong(long bound) {
          return bound - 1;
        }
      };

  private final Scripted s3 = new Scripted();
  private final List<Duration> waits = new ArrayList<>();
  private final RetryingStore store = new RetryingStore(s3, platform());

  private Platform platform() {
    Platform real = SystemPlatform.create();
    return new Platform(
        real.clock(), real.ids(), LONGEST, real.parallel(), waits::add, real.steps());
  }

  private static List<Deletion> keys(int from, int to) {
    return IntStream.range(from, to).mapToObj(i -> Deletion.ifMatch("k" + i, "e")).toList();
  }

  /** Refuses those keys that {@code refused} names, each the first time. */
  private void refuseOnce(DeleteOutcome how, Set<String> refused) {
    Set<String> left = new HashSet<>(refused);
    s3.answer =
        deletions ->
            deletions.stream()
                .map(d -> left.remove(d.key()) ? how : DeleteOutcome.DELETED)
                .toList();
  }

  @Test
  void onlyTheKeysThatWereRefusedAreTriedAgain() {
    refuseOnce(DeleteOutcome.THROTTLED, Set.of("k1", "k3"));

    assertThat(store.deleteAll(keys(0, 5))).containsOnly(DeleteOutcome.DELETED).hasSize(5);

    assertThat(s3.batches)
        .containsExactly(List.of("k0", "k1", "k2", "k3", "k4"), List.of("k1", "k3"));
    assertThat(waits).hasSize(1);
  }

  @Test
  void batchesShrinkWhileKeysAreRefusedAndGrowBackAfterwards() {
    s3.answer =
        deletions ->
            s3.batches.size() <= 3
                ? Collections.nCopies(deletions.size(), DeleteOutcome.THROTTLED)
                : Collections.nCopies(deletions.size(), DeleteOutcome.DELETED);

    store.deleteAll(keys(0, 1_000));
    store.deleteAll(keys(0, 1_000));
    store.deleteAll(keys(0, 1_000));

    List<Integer> sizes = s3.batches.stream().map(List::size).toList();
    assertThat(sizes.subList(0, 6)).containsExactly(1_000, 500, 250, 125, 156, 195);
    assertThat(sizes.getLast()).isLessThanOrEqualTo(1_000);
    assertThat(Collections.max(sizes.subList(4, sizes.size()))).isGreaterThan(500);
  }

  @Test
  void waitsGrowWhileKeysAreRefusedAlsoIfSomeGetThrough() {
    s3.answer =
        deletions -> {
          List<DeleteOutcome> outcomes =
              new ArrayList<>(Collections.nCopies(deletions.size(), DeleteOutcome.THROTTLED));
          outcomes.set(0, DeleteOutcome.DELETED);
          return outcomes;
        };

    store.deleteAll(keys(0, 12));

    assertThat(waits).hasSize(11).isSorted();
    assertThat(waits.getFirst()).isLessThanOrEqualTo(Duration.ofMillis(25));
    assertThat(waits.getLast()).isGreaterThan(Duration.ofSeconds(3));
  }

  @Test
  void keysOfWhichNoneEverGetsThroughAreGivenUpAsATransientFailure() {
    s3.answer = deletions -> Collections.nCopies(deletions.size(), DeleteOutcome.THROTTLED);

    assertThatThrownBy(() -> store.deleteAll(keys(0, 3)))
        .isInstanceOfSatisfying(
            StoreException.class, e -> assertThat(e.kind()).isEqualTo(StoreException.Kind.RETRY));
    assertThat(s3.batches).hasSize(RetryingStore.MAX_ATTEMPTS);
  }

  @Test
  void aKeyAtWhichS3FailedAndThatIsMissingThenMayHaveBeenDeletedByTheFirstTry() {
    s3.answer =
        deletions -> List.of(s3.batches.size() == 1 ? DeleteOutcome.FAILED : DeleteOutcome.MISSING);

    assertThat(store.deleteAll(keys(0, 1))).containsExactly(DeleteOutcome.UNCERTAIN);
  }

  @Test
  void aKeyThatWasOnlyRefusedAndIsMissingThenWasDeletedByAnother() {
    s3.answer =
        deletions ->
            List.of(s3.batches.size() == 1 ? DeleteOutcome.THROTTLED : DeleteOutcome.MISSING);

    assertThat(store.deleteAll(keys(0, 1))).containsExactly(DeleteOutcome.MISSING);
  }

  @Test
  void aBatchWhoseAnswerWasLostIsTriedAgainAndItsMissingKeysAreUncertain() {
    s3.answer =
        deletions -> {
          if (s3.batches.size() == 1) {
            throw StoreException.uncertain(StoreException.Kind.RETRY, "time-out", null);
          }
          return List.of(DeleteOutcome.MISSING, DeleteOutcome.DELETED);
        };

    assertThat(store.deleteAll(keys(0, 2)))
        .containsExactly(DeleteOutcome.UNCERTAIN, DeleteOutcome.DELETED);
  }

  @Test
  void aFailureThatIsNotTransientIsNotRetried() {
    s3.answer =
        deletions -> {
          throw StoreException.notApplied(StoreException.Kind.OURS, "no permission", null);
        };

    assertThatThrownBy(() -> store.deleteAll(keys(0, 2))).hasMessage("no permission");
    assertThat(s3.batches).hasSize(1);
    assertThat(waits).isEmpty();
  }
}
