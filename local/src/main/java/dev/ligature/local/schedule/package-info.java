/** Fires a function as its schedule declares. */
@NullMarked
package dev.ligature.local.schedule;

import org.jspecify.annotations.NullMarked;
