/** The blog of the guide: cascades, a has-one, and a log whose entries outlive their author. */
@NullMarked
package dev.ligature.models.blog;

import org.jspecify.annotations.NullMarked;
