/** Puts the parts of the library together. The only place that does. */
@NullMarked
package dev.ligature.engine;

import org.jspecify.annotations.NullMarked;
