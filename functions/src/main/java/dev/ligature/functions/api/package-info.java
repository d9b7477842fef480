/** The API of {@code docs/api.md}: one small class for each resource, on neutral requests. */
@NullMarked
package dev.ligature.functions.api;

import org.jspecify.annotations.NullMarked;
