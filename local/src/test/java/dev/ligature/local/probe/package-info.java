/** Handlers that tests run in place of the real ones. */
@NullMarked
package dev.ligature.local.probe;

import org.jspecify.annotations.NullMarked;
