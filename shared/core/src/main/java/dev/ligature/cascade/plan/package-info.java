/**
 * The first phase of a delete that PROTECT or RESTRICT may refuse: condemns what decides, and
 * collects what stands against it. Only the cascade itself works with these.
 */
@NullMarked
package dev.ligature.cascade.plan;

import org.jspecify.annotations.NullMarked;
