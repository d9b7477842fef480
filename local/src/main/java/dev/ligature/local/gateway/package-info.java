/** The REST API of the template, on HTTP: routes, proxy events, gateway responses, limits. */
@NullMarked
package dev.ligature.local.gateway;

import org.jspecify.annotations.NullMarked;
