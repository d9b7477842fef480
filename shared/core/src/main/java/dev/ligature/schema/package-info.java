/** Models, their fields and relationships: what a user declares, checked once. */
@NullMarked
package dev.ligature.schema;

import org.jspecify.annotations.NullMarked;
