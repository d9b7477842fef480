/** The Lambda functions: thin handlers that read an event, call the core and answer. */
@NullMarked
package dev.ligature.functions;

import org.jspecify.annotations.NullMarked;
