package dev.ligature.behaviour.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.ligature.bucket.Json;
import dev.ligature.data.EntityService;
import dev.ligature.data.write.WriteResult;
import dev.ligature.engine.Engine;
import dev.ligature.engine.EngineConfig;
import dev.ligature.schema.FieldType;
import dev.ligature.schema.ModelDefinition;
import dev.ligature.schema.Schema;
import dev.ligature.simulation.engine.SimulatedStore;
import dev.ligature.store.DeleteOutcome;
import dev.ligature.store.Deletion;
import dev.ligature.store.ObjectPage;
import dev.ligature.store.ObjectStore;
import dev.ligature.store.Platform;
import dev.ligature.store.Precondition;
import dev.ligature.store.PutOutcome;
import dev.ligature.store.RetryingStore;
import dev.ligature.store.StoreException;
import dev.ligature.store.StoredObject;
import dev.ligature.store.system.SystemPlatform;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** A write takes effect, its answer is lost, and others act on it before it is retried. */
class LostAnswersTest {

  private static final Schema SCHEMA =
      Schema.builder().model("Note", "notes").field("text", FieldType.STRING).build();
  private static final ModelDefinition NOTE = SCHEMA.model("Note").orElseThrow();

  private final SimulatedStore bucket = new SimulatedStore(InstantSource.system());
  private final Platform platform = SystemPlatform.create();
  private final LosesOneAnswer losing = new LosesOneAnswer(bucket);
  private final EntityService entities =
      Engine.of(EngineConfig.of(SCHEMA, new RetryingStore(losing, platform)).withPlatform(platform))
          .entities();

  /** Loses the answer to the next write of an entity, after it took effect. */
  private static final class LosesOneAnswer implements ObjectStore {
    private final ObjectStore store;
    private Consumer<String> meanwhile = key -> {};
    private boolean loses;

    LosesOneAnswer(ObjectStore store) {
      this.store = store;
    }

    void lose(Consumer<String> then) {
      loses = true;
      meanwhile = then;
    }

    @Override
    public PutOutcome put(String key, byte[] body, Precondition precondition) {
      PutOutcome outcome = store.put(key, body, precondition);
      if (loses && key.startsWith("data/")) {
        loses = false;
        meanwhile.accept(key);
        throw StoreException.uncertain(StoreException.Kind.RETRY, "the connection broke", null);
      }
      return outcome;
    }

    @Override
    public Instant time() {
      return store.time();
    }

    @Override
    public Optional<StoredObject> get(String key) {
      return store.get(key);
    }

    @Override
    public DeleteOutcome delete(String key, Precondition precondition) {
      DeleteOutcome outcome = store.delete(key, precondition);
      if (loses && key.startsWith("data/")) {
        loses = false;
        meanwhile.accept(key);
        throw StoreException.uncertain(StoreException.Kind.RETRY, "the connection broke", null);
      }
      return outcome;
    }

    @Override
    public List<DeleteOutcome> deleteAll(List<Deletion> deletions) {
      return store.deleteAll(deletions);
    }

    @Override
    public ObjectPage list(String prefix, String startAfter, int limit) {
      return store.list(prefix, startAfter, limit);
    }
  }

  private WriteResult create() {
    return entities.create(NOTE, Json.object().put("text", "one"));
  }

  @Test
  void aCreationWhoseAnswerWasLostIsFoundAndNotRepeated() {
    losing.lose(key -> {});
    UUID id = create().orThrow().id();
    assertThat(bucket.keys())
        .filteredOn(key -> !key.startsWith("schema/"))
        .containsExactly("data/notes/" + id + ".json");
  }

  @Test
  void whatWasCreatedAndDeletedBeforeTheAnswerDoesNotComeBack() {
    String[] first = {""};
    losing.lose(
        key -> {
          first[0] = key;
          bucket.delete(key, Precondition.none());
        });
    UUID id = create().orThrow().id();
    assertThat(first[0]).isNotEmpty().doesNotContain(id.toString());
    UUID gone = UUID.fromString(first[0].substring("data/notes/".length(), first[0].length() - 5));
    assertThat(entities.get(NOTE, gone)).isEmpty();
    // Nor by a request that is still on its way.
    assertThat(bucket.put(first[0], new byte[] {'{', '}'}, Precondition.ifAbsent()).written())
        .isFalse();
  }

  @Test
  void anUpdateThatOnlyGotANewEtagBeforeItsAnswerIsDone() {
    UUID id = create().orThrow().id();
    losing.lose(
        key -> {
          var json = Json.parseStored(key, bucket.get(key).orElseThrow().body());
          bucket.put(key, Json.bytes(json.put("_nonce", "another")), Precondition.none());
        });
    WriteResult result = entities.patch(NOTE, id, Json.object().put("text", "two"), 1L);
    assertThat(result.orThrow().version()).isEqualTo(2);
  }

  @Test
  void anUpdateThatWasOverwrittenBeforeItsAnswerIsNotCalledRefused() {
    UUID id = create().orThrow().id();
    EntityService other =
        Engine.of(EngineConfig.of(SCHEMA, bucket).withPlatform(platform)).entities();
    losing.lose(key -> other.patch(NOTE, id, Json.object().put("text", "three"), null).orThrow());
    assertThat(catchThrowable(() -> entities.patch(NOTE, id, Json.object().put("text", "two"), 1L)))
        .isInstanceOfSatisfying(
            StoreException.class, e -> assertThat(e.surelyNotApplied()).isFalse());
  }

  @Test
  void aDeleteWhoseAnswerIsLostIsNotCalledRefusedWhenAFenceTookThePlace() {
    String key = "data/notes/" + platform.ids().next() + ".json";
    RetryingStore store = new RetryingStore(losing, platform);
    byte[] fence = "{\"fence\":{}}".getBytes(StandardCharsets.UTF_8);
    PutOutcome.Written written =
        (PutOutcome.Written) bucket.put(key, new byte[] {'{', '}'}, Precondition.ifAbsent());
    losing.lose(deleted -> bucket.put(deleted, fence, Precondition.ifAbsent()));

    Throwable thrown =
        catchThrowable(() -> store.delete(key, Precondition.ifMatch(written.etag())));

    assertThat(thrown).isInstanceOf(StoreException.class);
    assertThat(((StoreException) thrown).surelyNotApplied()).isFalse();
  }
}
