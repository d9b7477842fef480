/** Queries, by index where there is one, and the loading of related entities in batches. */
@NullMarked
package dev.ligature.data.read;

import org.jspecify.annotations.NullMarked;
