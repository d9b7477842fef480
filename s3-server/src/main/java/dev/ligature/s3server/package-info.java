/**
 * An S3 server for one machine: the JDK's HTTP server over an ordered embedded store. Its writes
 * are atomic per key under every condition, versioned, and survive a kill of the process once they
 * are answered. It covers the calls that the SDK, {@code aws s3} and {@code aws s3api} make for
 * plain objects; what it does not cover it refuses with S3's own error documents.
 */
@NullMarked
package dev.ligature.s3server;

import org.jspecify.annotations.NullMarked;
