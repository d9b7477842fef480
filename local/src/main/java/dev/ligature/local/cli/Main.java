package dev.ligature.local.cli;

import dev.ligature.local.StackException;
import dev.ligature.local.seed.SeedException;
import dev.ligature.local.template.TemplateException;
import dev.ligature.schema.SchemaException;
import dev.ligature.store.StoreException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** What {@code ./ligature} runs; each subcommand is a class of its own. */
@Command(
    name = "ligature",
    description = "Relational integrity for plain JSON objects in one S3 bucket.",
    subcommands = {
      UpCommand.class,
      SeedCommand.class,
      SweepCommand.class,
      InvokeCommand.class,
      AuditCommand.class,
      ReindexCommand.class,
    },
    footer = {"", "./ligature test builds and tests everything."})
public final class Main implements Runnable {
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "Show this help message and exit.")
  @SuppressWarnings("unused") // picocli looks at it
  private boolean help;

  @Spec private CommandSpec spec;

  /** Only picocli and {@link #main} make one. */
  Main() {}

  /** Runs one subcommand and exits with its code: 0 done, 1 failed, 2 wrongly called. */
  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  static CommandLine commandLine() {
    return new CommandLine(new Main())
        .setParameterExceptionHandler((wrong, _) -> refuse(wrong))
        .setExecutionExceptionHandler(
            (failure, command, parsed) -> {
              switch (failure) {
                // What the caller can fix; the message tells how.
                case StackException _,
                    SeedException _,
                    TemplateException _,
                    SchemaException _,
                    StoreException _ ->
                    command.getErr().println(failure.getMessage());
                default -> failure.printStackTrace(command.getErr());
              }
              return 1;
            });
  }

  /**
   * A wrong value is one line that says it all; whoever names no such option sees what there is.
   */
  private static int refuse(ParameterException wrong) {
    CommandLine command = wrong.getCommandLine();
    command.getErr().println(wrong.getMessage());
    if (!(wrong.getCause() instanceof TypeConversionException)) {
      command.usage(command.getErr());
    }
    command.getErr().flush();
    return command.getCommandSpec().exitCodeOnInvalidInput();
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Which command?");
  }
}
