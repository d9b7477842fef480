package dev.ligature.cascade.job;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ligature.bucket.Json;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One unit of a job that one invocation can finish, or hand on.
 *
 * @param id which one of its job
 * @param work what is to be done
 */
public record Task(TaskId id, Work work) {

  /** What is to be done. */
  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
  @JsonSubTypes({
    @JsonSubTypes.Type(value = Work.Root.class, name = "root"),
    @JsonSubTypes.Type(value = Work.Condemn.class, name = "condemn"),
    @JsonSubTypes.Type(value = Work.Judge.class, name = "judge"),
    @JsonSubTypes.Type(value = Work.Delete.class, name = "delete"),
    @JsonSubTypes.Type(value = Work.Expand.class, name = "expand")
  })
  public sealed interface Work {
    /** Decided and done last: delete the root, or, if the job was refused, take back its marks. */
    record Root() implements Work {}

    /** Planning: condemn these and look at what refers to them. */
    record Condemn(String plural, List<Victim> victims) implements Work {
      public Condemn {
        victims = List.copyOf(victims);
      }
    }

    /** Planning, after everything is condemned: do these still refer through RESTRICT? */
    record Judge(String relationship, @JsonProperty("victims") List<Victim> referrers)
        implements Work {
      public Judge {
        referrers = List.copyOf(referrers);
      }
    }

    /** Delete these, then handle what refers to them. */
    record Delete(String plural, List<Victim> victims) implements Work {
      public Delete {
        victims = List.copyOf(victims);
      }
    }

    /**
     * Handle what refers to these, which are gone (or, in planning, condemned).
     *
     * @param relationship only through this key; {@code null} for all
     * @param startAfter only references behind this key of the bucket; {@code null} for all
     */
    record Expand(
        String plural,
        List<UUID> parents,
        @Nullable String relationship,
        @Nullable String startAfter)
        implements Work {
      public Expand {
        parents = List.copyOf(parents);
      }
    }
  }

  /** The task that deletes the root, or takes the marks of a refused job back. */
  public static Task root() {
    return new Task(TaskId.root(), new Work.Root());
  }

  /**
   * A task that follows from another; see {@link TaskId#following}.
   *
   * @param behind whether it sorts behind that one; false only in tests of what breaks then
   */
  public static Task following(
      TaskId parent, TaskId.Phase phase, int attempt, Work work, boolean behind) {
    return new Task(
        parent.following(phase, attempt, json(Instant.EPOCH, work).toString(), behind), work);
  }

  /** When it is due. */
  public TaskId.Phase phase() {
    return id.phase();
  }

  /** As stored: the moment of writing, for a person who looks, and the work. */
  ObjectNode toJson(Instant now) {
    return json(now, work);
  }

  private static ObjectNode json(Instant now, Work work) {
    return Json.object().put("at", now.toString()).setAll(Json.tree(work));
  }
}
