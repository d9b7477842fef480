package dev.ligature.functions.http;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a request leads: the resource that the gateway has found for it, and where that resource
 * lies for the caller.
 *
 * @param resource its path with variables, such as {@code /{plural}/{id}}; empty if there is none
 * @param variables what stood in the caller's path for the variables, decoded
 * @param base what stands before the resource in the caller's URLs, such as {@code /api}: a stage,
 *     or the base path of a domain; empty if nothing does
 */
public record RequestPath(String resource, Map<String, String> variables, String base) {

  private static final Pattern VARIABLE = Pattern.compile("\\{(\\w+)}");

  public RequestPath {
    variables = Map.copyOf(variables);
  }

  /**
   * The path of a request.
   *
   * @param whole the path in the caller's URL; the resource takes as many segments of its end as it
   *     has itself
   */
  public static RequestPath of(String resource, Map<String, String> variables, String whole) {
    String base = withoutSlashAtEnd(whole);
    for (long left = resource.chars().filter(c -> c == '/').count(); left > 0; left--) {
      base = withoutSlashAtEnd(base.substring(0, Math.max(0, base.lastIndexOf('/'))));
    }
    return new RequestPath(resource, variables, base);
  }

  private static String withoutSlashAtEnd(String path) {
    int end = path.length();
    while (end > 0 && path.charAt(end - 1) == '/') {
      end--;
    }
    return path.substring(0, end);
  }

  /** The value of a variable that the resource has. */
  public String variable(String name) {
    String value = variables.get(name);
    if (value == null) {
      throw new IllegalArgumentException("the resource " + resource + " has no {" + name + "}");
    }
    return value;
  }

  /** The path of this very resource for the caller, to be put into links. */
  public String self() {
    Matcher variable = VARIABLE.matcher(resource);
    return base
        + variable.replaceAll(
            found ->
                Matcher.quoteReplacement(
                    URLEncoder.encode(variable(found.group(1)), StandardCharsets.UTF_8)));
  }
}
