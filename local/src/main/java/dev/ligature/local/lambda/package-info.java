/**
 * Runs handlers in this process as Lambda does: own serialization, timeout, concurrency, limits.
 */
@NullMarked
package dev.ligature.local.lambda;

import org.jspecify.annotations.NullMarked;
