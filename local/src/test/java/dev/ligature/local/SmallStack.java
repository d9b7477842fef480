package dev.ligature.local;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ligature.local.template.StackTemplate;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;

/** The template of a stack whose functions are probes. */
public final class SmallStack {
  private SmallStack() {}

  public static StackTemplate template() {
    try (InputStream json =
        Objects.requireNonNull(SmallStack.class.getResourceAsStream("/small-stack.json"))) {
      return StackTemplate.of(new ObjectMapper().readTree(json));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
