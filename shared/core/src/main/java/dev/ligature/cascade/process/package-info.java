/**
 * The effect of a delete that is decided: victims go, and what refers to them is treated by each
 * key's rule, page by page. Only the cascade itself works with these.
 */
@NullMarked
package dev.ligature.cascade.process;

import org.jspecify.annotations.NullMarked;
