/** Two versions of a program, with schemas that differ, on one bucket. */
@NullMarked
package dev.ligature.behaviour.schemas;

import org.jspecify.annotations.NullMarked;
