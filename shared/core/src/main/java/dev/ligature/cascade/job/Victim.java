package dev.ligature.cascade.job;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.ligature.bucket.OrEmpty;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An entity that a job is to delete, as known when it was found.
 *
 * @param id the entity
 * @param cause why; {@code null} for the root of a delete that a caller asked for
 * @param root whether it is the root of its job; an orphan is, and has a cause too
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonPropertyOrder({Victim.ID, Victim.BY, Victim.PARENT, Victim.ROOT})
public record Victim(UUID id, @JsonIgnore @Nullable Cause cause, boolean root) {

  static final String ID = "id";
  static final String BY = "by";
  static final String PARENT = "parent";
  static final String ROOT = "root";

  /** A victim found through a reference, or, without one, the root of a caller's delete. */
  public Victim(UUID id, @Nullable Cause cause) {
    this(id, cause, cause == null);
  }

  /**
   * The reference through which a victim was found. It is a victim only while it still refers so.
   *
   * @param relationship the foreign key, as {@code posts.authorId}
   * @param parent the parent that is gone, or condemned
   */
  public record Cause(String relationship, UUID parent) {}

  /**
   * The ids of victims, each once, in their order. A set of its own. A victim that moved from one
   * parent to another while both were looked at was found under either.
   */
  public static Set<UUID> ids(List<Victim> victims) {
    Set<UUID> ids = new LinkedHashSet<>();
    victims.forEach(victim -> ids.add(victim.id()));
    return ids;
  }

  /** The relationship that it counts under; empty for the root. */
  String relationship() {
    return cause == null || root ? "" : cause.relationship();
  }

  @JsonCreator
  static Victim of(
      @JsonProperty(ID) UUID id,
      @JsonProperty(BY) @Nullable String by,
      @JsonProperty(PARENT) @Nullable UUID parent,
      @JsonProperty(ROOT) @OrEmpty boolean root) {
    if (by == null && parent == null) {
      return new Victim(id, null);
    } else if (by == null || parent == null) {
      throw new IllegalArgumentException("of the cause, by or parent is missing");
    }
    return new Victim(id, new Cause(by, parent), root);
  }

  @JsonProperty(BY)
  @Nullable String by() {
    return cause == null ? null : cause.relationship();
  }

  @JsonProperty(PARENT)
  @Nullable UUID parent() {
    return cause == null ? null : cause.parent();
  }

  /** Said only where the cause does not tell it. */
  @JsonProperty(ROOT)
  @Nullable Boolean rootThoughCaused() {
    return (cause != null && root) ? true : null;
  }
}
