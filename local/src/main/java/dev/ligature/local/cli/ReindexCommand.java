package dev.ligature.local.cli;

import dev.ligature.audit.ReindexReport;
import dev.ligature.engine.Engine;
import dev.ligature.engine.EngineConfig;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Adopts entities that others wrote. */
@Command(
    name = "reindex",
    description = {
      "Writes the references, index entries and claims that entities of a bucket lack,",
      "such as those that s3verless wrote. Touches no entity; may be repeated.",
      "Exit code 0: all stand under their keys now; 1: some could not be read or are in each"
          + " other's place."
    })
final class ReindexCommand implements Callable<Integer> {
  @Mixin private BucketOption bucket;
  @Spec private CommandSpec spec;

  ReindexCommand() {}

  @Override
  public Integer call() {
    PrintWriter messages = spec.commandLine().getErr();
    ScanProgress progress = new ScanProgress(messages);
    ReindexReport report =
        bucket.with(
            messages,
            on ->
                Engine.of(EngineConfig.of(on.schema(), on.store()).withPlatform(on.platform()))
                    .reindex()
                    .run(progress::read));
    progress.end();
    PrintWriter output = spec.commandLine().getOut();
    output.println(report.toJson().toPrettyString());
    output.flush();
    return report.whole() ? 0 : 1;
  }
}
