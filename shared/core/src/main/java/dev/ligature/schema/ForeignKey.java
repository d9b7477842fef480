package dev.ligature.schema;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Makes a {@code UUID} component refer to an entity of another model, or of its own. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface ForeignKey {

  /** The model that the key refers to. */
  Class<?> value();

  /**
   * What becomes of this entity when the one that it refers to is deleted; at most one. Not said:
   * as the other side says, else {@link OnDelete#DO_NOTHING}.
   */
  OnDelete[] onDelete() default {};

  /**
   * What the sweeper does with this entity once it is an orphan; at most one. Not said: as the
   * other side says, else {@link OrphanPolicy#REMOVE}.
   */
  OrphanPolicy[] orphans() default {};

  /**
   * The relationship's name as seen from this model. Empty: the component's name without {@code
   * Id}, or, if it does not end so, the other model's name with a small first letter.
   */
  String name() default "";
}
