package dev.ligature.local.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ligature.local.JsonTrouble;
import dev.ligature.local.StackException;
import dev.ligature.local.template.StackTemplate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Invokes one function once. */
@Command(name = "invoke", description = "Invokes a function with an event and prints its response.")
final class InvokeCommand implements Callable<Integer> {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  @Parameters(
      paramLabel = "FUNCTION",
      description = "Its handler, or a part of the name: read, write, worker, sweeper.")
  private String function;

  @Option(
      names = "--event",
      required = true,
      paramLabel = "FILE",
      description = "The event, as JSON.")
  private Path event;

  @Mixin private DataOption data;
  @Spec private CommandSpec spec;

  InvokeCommand() {}

  @Override
  public Integer call() {
    StackTemplate template = Project.template();
    return new FunctionCaller(data.folder())
        .call(
            template,
            template.function(function),
            checkedEvent(),
            spec.commandLine().getOut(),
            spec.commandLine().getErr());
  }

  private byte[] checkedEvent() {
    try {
      byte[] bytes = Files.readAllBytes(event);
      if (JSON.readTree(bytes).isMissingNode()) {
        throw new StackException("The event %s is empty".formatted(event));
      }
      return bytes;
    } catch (JsonProcessingException broken) {
      throw new StackException(
          "The event %s is no JSON: %s".formatted(event, JsonTrouble.of(broken)), broken);
    } catch (IOException unreadable) {
      throw new StackException("The event %s cannot be read".formatted(event), unreadable);
    }
  }
}
