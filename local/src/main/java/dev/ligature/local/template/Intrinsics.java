package dev.ligature.local.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Resolves CloudFormation's intrinsic functions to local values.
 *
 * <p>A resource without a local value resolves to its logical id, and its ARN ends in that id: so
 * what refers to what can be read from the result.
 */
final class Intrinsics {
  static final String REGION = "us-east-1";
  static final String ACCOUNT = "000000000000";

  private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{(!?)([^}]+)}");

  private final JsonNode template;
  private final Map<String, String> values;

  /**
   * @param values what {@code Ref} of a logical id gives here: a bucket's name, a queue's URL
   */
  Intrinsics(JsonNode template, Map<String, String> values) {
    this.template = template;
    this.values = Map.copyOf(values);
  }

  /** The node as text; an object must be an intrinsic function. */
  String text(JsonNode node) {
    if (node.isValueNode()) {
      return node.asText();
    }
    if (node.isObject() && node.size() == 1) {
      Map.Entry<String, JsonNode> call = node.properties().iterator().next();
      return call(call.getKey(), call.getValue());
    }
    throw new TemplateException("Not a value: " + node);
  }

  private String call(String name, JsonNode argument) {
    return switch (name) {
      case "Ref" -> ref(argument.asText());
      case "Fn::GetAtt" -> attribute(argument);
      case "Fn::Join" -> String.join(argument.get(0).asText(), texts(argument.get(1)));
      case "Fn::Sub" -> substitute(argument);
      case "Fn::Select" -> texts(argument.get(1)).get(argument.get(0).asInt());
      default -> throw new TemplateException("No local meaning for " + name + " " + argument);
    };
  }

  private List<String> texts(JsonNode node) {
    if (node.has("Fn::Split")) {
      JsonNode split = node.get("Fn::Split");
      return List.of(text(split.get(1)).split(Pattern.quote(split.get(0).asText()), -1));
    }
    List<String> texts = new ArrayList<>();
    node.forEach(item -> texts.add(text(item)));
    return texts;
  }

  private String ref(String name) {
    return switch (name) {
      case "AWS::Region" -> REGION;
      case "AWS::AccountId" -> ACCOUNT;
      case "AWS::Partition" -> "aws";
      case "AWS::URLSuffix" -> "amazonaws.com";
      case "AWS::StackName" -> "local";
      case "AWS::StackId" -> "arn:aws:cloudformation:" + REGION + ":" + ACCOUNT + ":stack/local";
      case "AWS::NoValue" -> "";
      default -> resource(name);
    };
  }

  private String resource(String id) {
    String known = values.get(id);
    if (known != null) {
      return known;
    }
    JsonNode parameter = template.path("Parameters").path(id).path("Default");
    return parameter.isMissingNode() ? id : parameter.asText();
  }

  private String attribute(JsonNode argument) {
    String[] parts =
        argument.isArray()
            ? new String[] {argument.get(0).asText(), argument.get(1).asText()}
            : argument.asText().split("\\.", 2);
    String id = parts[0];
    String type = template.path("Resources").path(id).path("Type").asText();
    if (!parts[1].endsWith("Arn")) {
      String value = resource(id);
      // A queue's value is its URL, and the URL's last part is its name.
      return parts[1].endsWith("Name") ? value.substring(value.lastIndexOf('/') + 1) : value;
    }
    return switch (type) {
      case "AWS::Lambda::Function" ->
          "arn:aws:lambda:" + REGION + ":" + ACCOUNT + ":function:" + id;
      case "AWS::SQS::Queue" -> "arn:aws:sqs:" + REGION + ":" + ACCOUNT + ":" + id;
      case "AWS::S3::Bucket" -> "arn:aws:s3:::" + resource(id);
      default -> "arn:aws:local:" + REGION + ":" + ACCOUNT + ":" + id;
    };
  }

  private String substitute(JsonNode argument) {
    JsonNode own = argument.isArray() ? argument.get(1) : template.path("none");
    String pattern = argument.isArray() ? argument.get(0).asText() : argument.asText();
    return PLACEHOLDER
        .matcher(pattern)
        .replaceAll(match -> Matcher.quoteReplacement(substitution(match, own)));
  }

  private String substitution(MatchResult match, JsonNode own) {
    String name = match.group(2);
    if (!match.group(1).isEmpty()) {
      return "${" + name + "}";
    }
    if (own.has(name)) {
      return text(own.get(name));
    }
    return name.contains(".") && !name.startsWith("AWS::")
        ? attribute(TextNode.valueOf(name))
        : ref(name);
  }
}
