package dev.ligature.s3server;

import java.util.Optional;

/** Decides which requests go wrong, for tests. Called by many threads at once. */
@FunctionalInterface
public interface FaultInjector {

  /** Lets everything through. */
  FaultInjector NONE = call -> Optional.empty();

  /** What is to go wrong with this request, if anything. */
  Optional<Fault> onRequest(S3Call call);

  /**
   * Whether one key of a DeleteObjects request is refused with SlowDown while the others are tried.
   */
  default boolean throttlesKey(String bucket, String key) {
    return false;
  }
}
