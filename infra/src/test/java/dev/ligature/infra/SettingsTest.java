package dev.ligature.infra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class SettingsTest {

  @Test
  void theGuideNamesEverySettingWithItsDefault() throws Exception {
    String guide = Files.readString(Path.of("..", "docs", "deploying.md"));
    for (RecordComponent setting : Settings.class.getRecordComponents()) {
      assertThat(guide)
          .contains(
              "| `%s` | %s |"
                  .formatted(setting.getName(), setting.getAccessor().invoke(Settings.DEFAULTS)));
    }
  }

  @Test
  void aValueThatAwsWouldRefuseIsRefusedHere() {
    assertThatThrownBy(() -> new Settings(0, 0, 1_001, 0, 1, 1, 1, 512, 1, 2, 1, 0, "", "", ""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("ligature:taskSize is 1001, but must be from 1 to 1000");
    assertThatThrownBy(() -> new Settings(0, 0, 1, 0, 1, 1, 1, 512, 11, 2, 1, 0, "", "", ""))
        .hasMessageContaining("ligature:workerBatchSize is 11");
  }
}
