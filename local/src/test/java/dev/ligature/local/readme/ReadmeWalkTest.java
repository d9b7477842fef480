package dev.ligature.local.readme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ligature.local.cli.Main;
import dev.ligature.local.e2e.StackProcess;
import dev.ligature.local.e2e.SynthesizedTemplate;
import dev.ligature.local.readme.Walk.Step;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The README's walk, pasted into bash as it stands there, prints what the README shows.
 *
 * <p>{@code -Dreadme.print=true} prints the walk with what it really prints, to put into the README
 * when that has changed.
 */
class ReadmeWalkTest {
  private static final String SHOWN_ADDRESS = "127.0.0.1:3000";

  @TempDir private Path checkout;

  @BeforeEach
  void theWalksTools() {
    assumeTrue(BashSession.finds("bash"), "there is no bash on this machine");
    assumeTrue(BashSession.finds("curl"), "there is no curl on this machine");
  }

  @Test
  void everyCommandPrintsWhatTheReadmeShows() throws Exception {
    List<Step> steps = Walk.of(MarkdownPage.read("README.md").section("Five minutes")).steps();
    List<String> printed = walk(steps.stream().map(Step::commands).toList());
    if (Boolean.getBoolean("readme.print")) {
      print(steps, printed);
      return;
    }

    ShownOutput readme = new ShownOutput();
    for (int i = 0; i < steps.size(); i++) {
      Step step = steps.get(i);
      assertThat(readme.difference(step.shown(), printed.get(i), step.layout()))
          .as("what this prints:\n%s", step.commands())
          .isEmpty();
    }
  }

  /** Runs the commands in what looks like a checkout whose stack is up on port 3000. */
  private List<String> walk(List<String> commands) throws IOException, InterruptedException {
    Path state = Files.createDirectory(checkout.resolve(".ligature"));
    try (StackProcess stack = StackProcess.start(state.resolve("data"))) {
      String address = URI.create(stack.endpoints().api()).getAuthority();
      Files.writeString(
          checkout.resolve(".curlrc"), "connect-to = \"localhost:3000:%s\"\n".formatted(address));
      launcher();
      BashSession bash = new BashSession(checkout, Map.of("CURL_HOME", checkout.toString()));
      return bash.run(commands).stream()
          .map(output -> output.replace(address, SHOWN_ADDRESS))
          .toList();
    }
  }

  /** Does what {@code ./ligature} does when everything is built. */
  private void launcher() throws IOException {
    Path file =
        Files.writeString(
            checkout.resolve("ligature"),
            """
            #!/usr/bin/env bash
            exec '%s' --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \\
              -Dligature.root='%s' -Dligature.template='%s' -cp '%s' %s "$@"
            """
                .formatted(
                    ProcessHandle.current().info().command().orElseThrow(),
                    checkout,
                    SynthesizedTemplate.file(),
                    System.getProperty("java.class.path"),
                    Main.class.getName()));
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }

  private static void print(List<Step> steps, List<String> printed) {
    for (int i = 0; i < steps.size(); i++) {
      System.out.printf("```bash%n%s```%n", steps.get(i).commands());
      if (!printed.get(i).isEmpty()) {
        System.out.printf("```%n%s```%n", printed.get(i));
      }
    }
  }
}
