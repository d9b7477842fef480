package dev.ligature.local.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProgressBarTest {
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void theLastThatIsDrawnIsTheWholeOfIt(boolean terminal) {
    StringWriter output = new StringWriter();
    ProgressBar bar = new ProgressBar(new PrintWriter(output), terminal, 2_003);

    for (int done = 0; done < 2_000; done += 50) {
      bar.add(50);
    }
    bar.add(3);
    bar.end();

    assertThat(List.of(output.toString().strip().split("[\r\n]+")))
        .last(STRING)
        .startsWith("[" + "=".repeat(40) + "] 2,003 of 2,003  ");
  }

  @ParameterizedTest
  @ValueSource(ints = {100, 5_000})
  void awayFromATerminalItIsNoMoreThanALineForEachTenth(int total) {
    StringWriter output = new StringWriter();
    ProgressBar bar = new ProgressBar(new PrintWriter(output), false, total);

    for (int done = 0; done < total; done++) {
      bar.add(1);
    }
    bar.end();

    assertThat(output.toString().lines()).hasSize(10);
  }
}
