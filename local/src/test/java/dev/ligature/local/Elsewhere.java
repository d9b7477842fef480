package dev.ligature.local;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Options of a stack whose bucket is not in its process. */
final class Elsewhere {
  private Elsewhere() {}

  static StackOptions options(URI s3Endpoint, String bucket) {
    return options(Optional.of(s3Endpoint), Optional.empty(), bucket);
  }

  static StackOptions options(Optional<URI> s3Endpoint, Optional<URI> sqsEndpoint, String bucket) {
    StackOptions plain = StackOptions.inMemory();
    return new StackOptions(
        0,
        Optional.empty(),
        Optional.empty(),
        Duration.ZERO,
        s3Endpoint,
        sqsEndpoint,
        bucket,
        Map.of(),
        false,
        plain.log());
  }
}
