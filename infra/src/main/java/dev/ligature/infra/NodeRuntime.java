package dev.ligature.infra;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Node.js, which CDK's constructs run on whatever language an app is written in. */
final class NodeRuntime {

  /** The oldest major version that the constructs accept. */
  static final int OLDEST = 20;

  private static final int SECONDS_TO_ANSWER = 20;

  private NodeRuntime() {}

  /** What stands in the way of running CDK here, in one line that says how to fix it. */
  static Optional<String> problem() {
    return problem("node");
  }

  static Optional<String> problem(String executable) {
    try {
      Process process =
          new ProcessBuilder(executable, "--version").redirectErrorStream(true).start();
      if (!process.waitFor(SECONDS_TO_ANSWER, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return Optional.of(advice("'" + executable + " --version' does not answer"));
      }
      String answer =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      return majorOf(answer) >= OLDEST
          ? Optional.empty()
          : Optional.of(advice("'" + executable + " --version' says '" + answer + "'"));
    } catch (IOException e) {
      return Optional.of(advice("there is no '" + executable + "' on the PATH"));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while asking for Node's version", e);
    }
  }

  private static int majorOf(String version) {
    String digits = version.replaceFirst("^v", "").replaceFirst("\\..*$", "");
    return digits.matches("\\d{1,4}") ? Integer.parseInt(digits) : 0;
  }

  private static String advice(String finding) {
    return "The infrastructure needs Node.js "
        + OLDEST
        + " or newer, but "
        + finding
        + ": install it from https://nodejs.org or with your package manager"
        + " (Debian: apt-get install nodejs npm; macOS: brew install node).";
  }
}
