/** Entities: the create, update and delete protocols, queries and batch loading. */
@NullMarked
package dev.ligature.data;

import org.jspecify.annotations.NullMarked;
