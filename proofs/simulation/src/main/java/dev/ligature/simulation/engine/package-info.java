/**
 * The world that simulated code runs in: a scheduler that lets one actor run at a time and decides
 * after every operation who goes next, an S3 in memory, simulated time, faults and the trace.
 */
@NullMarked
package dev.ligature.simulation.engine;

import org.jspecify.annotations.NullMarked;
