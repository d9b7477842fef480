/** Logs as one JSON object a line, each with the invocation, job and task that it belongs to. */
@NullMarked
package dev.ligature.functions.logging;

import org.jspecify.annotations.NullMarked;
