package dev.ligature.local.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.ligature.local.TestCredentials;
import dev.ligature.s3server.Fault;
import dev.ligature.s3server.FaultInjector;
import dev.ligature.s3server.S3Call;
import dev.ligature.s3server.S3Operation;
import dev.ligature.s3server.S3Server;
import dev.ligature.store.DeleteOutcome;
import dev.ligature.store.Deletion;
import dev.ligature.store.ObjectStore;
import dev.ligature.store.Precondition;
import dev.ligature.store.StoreException;
import dev.ligature.store.StoreException.Kind;
import dev.ligature.store.s3.S3Clients;
import dev.ligature.store.s3.S3ObjectStore;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * What the port says when S3, or the way to it, fails: who must act, and whether a write counts.
 */
class S3ObjectStoreTroubleTest {

  private static final String KEY = "data/posts/1.json";
  private static final byte[] BODY = "{}".getBytes(StandardCharsets.UTF_8);

  private final AtomicReference<Optional<Fault>> nextFault =
      new AtomicReference<>(Optional.empty());
  private final Set<String> throttled = ConcurrentHashMap.newKeySet();
  private S3Server server;
  private S3Client client;
  private ObjectStore store;

  @BeforeEach
  void start() throws IOException {
    FaultInjector faults =
        new FaultInjector() {
          @Override
          public Optional<Fault> onRequest(S3Call call) {
            return nextFault.getAndSet(Optional.empty());
          }

          @Override
          public boolean throttlesKey(String bucket, String key) {
            return throttled.contains(key);
          }
        };
    server = S3Server.builder().faults(faults).start();
    server.createBucket("bucket");
    client = client(server.endpoint());
    store = new S3ObjectStore(client, "bucket");
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  private static S3Client client(URI endpoint) {
    return S3Clients.create(TestCredentials.at(endpoint));
  }

  private StoreException putUnder(Fault fault) {
    nextFault.set(Optional.of(fault));
    return catchThrowableOfType(
        StoreException.class, () -> store.put(KEY, BODY, Precondition.ifAbsent()));
  }

  @Test
  void aConflictIsReportedAsOneThatChangedNothing() {
    StoreException e = putUnder(Fault.CONFLICT);

    assertThat(e.kind()).isEqualTo(Kind.CONFLICT);
    assertThat(e.surelyNotApplied()).isTrue();
    assertThat(store.get(KEY)).isEmpty();
  }

  @Test
  void slowDownIsTransientAndChangedNothing() {
    StoreException e = putUnder(Fault.SLOW_DOWN);

    assertThat(e.kind()).isEqualTo(Kind.RETRY);
    assertThat(e.isTransient()).isTrue();
    assertThat(e.surelyNotApplied()).isTrue();
    assertThat(store.get(KEY)).isEmpty();
  }

  @Test
  void aRefusedPermissionIsOurs() {
    StoreException e = putUnder(Fault.ACCESS_DENIED);

    assertThat(e.kind()).isEqualTo(Kind.OURS);
    assertThat(e).hasMessageContaining("AccessDenied").hasMessageContaining(KEY);
  }

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.INCLUDE,
      names = {
        "INTERNAL_ERROR",
        "INTERNAL_ERROR_AFTER_EFFECT",
        "BREAK_CONNECTION",
        "BREAK_CONNECTION_AFTER_EFFECT"
      })
  void aLostAnswerIsTransientAndUncertainAndNeverRetriedUnseen(Fault fault) {
    // A kept connection is where HTTP clients like to try again by themselves.
    store.get("warm up");

    StoreException e = putUnder(fault);

    assertThat(e.kind()).isEqualTo(Kind.RETRY);
    assertThat(e.surelyNotApplied()).isFalse();
    assertThat(server.log().count(S3Operation.PUT_OBJECT)).isEqualTo(1);
    assertThat(store.get(KEY).isPresent()).isEqualTo(fault.name().endsWith("AFTER_EFFECT"));
  }

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.INCLUDE,
      names = {"BREAK_CONNECTION_AFTER_EFFECT", "INTERNAL_ERROR_AFTER_EFFECT"})
  void aDeleteWhoseAnswerIsLostIsUncertain(Fault fault) {
    store.put(KEY, BODY, Precondition.none());
    nextFault.set(Optional.of(fault));

    StoreException one =
        catchThrowableOfType(StoreException.class, () -> store.delete(KEY, Precondition.none()));

    nextFault.set(Optional.of(fault));
    StoreException many =
        catchThrowableOfType(
            StoreException.class, () -> store.deleteAll(List.of(Deletion.of(KEY))));

    assertThat(List.of(one, many))
        .allSatisfy(
            e -> {
              assertThat(e.kind()).isEqualTo(Kind.RETRY);
              assertThat(e.surelyNotApplied()).isFalse();
            });
    assertThat(server.log().count(S3Operation.DELETE_OBJECT)).isEqualTo(1);
    assertThat(server.log().count(S3Operation.DELETE_OBJECTS)).isEqualTo(1);
  }

  @Test
  void whereNoServerListensNothingWasSent() throws IOException {
    int free;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = socket.getLocalPort();
    }
    try (S3Client nowhere = client(URI.create("http://127.0.0.1:" + free))) {
      StoreException e =
          catchThrowableOfType(
              StoreException.class,
              () -> new S3ObjectStore(nowhere, "bucket").put(KEY, BODY, Precondition.none()));

      assertThat(e.kind()).isEqualTo(Kind.RETRY);
      assertThat(e.surelyNotApplied()).isTrue();
    }
  }

  static Stream<Consumer<ObjectStore>> everyCall() {
    return Stream.of(
        store -> store.get(KEY),
        store -> store.put(KEY, BODY, Precondition.none()),
        store -> store.put(KEY, BODY, Precondition.ifAbsent()),
        store -> store.put(KEY, BODY, Precondition.ifMatch("\"0\"")),
        store -> store.delete(KEY, Precondition.none()),
        store -> store.delete(KEY, Precondition.ifMatch("\"0\"")),
        store -> store.deleteAll(List.of(Deletion.of(KEY))),
        store -> store.list("", null, 10));
  }

  @ParameterizedTest
  @MethodSource("everyCall")
  void aMissingBucketIsOursAndNeverAnOutcome(Consumer<ObjectStore> call) {
    ObjectStore nowhere = new S3ObjectStore(client, "no-such-bucket");

    StoreException e = catchThrowableOfType(StoreException.class, () -> call.accept(nowhere));

    assertThat(e.kind()).isEqualTo(Kind.OURS);
    assertThat(e).hasMessageContaining("NoSuchBucket");
  }

  @ParameterizedTest
  @MethodSource("everyCall")
  void throttlingIsPassingOnEveryCall(Consumer<ObjectStore> call) {
    nextFault.set(Optional.of(Fault.SLOW_DOWN));

    StoreException e = catchThrowableOfType(StoreException.class, () -> call.accept(store));

    assertThat(e.kind()).isEqualTo(Kind.RETRY);
    assertThat(e.surelyNotApplied()).isTrue();
  }

  @Test
  void aKeyThatIsTooLongIsTheCallersFault() {
    String key = "k".repeat(1025);

    List<StoreException> all = new ArrayList<>();
    all.add(
        catchThrowableOfType(
            StoreException.class, () -> store.put(key, BODY, Precondition.none())));
    all.add(
        catchThrowableOfType(
            StoreException.class, () -> store.deleteAll(List.of(Deletion.of(key)))));

    assertThat(all).extracting(StoreException::kind).containsOnly(Kind.CALLER);
  }

  @Test
  void throttledKeysOfABatchAreNamedAndTheOthersDeleted() {
    for (String key : List.of("a", "b", "c")) {
      store.put(key, BODY, Precondition.none());
    }
    throttled.add("b");

    List<DeleteOutcome> outcomes =
        store.deleteAll(List.of(Deletion.of("a"), Deletion.of("b"), Deletion.of("c")));

    assertThat(outcomes)
        .containsExactly(DeleteOutcome.DELETED, DeleteOutcome.THROTTLED, DeleteOutcome.DELETED);
    assertThat(store.list("", null, 10).objects()).extracting("key").containsExactly("b");
  }

  @Test
  void anInterruptedCallIsUncertainAndLeavesTheThreadInterrupted() throws InterruptedException {
    server.setLatency(Duration.ofSeconds(2));
    AtomicReference<StoreException> thrown = new AtomicReference<>();
    AtomicReference<Boolean> interrupted = new AtomicReference<>();
    Thread caller =
        Thread.ofVirtual()
            .start(
                () -> {
                  thrown.set(
                      catchThrowableOfType(
                          StoreException.class, () -> store.put(KEY, BODY, Precondition.none())));
                  interrupted.set(Thread.currentThread().isInterrupted());
                });

    caller.interrupt();
    caller.join(Duration.ofSeconds(10));

    assertThat(thrown.get().kind()).isEqualTo(Kind.RETRY);
    assertThat(interrupted.get()).isTrue();
  }

  @Test
  void aCallThatTakesTooLongIsGivenUpAndUncertain() {
    server.setLatency(Duration.ofSeconds(1));
    try (S3Client impatient =
        S3Clients.create(TestCredentials.at(server.endpoint()), Duration.ofMillis(200))) {
      StoreException e =
          catchThrowableOfType(
              StoreException.class,
              () -> new S3ObjectStore(impatient, "bucket").put(KEY, BODY, Precondition.none()));

      assertThat(e.kind()).isEqualTo(Kind.RETRY);
      assertThat(e.surelyNotApplied()).isFalse();
    }
  }
}
