/**
 * Generations of the schema: which relationships a bucket holds, since when, and who may rely on
 * them while two versions of a program work on it at once.
 */
@NullMarked
package dev.ligature.data.generation;

import org.jspecify.annotations.NullMarked;
