package dev.ligature.infra;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.condition.EnabledIf;

/**
 * A class of tests that synthesize. Without Node they are skipped, and not each failed: the one
 * failure that says what to install is {@link NodeRuntimeTest}'s.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@EnabledIf(
    value = "dev.ligature.infra.NeedsNode$Presence#isThere",
    disabledReason = "there is no Node.js that CDK runs on; NodeRuntimeTest says what to do")
@interface NeedsNode {

  /** Asks once for all classes. */
  final class Presence {
    private static final boolean THERE = NodeRuntime.problem().isEmpty();

    private Presence() {}

    static boolean isThere() {
      return THERE;
    }
  }
}
