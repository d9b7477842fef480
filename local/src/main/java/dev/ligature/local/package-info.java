/** The deployed stack in one process, wired from the synthesized template. */
@NullMarked
package dev.ligature.local;

import org.jspecify.annotations.NullMarked;
