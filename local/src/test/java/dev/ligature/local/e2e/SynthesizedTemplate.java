package dev.ligature.local.e2e;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ligature.infra.LigatureApp;
import dev.ligature.local.template.StackTemplate;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The template that infra synthesizes now, made once for all tests of a build. */
public final class SynthesizedTemplate {
  private static final Path FOLDER = Path.of("target", "e2e-cdk.out").toAbsolutePath();
  private static final Path FILE = FOLDER.resolve("Ligature.template.json");
  private static final long SYNTH_SECONDS = 180;

  private SynthesizedTemplate() {}

  /** The template's file; synthesizes it if infra is newer. */
  public static synchronized Path file() {
    try {
      if (!Files.exists(FILE) || Files.getLastModifiedTime(FILE).compareTo(infraChanged()) < 0) {
        synthesize();
      }
      return FILE;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(stopped);
    }
  }

  /** The template, read. */
  public static StackTemplate template() {
    try {
      return StackTemplate.read(file());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static FileTime infraChanged() throws IOException {
    Path code =
        Path.of(LigatureApp.class.getProtectionDomain().getCodeSource().getLocation().getPath());
    if (!Files.isDirectory(code)) {
      return Files.getLastModifiedTime(code);
    }
    try (Stream<Path> files = Files.walk(code)) {
      Optional<FileTime> newest = Optional.empty();
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        FileTime time = Files.getLastModifiedTime(file);
        if (newest.isEmpty() || time.compareTo(newest.get()) > 0) {
          newest = Optional.of(time);
        }
      }
      return newest.orElseThrow();
    }
  }

  /** The switches of cdk.json, which only the CDK's command line would read. */
  private static String context() throws IOException {
    Path root = Path.of("").toAbsolutePath().getParent();
    return new ObjectMapper()
        .readTree(root.resolve("cdk.json").toFile())
        .path("context")
        .toString();
  }

  private static void synthesize() throws IOException, InterruptedException {
    Files.createDirectories(FOLDER);
    // What the asset holds plays no part in the wiring, and need not be built for it.
    Path asset = Files.writeString(FOLDER.resolve("functions.jar"), "");
    File log = FOLDER.resolve("synth.log").toFile();
    ProcessBuilder builder =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                LigatureApp.class.getName(),
                asset.toString())
            .redirectErrorStream(true)
            .redirectOutput(log);
    builder.environment().put("CDK_OUTDIR", FOLDER.toString());
    builder.environment().put("CDK_CONTEXT_JSON", context());
    builder.environment().put("JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION", "20");
    builder.environment().put("JSII_SILENCE_WARNING_UNTESTED_NODE_VERSION", "1");
    Process process = builder.start();
    if (!process.waitFor(SYNTH_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
    if (!Files.exists(FILE) || process.waitFor() != 0) {
      throw new IllegalStateException("No template: " + Files.readString(log.toPath()));
    }
  }
}
