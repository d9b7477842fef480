package dev.ligature.infra;

import io.github.cdklabs.cdknag.NagPackSuppression;
import io.github.cdklabs.cdknag.NagSuppressions;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rules of AWS Solutions that this stack breaks on purpose, each with its reason. */
final class Nag {

  private Nag() {}

  /**
   * A function's rights end in {@code prefix/*}: keys are made at run time and cannot be listed.
   */
  static NagPackSuppression prefixes() {
    return reason(
        "AwsSolutions-IAM5",
        "The only wildcards are the keys below the named prefixes of the one bucket; keys are made"
            + " at run time. Actions are listed one by one.");
  }

  static NagPackSuppression reason(String rule, String why) {
    return NagPackSuppression.builder().id(rule).reason(why).build();
  }

  /** Accepts the rules for this construct and those below it. */
  static void accept(@Nullable Object construct, List<NagPackSuppression> reasons) {
    if (construct == null) {
      throw new IllegalArgumentException("nothing to accept a rule for");
    }
    NagSuppressions.addResourceSuppressions(construct, reasons, true);
  }
}
