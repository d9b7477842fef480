/**
 * The graph of references, as every phase of a job works on it: walks the references to parents,
 * looks at each child that one names, and writes the tasks that follow.
 */
@NullMarked
package dev.ligature.cascade.graph;

import org.jspecify.annotations.NullMarked;
