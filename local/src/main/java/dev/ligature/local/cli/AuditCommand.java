package dev.ligature.local.cli;

import dev.ligature.audit.AuditReport;
import dev.ligature.engine.Engine;
import dev.ligature.engine.EngineConfig;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Reads a whole bucket and tells what is not as promised. */
@Command(
    name = "audit",
    description = {
      "Reads a whole bucket and reports every broken promise, and whatever is left over.",
      "Changes nothing. Exit code 0: no promise is broken; 1: one is; 2: wrongly called."
    })
final class AuditCommand implements Callable<Integer> {
  @Option(names = "--json", description = "Print the report as JSON.")
  private boolean json;

  @Mixin private BucketOption bucket;
  @Spec private CommandSpec spec;

  AuditCommand() {}

  @Override
  public Integer call() {
    PrintWriter messages = spec.commandLine().getErr();
    ScanProgress progress = new ScanProgress(messages);
    AuditReport report =
        bucket.with(
            messages,
            on ->
                Engine.of(EngineConfig.of(on.schema(), on.store()).withPlatform(on.platform()))
                    .audit()
                    .run(progress::read));
    progress.end();
    PrintWriter output = spec.commandLine().getOut();
    output.println(json ? report.toJson().toPrettyString() : report.toTable().stripTrailing());
    output.flush();
    return report.violations() == 0 ? 0 : 1;
  }
}
