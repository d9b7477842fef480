package dev.ligature.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RouteTest {

  @ParameterizedTest
  @EnumSource
  void aRouteIsFoundByItsMethodAndPathAlone(Route route) {
    assertThat(Route.find(route.method().name(), route.path())).contains(route);
    assertThat(Route.paths()).contains(route.path()).doesNotHaveDuplicates();
  }

  @Test
  void whatHasNoRouteIsNotFound() {
    assertThat(Route.find("DELETE", "/{plural}")).isEmpty();
    assertThat(Route.find("GET", "/authors")).isEmpty();
    assertThat(Route.at("/nothing")).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void whatOnlyReadsIsAGetAndOnlyThat(Route route) {
    assertThat(route.function() == Route.Function.READ)
        .isEqualTo(route.method() == Route.Method.GET);
  }

  @Test
  void noTwoRoutesHaveOneOperationId() {
    assertThat(Route.values()).extracting(Route::operationId).doesNotHaveDuplicates();
  }
}
