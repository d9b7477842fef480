package dev.ligature.functions.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyRequestEvent;
import dev.ligature.functions.http.HttpRequest;
import dev.ligature.functions.http.RequestPath;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GatewayEventsTest {

  @Test
  void headersAreFoundWhateverTheirCase() {
    HttpRequest request =
        GatewayEvents.request(
            new APIGatewayProxyRequestEvent()
                .withHeaders(Map.of("IF-match", " \"1\" ", "Empty", "")),
            "r");

    assertThat(request.header("If-Match")).contains("\"1\"");
    assertThat(request.header("empty")).isEmpty();
    assertThat(request.header("absent")).isEmpty();
  }

  @Test
  void repeatedHeadersAreJoinedAndRepeatedParametersKept() {
    HttpRequest request =
        GatewayEvents.request(
            new APIGatewayProxyRequestEvent()
                .withMultiValueHeaders(Map.of("Prefer", List.of("respond-async", "wait=3")))
                .withMultiValueQueryStringParameters(Map.of("a", List.of("1", "2"))),
            "r");

    assertThat(request.header("prefer")).contains("respond-async, wait=3");
    assertThat(request.query()).isEqualTo(Map.of("a", List.of("1", "2")));
  }

  @Test
  void aBodyInBase64IsDecoded() {
    byte[] bytes = "{\"name\":\"Ādā\"}".getBytes(StandardCharsets.UTF_8);

    HttpRequest request =
        GatewayEvents.request(
            new APIGatewayProxyRequestEvent()
                .withBody(Base64.getEncoder().encodeToString(bytes))
                .withIsBase64Encoded(true),
            "r");

    assertThat(request.body()).isEqualTo(bytes);
  }

  @ParameterizedTest
  @CsvSource({
    // the path of the event, that of its context, and what then stands before the resource
    "/posts/7/author, /api/posts/7/author, /api",
    "/posts/7/author, /posts/7/author, ''",
    "/blog/v1/posts/7/author, /blog/v1/posts/7/author, /blog/v1",
    "/posts/7/author/, /api/posts/7/author/, /api",
    "//posts//7/author, //posts//7/author, ''",
    "/posts/7/author, , ''",
    "/author, /author, ''"
  })
  void linksKeepTheStageOrTheBasePathOfTheDomain(String path, String inContext, String base) {
    APIGatewayProxyRequestEvent event =
        new APIGatewayProxyRequestEvent()
            .withResource("/{plural}/{id}/{relationship}")
            .withPathParameters(Map.of("plural", "posts", "id", "7", "relationship", "author"))
            .withPath(path)
            .withRequestContext(
                new APIGatewayProxyRequestEvent.ProxyRequestContext().withPath(inContext));

    RequestPath found = GatewayEvents.request(event, "r").path();

    assertThat(found.base()).isEqualTo(base);
    assertThat(found.self()).isEqualTo(base + "/posts/7/author");
  }

  @Test
  void anEventThatSaysNothingIsAGetOfNothing() {
    HttpRequest request = GatewayEvents.request(new APIGatewayProxyRequestEvent(), "r");

    assertThat(request.method()).isEqualTo("GET");
    assertThat(request.path()).isEqualTo(new RequestPath("", Map.of(), ""));
    assertThat(request.query()).isEmpty();
    assertThat(request.headers()).isEmpty();
    assertThat(request.body()).isEmpty();
  }
}
