package dev.ligature.local;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.regex.Pattern;

/** What Jackson says of a text that is no JSON, for a person. */
public final class JsonTrouble {
  /**
   * Where something began, in the middle of a message, with words on a source that nobody named.
   */
  private static final Pattern PLACE =
      Pattern.compile("\\[Source: [^;\\]]*; line: (\\d+), column: (\\d+)\\]");

  private JsonTrouble() {}

  /** What is wrong, and where. */
  public static String of(JsonProcessingException broken) {
    String message = withoutSource(broken.getOriginalMessage());
    JsonLocation at = broken.getLocation();
    return at == null
        ? message
        : "%s (line %d, column %d)".formatted(message, at.getLineNr(), at.getColumnNr());
  }

  static String withoutSource(String message) {
    return PLACE.matcher(message).replaceAll("line $1, column $2");
  }
}
