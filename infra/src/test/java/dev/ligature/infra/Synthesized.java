package dev.ligature.infra;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.cdklabs.cdknag.AwsSolutionsChecks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Aspects;
import software.amazon.awscdk.assertions.Annotations;
import software.amazon.awscdk.assertions.Match;
import software.amazon.awscdk.assertions.Template;

/**
 * A stack synthesized with the context of {@code cdk.json}, and its template as JSON. Who asks for
 * one is marked {@link NeedsNode}.
 */
final class Synthesized {

  private static final JsonMapper JSON = new JsonMapper();

  /** One resource of a template. */
  record Resource(String logicalId, String type, JsonNode whole) {

    JsonNode properties() {
      return whole.path("Properties");
    }
  }

  private final LigatureStack stack;
  private final JsonNode template;

  private Synthesized(LigatureStack stack) {
    this.stack = stack;
    this.template = JSON.valueToTree(Template.fromStack(stack).toJSON());
  }

  private static final class Once {
    private static final Synthesized DEFAULT = of(Map.of());
  }

  /** The stack as it is without any tuning; made once, since it takes seconds. */
  static Synthesized withDefaults() {
    return Once.DEFAULT;
  }

  /** The stack as {@code cdk synth -c name=value…} would make it. */
  static Synthesized of(Map<String, ?> context) {
    LigatureStack stack = stack(context);
    return new Synthesized(stack);
  }

  /** The stack under AWS's rules, not yet synthesized, so that a test may still add to it. */
  static LigatureStack stack(Map<String, ?> context) {
    Map<String, Object> whole = new LinkedHashMap<>(contextOfCdkJson());
    whole.putAll(context);
    App app = App.Builder.create().context(whole).build();
    LigatureStack stack =
        new LigatureStack(app, "Ligature", Settings.from(app.getNode()), placeholderJar());
    Aspects.of(app).add(new AwsSolutionsChecks());
    return stack;
  }

  /** What AWS's rules find in a stack, as {@code path: rule and finding}. */
  @SuppressWarnings("deprecation") // CDK's own assertions answer in this type and in no other.
  static List<String> findings(LigatureStack stack) {
    var anything = Match.stringLikeRegexp("AwsSolutions-.*");
    Annotations annotations = Annotations.fromStack(stack);
    return Stream.concat(
            annotations.findError("*", anything).stream(),
            annotations.findWarning("*", anything).stream())
        .map(message -> message.getId() + ": " + message.getEntry().getData())
        .toList();
  }

  LigatureStack stack() {
    return stack;
  }

  JsonNode template() {
    return template;
  }

  List<Resource> resources(String type) {
    return template.path("Resources").properties().stream()
        .map(
            each ->
                new Resource(each.getKey(), each.getValue().path("Type").asText(), each.getValue()))
        .filter(resource -> resource.type().equals(type))
        .toList();
  }

  /** The only resource of this type whose logical id starts so. */
  Resource resource(String type, String logicalIdStart) {
    List<Resource> found =
        resources(type).stream()
            .filter(resource -> resource.logicalId().startsWith(logicalIdStart))
            .toList();
    if (found.size() != 1) {
      throw new AssertionError(
          "expected one %s named %s…, found %s".formatted(type, logicalIdStart, found));
    }
    return found.getFirst();
  }

  /** The function that runs the handler of this simple name. */
  Resource function(String handler) {
    return resources("AWS::Lambda::Function").stream()
        .filter(f -> f.properties().path("Handler").asText().endsWith("." + handler))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no function runs " + handler));
  }

  /** Every statement of the policies of the role that this function runs under. */
  List<JsonNode> statementsOf(Resource function) {
    String role = function.properties().at("/Role/Fn::GetAtt/0").asText();
    return resources("AWS::IAM::Policy").stream()
        .filter(policy -> policy.properties().at("/Roles/0/Ref").asText().equals(role))
        .flatMap(policy -> stream(policy.properties().at("/PolicyDocument/Statement")))
        .toList();
  }

  /** The elements of an array, or the one value itself. */
  static Stream<JsonNode> stream(JsonNode oneOrMany) {
    return oneOrMany.isArray() ? oneOrMany.valueStream() : Stream.of(oneOrMany);
  }

  private static Map<String, Object> contextOfCdkJson() {
    Path file = Path.of("..", "cdk.json");
    try {
      Map<String, Object> context = new LinkedHashMap<>();
      JSON.readTree(file.toFile())
          .path("context")
          .properties()
          .forEach(
              each -> context.put(each.getKey(), JSON.convertValue(each.getValue(), Object.class)));
      return context;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  /** The template does not depend on what is in the jar, so these tests need not wait for it. */
  private static Path placeholderJar() {
    try {
      Path jar = Path.of("target", "placeholder", "ligature-functions.jar");
      Files.createDirectories(jar.getParent());
      return Files.writeString(jar, "stands for the functions' jar in these tests");
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the placeholder jar", e);
    }
  }
}
