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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Conditional writes under real contention: exactly one wins, and it is never a false winner. */
abstract class RaceContract extends StoreTest {

  RaceContract(ObjectStoreContract contract) {
    super(contract);
  }

  private static final int THREADS = 32;

  @Test
  void ofManyCreatorsOfOneKeyExactlyOneWins() throws Exception {
    for (int round = 0; round < 200; round++) {
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
    int each = 20;

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
  void aPutAndADeleteUnderOneEtagNeverBothWin() throws Exception {
    for (int round = 0; round < 200; round++) {
      String key = "data/" + round;
      Precondition asRead = Precondition.ifMatch(write(key, "old"));
      List<Boolean> won =
          race(
              2,
              i ->
                  i == 0
                      ? () -> contended(key, bytes("new"), asRead).written()
                      : () -> store().delete(key, asRead) == DeleteOutcome.DELETED);

      assertThat(won).containsExactlyInAnyOrder(true, false);
      assertThat(text(key)).isEqualTo(won.getFirst() ? "new" : null);
    }
  }

  @Test
  @Tag(CONDITIONAL_DELETE)
  void aPutAndABatchedDeleteUnderOneEtagNeverBothWin() throws Exception {
    int keys = 8;
    for (int round = 0; round < 50; round++) {
      List<String> names = new ArrayList<>();
      List<Deletion> deletions = new ArrayList<>();
      for (int k = 0; k < keys; k++) {
        names.add("data/" + round + "/" + k);
        deletions.add(Deletion.ifMatch(names.get(k), write(names.get(k), "old")));
      }
      List<List<Boolean>> won =
          race(
              keys + 1,
              i ->
                  i == keys
                      ? () ->
                          store().deleteAll(deletions).stream()
                              .map(DeleteOutcome.DELETED::equals)
                              .toList()
                      : () ->
                          List.of(
                              contended(names.get(i), bytes("new"), deletions.get(i).precondition())
                                  .written()));

      for (int k = 0; k < keys; k++) {
        boolean put = won.get(k).getFirst();
        boolean deleted = won.getLast().get(k);
        assertThat(put).isNotEqualTo(deleted);
        assertThat(text(names.get(k))).isEqualTo(put ? "new" : null);
      }
    }
  }

  /** A write that is tried again while S3 says that two writes met. */
  private PutOutcome contended(String key, byte[] body, Precondition precondition) {
    while (true) {
      try {
        return store().put(key, body, precondition);
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
