package dev.ligature.local.cli;

import dev.ligature.local.e2e.SynthesizedTemplate;
import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;

/** Runs commands in this process, as the launcher would. */
final class Commands {
  private Commands() {}

  /**
   * What came of a command.
   *
   * @param code its exit code
   * @param output what it printed
   * @param errors what it printed as errors
   */
  record Outcome(int code, String output, String errors) {}

  /** Runs it to its end. */
  static Outcome run(String... command) {
    System.setProperty("ligature.template", SynthesizedTemplate.file().toString());
    StringWriter output = new StringWriter();
    StringWriter errors = new StringWriter();
    CommandLine line =
        Main.commandLine().setOut(new PrintWriter(output)).setErr(new PrintWriter(errors));
    int code = line.execute(command);
    return new Outcome(code, output.toString(), errors.toString());
  }
}
