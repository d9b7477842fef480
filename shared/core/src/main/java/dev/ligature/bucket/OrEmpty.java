package dev.ligature.bucket;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A member of a persisted record that may be missing: an earlier version did not write it, or it is
 * left out where it says nothing. It is then empty, 0 or false ({@link Json#read}).
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.PARAMETER)
public @interface OrEmpty {}
