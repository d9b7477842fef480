/** The whole stack, from the synthesized template, used over HTTP and looked at in the bucket. */
@NullMarked
package dev.ligature.local.e2e;

import org.jspecify.annotations.NullMarked;
