package dev.ligature.local.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ligature.local.Await;
import dev.ligature.local.Endpoints;
import dev.ligature.local.cli.Main;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@code ligature up} in a process of its own, which a test may kill. */
public final class StackProcess implements AutoCloseable {
  private static final long STOP_SECONDS = 30;

  private final Process process;
  private final Path data;
  private final Path output;

  private StackProcess(Process process, Path data, Path output) {
    this.process = process;
    this.data = data;
    this.output = output;
  }

  /** Starts it and waits until it serves. */
  public static StackProcess start(Path data, String... options) throws IOException {
    Path output = Files.createTempFile(data.getParent(), "up", ".log");
    StackProcess stack = launch(data, output, options);
    Await.until(
        () -> {
          assertThat(stack.process.isAlive()).as(stack::output).isTrue();
          return stack.output().contains("Ctrl-C stops it");
        });
    return stack;
  }

  /** Starts one that cannot serve, and answers what it says; its exit code is 1. */
  public static String refusal(Path data, String... options)
      throws IOException, InterruptedException {
    Path output = Files.createTempFile(data.getParent(), "up", ".log");
    StackProcess stack = launch(data, output, options);
    assertThat(stack.process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)).as(stack::output).isTrue();
    assertThat(stack.process.exitValue()).isEqualTo(1);
    return stack.output();
  }

  private static StackProcess launch(Path data, Path output, String... options) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-XX:TieredStopAtLevel=1",
                "-Dligature.template=" + SynthesizedTemplate.file(),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "up",
                "--data",
                data.toString()));
    if (!List.of(options).contains("--port")) {
      command.addAll(List.of("--port", "0"));
    }
    command.addAll(List.of(options));
    return new StackProcess(
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start(),
        data,
        output);
  }

  public Api api() {
    return new Api(endpoints().api());
  }

  public Endpoints endpoints() {
    return Endpoints.read(data).orElseThrow();
  }

  /** What it has printed. */
  public String output() {
    try {
      return Files.readString(output);
    } catch (IOException e) {
      return e.toString();
    }
  }

  /** Ends it as {@code kill -9} does. */
  public void kill() throws InterruptedException {
    process.destroyForcibly();
    assertThat(process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)).isTrue();
  }

  /** Ends it as SIGTERM does, and answers its exit code. */
  public int terminate() throws InterruptedException {
    process.destroy();
    assertThat(process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)).as(this::output).isTrue();
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().orTimeout(STOP_SECONDS, TimeUnit.SECONDS).join();
  }
}
