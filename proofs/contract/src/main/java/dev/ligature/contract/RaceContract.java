package dev.ligature.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ligature.store.DeleteOutcome;
import dev.ligature.store.Deletion;
import dev.ligature.store.Precondition;
import dev.ligature.store.PutOutcome;
import dev.ligature.store.StoreException;
import dev.ligature.store.StoredObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Conditional writes under real contention: exactly one wins, and it is never a false winner. */
abstract class RaceContract extends StoreTest {

  private static final int THREADS = 32;
  private static final int ROUNDS = 40;

  RaceContract(ObjectStoreContract contract) {
    super(contract);
  }

  @Test
  void ofManyCreatorsOfOneKeyExactlyOneWins() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      String key = "claims/" + round;
      List<PutOutcome> outcomes =
          race(THREADS, i -> () -> contended(key, bytes("creator " + i), Precondition.ifAbsent()));

      assertThat(outcomes.stream().filter(PutOutcome::written)).hasSize(1);
      int winner =
          outcomes.indexOf(outcomes.stream().filter(PutOutcome::written).findFirst().get());
      assertThat(text(key)).isEqualTo("creator " + winner);
    }
  }

  @Test
  void noIncrementUnderAnEtagIsLost() throws Exception {
    write("counter", "0");
    int each = 6;

    race(
        THREADS,
        i ->
            () -> {
              for (int n = 0; n < each; n++) {
                increment();
              }
              return "done";
            });

    assertThat(text("counter")).isEqualTo(Integer.toString(THREADS * each));
  }

  private void increment() {
    while (true) {
      StoredObject read = store().get("counter").orElseThrow();
      int next = Integer.parseInt(new String(read.body(), StandardCharsets.UTF_8));
      Precondition unchanged = Precondition.ifMatch(read.etag());
      if (contended("counter", bytes(Integer.toString(next + 1)), unchanged).written()) {
        return;
      }
    }
  }

  @Test
  @Tag(CONDITIONAL_DELETE)
  void ofPutsAndDeletesUnderOneEtagExactlyOneWins() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      String key = "data/" + round;
      Precondition asRead = Precondition.ifMatch(write(key, "old"));
      List<Boolean> won =
          race(
              THREADS,
              i ->
                  i % 2 == 0
                      ? () -> contended(key, bytes("put " + i), asRead).written()
                      : () -> contendedDelete(key, asRead) == DeleteOutcome.DELETED);

      assertThat(won).containsOnlyOnce(true);
      int winner = won.indexOf(true);
      assertThat(text(key)).isEqualTo(winner % 2 == 0 ? "put " + winner : null);
    }
  }

  @Test
  @Tag(CONDITIONAL_DELETE)
  void ofManyDeletesUnderOneEtagExactlyOneDeletes() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      String key = "data/" + round;
      Precondition asRead = Precondition.ifMatch(write(key, "old"));

      List<DeleteOutcome> outcomes = race(THREADS, i -> () -> contendedDelete(key, asRead));

      assertThat(outcomes).containsOnlyOnce(DeleteOutcome.DELETED);
      assertThat(outcomes).containsOnly(DeleteOutcome.DELETED, DeleteOutcome.MISSING);
      assertThat(text(key)).isNull();
    }
  }

  @Test
  @Tag(CONDITIONAL_DELETE)
  void aCreateSucceedsOnlyBehindTheDeleteOfWhatWasThereAndIsNotDeletedForIt() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      String key = "data/" + round;
      Precondition current = Precondition.ifMatch(write(key, "current"));
      List<Boolean> won =
          race(
              THREADS,
              i ->
                  i % 2 == 0
                      ? () ->
                          contended(key, bytes("creator " + i), Precondition.ifAbsent()).written()
                      : () -> contendedDelete(key, current) == DeleteOutcome.DELETED);

      List<Integer> creators = new ArrayList<>();
      List<Integer> deleters = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        if (won.get(i)) {
          (i % 2 == 0 ? creators : deleters).add(i);
        }
      }
      assertThat(deleters).hasSize(1);
      assertThat(creators).hasSizeLessThanOrEqualTo(1);
      assertThat(text(key)).isEqualTo(creators.isEmpty() ? null : "creator " + creators.getFirst());
    }
  }

  @Test
  @Tag(CONDITIONAL_DELETE)
  void ofPutsAndBatchesOfDeletesUnderOneEtagExactlyOneWinsEachKey() throws Exception {
    int keys = 10;
    int batches = 2;
    for (int round = 0; round < ROUNDS; round++) {
      List<String> names = new ArrayList<>();
      List<Deletion> deletions = new ArrayList<>();
      for (int k = 0; k < keys; k++) {
        names.add("data/" + round + "/" + k);
        deletions.add(Deletion.ifMatch(names.get(k), write(names.get(k), "old")));
      }
      // The first racers delete all keys; of the others each has one key to write.
      List<List<Boolean>> won =
          race(
              THREADS,
              i ->
                  i < batches
                      ? () ->
                          store().deleteAll(deletions).stream()
                              .map(DeleteOutcome.DELETED::equals)
                              .toList()
                      : () -> {
                        Deletion mine = deletions.get((i - batches) % keys);
                        return List.of(
                            contended(mine.key(), bytes("put " + i), mine.precondition())
                                .written());
                      });

      for (int k = 0; k < keys; k++) {
        List<String> winners = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
          if (i < batches && won.get(i).get(k)) {
            winners.add("delete");
          } else if (i >= batches && (i - batches) % keys == k && won.get(i).getFirst()) {
            winners.add("put " + i);
          }
        }
        assertThat(winners).hasSize(1);
        String winner = winners.getFirst();
        assertThat(text(names.get(k))).isEqualTo(winner.equals("delete") ? null : winner);
      }
    }
  }

  /** A write that is retried while S3 says that two writes met. */
  private PutOutcome contended(String key, byte[] body, Precondition precondition) {
    return whileInConflict(() -> store().put(key, body, precondition));
  }

  /** A delete that is retried while S3 says that two writes met. */
  private DeleteOutcome contendedDelete(String key, Precondition precondition) {
    return whileInConflict(() -> store().delete(key, precondition));
  }

  private static <T> T whileInConflict(Supplier<T> write) {
    while (true) {
      try {
        return write.get();
      } catch (StoreException e) {
        if (e.kind() != StoreException.Kind.CONFLICT) {
          throw e;
        }
      }
    }
  }

  /** Starts all at one moment and waits for all. */
  private static <T> List<T> race(int runners, IntFunction<Callable<T>> runner)
      throws InterruptedException, ExecutionException, TimeoutException {
    CountDownLatch start = new CountDownLatch(1);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<T>> running = new ArrayList<>();
      for (int i = 0; i < runners; i++) {
        Callable<T> run = runner.apply(i);
        running.add(
            threads.submit(
                () -> {
                  start.await();
                  return run.call();
                }));
      }
      start.countDown();
      List<T> results = new ArrayList<>();
      for (Future<T> future : running) {
        results.add(future.get(60, TimeUnit.SECONDS));
      }
      return results;
    }
  }
}
