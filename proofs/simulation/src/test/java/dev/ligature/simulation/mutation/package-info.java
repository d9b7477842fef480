/** Every step of the protocols, removed: each time something must break. */
@NullMarked
package dev.ligature.simulation.mutation;

import org.jspecify.annotations.NullMarked;
