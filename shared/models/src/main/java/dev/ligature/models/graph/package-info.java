/** Awkward graphs in small: a cycle, a diamond, and RESTRICT inside a delete set. */
@NullMarked
package dev.ligature.models.graph;

import org.jspecify.annotations.NullMarked;
