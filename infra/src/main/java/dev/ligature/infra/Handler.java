package dev.ligature.infra;

import dev.ligature.bucket.BucketFolder.Role;
import software.amazon.awscdk.Duration;

/**
 * One handler of the functions' jar, and what its function may do.
 *
 * @param name the simple name of its class
 * @param description for whoever looks at the function
 * @param timeout how long an invocation may take
 * @param role which folders of the bucket it may read and write
 * @param sendsTasks whether it may put tasks on the queue
 */
record Handler(String name, String description, Duration timeout, Role role, boolean sendsTasks) {

  private static final String PACKAGE = "dev.ligature.functions.";

  /** The name of its class as Lambda wants it. */
  String className() {
    return PACKAGE + name;
  }
}
