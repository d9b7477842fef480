/** Random schemas and data from a seed, for simulation and for differential tests. */
@NullMarked
package dev.ligature.simulation.generate;

import org.jspecify.annotations.NullMarked;
