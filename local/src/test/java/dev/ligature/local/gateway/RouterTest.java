package dev.ligature.local.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ligature.local.template.RouteSpec;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RouterTest {
  private final Router router =
      new Router(
          List.of(
              new RouteSpec("GET", "/{plural}", "read"),
              new RouteSpec("ANY", "/{plural}", "write"),
              new RouteSpec("GET", "/{plural}/{id}", "read"),
              new RouteSpec("ANY", "/{plural}/batch", "batch"),
              new RouteSpec("GET", "/jobs/{id}", "jobs"),
              new RouteSpec("GET", "/files/{path+}", "files")));

  @Test
  void aLiteralGoesBeforeAVariable() {
    assertThat(router.match("POST", "/posts/batch").orElseThrow().route().function())
        .isEqualTo("batch");
    assertThat(router.match("GET", "/jobs/7").orElseThrow().route().function()).isEqualTo("jobs");
  }

  @Test
  void theOwnMethodGoesBeforeAny() {
    assertThat(router.match("GET", "/posts").orElseThrow().route().function()).isEqualTo("read");
    assertThat(router.match("PUT", "/posts").orElseThrow().route().function()).isEqualTo("write");
  }

  @Test
  void pathParametersAreDecodedAndAPlusStaysAPlus() {
    assertThat(router.match("GET", "/po%20sts/a+b%2Fc").orElseThrow().pathParameters())
        .isEqualTo(Map.of("plural", "po sts", "id", "a+b/c"));
  }

  @Test
  void aGreedyVariableTakesTheRest() {
    assertThat(router.match("GET", "/files/a/b/c").orElseThrow().pathParameters())
        .isEqualTo(Map.of("path", "a/b/c"));
  }

  @Test
  void whatHasNoRouteMatchesNothing() {
    assertThat(router.match("GET", "/")).isEmpty();
    assertThat(router.match("DELETE", "/posts/7")).isEmpty();
    assertThat(router.match("GET", "/posts/7/comments/9")).isEmpty();
    assertThat(router.match("GET", "/jobs")).isEmpty();
  }

  @Test
  void aPathThatIsNotPercentEncodedIsRefused() {
    assertThatThrownBy(() -> router.match("GET", "/posts/%zz"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
