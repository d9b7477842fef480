package dev.ligature.functions.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
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

  /** What the compiler says against a program. */
  private String errors(String program) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter said = new StringWriter();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      files.setLocationFromPaths(StandardLocation.MODULE_PATH, classPath());
      files.setLocationFromPaths(StandardLocation.CLASS_OUTPUT, List.of(output));
      Map<String, String> sources = Map.of("module-info", MODULE, "Program", program);
      compiler
          .getTask(
              said,
              files,
              null,
              List.of("-proc:none"),
              null,
              sources.entrySet().stream().map(e -> source(e.getKey(), e.getValue())).toList())
          .call();
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
