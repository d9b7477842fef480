/** Reads what the model checker TLC prints, and draws a counterexample as a picture. */
@NullMarked
package dev.ligature.spec;

import org.jspecify.annotations.NullMarked;
