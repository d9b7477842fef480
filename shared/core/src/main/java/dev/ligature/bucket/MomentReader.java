package dev.ligature.bucket;

import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.FromStringDeserializer;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;

/** Reads moments as they are stored. */
final class MomentReader extends FromStringDeserializer<Instant> {

  private static final long serialVersionUID = 1L;

  MomentReader() {
    super(Instant.class);
  }

  @Override
  protected Instant _deserialize(String text, DeserializationContext context) throws IOException {
    try {
      return Moments.parse(text);
    } catch (DateTimeException e) {
      throw context.weirdStringException(text, Instant.class, "no moment in UTC");
    }
  }
}
