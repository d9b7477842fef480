/**
 * Reads a whole bucket and tells what is not as promised ({@link Audit}), and writes what entities
 * of others lack ({@link Reindex}). Neither is needed for the promises to hold.
 */
@NullMarked
package dev.ligature.audit;

import org.jspecify.annotations.NullMarked;
