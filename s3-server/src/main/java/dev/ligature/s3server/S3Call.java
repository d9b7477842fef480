package dev.ligature.s3server;

import org.jspecify.annotations.Nullable;

/**
 * What a request asks for.
 *
 * @param operation which call
 * @param bucket the bucket; {@code null} on the service itself
 * @param key the object's key, or the prefix of a listing; {@code null} on a bucket
 */
public record S3Call(S3Operation operation, @Nullable String bucket, @Nullable String key) {}
