/** Everything that the README and the pages of docs/ show a reader to do, done as they show it. */
@NullMarked
package dev.ligature.local.readme;

import org.jspecify.annotations.NullMarked;
