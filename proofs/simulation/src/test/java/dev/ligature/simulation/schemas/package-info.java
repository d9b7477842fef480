/** Two versions of a program, with schemas that differ, on one bucket. */
@NullMarked
package dev.ligature.simulation.schemas;

import org.jspecify.annotations.NullMarked;
