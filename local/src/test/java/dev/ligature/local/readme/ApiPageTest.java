package dev.ligature.local.readme;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ligature.api.Route;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The table of docs/api.md has every route of the API, and tells of each what the API tells. */
class ApiPageTest {

  @Test
  void theTableOfRoutesIsTheListOfRoutes() {
    List<String> rows =
        MarkdownPage.read("docs/api.md").text().lines().filter(ApiPageTest::isOfARoute).toList();

    assertThat(rows)
        .containsExactlyElementsOf(Arrays.stream(Route.values()).map(ApiPageTest::rowOf).toList());
  }

  private static boolean isOfARoute(String line) {
    return line.matches("\\| `[A-Z]+ /.*");
  }

  private static String rowOf(Route route) {
    String summary =
        route
            .summary()
            .replace("{entities}", "entities")
            .replace("{entity}", "an entity")
            .replace("its {relationship}", "what it is related to");
    return "| `%s %s` | %s |".formatted(route.method(), route.path(), summary);
  }
}
