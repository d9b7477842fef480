package dev.ligature.store;

import java.time.Instant;

/**
 * One row of a listing.
 *
 * @param key the key
 * @param etag the ETag, quotes included
 * @param lastModified when it was written, by the store's clock; for cleaning up, never for safety
 * @param size bytes
 */
public record ListedObject(String key, String etag, Instant lastModified, long size) {}
