package dev.ligature.simulation.world;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ligature.bucket.Json;
import dev.ligature.schema.ForeignKeyConstraint;
import dev.ligature.schema.ModelDefinition;
import dev.ligature.simulation.world.TrueJobs.TrueMark;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Everything that {@link Truth} knows of one id, which alone writes it down. */
public final class Life {

  /**
   * An entity at one version.
   *
   * @param version its version
   * @param fields its own fields
   */
  public record State(long version, ObjectNode fields) {

    /** Whether these are its fields; one that is null may as well be absent. */
    boolean has(ObjectNode others) {
      return withoutNulls(fields).equals(withoutNulls(others));
    }

    private static ObjectNode withoutNulls(ObjectNode node) {
      ObjectNode copy = Json.object();
      node.properties()
          .forEach(
              field -> {
                if (!field.getValue().isNull()) {
                  copy.set(field.getKey(), field.getValue());
                }
              });
      return copy;
    }

    /** The parent that it names in a key. */
    @Nullable UUID parent(ForeignKeyConstraint constraint) {
      return Json.uuidOrNull(fields.path(constraint.field()).asText());
    }
  }

  /**
   * What readers are to be shown of an entity.
   *
   * @param from the moment from which on it holds, until the next
   * @param state the entity; {@code null} if it is not there for anyone
   * @param condemned whether a job that has not decided yet has its hand on it
   */
  record View(long from, @Nullable State state, boolean condemned) {

    static final View NOTHING = new View(0, null, false);

    boolean there() {
      return state != null;
    }

    boolean shows(@Nullable State other, boolean underHand) {
      return Objects.equals(state, other) && condemned == underHand;
    }

    @Override
    public String toString() {
      return state == null
          ? "gone"
          : "version " + state.version() + " " + state.fields() + (condemned ? ", condemned" : "");
    }
  }

  /** What is stored of an entity. */
  record Stored(State state, @Nullable TrueMark mark, JsonNode nulledBy) {}

  private final ModelDefinition model;
  private final UUID id;
  final List<State> states = new ArrayList<>();
  final List<View> views = new ArrayList<>();
  @Nullable Stored stored;
  long begunAt;
  long endedAt = Long.MAX_VALUE;
  String endedBy = "";

  Life(ModelDefinition model, UUID id) {
    this.model = model;
    this.id = id;
  }

  /** Its model. */
  public ModelDefinition model() {
    return model;
  }

  /** Its id. */
  public UUID id() {
    return id;
  }

  /** Every version that was ever stored, in order. */
  public List<State> states() {
    return states;
  }

  /** The last of them. */
  public State last() {
    return states.getLast();
  }

  /** Whether it is there for readers now. */
  public boolean alive() {
    return !views.isEmpty() && views.getLast().there();
  }

  /** Whether it is stored now, for readers or not. */
  boolean stored() {
    return stored != null;
  }

  /** The moment at which it came to be. */
  public long begunAt() {
    return begunAt;
  }

  /** The moment from which on it was gone for readers. */
  public long endedAt() {
    return endedAt;
  }

  /** The actor whose write took it away. */
  public String endedBy() {
    return endedBy;
  }

  /** The parent that its last state names in this key. */
  public @Nullable UUID parent(ForeignKeyConstraint constraint) {
    return last().parent(constraint);
  }

  /** What readers were to be shown at any moment from this one until now. */
  List<View> since(long moment) {
    int first = views.size();
    while (first > 0 && views.get(first - 1).from > moment) {
      first--;
    }
    if (first > 0) {
      return views.subList(first - 1, views.size());
    }
    List<View> all = new ArrayList<>(views);
    all.addFirst(View.NOTHING);
    return all;
  }

  @Override
  public String toString() {
    return model.plural() + "/" + id;
  }
}
