package dev.ligature.local.template;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the parts of a stack in a template's resources. */
final class TemplateReader {
  private static final Pattern FUNCTION_IN_ARN = Pattern.compile(":function:([^:/]+)");
  private static final int DEFAULT_MAXIMUM_CONCURRENCY = 1000;

  private final Map<String, JsonNode> resources = new LinkedHashMap<>();
  private final Intrinsics intrinsics;

  TemplateReader(JsonNode template) {
    this.intrinsics = new Intrinsics(template, Map.of());
    if (!template.path("Resources").isObject()) {
      throw new TemplateException("A template without Resources");
    }
    template
        .path("Resources")
        .properties()
        .forEach(entry -> resources.put(entry.getKey(), entry.getValue()));
  }

  List<String> ids(String type) {
    return resources.entrySet().stream()
        .filter(entry -> entry.getValue().path("Type").asText().equals(type))
        .map(Map.Entry::getKey)
        .toList();
  }

  Map<String, FunctionSpec> functions() {
    Map<String, FunctionSpec> functions = new LinkedHashMap<>();
    for (String id : ids("AWS::Lambda::Function")) {
      JsonNode properties = properties(id);
      // The CDK's own custom resources run on Node; they have no part in the running system.
      if (!properties.path("Runtime").asText("").startsWith("java")) {
        continue;
      }
      Map<String, JsonNode> environment = new LinkedHashMap<>();
      properties
          .path("Environment")
          .path("Variables")
          .properties()
          .forEach(entry -> environment.put(entry.getKey(), entry.getValue()));
      JsonNode reserved = properties.path("ReservedConcurrentExecutions");
      functions.put(
          id,
          new FunctionSpec(
              id,
              intrinsics.text(properties.path("Handler")),
              environment,
              Duration.ofSeconds(properties.path("Timeout").asInt(3)),
              properties.path("MemorySize").asInt(128),
              reserved.isMissingNode() ? OptionalInt.empty() : OptionalInt.of(reserved.asInt())));
    }
    return Collections.unmodifiableMap(functions);
  }

  List<RouteSpec> routes() {
    List<RouteSpec> routes = new ArrayList<>();
    for (String id : ids("AWS::ApiGateway::Method")) {
      JsonNode properties = properties(id);
      JsonNode integration = properties.path("Integration");
      if (integration.path("Type").asText().equals("AWS_PROXY")) {
        routes.add(
            new RouteSpec(
                properties.path("HttpMethod").asText(),
                path(properties.path("ResourceId")),
                function(intrinsics.text(integration.path("Uri")))));
      }
    }
    return List.copyOf(routes);
  }

  private String path(JsonNode resource) {
    String id = intrinsics.text(resource);
    JsonNode node = resources.get(id);
    if (node == null || !node.path("Type").asText().equals("AWS::ApiGateway::Resource")) {
      return "/"; // the API itself: its root resource
    }
    String parent = path(node.path("Properties").path("ParentId"));
    return (parent.equals("/") ? "" : parent)
        + "/"
        + intrinsics.text(node.path("Properties").path("PathPart"));
  }

  private String function(String reference) {
    Matcher arn = FUNCTION_IN_ARN.matcher(reference);
    String id = arn.find() ? arn.group(1) : reference;
    if (!resources.containsKey(id)) {
      throw new TemplateException("No function in the template for " + reference);
    }
    return id;
  }

