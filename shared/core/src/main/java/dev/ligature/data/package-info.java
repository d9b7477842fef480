/**
 * Entities as JSON: {@link EntityService} creates, reads and updates them. Below it lie the
 * protocols of writing ({@code write}), queries ({@code read}) and the entity itself in the bucket
 * ({@code entity}).
 */
@NullMarked
package dev.ligature.data;

import org.jspecify.annotations.NullMarked;
