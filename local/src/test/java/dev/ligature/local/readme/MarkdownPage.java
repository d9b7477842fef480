package dev.ligature.local.readme;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A page of the documentation, in the parts that a test can hold it to.
 *
 * @param path below the root of the checkout
 * @param text as it stands there
 */
record MarkdownPage(String path, String text) {
  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
  private static final Pattern FENCED =
      Pattern.compile("^( *)```(\\w*)\\n(.*?)^ *```$", Pattern.MULTILINE | Pattern.DOTALL);
  private static final Pattern HEADING = Pattern.compile("^#{1,6} (.+)$", Pattern.MULTILINE);
  private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");
  private static final Pattern NOT_IN_ANCHORS = Pattern.compile("[^\\p{L}\\p{N} _-]");

  /**
   * A fenced block of code.
   *
   * @param language the word after the fence; empty if there is none
   * @param text without the fences, every line ended
   */
  record Block(String language, String text) {}

  /** Reads a page of this checkout. */
  static MarkdownPage read(String path) {
    try {
      return new MarkdownPage(path, Files.readString(ROOT.resolve(path)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All pages of this checkout that people read. */
  static List<MarkdownPage> all() {
    try (Stream<Path> top = Files.list(ROOT);
        Stream<Path> docs = Files.walk(ROOT.resolve("docs"));
        Stream<Path> proofs = Files.list(ROOT.resolve("proofs"));
        Stream<Path> specification = Files.list(ROOT.resolve("proofs/spec/tla"));
        Stream<Path> s3Server = Files.list(ROOT.resolve("s3-server"))) {
      return Stream.of(top, docs, proofs, specification, s3Server)
          .flatMap(files -> files)
          .filter(file -> file.toString().endsWith(".md"))
          .map(file -> read(ROOT.relativize(file).toString()))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What stands between a heading of the second level and the next one. */
  MarkdownPage section(String heading) {
    String start = "\n## " + heading + "\n";
    int begin = text.indexOf(start);
    if (begin < 0) {
      throw new IllegalArgumentException(path + " has no section \"" + heading + "\"");
    }
    int end = text.indexOf("\n## ", begin + start.length());
    return new MarkdownPage(path, text.substring(begin + 1, end < 0 ? text.length() : end + 1));
  }

  /** Its blocks of code, in order. */
  List<Block> blocks() {
    List<Block> blocks = new ArrayList<>();
    Matcher fenced = FENCED.matcher(text);
    while (fenced.find()) {
      String indent = fenced.group(1);
      blocks.add(new Block(fenced.group(2), fenced.group(3).replaceAll("(?m)^" + indent, "")));
    }
    return blocks;
  }

  /** Its blocks of code in one language. */
  List<String> blocks(String language) {
    return blocks().stream()
        .filter(block -> block.language().equals(language))
        .map(Block::text)
        .toList();
  }

  /** The targets of its links, those in code left out. */
  List<String> links() {
    return LINK.matcher(prose()).results().map(link -> link.group(1)).toList();
  }

  /** What a link to one of its headings ends in, after the {@code #}, as GitHub makes it. */
  List<String> anchors() {
    return HEADING
        .matcher(prose())
        .results()
        .map(heading -> NOT_IN_ANCHORS.matcher(heading.group(1).toLowerCase()).replaceAll(""))
        .map(words -> words.strip().replace(' ', '-'))
        .toList();
  }

  /** The file that a link of this page leads to. */
  Path target(String link) {
    return ROOT.resolve(path).resolveSibling(link).normalize();
  }

  /** The path of a file as {@link #read} takes it. */
  static String pathOf(Path file) {
    return ROOT.relativize(file).toString();
  }

  private String prose() {
    return FENCED.matcher(text).replaceAll("");
  }
}
