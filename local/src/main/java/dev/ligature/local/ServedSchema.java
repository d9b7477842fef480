package dev.ligature.local;

import dev.ligature.functions.wiring.Environment;
import dev.ligature.functions.wiring.Schemas;
import dev.ligature.schema.Schema;
import dev.ligature.schema.SchemaException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * The schema that a stack serves, found as its functions find it, but before they run: a wrong one
 * is refused here, in words, and not by every request.
 */
public final class ServedSchema {
  private ServedSchema() {}

  /**
   * Reads and checks it.
   *
   * @param file a schema's JSON; empty for the models module's schema
   * @throws StackException if it cannot be read, or is wrong: the message lists every error
   */
  public static Schema load(Optional<Path> file) {
    String what = file.map(path -> "The schema " + path).orElse("The models module's schema");
    try {
      return Schemas.load(
          new Environment(
              file.map(path -> Map.of(Schemas.FILE, path.toAbsolutePath().toString()))
                  .orElse(Map.of())));
    } catch (SchemaException wrong) {
      throw new StackException(
          what
              + " cannot be served; "
              + JsonTrouble.withoutSource(String.valueOf(wrong.getMessage())),
          wrong);
    } catch (UncheckedIOException unreadable) {
      throw new StackException(what + " cannot be read: " + unreadable.getCause(), unreadable);
    }
  }
}
