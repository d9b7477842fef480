package dev.ligature.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ligature.simulation.engine.Variant;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NoSimulatedNews.class)
class FailedSeedsTest {

  private static final String LIST = "failed-seeds.txt";

  private static final Pattern LINE =
      Pattern.compile("(-?\\d+)(?:/(\\S+))?\\s+([0-9a-f]{7,})\\s+(\\S.*)");

  /** One line of the list. */
  private record Failed(Variant variant, String generator, String found) {

    static Failed parse(String line) {
      Matcher parts = LINE.matcher(line);
      assertThat(parts.matches()).as("SEED[/TURNS] COMMIT WORDS, not: %s", line).isTrue();
      List<Variant.Turn> turns =
          parts.group(2) == null ? List.of() : Variant.parseTurns(parts.group(2));
      return new Failed(
          new Variant(Long.parseLong(parts.group(1)), turns), parts.group(3), parts.group(4));
    }
  }

  private static List<Failed> list() throws IOException {
    try (InputStream in = FailedSeedsTest.class.getResourceAsStream(LIST)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .map(Failed::parse)
          .toList();
    }
  }

  @Test
  void everySeedThatEverFailedHolds() throws IOException {
    for (Failed failed : list()) {
      Simulation.Failure run = Simulation.replay(failed.variant(), Simulation.Setup.usual());

      assertThat(run.violations())
          .as("%s, which found: %s", run.command(), failed.found())
          .isEmpty();
    }
  }

  @Test
  void noSeedIsListedTwice() throws IOException {
    assertThat(list().stream().map(Failed::variant)).doesNotHaveDuplicates();
  }
}
