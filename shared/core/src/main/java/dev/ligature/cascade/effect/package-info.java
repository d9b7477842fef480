/**
 * The effect of a job that has committed: deletes victims, and treats what refers to them by the
 * rule of each foreign key.
 */
@NullMarked
package dev.ligature.cascade.effect;

import org.jspecify.annotations.NullMarked;
