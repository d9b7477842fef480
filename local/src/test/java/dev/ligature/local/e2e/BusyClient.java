package dev.ligature.local.e2e;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ligature.local.e2e.Ledger.History;
import dev.ligature.schema.Field;
import dev.ligature.schema.ForeignKeyConstraint;
import dev.ligature.schema.ModelDefinition;
import dev.ligature.schema.Schema;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/**
 * One client that creates, changes, deletes and reads entities of every model at random, until its
 * connection breaks or it is told to stop, and writes into the ledger what it was promised.
 */
final class BusyClient {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Map<String, String> NO_HEADERS = Map.of();
  // Few values of unique fields, so that places are contended; few recent parents, so that writers
  // and deleters meet.
  private static final int UNIQUE_VALUES = 30;
  private static final int RECENT = 25;

  private final Schema schema;
  private final Ledger ledger;
  private final Api api;
  private final Random random;
  private final AtomicLong labels;
  private final BooleanSupplier mayBreak;

  /**
   * @param labels gives every text that is written a number of its own
   * @param mayBreak whether a broken connection is to be expected by now
   */
  BusyClient(
      Schema schema,
      Ledger ledger,
      Api api,
      long seed,
      AtomicLong labels,
      BooleanSupplier mayBreak) {
    this.schema = schema;
    this.ledger = ledger;
    this.api = api;
    this.random = new Random(seed);
    this.labels = labels;
    this.mayBreak = mayBreak;
  }

  /** Repeats the creates that were cut off, then does as it likes. */
  void run(BooleanSupplier stop) {
    Optional<Ledger.Attempt> cutOff = ledger.takeCutOff();
    boolean connected = true;
    while (connected && cutOff.isPresent()) {
      connected = create(cutOff.get());
      cutOff = ledger.takeCutOff();
    }
    while (connected && !stop.getAsBoolean()) {
      connected = step();
    }
  }

  private boolean step() {
    int dice = random.nextInt(100);
    if (dice < 45) {
      return create();
    }
    Optional<History> known = someEntity();
    if (known.isEmpty()) {
      return create();
    }
    History entity = known.get();
    if (dice < 70) {
      return patch(entity);
    }
    return dice < 82 ? delete(entity) : read(entity);
  }

  private boolean create() {
    List<ModelDefinition> models = schema.models();
    ModelDefinition model = models.get(random.nextInt(models.size()));
    ObjectNode body = JSON.createObjectNode();
    for (Field field : model.fields()) {
      Optional<ForeignKeyConstraint> key = model.foreignKey(field.name());
      if (key.isEmpty()) {
        put(body, field);
      } else if (!key.get().nullable() || random.nextInt(4) > 0) {
        Optional<String> parent = recent(key.get().parentPlural());
        if (parent.isPresent()) {
          body.put(field.name(), parent.get());
        } else if (!key.get().nullable()) {
          return true;
        }
      }
    }
    return create(
        new Ledger.Attempt(
            model.plural(), body, random.nextBoolean() ? "key-" + labels.incrementAndGet() : ""));
  }

  private boolean create(Ledger.Attempt attempt) {
    Map<String, String> headers =
        attempt.key().isEmpty() ? NO_HEADERS : Map.of("Idempotency-Key", attempt.key());
    Optional<Answer> answer =
        call("POST", "/" + attempt.plural(), attempt.body().toString(), headers);
    if (answer.isEmpty() || answer.get().status() >= 500) {
      ledger.cutOff(attempt);
      return answer.isPresent();
    }
    switch (answer.get().status()) {
      case 201 -> ledger.created(attempt.plural(), (ObjectNode) answer.get().body());
      case 409, 422 -> ledger.acknowledged();
      default -> unexpected("POST", attempt.plural() + " " + attempt.body(), answer.get());
    }
    return true;
  }

