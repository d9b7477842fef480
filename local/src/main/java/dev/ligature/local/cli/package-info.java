/** The command line: up, invoke, sweep, seed. */
@NullMarked
package dev.ligature.local.cli;

import org.jspecify.annotations.NullMarked;
