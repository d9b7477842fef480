package dev.ligature.local.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RateTest {
  @ParameterizedTest
  @CsvSource({
    "rate(5 minutes), PT5M",
    "rate(1 minute), PT1M",
    "rate(1 hour), PT1H",
    "rate(2 days), PT48H"
  })
  void aRateIsTheTimeFromOneFiringToTheNext(String expression, Duration every) {
    assertThat(Rate.parse(expression)).isEqualTo(every);
  }

  @ParameterizedTest
  @ValueSource(strings = {"rate(5 weeks)", "rate(minutes)", "cron(0 3 * * ? *)", "daily"})
  void anotherScheduleIsRefusedByName(String expression) {
    assertThatThrownBy(() -> Rate.parse(expression))
        .isInstanceOf(TemplateException.class)
        .hasMessageContaining(expression);
  }
}
