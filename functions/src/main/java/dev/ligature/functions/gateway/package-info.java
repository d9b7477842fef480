/** From API Gateway's events to neutral requests, and back: the only place that knows the two. */
@NullMarked
package dev.ligature.functions.gateway;

import org.jspecify.annotations.NullMarked;
