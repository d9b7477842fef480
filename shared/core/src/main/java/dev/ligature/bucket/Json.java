package dev.ligature.bucket;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import dev.ligature.store.Nonce;
import dev.ligature.store.Platform;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** JSON as Ligature reads and writes it: strict, exact in its numbers, bounded in its depth. */
public final class Json {

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(Limits.JSON_DEPTH).build())
                  .build())
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .addModule(
              new SimpleModule("ligature")
                  .addSerializer(Instant.class, ToStringSerializer.instance)
                  .addDeserializer(Instant.class, new MomentReader()))
          .build();

  private static final ObjectMapper STORED = StoredMapper.of(MAPPER);

  /** By type: to look for the way to read one takes about as long as to read a small object. */
  private static final ClassValue<ObjectReader> READERS =
      new ClassValue<>() {
        @Override
        protected ObjectReader computeValue(Class<?> type) {
          return STORED.readerFor(type);
        }
      };

  private static final String CANONICAL_UUID = "00000000-0000-0000-0000-000000000000";

  private Json() {}

  /** A new empty object. */
  public static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  /** The mapper, for callers that read JSON of their own; not to be reconfigured. */
  public static ObjectMapper mapper() {
    return MAPPER;
  }

  /**
   * Parses what a caller sent.
   *
   * @throws JsonProcessingException if it is no JSON, too deep, or names a field twice
   */
  public static JsonNode parse(String text) throws JsonProcessingException {
    return MAPPER.readTree(text);
  }

  /**
   * Reads an object that Ligature wrote itself.
   *
   * @param type a record; its members must all be there, but those that are marked {@link Nullable}
   *     or {@link OrEmpty}
   * @throws CorruptObjectException if the object is anything else
   */
  public static <T> T read(String key, byte[] body, Class<T> type) {
    if (body.length == 0) {
      throw new CorruptObjectException(key, "it is empty", null);
    }
    try {
      Object stored = READERS.get(type).readValue(body);
      if (stored == null) {
        throw new CorruptObjectException(key, "it is no JSON object", null);
      }
      return type.cast(stored);
    } catch (JsonProcessingException e) {
      throw new CorruptObjectException(key, Problems.of(e), e);
    } catch (IOException e) {
      throw new UncheckedIOException("bytes in memory can always be read", e);
    }
  }

  /** Writes a record as {@link #read} reads it, or a tree. */
  public static byte[] write(Object stored) {
    try {
      return STORED.writeValueAsBytes(stored);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("what Ligature stores can always be written", e);
    }
  }

  /**
   * Writes a record or a tree under a fresh nonce, so that its ETag is one that nothing had before.
   */
  public static byte[] stamped(Object stored, Platform platform) {
    return Nonce.added(write(stored), platform.nonce());
  }

  /** A record as a tree. */
  public static ObjectNode tree(Object stored) {
    return STORED.valueToTree(stored);
  }

  /**
   * Parses an object whose members the caller reads one by one, as those of an entity are.
   *
   * @throws CorruptObjectException if it is no JSON object
   */
  public static ObjectNode parseStored(String key, byte[] body) {
    try {
      if (MAPPER.readTree(body) instanceof ObjectNode object) {
        return object;
      }
      throw new CorruptObjectException(key, "it is no JSON object", null);
    } catch (JsonProcessingException e) {
      throw new CorruptObjectException(key, Problems.of(e), e);
    } catch (IOException e) {
      throw new UncheckedIOException("bytes in memory can always be read", e);
    }
  }

  /** Writes a node as UTF-8. */
  public static byte[] bytes(JsonNode node) {
    try {
      return MAPPER.writeValueAsBytes(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of JSON can always be written", e);
    }
  }

  /**
   * Whether a number is of a size that can be worked with. JSON sets no bounds, and a billion zeros
   * are eleven characters there.
   */
  public static boolean isSane(BigDecimal number) {
    long magnitude = (long) number.precision() - number.scale();
    return Math.abs(magnitude) <= Limits.NUMBER_EXPONENT
        && Math.abs((long) number.scale()) <= Limits.NUMBER_EXPONENT;
  }

  /**
   * Whether every character of a text is one: half of a surrogate pair cannot be written as UTF-8,
   * and what stands in its place cannot be read again.
   */
  public static boolean isWellFormed(String text) {
    return StandardCharsets.UTF_8.newEncoder().canEncode(text);
  }

  /**
   * The canonical id in {@code text}, or {@code null} if it is not a UUID in its canonical form.
   */
  public static @Nullable UUID uuidOrNull(String text) {
    if (text.length() != CANONICAL_UUID.length()) {
      return null;
    }
    for (int i = 0; i < text.length(); i++) {
      char expected = CANONICAL_UUID.charAt(i);
      char actual = text.charAt(i);
      if (expected == '-' ? actual != '-' : !HexFormat.isHexDigit(actual)) {
        return null;
      }
    }
    return UUID.fromString(text);
  }
}
