/** What keeps a bucket whole over time: orphans, stale references, fences, lost tasks. */
@NullMarked
package dev.ligature.sweep;

import org.jspecify.annotations.NullMarked;
