package dev.ligature.functions;

import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyRequestEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyResponseEvent;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import com.amazonaws.services.lambda.runtime.events.SQSEvent.SQSMessage;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.ligature.bucket.BucketFolder.Role;
import dev.ligature.bucket.Json;
import dev.ligature.cascade.job.TaskMessage;
import dev.ligature.functions.wiring.Composition;
import dev.ligature.functions.wiring.Environment;
import dev.ligature.functions.wiring.SqsMessageBody;
import dev.ligature.models.Models;
import dev.ligature.simulation.engine.SimulatedStore;
import dev.ligature.store.ObjectStore;
import dev.ligature.store.Platform;
import dev.ligature.store.RequestCounter;
import dev.ligature.store.system.SystemPlatform;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.UnaryOperator;

/**
 * The handlers on a bucket in memory, called with the events that API Gateway would send. Each
 * works under its own role, and so is refused whatever {@code BucketFolder} does not let it do.
 */
final class Deployment {

  final Platform platform = SystemPlatform.create();
  final SimulatedStore bucket = new SimulatedStore(platform.clock());
  final HeldQueue queue = new HeldQueue();
  final RequestCounter requests;
  private final Map<Role, RoleStore> roles = new EnumMap<>(Role.class);
  private final Map<Role, Composition> compositions = new EnumMap<>(Role.class);
  private final ReadHandler reads;
  private final WriteHandler writes;
  FakeContext context = new FakeContext(29_000);

  /** What stands before the API's paths in a client's URLs: as behind a domain of its own. */
  String basePath = "";

  Deployment() {
    this(Map.of());
  }

  Deployment(Map<String, String> environment) {
    this(environment, store -> store);
  }

  /**
   * @param between stands between the handlers and the bucket
   */
  Deployment(Map<String, String> environment, UnaryOperator<ObjectStore> between) {
    this.requests = new RequestCounter(between.apply(bucket));
    for (Role role : Role.values()) {
      RoleStore allowed = new RoleStore(role, requests);
      roles.put(role, allowed);
      compositions.put(
          role,
          new Composition(
              new Environment(environment), new Models().schema(), allowed, platform, queue));
    }
    this.reads = new ReadHandler(composition(Role.READ));
    this.writes = new WriteHandler(composition(Role.WRITE));
  }

  /** What the function of this role is put together from. */
  Composition composition(Role role) {
    return Objects.requireNonNull(compositions.get(role));
  }

  /** What the function of this role has reached. */
  RoleStore reached(Role role) {
    return Objects.requireNonNull(roles.get(role));
  }

  /** An answer as a client sees it: header names in lower case. */
  record Answer(int status, Map<String, String> headers, String text) {

    JsonNode json() {
      try {
        return Json.parse(text);
      } catch (JsonProcessingException e) {
        throw new AssertionError("no JSON: " + text, e);
      }
    }

    String header(String name) {
      return headers.getOrDefault(name, "(absent)");
    }

    UUID id() {
      return UUID.fromString(json().path("id").asText());
    }
  }

  Answer get(String path, String... headers) {
    return call("GET", path, null, headers);
  }

  Answer post(String path, String body, String... headers) {
    return call("POST", path, body, headers);
  }

  Answer delete(String path, String... headers) {
    return call("DELETE", path, null, headers);
  }

  /** Creates an entity and expects it to be created. */
  UUID create(String plural, String body) {
    Answer answer = post("/" + plural, body);
    if (answer.status() != 201) {
      throw new AssertionError(answer.toString());
    }
    return answer.id();
  }

  /**
   * Sends a request.
   *
   * @param headers names and values in turn
   */
  Answer call(String method, String path, String body, String... headers) {
    APIGatewayProxyRequestEvent event = event(method, path, body, headers);
    event.setPath(basePath + event.getPath());
    APIGatewayProxyResponseEvent answer =
        method.equals("GET")
            ? reads.handleRequest(event, context)
            : writes.handleRequest(event, context);
    Map<String, String> lower = new TreeMap<>();
    answer.getHeaders().forEach((name, value) -> lower.put(name.toLowerCase(), value));
    return new Answer(
        answer.getStatusCode(), lower, answer.getBody() == null ? "" : answer.getBody());
  }

  static APIGatewayProxyRequestEvent event(
      String method, String path, String body, String... headers) {
    Map<String, List<String>> all = new LinkedHashMap<>();
    for (int i = 0; i < headers.length; i += 2) {
      all.put(headers[i], List.of(headers[i + 1]));
    }
    if (body != null) {
      all.putIfAbsent("Content-Type", List.of("application/json"));
    }
    String[] parts = path.split("\\?", 2);
    Map<String, List<String>> query = null;
    if (parts.length == 2) {
      query = new LinkedHashMap<>();
      for (String pair : parts[1].split("&")) {
        String[] sides = pair.split("=", 2);
        query
            .computeIfAbsent(decode(sides[0]), name -> new ArrayList<>())
            .add(sides.length == 2 ? decode(sides[1]) : "");
      }
    }
    return new APIGatewayProxyRequestEvent()
        .withHttpMethod(method)
        .withResource(GatewayRouting.resource(parts[0]))
        .withPathParameters(GatewayRouting.parameters(parts[0]))
        .withPath(parts[0])
        .withMultiValueQueryStringParameters(query)
        .withMultiValueHeaders(all)
        .withBody(body)
        .withIsBase64Encoded(false);
  }

  private static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  /** Delivers messages to the worker until the queue is empty; returns how many there were. */
  int work() {
    int delivered = 0;
    while (workOnce()) {
      delivered++;
    }
    return delivered;
  }

  /** Delivers one message to the worker; returns whether there was one. */
  boolean workOnce() {
    Optional<TaskMessage> next = queue.take();
    if (next.isEmpty()) {
      return false;
    }
    SQSEvent event = new SQSEvent();
    event.setRecords(List.of(message("m", SqsMessageBody.of(next.get()), 1)));
    SQSBatchResponse answer =
        new CascadeWorkerHandler(composition(Role.WORKER))
            .handleRequest(event, new FakeContext(29_000));
    if (!answer.getBatchItemFailures().isEmpty()) {
      throw new AssertionError("a task failed: " + next.get());
    }
    return true;
  }

  static SQSMessage message(String id, String body, int receives) {
    SQSMessage message = new SQSMessage();
    message.setMessageId(id);
    message.setBody(body);
    message.setAttributes(
        new HashMap<>(Map.of("ApproximateReceiveCount", Integer.toString(receives))));
    return message;
  }

  /** Everything in the bucket, to be compared before and after. */
  Map<String, String> contents() {
    Map<String, String> contents = new TreeMap<>();
    for (String key : bucket.keys()) {
      bucket.get(key).ifPresent(o -> contents.put(key, o.etag()));
    }
    return contents;
  }
}
