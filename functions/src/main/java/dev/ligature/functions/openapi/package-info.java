/** The API in OpenAPI 3.1, made from the schema. */
@NullMarked
package dev.ligature.functions.openapi;

import org.jspecify.annotations.NullMarked;
