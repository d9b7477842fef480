/**
 * The real clock, ids, randomness, threads and waiting: the only place in core that may touch them.
 */
@NullMarked
package dev.ligature.store.system;

import org.jspecify.annotations.NullMarked;
