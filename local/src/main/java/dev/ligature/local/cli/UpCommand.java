package dev.ligature.local.cli;

import dev.ligature.functions.wiring.Schemas;
import dev.ligature.local.ServedSchema;
import dev.ligature.local.Stack;
import dev.ligature.local.StackException;
import dev.ligature.local.StackOptions;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Serves the stack until it is told to stop. */
@Command(name = "up", description = "Runs the whole stack on this machine until Ctrl-C or SIGTERM.")
final class UpCommand implements Callable<Integer> {
  @Option(
      names = "--port",
      defaultValue = "3000",
      converter = WholeNumber.Port.class,
      description = "Port of the API (${DEFAULT-VALUE}); 0 takes any free one.")
  private int port;

  @Option(
      names = "--schema",
      paramLabel = "FILE.json",
      description = "Serves the models of this schema instead of the models module's.")
  private @Nullable Path schema;

  @Option(
      names = "--latency",
      paramLabel = "MS",
      defaultValue = "0",
      converter = WholeNumber.Time.class,
      description = "Milliseconds that every S3 request takes longer.")
  private long latencyMillis;

  @Option(
      names = "--s3-endpoint",
      paramLabel = "URL",
      description = "An S3 to use instead of the one in this process: LocalStack's, or AWS's.")
  private @Nullable URI s3Endpoint;

  @Option(
      names = "--sqs-endpoint",
      paramLabel = "URL",
      description = "An SQS to use instead of the one in this process.")
  private @Nullable URI sqsEndpoint;

  @Option(
      names = "--bucket",
      defaultValue = "ligature",
      description = "Name of the bucket (${DEFAULT-VALUE}).")
  private String bucket;

  @Option(
      names = "--env",
      paramLabel = "NAME=VALUE",
      description = "Overrides a variable of the functions; may be repeated.")
  private @Nullable Map<String, String> environment;

  @Mixin private DataOption data;
  @Spec private CommandSpec spec;

  UpCommand() {}

  @Override
  public Integer call() {
    PrintWriter output = spec.commandLine().getOut();
    refuseWhatCannotBe();
    Path logs = data.folder().resolve("functions.log");
    try (LogFile log = new LogFile(logs, Clock.systemUTC())) {
      Stack stack = Stack.start(Project.template(), options(log));
      CountDownLatch stopped = new CountDownLatch(1);
      Thread hook =
          new Thread(
              () -> {
                output.println("Stopping.");
                output.flush();
                stack.close();
                stopped.countDown();
              },
              "stop");
      Runtime.getRuntime().addShutdownHook(hook);
      PrintWriter errors = spec.commandLine().getErr();
      stack.notices().forEach(errors::println);
      errors.flush();
      new Greeting(stack.endpoints(), data.folder(), logs).print(output);
      stopped.await();
      return 0;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return 1;
    }
  }

  private void refuseWhatCannotBe() {
    if (latencyMillis > 0 && s3Endpoint != null) {
      throw new StackException(
          "--latency slows the S3 in this process only; leave it out, or leave out --s3-endpoint.");
    }
    if (environment != null && environment.containsKey(Schemas.FILE)) {
      throw new StackException(
          "Name the schema by --schema FILE.json instead of --env %s.".formatted(Schemas.FILE));
    }
    if (Files.exists(data.folder()) && !Files.isDirectory(data.folder())) {
      throw new StackException("--data needs a folder, and %s is a file.".formatted(data.folder()));
    }
    // Before a folder or a log is made.
    ServedSchema.load(Optional.ofNullable(schema));
  }

  private StackOptions options(LogFile log) {
    return new StackOptions(
        port,
        Optional.of(data.folder()),
        Optional.ofNullable(schema),
        Duration.ofMillis(latencyMillis),
        Optional.ofNullable(s3Endpoint),
        Optional.ofNullable(sqsEndpoint),
        bucket,
        environment == null ? Map.of() : environment,
        true,
        log);
  }
}