  private boolean patch(History entity) {
    ModelDefinition model = schema.plural(entity.plural).orElseThrow();
    List<Field> fields = model.fields().stream().filter(Field::updatable).toList();
    if (fields.isEmpty()) {
      return read(entity);
    }
    ObjectNode patch = JSON.createObjectNode();
    Field field = fields.get(random.nextInt(fields.size()));
    Optional<ForeignKeyConstraint> key = model.foreignKey(field.name());
    if (key.isEmpty()) {
      put(patch, field);
    } else if (key.get().nullable() && random.nextInt(5) == 0) {
      patch.putNull(field.name());
    } else {
      recent(key.get().parentPlural()).ifPresent(parent -> patch.put(field.name(), parent));
    }
    Optional<Answer> answer = call("PATCH", "/" + entity, patch.toString(), NO_HEADERS);
    if (answer.isEmpty() || answer.get().status() >= 500) {
      entity.patchUnknown(patch);
      return answer.isPresent();
    }
    switch (answer.get().status()) {
      case 200 -> ledger.wrote(entity, (ObjectNode) answer.get().body());
      case 404 -> entity.seenGone();
      case 409, 422 -> ledger.acknowledged();
      default -> unexpected("PATCH", entity + " " + patch, answer.get());
    }
    return true;
  }

  private boolean delete(History entity) {
    Map<String, String> headers =
        random.nextInt(3) == 0 ? Map.of("Prefer", "respond-async") : NO_HEADERS;
    Optional<Answer> answer = call("DELETE", "/" + entity, "", headers);
    if (answer.isEmpty() || answer.get().status() >= 500) {
      entity.deleteUnknown();
      return answer.isPresent();
    }
    switch (answer.get().status()) {
      case 200 -> {
        entity.deleteAcknowledged();
        ledger.acknowledged();
      }
      case 202 -> {
        entity.acceptedAs(answer.get().text("jobId"));
        ledger.acknowledged();
      }
      case 404 -> entity.seenGone();
      case 409 -> ledger.acknowledged();
      default -> unexpected("DELETE", entity.toString(), answer.get());
    }
    return true;
  }

  private boolean read(History entity) {
    long known = entity.versions().lastKey();
    boolean gone = entity.isGone();
    Optional<Answer> answer = call("GET", "/" + entity, "", NO_HEADERS);
    if (answer.isEmpty()) {
      return false;
    }
    switch (answer.get().status()) {
      case 200 -> {
        long version = answer.get().body().path("version").asLong();
        if (gone || version < known) {
          ledger.contradict(
              "read %s at version %d after version %d was acknowledged%s"
                  .formatted(entity, version, known, gone ? ", and then that it is gone" : ""));
        }
      }
      case 404 -> entity.seenGone();
      case 503, 504 -> ledger.acknowledged();
      default -> unexpected("GET", entity.toString(), answer.get());
    }
    return true;
  }

  /** Empty if the connection broke. */
  private Optional<Answer> call(
      String method, String path, String body, Map<String, String> headers) {
    try {
      Answer answer = api.call(method, path, body, headers);
      if (answer.status() == 500) {
        unexpected(method, path + " " + body, answer);
      }
      return Optional.of(answer);
    } catch (UncheckedIOException broken) {
      if (!mayBreak.getAsBoolean()) {
        ledger.contradict(method + " " + path + " broke while the stack was up: " + broken);
      }
      return Optional.empty();
    }
  }

  private void unexpected(String method, String what, Answer answer) {
    ledger.contradict(
        "%s %s was answered with %d %s".formatted(method, what, answer.status(), answer.body()));
  }

  private void put(ObjectNode body, Field field) {
    long label = labels.incrementAndGet();
    switch (field.type()) {
      case STRING ->
          body.put(
              field.name(), field.unique() ? "u" + random.nextInt(UNIQUE_VALUES) : "t" + label);
      case INTEGER, NUMBER -> body.put(field.name(), label);
      case BOOLEAN -> body.put(field.name(), random.nextBoolean());
      case INSTANT ->
          body.put(field.name(), Instant.ofEpochSecond(1_700_000_000 + label).toString());
      case UUID, JSON -> body.putNull(field.name());
    }
  }

  private Optional<String> recent(String plural) {
    List<String> ids = ledger.ids(plural);
    return ids.isEmpty()
        ? Optional.empty()
        : Optional.of(ids.get(ids.size() - 1 - random.nextInt(Math.min(RECENT, ids.size()))));
  }

  private Optional<History> someEntity() {
    List<ModelDefinition> models = schema.models();
    return recent(models.get(random.nextInt(models.size())).plural()).map(ledger::history);
  }
}
