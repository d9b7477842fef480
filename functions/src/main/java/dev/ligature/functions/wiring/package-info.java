/** From environment variables to a working core: settings, clients, schema and what they form. */
@NullMarked
package dev.ligature.functions.wiring;

import org.jspecify.annotations.NullMarked;
