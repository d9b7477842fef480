package dev.ligature.local.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ligature.local.SmallStack;
import dev.ligature.local.lambda.LocalFunction;
import dev.ligature.local.lambda.LogSink;
import dev.ligature.local.template.StackTemplate;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ApiGatewayTest {
  private final HttpClient http = HttpClient.newHttpClient();
  private ApiGateway gateway;

  @BeforeAll
  void start() throws IOException {
    StackTemplate template = SmallStack.template();
    LocalFunction echo = new LocalFunction(template.function("Echo"), Map.of(), LogSink.none());
    gateway = ApiGateway.start(0, template, Map.of("Echo", echo));
  }

  @AfterAll
  void stop() {
    gateway.close();
    http.close();
  }

  @Test
  void aRequestReachesTheFunctionAsAProxyEvent() throws Exception {
    HttpResponse<String> response =
        send(
            request("/posts?tag=a&tag=b%20c&flag", "POST", "{\"ü\":1}")
                .header("if-match", "\"x\""));

    JsonNode echo = json(response);
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(echo.path("resource").asText()).isEqualTo("/{plural}");
    assertThat(echo.path("path").asText()).isEqualTo("/posts");
    assertThat(echo.path("method").asText()).isEqualTo("POST");
    assertThat(echo.path("body").asText()).isEqualTo("{\"ü\":1}");
    assertThat(echo.path("base64").asBoolean()).isFalse();
    assertThat(echo.path("pathParameters")).hasToString("{\"plural\":\"posts\"}");
    assertThat(echo.path("query")).hasToString("{\"tag\":[\"a\",\"b c\"],\"flag\":[\"\"]}");
    assertThat(echo.path("headers").path("If-Match").asText()).isEqualTo("\"x\"");
  }

  @Test
  void everyValueOfAMultiValueHeaderIsSent() throws Exception {
    assertThat(send(request("/posts", "POST", "{}")).headers().allValues("Set-Cookie"))
        .containsExactlyInAnyOrder("a=1", "b=2");
  }

  @Test
  void binaryBodiesTravelAsBase64BothWays() throws Exception {
    JsonNode sent =
        json(send(request("/posts", "POST", "abc").header("Content-Type", "image/png")));
    assertThat(sent.path("base64").asBoolean()).isTrue();
    assertThat(sent.path("body").asText()).isEqualTo("YWJj");

    HttpResponse<byte[]> answered =
        http.send(
            request("/posts", "POST", "{}").header("Probe", "base64").build(),
            BodyHandlers.ofByteArray());
    assertThat(answered.body()).containsExactly(0, 0xff);
    assertThat(answered.headers().firstValue("Content-Type")).contains("image/png");
  }

  @Test
  void whatHasNoRouteGetsTheTemplatesAnswer() throws Exception {
    HttpResponse<String> response = send(request("/posts/7", "DELETE", ""));

    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
    assertThat(response.body())
        .isEqualTo("{\"status\":404,\"detail\":\"Missing Authentication Token\"}");
  }

  @Test
  void aFunctionThatThrowsOrAnswersTooMuchIsABadGateway() throws Exception {
    for (String probe : new String[] {"throw", "big"}) {
      HttpResponse<String> response = send(request("/posts", "POST", "{}").header("Probe", probe));
      assertThat(response.statusCode()).as(probe).isEqualTo(502);
      assertThat(response.body()).isEqualTo("{\"title\":\"Server error\"}");
    }
  }

  @Test
  void aFunctionSlowerThanTheGatewayWaitsIsAGatewayTimeout() throws Exception {
    StackTemplate template = SmallStack.template();
    LocalFunction echo = new LocalFunction(template.function("Echo"), Map.of(), LogSink.none());
    // The function itself may take a second.
    try (ApiGateway hurried =
        ApiGateway.start(0, template, Map.of("Echo", echo), Duration.ofMillis(50))) {
      HttpResponse<String> response =
          send(
              HttpRequest.newBuilder(URI.create(hurried.endpoint() + "/posts"))
                  .header("Probe", "hang"));

      assertThat(response.statusCode()).isEqualTo(504);
    }
  }

  @Test
  void aFunctionPastItsOwnTimeoutIsABadGateway() throws Exception {
    assertThat(send(request("/posts", "POST", "{}").header("Probe", "hang")).statusCode())
        .isEqualTo(502);
  }

  @Test
  void aBodyOverTheLimitOfLambdaOrOfTheGatewayIsTooLarge() throws Exception {
    for (int megabytes : new int[] {7, 11}) {
      HttpResponse<String> response =
          send(request("/posts", "POST", "x".repeat(megabytes * 1024 * 1024)));
      assertThat(response.statusCode()).as(megabytes + " MB").isEqualTo(413);
    }
  }

  @Test
  void aQueryThatIsNotPercentEncodedIsABadRequest() throws Exception {
    // java.net.URI would refuse it, so the encoded form of a broken escape is sent by hand.
    try (var socket = new java.net.Socket("127.0.0.1", gateway.endpoint().getPort())) {
      socket.getOutputStream().write("GET /a/b?x=%zz HTTP/1.1\r\nHost: x\r\n\r\n".getBytes());
      byte[] answer = new byte[12];
      assertThat(socket.getInputStream().readNBytes(answer, 0, 12)).isEqualTo(12);
      assertThat(new String(answer)).isEqualTo("HTTP/1.1 400");
    }
  }

  private HttpRequest.Builder request(String path, String method, String body) {
    return HttpRequest.newBuilder(URI.create(gateway.endpoint() + path))
        .method(method, BodyPublishers.ofString(body));
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return http.send(request.build(), BodyHandlers.ofString());
  }

  private static JsonNode json(HttpResponse<String> response) throws IOException {
    return new ObjectMapper().readTree(response.body());
  }
}
