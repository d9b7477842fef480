package dev.ligature.local.cli;

import dev.ligature.local.StackException;
import dev.ligature.local.template.StackTemplate;
import java.io.IOException;
import java.nio.file.Path;

/** Where the launcher has put things: it tells by system properties. */
final class Project {
  private static final String ROOT = "ligature.root";
  private static final String TEMPLATE = "ligature.template";

  private Project() {}

  /** The folder of the checkout. */
  static Path root() {
    return Path.of(System.getProperty(ROOT, "")).toAbsolutePath();
  }

  /** The data folder that is used when none is named. */
  static Path defaultData() {
    return root().resolve(".ligature").resolve("data");
  }

  /** The synthesized template. */
  static StackTemplate template() {
    Path file =
        Path.of(
            System.getProperty(
                TEMPLATE, root().resolve("cdk.out/Ligature.template.json").toString()));
    try {
      return StackTemplate.read(file);
    } catch (IOException unreadable) {
      throw new StackException(
          "There is no template at %s; ./ligature makes it.".formatted(file), unreadable);
    }
  }
}
