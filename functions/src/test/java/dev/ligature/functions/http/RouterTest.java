package dev.ligature.functions.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ligature.functions.http.Router.Match;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RouterTest {

  private static final Endpoint NOTHING = (request, path) -> HttpResponse.empty(200);

  private final Router router =
      Router.builder()
          .route("GET", "/{plural}/{id}", NOTHING)
          .route("PUT", "/{plural}/{id}", NOTHING)
          .route("GET", "/jobs/{id}", NOTHING)
          .route("POST", "/{plural}/batch", NOTHING)
          .build();

  private static PathVariables found(Match match) {
    assertThat(match).isInstanceOf(Match.Found.class);
    return ((Match.Found) match).path();
  }

  @Test
  void variablesTakeWhatStandsInThePath() {
    assertThat(found(router.match("GET", "/posts/7")).values())
        .isEqualTo(Map.of("plural", "posts", "id", "7"));
    assertThat(found(router.match("HEAD", "/posts/7/")).route()).isEqualTo("/{plural}/{id}");
  }

  @Test
  void theRouteThatSpellsOutMoreWins() {
    assertThat(found(router.match("GET", "/jobs/7")).route()).isEqualTo("/jobs/{id}");
    assertThat(found(router.match("POST", "/posts/batch")).route()).isEqualTo("/{plural}/batch");
  }

  @Test
  void aWrongMethodIsToldWithThoseAllowed() {
    assertThat(router.match("DELETE", "/posts/7"))
        .isEqualTo(new Match.WrongMethod("/{plural}/{id}", List.of("GET", "PUT")));
  }

  @Test
  void whatFitsNoRouteIsUnknown() {
    for (String path : new String[] {"/", "/posts", "/posts//", "/posts/7/8", "//7"}) {
      assertThat(router.match("GET", path)).as(path).isEqualTo(new Match.Unknown());
    }
  }

  @Test
  void oneRouteHasOneEndpoint() {
    assertThatThrownBy(
            () -> Router.builder().route("GET", "/a", NOTHING).route("GET", "/a", NOTHING))
        .hasMessageContaining("GET /a");
  }
}
