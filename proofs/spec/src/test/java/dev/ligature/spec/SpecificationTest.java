package dev.ligature.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The protocols of {@code proofs/spec/tla}, explored by TLC in every interleaving. */
final class SpecificationTest {

  private static final Path SPECIFICATION = Tlc.specification();
  private static final String STEPS = "shared/core/src/main/java/dev/ligature/store/Step.java";
  private static final Pattern BREAKS =
      Pattern.compile("^\\\\\\* Breaks: (\\w+)", Pattern.MULTILINE);
  private static final Pattern MODULE =
      Pattern.compile("^\\\\\\* Module: ([\\w.]+)", Pattern.MULTILINE);
  private static final Pattern SCENE = Pattern.compile("name = \"([\\w-]+)\"");
  private static final Pattern STEP = Pattern.compile("Keeps\\(\"([\\w-]+)\"\\)");
  private static final Pattern STEPS_OF_THE_CODE =
      Pattern.compile("^\\\\\\* Step: (.+)$", Pattern.MULTILINE);
  private static final Pattern CONSTANT = Pattern.compile("^  ([A-Z_]+),?$", Pattern.MULTILINE);
  private static final Pattern ROW =
      Pattern.compile("^\\| `([A-Z_]+)` \\| (.+) \\|$", Pattern.MULTILINE);
  private static final Pattern LINK = Pattern.compile("\\(without/([\\w-]+\\.cfg)\\)");

  @TempDir private Path scratch;

  @ParameterizedTest
  @MethodSource("protocols")
  void everyPromiseHoldsInEveryInterleaving(String name) throws IOException {
    Tlc.Verdict verdict = check(SPECIFICATION.resolve(name));
    assertThat(verdict.holds()).as(verdict.output()).isTrue();
  }

  @ParameterizedTest
  @MethodSource("mutations")
  void aStepLeftOutBreaksTheNamedPromise(String name) throws IOException {
    Path configuration = SPECIFICATION.resolve("without").resolve(name);
    Matcher expected = BREAKS.matcher(Files.readString(configuration));
    assertThat(expected.find()).as("names the promise that breaks").isTrue();
    Tlc.Verdict verdict = check(configuration);
    assertThat(verdict.violated()).as(verdict.output()).isEqualTo(expected.group(1));
  }

  @Test
  void everyStepIsLeftOutOnceAndEverySceneIsPlayed() throws IOException {
    String modules = read(SPECIFICATION, ".tla");
    String played = read(SPECIFICATION, ".cfg") + read(SPECIFICATION.resolve("deep"), ".cfg");
    List<String> leftOut = mutations().map(name -> name.replace(".cfg", "")).toList();
    assertThat(leftOut).containsExactlyInAnyOrderElementsOf(all(STEP, modules));
    assertThat(all(SCENE, modules))
        .isNotEmpty()
        .allSatisfy(scene -> assertThat(played).contains('"' + scene + '"'));
  }

  @Test
  void theTableNamesEveryStepOfTheCodeAndWhatLeavesItOut() throws IOException {
    Map<String, Set<String>> leftOut = new TreeMap<>();
    Path steps = SPECIFICATION.resolve("../../../" + STEPS).normalize();
    all(CONSTANT, Files.readString(steps)).forEach(step -> leftOut.put(step, new TreeSet<>()));
    for (String name : mutations().toList()) {
      String configuration = Files.readString(SPECIFICATION.resolve("without").resolve(name));
      for (String named : all(STEPS_OF_THE_CODE, configuration)) {
        for (String step : named.split(", ")) {
          assertThat(leftOut).as(name).containsKey(step);
          leftOut.get(step).add(name);
        }
      }
    }
    Map<String, Set<String>> table = new TreeMap<>();
    ROW.matcher(Files.readString(SPECIFICATION.resolve("README.md")))
        .results()
        .forEach(row -> table.put(row.group(1), new TreeSet<>(all(LINK, row.group(2)))));
    assertThat(table).isEqualTo(leftOut);
  }

  @Test
  void thePictureShowsTheCounterexampleOfToday() throws IOException {
    Tlc.Verdict verdict = check(SPECIFICATION.resolve("without/fence.cfg"));
    String drawn =
        TraceDiagram.draw(
            "Without the fence: create C under P, while P is deleted",
            Trace.parse(verdict.output()),
            "P2 is broken: C was acknowledged and names P for ever, though P is gone and the delete"
                + " is done.");
    Path picture = SPECIFICATION.resolve("no-fence.svg");
    if (Boolean.getBoolean("spec.draw")) {
      Files.writeString(picture, drawn);
    }
    assertThat(picture).as("drawn again by -Dspec.draw=true").hasContent(drawn);
  }

  private Tlc.Verdict check(Path configuration) throws IOException {
    Matcher named = MODULE.matcher(Files.readString(configuration));
    String module = named.find() ? named.group(1) : "Scenes.tla";
    return Tlc.check(SPECIFICATION, module, configuration, scratch);
  }

  private static Stream<String> protocols() throws IOException {
    return configurations(SPECIFICATION);
  }

  private static Stream<String> mutations() throws IOException {
    return configurations(SPECIFICATION.resolve("without"));
  }

  private static Stream<String> configurations(Path folder) throws IOException {
    return names(folder, ".cfg").stream();
  }

  private static List<String> names(Path folder, String ending) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(ending))
          .sorted()
          .toList();
    }
  }

  private static String read(Path folder, String ending) throws IOException {
    StringBuilder text = new StringBuilder();
    for (String name : names(folder, ending)) {
      text.append(Files.readString(folder.resolve(name)));
    }
    return text.toString();
  }

  private static List<String> all(Pattern pattern, String text) {
    return pattern.matcher(text).results().map(found -> found.group(1)).distinct().toList();
  }
}
