/** What must come out: a small relational store with the same rules, in memory and sequential. */
@NullMarked
package dev.ligature.simulation.reference;

import org.jspecify.annotations.NullMarked;
