package dev.ligature.cascade.job;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ligature.data.entity.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One unit of a job that one invocation can finish, or hand on.
 *
 * @param id {@code phase.attempt-uuid}, or {@code phase.attempt.depth-uuid} for one that follows
 *     from another: ids sort by phase, so the first task of a listing tells how far the job is; and
 *     a task sorts behind the one that it follows from
 * @param work what is to be done
 */
public record Task(String id, Work work) {

  /** Behind {@code p.aaaaaa}. */
  private static final int ATTEMPT_END = 8;

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

  /** The phases in their order. */
  public enum Phase {
    CONDEMN,
    JUDGE,
    ROOT,
    DELETE;

    String digit() {
      return String.valueOf(ordinal() + 1);
    }
  }

  public static String rootId() {
    return id(Phase.ROOT, 0, 0, new UUID(0, 0));
  }

  /** The first task of an attempt at planning: it condemns the root. */
  public static String firstId(int attempt) {
    return id(Phase.CONDEMN, attempt, 0, new UUID(0, 0));
  }

  /**
   * A task that follows from another. A redelivery of that one gives the same follow-up the same
   * id; and two follow-ups that differ in anything differ in their ids. For two deliveries at once
   * may see different things, and neither may write over what the other has left to be done.
   *
   * <p>It sorts behind the task that it follows from, which ends only when it stands. A listing is
   * read in order and not at one moment; so whoever reads it and no longer finds the one still has
   * the place of the other before it, and cannot miss both.
   *
   * @param behind whether it does; false only in tests of what breaks then
   */
  public static Task following(
      String parentTaskId, Phase phase, int attempt, Work work, boolean behind) {
    String what = new Task("", work).toJson(Instant.EPOCH).toString();
    int depth = behind ? depthOf(parentTaskId) + 1 : 0;
    return new Task(id(phase, attempt, depth, derived(parentTaskId, what)), work);
  }

  private static String id(Phase phase, int attempt, int depth, UUID unique) {
    String generation = depth == 0 ? "" : String.format(".%08d", depth);
    return phase.digit() + "." + String.format("%06d", attempt) + generation + "-" + unique;
  }

  private static int depthOf(String taskId) {
    return taskId.charAt(ATTEMPT_END) == '.'
        ? Integer.parseInt(taskId.substring(ATTEMPT_END + 1, taskId.indexOf('-')))
        : 0;
  }

  /** An id that follows from these two. */
  static UUID derived(String parentTaskId, String what) {
    return UUID.nameUUIDFromBytes((parentTaskId + " " + what).getBytes(StandardCharsets.UTF_8));
  }

  public Phase phase() {
    return phaseOf(id);
  }

  public static Phase phaseOf(String taskId) {
    return Phase.values()[taskId.charAt(0) - '1'];
  }

  /** The attempt at planning that the task belongs to; 0 if it belongs to the job as a whole. */
  public static int attemptOf(String taskId) {
    return Integer.parseInt(taskId.substring(2, ATTEMPT_END));
  }

  /** As stored: the moment of writing, for a person who looks, and the work. */
  ObjectNode toJson(Instant now) {
    return Json.object().put("at", now.toString()).setAll(Json.tree(work));
  }
}
