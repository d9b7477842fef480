package dev.ligature.infra;

import io.github.cdklabs.cdknag.AwsSolutionsChecks;
import java.nio.file.Files;
import java.nio.file.Path;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Aspects;

/** The program that {@code cdk} runs; its one argument is the jar that the functions run from. */
public final class LigatureApp {

  private LigatureApp() {}

  /**
   * Synthesizes the stack into the folder that {@code cdk} names.
   *
   * @param args the path of the functions' jar
   */
  public static void main(String[] args) {
    if (args.length != 1 || !Files.isRegularFile(Path.of(args[0]))) {
      fail("LigatureApp takes one argument, the functions' jar; run it through: npx cdk synth");
    }
    NodeRuntime.problem().ifPresent(LigatureApp::fail);
    App app = new App();
    new LigatureStack(app, "Ligature", Settings.from(app.getNode()), Path.of(args[0]));
    Aspects.of(app).add(new AwsSolutionsChecks());
    app.synth();
  }

  private static void fail(String message) {
    System.err.println(message);
    System.exit(1);
  }
}
