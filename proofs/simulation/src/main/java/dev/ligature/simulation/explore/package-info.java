/** Every interleaving and every crash point of a small scenario, run on the real code. */
@NullMarked
package dev.ligature.simulation.explore;

import org.jspecify.annotations.NullMarked;
