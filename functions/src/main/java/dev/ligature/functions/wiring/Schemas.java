package dev.ligature.functions.wiring;

import dev.ligature.schema.Schema;
import dev.ligature.schema.SchemaException;
import dev.ligature.schema.SchemaSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.stream.Collectors;

/** Finds the one schema that a deployment serves. */
public final class Schemas {

  /** Names the file of a schema that replaces the one on the class path. */
  public static final String FILE = "LIGATURE_SCHEMA";

  private Schemas() {}

  /**
   * The schema of the file that {@link #FILE} names, else that of the one {@link SchemaSource} on
   * the class path.
   *
   * @throws SchemaException with every error, if it is wrong
   */
  public static Schema load(Environment environment) {
    Optional<String> file = environment.optional(FILE);
    return file.isPresent()
        ? read(Path.of(file.get()))
        : only(sources(Schemas.class.getClassLoader()));
  }

  private static Schema read(Path file) {
    try {
      return Schema.fromJson(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(FILE + " names " + file + ", which cannot be read", e);
    }
  }

  /** Most sources make their schema when they are made, which is where a wrong one shows. */
  static List<SchemaSource> sources(ClassLoader loader) {
    try {
      return ServiceLoader.load(SchemaSource.class, loader).stream()
          .map(ServiceLoader.Provider::get)
          .toList();
    } catch (ServiceConfigurationError failed) {
      for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
        if (cause instanceof SchemaException wrong) {
          throw wrong;
        }
      }
      throw failed;
    }
  }

  static Schema only(List<SchemaSource> sources) {
    if (sources.isEmpty()) {
      throw new IllegalStateException(
          "no models: name a class that implements SchemaSource in META-INF/services/"
              + SchemaSource.class.getName()
              + ", or a schema file in "
              + FILE);
    }
    if (sources.size() > 1) {
      throw new IllegalStateException(
          "one SchemaSource is needed, but there are "
              + sources.size()
              + ": "
              + sources.stream().map(s -> s.getClass().getName()).collect(Collectors.joining(", "))
              + "; leave one on the class path, or name a schema file in "
              + FILE);
    }
    return sources.getFirst().schema();
  }
}
