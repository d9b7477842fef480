package dev.ligature.infra;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.ligature.api.Route;
import dev.ligature.infra.Synthesized.Resource;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@NeedsNode
class ApiTest {

  private static final int GATEWAY_SECONDS = 29;

  private final Synthesized synthesized = Synthesized.withDefaults();

  @Test
  void everyMethodNeedsASignedRequest() {
    assertThat(synthesized.resources("AWS::ApiGateway::Method"))
        .isNotEmpty()
        .allMatch(m -> m.properties().path("AuthorizationType").asText().equals("AWS_IAM"));
  }

  @ParameterizedTest
  @EnumSource
  void everyRouteLeadsToItsFunction(Route route) {
    String handler =
        switch (route.function()) {
          case READ -> "ReadHandler";
          case WRITE -> "WriteHandler";
        };
    Map<String, String> deployed = deployed();
    String any = deployed.get("ANY " + route.path());
    assertThat(deployed.getOrDefault(route.method() + " " + route.path(), any))
        .isEqualTo(synthesized.function(handler).logicalId());
  }

  @Test
  void whatIsNoRouteLeadsToTheWriterAndOtherPathsLeadNowhere() {
    String writer = synthesized.function("WriteHandler").logicalId();
    Map<String, String> beside = deployed();
    for (Route route : Route.values()) {
      beside.remove(route.method() + " " + route.path());
    }
    assertThat(beside.keySet())
        .containsExactlyInAnyOrderElementsOf(
            Route.paths().stream().map(path -> "ANY " + path).toList());
    assertThat(beside.values()).containsOnly(writer);
  }

  /** The logical ids of functions, by the method and path that lead to them. */
  private Map<String, String> deployed() {
    Map<String, String> deployed = new HashMap<>();
    for (Resource method : synthesized.resources("AWS::ApiGateway::Method")) {
      assertThat(method.properties().at("/Integration/Type").asText()).isEqualTo("AWS_PROXY");
      deployed.put(
          method.properties().path("HttpMethod").asText() + " " + pathOf(method),
          method
              .properties()
              .at("/Integration/Uri/Fn::Join/1")
              .findValue("Fn::GetAtt")
              .get(0)
              .asText());
    }
    return deployed;
  }

  @Test
  void theFunctionsAnswerBeforeTheGatewayGivesUp() {
    for (String handler : Set.of("ReadHandler", "WriteHandler")) {
      assertThat(synthesized.function(handler).properties().path("Timeout").asInt())
          .as(handler)
          .isLessThan(GATEWAY_SECONDS);
    }
    for (Resource method : synthesized.resources("AWS::ApiGateway::Method")) {
      assertThat(method.properties().at("/Integration/TimeoutInMillis").asInt())
          .isEqualTo(GATEWAY_SECONDS * 1_000);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "REQUEST_TOO_LARGE, 413, body-too-large",
    "UNSUPPORTED_MEDIA_TYPE, 415, unsupported-media-type",
    "MISSING_AUTHENTICATION_TOKEN, 403, no-such-route",
    "ACCESS_DENIED, 403, access-denied",
    "THROTTLED, 429, too-many-requests",
    "INTEGRATION_TIMEOUT, 504, timeout",
    "INTEGRATION_FAILURE, 502, function-failed"
  })
  void theGatewaysOwnAnswersAreProblems(String type, int status, String slug)
      throws JsonProcessingException {
    JsonNode answer = gatewayResponse(type);
    assertThat(answer.path("StatusCode").asText()).isEqualTo(Integer.toString(status));
    JsonNode body =
        new JsonMapper().readTree(answer.at("/ResponseTemplates/application~1json").asText());
    assertThat(body.path("type").asText()).isEqualTo(GatewayProblems.TYPES + slug);
    assertThat(body.path("status").asInt()).isEqualTo(status);
    assertThat(body.path("title").asText()).isNotBlank();
    assertThat(body.path("detail").asText()).isNotBlank();
  }

  @Test
  void noAnswerOfTheGatewayIsAnythingButProblemJson() {
    assertThat(
            synthesized.resources("AWS::ApiGateway::GatewayResponse").stream()
                .map(each -> each.properties().path("ResponseType").asText()))
        .contains("DEFAULT_4XX", "DEFAULT_5XX");
    for (Resource each : synthesized.resources("AWS::ApiGateway::GatewayResponse")) {
      assertThat(
              each.properties()
                  .at("/ResponseParameters/gatewayresponse.header.Content-Type")
                  .asText())
          .as(each.logicalId())
          .isEqualTo("'application/problem+json'");
    }
  }

  @Test
  void onlyTheApiMayInvokeItsFunctions() {
    for (Resource permission : synthesized.resources("AWS::Lambda::Permission")) {
      assertThat(permission.properties().path("Principal").asText())
          .isEqualTo("apigateway.amazonaws.com");
      assertThat(permission.properties().path("SourceArn").toString())
          .contains(synthesized.resource("AWS::ApiGateway::RestApi", "ApiRestApi").logicalId());
    }
  }

  @Test
  void bodiesStayOutOfTheGatewaysLogs() {
    JsonNode stage = synthesized.resource("AWS::ApiGateway::Stage", "ApiRestApi").properties();
    assertThat(stage.at("/MethodSettings/0/DataTraceEnabled").asBoolean(true)).isFalse();
    assertThat(stage.at("/AccessLogSetting/Format").asText()).doesNotContain("body", "Body");
  }

  @Test
  void theFunctionsAreJava25OnArmFromOneJar() {
    Set<String> jars = new TreeSet<>();
    for (Resource function : synthesized.resources("AWS::Lambda::Function")) {
      assertThat(function.properties().path("Runtime").asText()).isEqualTo("java25");
      assertThat(function.properties().at("/Architectures/0").asText()).isEqualTo("arm64");
      jars.add(function.properties().at("/Code/S3Key").asText());
    }
    assertThat(jars).hasSize(1);
    assertThat(synthesized.resources("AWS::Lambda::Function"))
        .extracting(function -> function.properties().path("Handler").asText())
        .containsExactlyInAnyOrder(
            "dev.ligature.functions.ReadHandler",
            "dev.ligature.functions.WriteHandler",
            "dev.ligature.functions.CascadeWorkerHandler",
            "dev.ligature.functions.OrphanSweeperHandler");
  }

  private JsonNode gatewayResponse(String type) {
    return synthesized.resources("AWS::ApiGateway::GatewayResponse").stream()
        .map(Resource::properties)
        .filter(properties -> properties.path("ResponseType").asText().equals(type))
        .findFirst()
        .orElseThrow(() -> new AssertionError("the gateway's own words for " + type));
  }

  private String pathOf(Resource method) {
    Map<String, JsonNode> byId =
        synthesized.resources("AWS::ApiGateway::Resource").stream()
            .collect(Collectors.toMap(Resource::logicalId, Resource::properties));
    StringBuilder path = new StringBuilder();
    JsonNode resource = byId.get(method.properties().at("/ResourceId/Ref").asText());
    while (resource != null) {
      path.insert(0, "/" + resource.path("PathPart").asText());
      resource = byId.get(resource.at("/ParentId/Ref").asText());
    }
    return path.toString();
  }
}
