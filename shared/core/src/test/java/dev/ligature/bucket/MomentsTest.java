package dev.ligature.bucket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MomentsTest {

  @Test
  void everyMomentIsReadAsItWasWritten() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 20_000; i++) {
      Instant moment =
          Instant.ofEpochMilli(random.nextLong(-62_167_219_200_000L, 253_402_300_800_000L));
      assertThat(Moments.parse(moment.toString())).isEqualTo(moment);
      Instant second = Instant.ofEpochSecond(moment.getEpochSecond());
      assertThat(Moments.parse(second.toString())).isEqualTo(second);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-01-31T24:00:00Z",
        "2026-06-30T23:59:60Z",
        "2026-01-31T23:59:59.999999Z",
        "2026-01-31T23:59:59.9Z",
        "2026-01-31t23:59:59z",
        "2026-01-31T23:59:59+01:00",
        "+12026-01-31T23:59:59Z",
        "-0001-01-31T23:59:59.000Z"
      })
  void whatIsWrittenInAnotherWayIsReadAsTheJdkReadsIt(String text) {
    assertThat(Moments.parse(text)).isEqualTo(Instant.parse(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-02-30T00:00:00Z",
        "2026-13-01T00:00:00Z",
        "2026-00-01T00:00:00Z",
        "2026-01-31T25:00:00Z",
        "2026-01-31T00:61:00Z",
        "2026-01-31 00:00:00Z",
        "2026-01-31T00:00:00",
        "2026-01-3aT00:00:00Z",
        "2026-01-31T00:00:00.00aZ",
        ""
      })
  void whatIsNoMomentIsRefused(String text) {
    assertThatThrownBy(() -> Moments.parse(text)).isInstanceOf(DateTimeException.class);
  }
}
