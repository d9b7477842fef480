/** What a deployment promises, read off the synthesized template. */
@NullMarked
package dev.ligature.infra;

import org.jspecify.annotations.NullMarked;
