/** The deployment as code: one stack, checked against AWS's own rules while it is synthesized. */
@NullMarked
package dev.ligature.infra;

import org.jspecify.annotations.NullMarked;
