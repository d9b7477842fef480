/**
 * HTTP without a server: requests, responses, routes and problems that no event type has marked.
 */
@NullMarked
package dev.ligature.functions.http;

import org.jspecify.annotations.NullMarked;
