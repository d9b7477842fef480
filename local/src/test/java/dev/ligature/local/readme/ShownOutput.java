package dev.ligature.local.readme;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Output as a page shows it, to be compared with what a command prints. It must be the same, but:
 *
 * <ul>
 *   <li>an id stands for any other, the same shown id always for the same real one, two shown ids
 *       for two;
 *   <li>a moment stands for any other;
 *   <li>a number before {@code /s}, {@code s} or {@code a second} tells how fast it went, and
 *       stands for any other;
 *   <li>{@code …} stands for whatever was left out of a line; alone on a line, for any lines;
 *   <li>where it is {@linkplain Layout#WRAPPED wrapped}, a line's end and the indentation after it
 *       are the page's own.
 * </ul>
 *
 * <p>Not for several threads: it learns which id is which.
 */
final class ShownOutput {
  private static final String UUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";
  private static final String INSTANT = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(?:\\.\\d+)?Z";
  private static final String NUMBER = "\\d[\\d,]*(?:\\.\\d+)?";
  private static final String PACE = NUMBER + "(?=/s\\b| s\\b| a second\\b)";

  /** What the line ends of shown output mean. */
  enum Layout {
    /** They were printed. */
    VERBATIM("^ *…\\n"),
    /** They make a long line readable, and were not printed. */
    WRAPPED("\\n *(?=.)");

    private final Pattern token;

    Layout(String lineEnd) {
      token =
          Pattern.compile(
              "(?<id>%s)|(?<instant>%s)|(?<pace>%s)|(?<line>%s)|(?<gap>…)"
                  .formatted(UUID, INSTANT, PACE, lineEnd),
              Pattern.MULTILINE);
    }

    /** What stands for a token that is a line of its own, or the end of one. */
    private String lineEnd() {
      return this == VERBATIM ? "(?:.*\\n)*?" : "";
    }
  }

  private final Map<String, String> realByShown = new HashMap<>();

  /**
   * Compares.
   *
   * @param shown what the page shows, every line ended
   * @param printed what the command printed
   * @return how they differ, for a person; empty if they do not
   */
  Optional<String> difference(String shown, String printed, Layout layout) {
    List<String> newIds = new ArrayList<>();
    List<String> parts = parts(shown, layout, newIds);
    Matcher whole = Pattern.compile(String.join("", parts)).matcher(printed);
    if (!whole.matches()) {
      return Optional.of(firstMismatch(parts, printed));
    }
    for (int i = 0; i < newIds.size(); i++) {
      String real = whole.group(i + 1);
      if (realByShown.containsValue(real)) {
        return Optional.of("%s is another id than before for %s".formatted(newIds.get(i), real));
      }
      realByShown.put(newIds.get(i), real);
    }
    return Optional.empty();
  }

  /** Regular expressions that make up the whole; a group for each id that was not shown before. */
  private List<String> parts(String shown, Layout layout, List<String> newIds) {
    List<String> parts = new ArrayList<>();
    Matcher token = layout.token.matcher(shown);
    int literalFrom = 0;
    while (token.find()) {
      parts.add(Pattern.quote(shown.substring(literalFrom, token.start())));
      literalFrom = token.end();
      if (token.group("id") != null) {
        parts.add(id(token.group(), newIds));
      } else if (token.group("instant") != null) {
        parts.add(INSTANT);
      } else if (token.group("pace") != null) {
        parts.add(NUMBER);
      } else if (token.group("line") != null) {
        parts.add(layout.lineEnd());
      } else {
        parts.add(".*?");
      }
    }
    parts.add(Pattern.quote(shown.substring(literalFrom)));
    return parts;
  }

  private String id(String shown, List<String> newIds) {
    String known = realByShown.get(shown);
    if (known != null) {
      return known;
    }
    int seen = newIds.indexOf(shown);
    if (seen >= 0) {
      return "(?:\\" + (seen + 1) + ")";
    }
    newIds.add(shown);
    return "(" + UUID + ")";
  }

  /** Where the shown and the printed text part: after the longest beginning that agrees. */
  private static String firstMismatch(List<String> parts, String printed) {
    int agreeing = parts.size() - 1;
    while (true) {
      Matcher beginning =
          Pattern.compile(String.join("", parts.subList(0, agreeing))).matcher(printed);
      if (beginning.lookingAt()) {
        return "it goes on as\n  %s\nand not as the page shows\n  %s"
            .formatted(printed.substring(beginning.end()), unquoted(parts.get(agreeing)));
      }
      agreeing--;
    }
  }

  private static String unquoted(String part) {
    return part.replace("\\Q", "").replace("\\E", "");
  }
}
