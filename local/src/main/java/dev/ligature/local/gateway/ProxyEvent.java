package dev.ligature.local.gateway;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes an HTTP request as the event that API Gateway sends to a function: proxy format 1.0. */
final class ProxyEvent {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final DateTimeFormatter REQUEST_TIME =
      DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final List<String> binaryMediaTypes;

  ProxyEvent(List<String> binaryMediaTypes) {
    this.binaryMediaTypes = List.copyOf(binaryMediaTypes);
  }

  /**
   * @throws IllegalArgumentException if the query is not percent-encoded text
   */
  byte[] of(HttpExchange exchange, Router.Match match, byte[] body, Instant now) {
    ObjectNode event = JSON.createObjectNode();
    String path = exchange.getRequestURI().getRawPath();
    event.put("resource", match.route().path());
    event.put("path", path);
    event.put("httpMethod", exchange.getRequestMethod());
    headers(exchange, event);
    query(exchange, event);
    if (match.pathParameters().isEmpty()) {
      event.putNull("pathParameters");
    } else {
      match.pathParameters().forEach(event.putObject("pathParameters")::put);
    }
    event.putNull("stageVariables");
    context(exchange, match, path, now, event.putObject("requestContext"));
    body(exchange, body, event);
    return event.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static void headers(HttpExchange exchange, ObjectNode event) {
    ObjectNode single = event.putObject("headers");
    ObjectNode multi = event.putObject("multiValueHeaders");
    exchange
        .getRequestHeaders()
        .forEach(
            (name, values) -> {
              String usual = usualCase(name);
              single.put(usual, values.getLast());
              values.forEach(multi.putArray(usual)::add);
            });
  }

  /** The JDK's server lower-cases all but the first letter; clients write {@code If-Match}. */
  private static String usualCase(String name) {
    return Arrays.stream(name.split("-", -1))
        .map(
            part ->
                part.isEmpty()
                    ? part
                    : part.substring(0, 1).toUpperCase(Locale.ROOT) + part.substring(1))
        .collect(Collectors.joining("-"));
  }

  private static void query(HttpExchange exchange, ObjectNode event) {
    String query = exchange.getRequestURI().getRawQuery();
    if (query == null || query.isEmpty()) {
      event.putNull("queryStringParameters");
      event.putNull("multiValueQueryStringParameters");
      return;
    }
    ObjectNode single = event.putObject("queryStringParameters");
    ObjectNode multi = event.putObject("multiValueQueryStringParameters");
    for (String pair : query.split("&")) {
      if (pair.isEmpty()) {
        continue;
      }
      int equals = pair.indexOf('=');
      String name = decode(equals < 0 ? pair : pair.substring(0, equals));
      String value = equals < 0 ? "" : decode(pair.substring(equals + 1));
      single.put(name, value);
      multi.withArray("/" + name.replace("~", "~0").replace("/", "~1")).add(value);
    }
  }

  private static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  private static void context(
      HttpExchange exchange, Router.Match match, String path, Instant now, ObjectNode context) {
    String host = exchange.getRequestHeaders().getFirst("Host");
    String agent = exchange.getRequestHeaders().getFirst("User-Agent");
    context.put("accountId", "000000000000");
    context.put("apiId", "local");
    context.put("stage", "local");
    context.put("requestId", UUID.randomUUID().toString());
    context.put("resourceId", match.route().path());
    context.put("resourcePath", match.route().path());
    context.put("httpMethod", exchange.getRequestMethod());
    context.put("path", path);
    context.put("protocol", exchange.getProtocol());
    context.put("domainName", host == null ? "localhost" : host);
    context.put("requestTime", REQUEST_TIME.format(now));
    context.put("requestTimeEpoch", now.toEpochMilli());
    context
        .putObject("identity")
        .put("sourceIp", exchange.getRemoteAddress().getAddress().getHostAddress())
        .put("userAgent", agent);
  }

  private void body(HttpExchange exchange, byte[] body, ObjectNode event) {
    if (body.length == 0) {
      event.putNull("body").put("isBase64Encoded", false);
    } else if (isBinary(exchange.getRequestHeaders().getFirst("Content-Type"))) {
      event.put("body", Base64.getEncoder().encodeToString(body)).put("isBase64Encoded", true);
    } else {
      event.put("body", new String(body, StandardCharsets.UTF_8)).put("isBase64Encoded", false);
    }
  }

  private boolean isBinary(@Nullable String contentType) {
    if (contentType == null) {
      return false;
    }
    String type = contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    return binaryMediaTypes.stream()
        .anyMatch(
            binary ->
                binary.equals("*/*")
                    || binary.equals(type)
                    || (binary.endsWith("/*")
                        && type.startsWith(binary.substring(0, binary.length() - 1))));
  }
}
