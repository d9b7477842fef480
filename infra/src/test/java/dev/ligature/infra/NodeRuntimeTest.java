package dev.ligature.infra;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeRuntimeTest {

  /** Fails for all the tests that are {@link NeedsNode} and are skipped without it. */
  @Test
  void nodeIsHereForTheTestsThatSynthesize() {
    NodeRuntime.problem().ifPresent(Assertions::fail);
  }

  @Test
  void aMissingNodeIsOneLineThatSaysHowToGetIt() {
    assertThat(NodeRuntime.problem("no-such-node"))
        .hasValueSatisfying(
            line ->
                assertThat(line)
                    .contains("Node.js 20 or newer", "no 'no-such-node' on the PATH")
                    .contains("https://nodejs.org", "apt-get install nodejs")
                    .doesNotContain("\n"));
  }

  @Test
  void anOldNodeIsNamedWithItsVersion(@TempDir Path folder) throws IOException {
    assertThat(NodeRuntime.problem(saying(folder, "v18.19.1")))
        .hasValueSatisfying(line -> assertThat(line).contains("'v18.19.1'"));
    assertThat(NodeRuntime.problem(saying(folder, "v20.0.0"))).isEmpty();
    assertThat(NodeRuntime.problem(saying(folder, "v126.1.0"))).isEmpty();
  }

  private static String saying(Path folder, String version) throws IOException {
    Path script = folder.resolve("node-" + version);
    Files.writeString(script, "#!/bin/sh\necho " + version + "\n");
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    return script.toString();
  }
}
