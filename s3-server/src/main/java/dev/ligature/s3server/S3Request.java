package dev.ligature.s3server;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP request, read as S3 reads it: bucket and key from the path ({@code /bucket/key}) or from
 * the host ({@code bucket.localhost}).
 */
final class S3Request {

  /** The greatest body that is taken, in bytes; S3's own limit for one PUT is 5 GB. */
  static final int MAX_BODY = 256 * 1024 * 1024;

  private static final String VIRTUAL_HOST_SUFFIX = ".localhost";

  private final HttpExchange exchange;
  private final String method;
  private final @Nullable String bucket;
  private final @Nullable String key;
  private final Map<String, String> query;

  S3Request(HttpExchange exchange) {
    this.exchange = exchange;
    this.method = exchange.getRequestMethod();
    URI uri = exchange.getRequestURI();
    this.query = query(uri.getRawQuery());
    String path = uri.getRawPath() == null ? "/" : uri.getRawPath();
    Optional<String> fromHost = bucketOfHost(exchange.getRequestHeaders().getFirst("Host"));
    String rest = path.startsWith("/") ? path.substring(1) : path;
    if (fromHost.isPresent()) {
      bucket = fromHost.get();
      key = rest.isEmpty() ? null : decode(rest, false);
    } else {
      int slash = rest.indexOf('/');
      String first = slash < 0 ? rest : rest.substring(0, slash);
      bucket = first.isEmpty() ? null : decode(first, false);
      String last = slash < 0 ? "" : rest.substring(slash + 1);
      key = last.isEmpty() ? null : decode(last, false);
    }
  }

  private static Optional<String> bucketOfHost(@Nullable String host) {
    if (host == null) {
      return Optional.empty();
    }
    int colon = host.lastIndexOf(':');
    String name = (colon < 0 ? host : host.substring(0, colon)).toLowerCase(Locale.ROOT);
    if (!name.endsWith(VIRTUAL_HOST_SUFFIX)) {
      return Optional.empty();
    }
    String label = name.substring(0, name.length() - VIRTUAL_HOST_SUFFIX.length());
    return label.isEmpty() || label.equals("s3") ? Optional.empty() : Optional.of(label);
  }

  private static Map<String, String> query(@Nullable String raw) {
    Map<String, String> query = new HashMap<>();
    if (raw != null) {
      for (String pair : raw.split("&", -1)) {
        int equals = pair.indexOf('=');
        String name = equals < 0 ? pair : pair.substring(0, equals);
        String value = equals < 0 ? "" : pair.substring(equals + 1);
        if (!name.isEmpty()) {
          query.put(decode(name, true), decode(value, true));
        }
      }
    }
    return query;
  }

  /** Percent-decodes UTF-8; a plus is a space only in queries. */
  static String decode(String text, boolean plusIsSpace) {
    if (text.indexOf('%') < 0 && (!plusIsSpace || text.indexOf('+') < 0)) {
      return text;
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
    byte[] raw = text.getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < raw.length; i++) {
      if (raw[i] == '%'
          && i + 2 < raw.length
          && HexFormat.isHexDigit(raw[i + 1])
          && HexFormat.isHexDigit(raw[i + 2])) {
        bytes.write(HexFormat.fromHexDigit(raw[i + 1]) << 4 | HexFormat.fromHexDigit(raw[i + 2]));
        i += 2;
      } else {
        bytes.write(plusIsSpace && raw[i] == '+' ? ' ' : raw[i]);
      }
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  String method() {
    return method;
  }

  @Nullable String bucket() {
    return bucket;
  }

  /** The bucket of a request that must have one. */
  String requiredBucket() {
    if (bucket == null) {
      throw new S3Error(405, "MethodNotAllowed", "The request names no bucket.");
    }
    return bucket;
  }

  @Nullable String key() {
    return key;
  }

  /** The key of a request that must have one, checked. */
  String requiredKey() {
    if (key == null) {
      throw S3Error.invalidRequest("The request names no key.");
    }
    return checkedKey(key);
  }

  /** S3's limit: 1,024 bytes of UTF-8. */
  static String checkedKey(String key) {
    if (key.getBytes(StandardCharsets.UTF_8).length > 1024) {
      throw new S3Error(400, "KeyTooLongError", "Your key is too long")
          .detail("Size", Integer.toString(key.getBytes(StandardCharsets.UTF_8).length))
          .detail("MaxSizeAllowed", "1024");
    }
    return key;
  }

  /** The names of the query's parameters. */
  Set<String> parameters() {
    return query.keySet();
  }

  boolean has(String parameter) {
    return query.containsKey(parameter);
  }

  @Nullable String parameter(String name) {
    return query.get(name);
  }

  String parameter(String name, String otherwise) {
    return query.getOrDefault(name, otherwise);
  }

  @Nullable String header(String name) {
    return exchange.getRequestHeaders().getFirst(name);
  }

  Headers headers() {
    return exchange.getRequestHeaders();
  }

  /** The whole body as it came, still encoded. Read once. */
  byte[] rawBody() throws IOException {
    byte[] body = exchange.getRequestBody().readNBytes(MAX_BODY + 1);
    if (body.length > MAX_BODY) {
      throw new S3Error(
          400, "EntityTooLarge", "Your proposed upload exceeds the maximum allowed object size");
    }
    return body;
  }
}
