/** The API of DESIGN section 6: one small class for each resource, on neutral requests. */
@NullMarked
package dev.ligature.functions.api;

import org.jspecify.annotations.NullMarked;
