package dev.ligature.spec;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tlc2.TLC;

/** Runs the model checker in a JVM of its own: it keeps static state and ends with System.exit. */
final class Tlc {

  private static final Pattern VIOLATED =
      Pattern.compile("(?:Invariant (\\w+) is violated|Temporal properties were violated)");
  private static final long MINUTES = 10;

  private Tlc() {}

  /** What TLC said. */
  record Verdict(String output) {

    boolean holds() {
      return output.contains("Model checking completed. No error has been found.");
    }

    /** The promise that is broken, or "". TLC does not name a temporal one: there is only one. */
    String violated() {
      Matcher matcher = VIOLATED.matcher(output);
      if (!matcher.find()) {
        return "";
      }
      return matcher.group(1) != null ? matcher.group(1) : "P5_EveryJobEnds";
    }
  }

  /**
   * Checks a module under a configuration.
   *
   * @param scratch for TLC's own files
   */
  static Verdict check(Path folder, String module, Path configuration, Path scratch) {
    try {
      Path output = Files.createTempFile(scratch, "tlc", ".txt");
      Process process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Xmx1g",
                  // Short runs: the second compiler would cost more than it gains.
                  "-XX:TieredStopAtLevel=1",
                  "-XX:+UseSerialGC",
                  "-cp",
                  classPath(),
                  TLC.class.getName(),
                  // One worker and a fixed fingerprint: the same counterexample every time.
                  "-workers",
                  "1",
                  "-fp",
                  "0",
                  "-metadir",
                  scratch.resolve("states").toString(),
                  "-config",
                  configuration.toAbsolutePath().toString(),
                  module)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      try {
        if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
          throw new IllegalStateException("TLC ran too long on " + configuration);
        }
      } finally {
        process.destroyForcibly();
      }
      return new Verdict(Files.readString(output, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private static String classPath() {
    try {
      return Path.of(TLC.class.getProtectionDomain().getCodeSource().getLocation().toURI())
          .toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Where the specification lies, seen from this module. */
  static Path specification() {
    Path here = Path.of("").toAbsolutePath();
    for (Path folder : List.of(here.resolve("tla"), here.resolve("proofs/spec/tla"))) {
      if (Files.isDirectory(folder)) {
        return folder.normalize();
      }
    }
    throw new IllegalStateException("no proofs/spec/tla near " + here);
  }
}
