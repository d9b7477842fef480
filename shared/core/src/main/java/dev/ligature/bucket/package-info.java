/**
 * Entities as they lie in the bucket: under which keys, in which bytes, and what a mark or a fence
 * means for whoever reads one.
 */
@NullMarked
package dev.ligature.bucket;

import org.jspecify.annotations.NullMarked;
