package dev.ligature.schema;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Says on the parent's side that many entities of another model refer to one of this. May be
 * repeated, and is complete without a {@link ForeignKey} on the other side.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@Repeatable(HasMany.List.class)
public @interface HasMany {

  /** The model that holds the key. */
  Class<?> value();

  /** The {@code UUID} component of that model that refers to this one. */
  String foreignKey();

  /**
   * What becomes of those entities when this one is deleted; at most one. Not said: as the other
   * side says, else {@link OnDelete#DO_NOTHING}.
   */
  OnDelete[] onDelete() default {};

  /**
   * What the sweeper does with those entities once they are orphans; at most one. Not said: as the
   * other side says, else {@link OrphanPolicy#REMOVE}.
   */
  OrphanPolicy[] orphans() default {};

  /** The relationship's name as seen from this model. Empty: that model's plural. */
  String name() default "";

  /** Holds several on one record; written by the compiler. */
  @Documented
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.TYPE)
  @interface List {
    /** The declarations. */
    HasMany[] value();
  }
}
