/** The rules that keep the handlers thin. */
@NullMarked
package dev.ligature.functions.architecture;

import org.jspecify.annotations.NullMarked;
