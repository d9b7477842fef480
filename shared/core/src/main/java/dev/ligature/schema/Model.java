package dev.ligature.schema;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Makes a record a model. Its name is the record's simple name. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Model {

  /**
   * The model's folder in the bucket and its path in the API: {@code posts}. Lower-case letters,
   * digits, {@code -} and {@code _}, starting with a letter, at most 64.
   */
  String plural();
}
