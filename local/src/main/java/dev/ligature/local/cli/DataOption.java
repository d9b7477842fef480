package dev.ligature.local.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option that names the data folder, the same in every subcommand. */
final class DataOption {
  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Folder of the bucket and of endpoints.json (.ligature/data of the project).")
  private @Nullable Path folder;

  DataOption() {}

  Path folder() {
    return folder == null ? Project.defaultData() : folder.toAbsolutePath().normalize();
  }
}
