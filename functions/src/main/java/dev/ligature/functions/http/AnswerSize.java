package dev.ligature.functions.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ligature.bucket.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/** What JSON takes of {@link ApiLimits#ANSWER_BYTES}. */
public final class AnswerSize {

  private AnswerSize() {}

  /** The bytes of JSON once it is escaped inside the JSON of Lambda's own answer. */
  public static long of(JsonNode json) {
    Escaped bytes = new Escaped();
    try {
      Json.mapper().writeValue(bytes, json);
    } catch (IOException e) {
      throw new UncheckedIOException("a tree of JSON can always be written", e);
    }
    return bytes.count;
  }

  /** What one byte becomes inside a JSON string, in bytes. */
  static int escaped(int b) {
    return b == '"' || b == '\\' ? 2 : 1;
  }

  private static final class Escaped extends OutputStream {
    private long count;

    @Override
    public void write(int b) {
      count += escaped(b);
    }

    @Override
    public void write(byte[] source, int offset, int length) {
      for (int i = offset; i < offset + length; i++) {
        count += escaped(source[i]);
      }
    }
  }
}
