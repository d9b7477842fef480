/** The object store port, its outcomes and errors, and the sources of time, ids and chance. */
@NullMarked
package dev.ligature.store;

import org.jspecify.annotations.NullMarked;
