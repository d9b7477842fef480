package dev.ligature.local.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ligature.local.schedule.Schedules;
import dev.ligature.local.template.ScheduleSpec;
import dev.ligature.local.template.StackTemplate;
import java.io.IOException;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Fires the sweeper's schedule now. */
@Command(name = "sweep", description = "Fires the sweeper's schedule now and prints what it found.")
final class SweepCommand implements Callable<Integer> {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Mixin private DataOption data;

  @Option(
      names = "--grace",
      paramLabel = "SECONDS",
      converter = WholeNumber.Time.class,
      description = "Leave orphans alone for so long instead of the set time; 0 for not at all.")
  private @Nullable Long grace;

  @Option(names = "--report-only", description = "Find, and change nothing.")
  private boolean reportOnly;

  @Spec private CommandSpec spec;

  SweepCommand() {}

  @Override
  public Integer call() throws IOException {
    StackTemplate template = Project.template();
    ScheduleSpec schedule = template.schedule();
    return new FunctionCaller(data.folder())
        .call(
            template,
            template.function(schedule.function()),
            event(schedule),
            spec.commandLine().getOut(),
            spec.commandLine().getErr());
  }

  /** What the schedule sends, with what was asked for beside it. */
  private byte[] event(ScheduleSpec schedule) throws IOException {
    JsonNode sent = JSON.readTree(Schedules.event(schedule, Instant.now()));
    ObjectNode event = sent instanceof ObjectNode object ? object : JSON.createObjectNode();
    if (grace != null) {
      event.put("graceSeconds", grace);
    }
    if (reportOnly) {
      event.put("reportOnly", true);
    }
    return JSON.writeValueAsBytes(event);
  }
}
