/** Fills a running stack with a realistic blog, through its API. */
@NullMarked
package dev.ligature.local.seed;

import org.jspecify.annotations.NullMarked;
