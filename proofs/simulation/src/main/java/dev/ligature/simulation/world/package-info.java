/**
 * A whole system in one process: clients, workers and sweepers on a simulated bucket and queue,
 * what truly happened in it, and whether the promises held.
 */
@NullMarked
package dev.ligature.simulation.world;

import org.jspecify.annotations.NullMarked;
