package dev.ligature.local.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ligature.audit.AuditFinding;
import dev.ligature.audit.AuditReport;
import dev.ligature.engine.Engine;
import dev.ligature.engine.EngineConfig;
import dev.ligature.local.Await;
import dev.ligature.local.Endpoints;
import dev.ligature.models.Models;
import dev.ligature.schema.Schema;
import dev.ligature.store.ObjectStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The stack under clients that write to every model at once, killed and started again: whatever was
 * acknowledged holds, and nothing dangles.
 *
 * <p>{@code -Dkills=N} kills more often; {@code -Dkill.seed=S} makes the clients choose as they did
 * (what they meet depends on the moment of each kill, and differs).
 */
class KillTest {
  private static final int KILLS = Integer.getInteger("kills", 8);
  private static final int CLIENTS = 8;
  private static final int SHORTEST_ROUND = 40;
  private static final int LONGEST_ROUND = 400;
  private static final Duration END_OF_CLIENTS = Duration.ofSeconds(90);
  private static final ObjectMapper JSON = new ObjectMapper();

  // Small tasks and a small inline budget, so that kills meet the queue's work as well; a slower
  // bucket, so that they meet writes half done; orphans are due at once.
  private static final String[] OPTIONS = {
    "--latency", "3",
    "--env", "LIGATURE_INLINE_VICTIMS=4",
    "--env", "LIGATURE_TASK_SIZE=5",
    "--env", "LIGATURE_ORPHAN_GRACE_SECONDS=0"
  };

  /** What the sweeper removes when it is old enough; all else is a promise broken. */
  private static final Set<AuditFinding> TIDIED_IN_TIME =
      Set.of(
          AuditFinding.STALE_REFERENCE,
          AuditFinding.REFERENCE_WITHOUT_CHILD,
          AuditFinding.STALE_INDEX_ENTRY,
          AuditFinding.INDEX_ENTRY_WITHOUT_ENTITY,
          AuditFinding.ABANDONED_CLAIM,
          AuditFinding.ABANDONED_JOB,
          AuditFinding.LEFTOVER_MARKER);

  private final Schema schema = new Models().schema();
  private final Ledger ledger = new Ledger();
  private final AtomicLong labels = new AtomicLong();

  @TempDir private Path folder;

  @Test
  void whatWasAcknowledgedOutlivesEveryKillAndNothingDangles() throws Exception {
    long seed = Long.getLong("kill.seed", System.nanoTime());
    try {
      killAndJudge(new Random(seed));
    } catch (Throwable failed) {
      failed.addSuppressed(new AssertionError("The clients' choices: -Dkill.seed=" + seed));
      throw failed;
    }
  }

  private void killAndJudge(Random random) throws Exception {
    Path data = folder.resolve("data");
    for (int kill = 0; kill < KILLS; kill++) {
      try (StackProcess stack = StackProcess.start(data, OPTIONS)) {
        work(stack, random, true);
      }
    }
    BucketContents bucket;
    AuditReport audit;
    try (StackProcess stack = StackProcess.start(data, OPTIONS)) {
      work(stack, random, false);
      Endpoints endpoints = stack.endpoints();
      Await.untilNothingOf(() -> BucketContents.of(endpoints, BucketContents::unfinished));
      Await.untilNothingOf(() -> sweep(stack));
      Await.untilNothingOf(() -> BucketContents.of(endpoints, BucketContents::unfinished));
      bucket = BucketContents.of(endpoints, BucketContents::read);
      audit = BucketContents.of(endpoints, this::audit);
    }

    assertThat(ledger.contradictions()).isEmpty();
    assertThat(bucket.violations(schema)).isEmpty();
    assertThat(Aftermath.brokenPromises(schema, ledger, bucket)).isEmpty();
    assertThat(audit.findings().keySet()).as(audit::toTable).isSubsetOf(TIDIED_IN_TIME);
    assertThat(audit.entities()).isEqualTo(bucket.size());
    assertThat(bucket.jobs()).containsValue("completed");
    if (Integer.getInteger("kills") != null) {
      System.err.printf(
          "%d kills: %d acknowledgements; %d entities created, %d left; %d jobs%n%s",
          KILLS,
          ledger.acknowledgements(),
          ledger.histories().size(),
          bucket.size(),
          bucket.jobs().size(),
          audit.toTable());
    }
  }

  private AuditReport audit(ObjectStore store) {
    return Engine.of(EngineConfig.of(schema, store)).audit().run();
  }

  /** Clients at work until enough was acknowledged; then the stack is killed, or they stop. */
  private void work(StackProcess stack, Random random, boolean killed) throws Exception {
    int enough =
        ledger.acknowledgements() + SHORTEST_ROUND + random.nextInt(LONGEST_ROUND - SHORTEST_ROUND);
    AtomicBoolean enoughDone = new AtomicBoolean();
    AtomicBoolean stop = new AtomicBoolean();
    Api api = stack.api();
    List<Future<?>> clients = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      try {
        for (int i = 0; i < CLIENTS; i++) {
          long seed = random.nextLong();
          BusyClient client =
              new BusyClient(schema, ledger, api, seed, labels, () -> killed && enoughDone.get());
          clients.add(threads.submit(() -> client.run(stop::get)));
        }
        Await.until(() -> ledger.acknowledgements() >= enough || allDone(clients));
        enoughDone.set(true);
        if (killed) {
          // Nobody stops before: each client is in the middle of something.
          stack.kill();
        }
      } finally {
        stop.set(true);
      }
      for (Future<?> client : clients) {
        client.get(END_OF_CLIENTS.toSeconds(), TimeUnit.SECONDS);
      }
    }
  }

  private static boolean allDone(List<Future<?>> clients) {
    return clients.stream().allMatch(Future::isDone);
  }

  /** Sweeps once, and answers what there is to sweep again for: orphans that it met, the rest. */
  private static List<String> sweep(StackProcess stack) {
    URI target =
        URI.create(
            stack.endpoints().lambda()
                + "/2015-03-31/functions/"
                + SynthesizedTemplate.template().function("sweeper").name()
                + "/invocations");
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpResponse<byte[]> response =
          http.send(
              HttpRequest.newBuilder(target)
                  .timeout(END_OF_CLIENTS)
                  .POST(BodyPublishers.ofString("{\"slices\":100}"))
                  .build(),
              BodyHandlers.ofByteArray());
      JsonNode report = JSON.readTree(response.body());
      assertThat(report.path("failures").isArray()).as("%s", report).isTrue();
      assertThat(report.path("failures")).as("%s", report).isEmpty();
      List<String> again = new ArrayList<>();
      if (!report.path("complete").asBoolean()) {
        again.add("the sweep is incomplete");
      }
      report
          .path("findings")
          .propertyStream()
          .filter(finding -> finding.getKey().startsWith("orphan"))
          .forEach(finding -> again.add(finding.toString()));
      return again;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(stopped);
    }
  }
}
