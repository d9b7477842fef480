package dev.ligature.store;

import org.jspecify.annotations.Nullable;

/**
 * An object as read at one moment.
 *
 * @param key its key
 * @param body its bytes; not copied, so neither side may change them
 * @param etag its ETag exactly as S3 gave it, quotes included; changes with every write whose bytes
 *     differ
 * @param versionId the S3 version, where the bucket keeps versions
 */
public record StoredObject(String key, byte[] body, String etag, @Nullable String versionId) {}
