/**
 * Deterministic simulation of the real core code: seeded schedules, faults and checks of the
 * promises.
 */
@NullMarked
package dev.ligature.simulation;

import org.jspecify.annotations.NullMarked;
