/**
 * Where a program begins: {@link dev.ligature.Ligature} and the typed services that it hands out.
 */
@NullMarked
package dev.ligature;

import org.jspecify.annotations.NullMarked;
