package dev.ligature.functions.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compiles programs as modules of their own against the library: what is out of their reach? */
class ModuleTest {

  private static final String MODULE = "module program { requires dev.ligature; }";

  @TempDir private Path output;

  @Test
  void aProgramReachesWhatItNeeds() throws IOException {
    assertThat(
            errors(
                """
                import dev.ligature.Ligature;
                import dev.ligature.cascade.DeleteOptions;
                import dev.ligature.cascade.DeleteResult;
                import dev.ligature.cascade.job.TaskQueue;
                import dev.ligature.schema.Schema;
                import dev.ligature.store.s3.S3Clients;
                import dev.ligature.store.s3.S3ObjectStore;
                import dev.ligature.sweep.SweepOptions;
                import java.util.UUID;

                class Program {
                  record Author(String name) {}

                  void run(UUID id) {
                    try (var s3 = S3Clients.create(java.util.Map.of());
                        Ligature ligature =
                            Ligature.builder()
                                .schema(Schema.of(Author.class))
                                .store(new S3ObjectStore(s3, "bucket"))
                                .queue(TaskQueue.none())
                                .build()) {
                      DeleteResult gone =
                          ligature
                              .cascade()
                              .delete(
                                  ligature.schema().model("Author").orElseThrow(),
                                  id,
                                  DeleteOptions.async());
                      ligature.sweeper().sweep(SweepOptions.slice(java.time.Instant.MAX));
                    }
                  }
                }
                """))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "dev.ligature.engine.Engine",
        "dev.ligature.cascade.effect.CascadeEffect",
        "dev.ligature.cascade.graph.ReferenceWalk",
        "dev.ligature.cascade.plan.Planning",
        "dev.ligature.data.generation.Generations"
      })
  void howItIsDoneIsOutOfReach(String type) throws IOException {
    assertThat(errors("import " + type + ";\nclass Program {}\n")).contains("is not visible");
  }

  /** The build compiles the library on the class path, and its descriptor by itself. */
  @Test
  void theLibraryCompilesAsTheModuleThatItSaysItIs() throws IOException {
    Path core = Path.of("..", "shared", "core", "src", "main");
    List<JavaFileObject> sources = new ArrayList<>();
    try (Stream<Path> files = Files.walk(core)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
        String name = file.getFileName().toString().replace(".java", "");
        sources.add(source(name, Files.readString(file)));
      }
    }
    assertThat(sources).hasSizeGreaterThan(100);
    assertThat(said(sources, path -> !isCore(path))).isEmpty();
  }

  /** What the compiler says against a program. */
  private String errors(String program) throws IOException {
    return said(List.of(source("module-info", MODULE), source("Program", program)), _ -> true);
  }

  private String said(List<JavaFileObject> sources, Predicate<Path> onThePath) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter said = new StringWriter();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      files.setLocationFromPaths(
          StandardLocation.MODULE_PATH, classPath().stream().filter(onThePath).toList());
      files.setLocationFromPaths(StandardLocation.CLASS_OUTPUT, List.of(output));
      compiler.getTask(said, files, null, List.of("-proc:none", "-nowarn"), null, sources).call();
    }
    return said.toString();
  }

  /** Without what is there for tests alone, which has classes of the library's packages. */
  private static List<Path> classPath() {
    return Stream.of(System.getProperty("java.class.path").split(java.io.File.pathSeparator))
        .map(Path::of)
        .filter(Files::exists)
        .filter(path -> !path.endsWith("test-classes"))
        .collect(Collectors.toList());
  }

  private static boolean isCore(Path path) {
    return Files.exists(path.resolve("dev/ligature/Ligature.class"))
        || path.getFileName().toString().startsWith("ligature-core");
  }

  private static JavaFileObject source(String name, String text) {
    return new SimpleJavaFileObject(
        URI.create("string:///" + name + ".java"), JavaFileObject.Kind.SOURCE) {
      @Override
      public CharSequence getCharContent(boolean ignoreEncodingErrors) {
        return text;
      }
    };
  }
}
