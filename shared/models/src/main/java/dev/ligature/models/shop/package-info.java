/** A small shop: PROTECT at depth three, SET_NULL, unique fields, a tree, a join model. */
@NullMarked
package dev.ligature.models.shop;

import org.jspecify.annotations.NullMarked;
