import com.google.googlejavaformat.java.Main;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Checks or applies google-java-format over every Java file of the repository.
 *
 * <p>Maven runs it from source under JDK 25, since a formatter inside Maven's own, older JVM could
 * not parse these sources. Arguments: the repository's folder, then {@code check} or {@code apply}.
 */
final class FormatSources {

  private static final Set<String> NOT_OURS =
      Set.of("target", "node_modules", "cdk.out", ".git", ".ligature", ".idea");

  private FormatSources() {}

  public static void main(String[] args) throws Exception {
    if (args.length != 2 || !Set.of("check", "apply").contains(args[1])) {
      System.err.println("usage: FormatSources <folder> check|apply (in Maven: -Dformat=apply)");
      System.exit(2);
    }
    boolean check = args[1].equals("check");
    List<String> arguments = new ArrayList<>();
    arguments.addAll(check ? List.of("--dry-run", "--set-exit-if-changed") : List.of("--replace"));
    arguments.addAll(javaFiles(Path.of(args[0])));
    int outcome =
        new Main(new PrintWriter(System.out, true), new PrintWriter(System.err, true), System.in)
            .format(arguments.toArray(String[]::new));
    if (outcome != 0 && check) {
      System.err.println(
          "The files above are not formatted. Fix it with: ./mvnw -q -N verify -Dformat=apply");
    }
    System.exit(outcome);
  }

  private static List<String> javaFiles(Path root) throws IOException {
    List<String> files = new ArrayList<>();
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            return NOT_OURS.contains(String.valueOf(folder.getFileName()))
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (file.toString().endsWith(".java")) {
              files.add(file.toString());
            }
            return FileVisitResult.CONTINUE;
          }
        });
    return files;
  }
}