  Map<String, GatewayResponseSpec> gatewayResponses() {
    Map<String, GatewayResponseSpec> responses = new HashMap<>();
    for (String id : ids("AWS::ApiGateway::GatewayResponse")) {
      JsonNode properties = properties(id);
      Map<String, String> headers = new HashMap<>();
      String prefix = "gatewayresponse.header.";
      properties
          .path("ResponseParameters")
          .properties()
          .forEach(
              parameter -> {
                String value = intrinsics.text(parameter.getValue());
                // A literal is quoted; a mapped request value has no meaning here and is left out.
                if (parameter.getKey().startsWith(prefix) && value.startsWith("'")) {
                  headers.put(
                      parameter.getKey().substring(prefix.length()),
                      value.substring(1, value.length() - 1));
                }
              });
      Map.Entry<String, JsonNode> body =
          properties.path("ResponseTemplates").properties().stream().findFirst().orElse(null);
      if (body != null) {
        headers.putIfAbsent("Content-Type", body.getKey());
      }
      JsonNode status = properties.path("StatusCode");
      String type = properties.path("ResponseType").asText();
      responses.put(
          type,
          new GatewayResponseSpec(
              type,
              status.isMissingNode() ? OptionalInt.empty() : OptionalInt.of(status.asInt()),
              headers,
              body == null ? null : intrinsics.text(body.getValue())));
    }
    return Map.copyOf(responses);
  }

  List<String> binaryMediaTypes() {
    List<String> types = new ArrayList<>();
    for (String id : ids("AWS::ApiGateway::RestApi")) {
      properties(id).path("BinaryMediaTypes").forEach(type -> types.add(intrinsics.text(type)));
    }
    return List.copyOf(types);
  }

  List<QueueSpec> queues() {
    List<QueueSpec> queues = new ArrayList<>();
    for (String id : ids("AWS::SQS::Queue")) {
      JsonNode properties = properties(id);
      JsonNode redrive = properties.path("RedrivePolicy");
      queues.add(
          new QueueSpec(
              id,
              Duration.ofSeconds(properties.path("VisibilityTimeout").asInt(30)),
              Duration.ofSeconds(properties.path("DelaySeconds").asInt(0)),
              Duration.ofSeconds(properties.path("MessageRetentionPeriod").asInt(345_600)),
              redrive.isMissingNode()
                  ? Optional.empty()
                  : Optional.of(
                      new QueueSpec.Redrive(
                          lastOf(intrinsics.text(redrive.path("deadLetterTargetArn"))),
                          redrive.path("maxReceiveCount").asInt()))));
    }
    queues.sort(Comparator.comparing(queue -> queue.redrive().isPresent()));
    return List.copyOf(queues);
  }

  List<EventSourceSpec> eventSources() {
    List<EventSourceSpec> sources = new ArrayList<>();
    for (String id : ids("AWS::Lambda::EventSourceMapping")) {
      JsonNode properties = properties(id);
      if (!properties.path("Enabled").asBoolean(true)) {
        continue;
      }
      List<String> responseTypes = new ArrayList<>();
      properties.path("FunctionResponseTypes").forEach(type -> responseTypes.add(type.asText()));
      sources.add(
          new EventSourceSpec(
              lastOf(intrinsics.text(properties.path("EventSourceArn"))),
              function(intrinsics.text(properties.path("FunctionName"))),
              properties.path("BatchSize").asInt(10),
              Duration.ofSeconds(properties.path("MaximumBatchingWindowInSeconds").asInt(0)),
              properties
                  .path("ScalingConfig")
                  .path("MaximumConcurrency")
                  .asInt(DEFAULT_MAXIMUM_CONCURRENCY),
              responseTypes.contains("ReportBatchItemFailures")));
    }
    return List.copyOf(sources);
  }

  List<ScheduleSpec> schedules() {
    List<ScheduleSpec> schedules = new ArrayList<>();
    for (String id : ids("AWS::Scheduler::Schedule")) {
      JsonNode properties = properties(id);
      JsonNode input = properties.path("Target").path("Input");
      schedules.add(
          new ScheduleSpec(
              id,
              Rate.parse(intrinsics.text(properties.path("ScheduleExpression"))),
              function(intrinsics.text(properties.path("Target").path("Arn"))),
              input.isMissingNode() ? "{}" : intrinsics.text(input),
              !properties.path("State").asText("ENABLED").equals("DISABLED")));
    }
    return List.copyOf(schedules);
  }

  private static String lastOf(String arn) {
    return arn.substring(arn.lastIndexOf(':') + 1);
  }

  private JsonNode properties(String id) {
    return Objects.requireNonNull(resources.get(id)).path("Properties");
  }
}
