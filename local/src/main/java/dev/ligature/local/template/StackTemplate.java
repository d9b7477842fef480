package dev.ligature.local.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A stack as its synthesized template declares it. Immutable; threads may share it.
 *
 * <p>Resources refer to each other by logical id; only {@link #environment} needs to know what
 * stands for them on this machine.
 */
public final class StackTemplate {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final JsonNode template;
  private final Map<String, FunctionSpec> functions;
  private final List<RouteSpec> routes;
  private final Map<String, GatewayResponseSpec> gatewayResponses;
  private final List<String> binaryMediaTypes;
  private final List<QueueSpec> queues;
  private final List<EventSourceSpec> eventSources;
  private final List<ScheduleSpec> schedules;

  private StackTemplate(JsonNode template) {
    this.template = template;
    TemplateReader reader = new TemplateReader(template);
    this.functions = reader.functions();
    this.routes = reader.routes();
    this.gatewayResponses = reader.gatewayResponses();
    this.binaryMediaTypes = reader.binaryMediaTypes();
    this.queues = reader.queues();
    this.eventSources = reader.eventSources();
    this.schedules = reader.schedules();
  }

  /**
   * Reads a template.
   *
   * @throws IOException if the file cannot be read or is not JSON
   * @throws TemplateException if it declares what cannot be run here
   */
  public static StackTemplate read(Path file) throws IOException {
    return of(JSON.readTree(file.toFile()));
  }

  /** Reads a template that is parsed already. */
  public static StackTemplate of(JsonNode template) {
    return new StackTemplate(template);
  }

  /** Every function by its logical id. */
  public Map<String, FunctionSpec> functions() {
    return functions;
  }

  /** The methods of the REST API. */
  public List<RouteSpec> routes() {
    return routes;
  }

  /** What the API answers by itself, by API Gateway's name of the case. */
  public Map<String, GatewayResponseSpec> gatewayResponses() {
    return gatewayResponses;
  }

  /** Content types whose bodies reach a function as base64. */
  public List<String> binaryMediaTypes() {
    return binaryMediaTypes;
  }

  /** The queues, each after the one that takes its dead letters. */
  public List<QueueSpec> queues() {
    return queues;
  }

  /** The queues that feed functions. */
  public List<EventSourceSpec> eventSources() {
    return eventSources;
  }

  /** The schedules that invoke functions. */
  public List<ScheduleSpec> schedules() {
    return schedules;
  }

  /**
   * The variables of a function.
   *
   * @param values what stands for a logical id here: a bucket's name, a queue's URL
   */
  public Map<String, String> environment(FunctionSpec function, Map<String, String> values) {
    Intrinsics intrinsics = new Intrinsics(template, values);
    Map<String, String> environment = new LinkedHashMap<>();
    function.environment().forEach((name, value) -> environment.put(name, intrinsics.text(value)));
    return environment;
  }

  /**
   * The logical id of what the functions find under an environment variable.
   *
   * @throws TemplateException if no function has the variable
   */
  public String namedBy(String variable) {
    Intrinsics intrinsics = new Intrinsics(template, Map.of());
    return functions.values().stream()
        .filter(function -> function.environment().containsKey(variable))
        .map(function -> intrinsics.text(function.environment().get(variable)))
        .findFirst()
        .orElseThrow(() -> new TemplateException("No function has the variable " + variable));
  }

  /**
   * The schedule that the stack declares: the sweeper's.
   *
   * @throws TemplateException if there is none
   */
  public ScheduleSpec schedule() {
    return schedules.stream()
        .findFirst()
        .orElseThrow(() -> new TemplateException("The template declares no schedule"));
  }

  /** The queue of this logical id. */
  public QueueSpec queue(String name) {
    return queues.stream()
        .filter(queue -> queue.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new TemplateException("No queue is named " + name));
  }

  /**
   * The function that a person means: its logical id, its handler's class, or the start of either
   * in any case ({@code read}, {@code CascadeWorker}).
   *
   * @throws TemplateException if none or several match; the message lists what there is
   */
  public FunctionSpec function(String name) {
    FunctionSpec exact = functions.get(name);
    if (exact != null) {
      return exact;
    }
    String wanted = plain(name);
    List<FunctionSpec> matches =
        functions.values().stream()
            .filter(spec -> plain(spec.handlerName()).contains(wanted))
            .toList();
    if (matches.size() == 1) {
      return matches.getFirst();
    }
    List<FunctionSpec> starts =
        matches.stream().filter(spec -> plain(spec.handlerName()).startsWith(wanted)).toList();
    if (starts.size() == 1) {
      return starts.getFirst();
    }
    throw new TemplateException(
        "%s function is named '%s'; there are: %s"
            .formatted(
                matches.isEmpty() ? "No" : "More than one",
                name,
                String.join(
                    ", ",
                    functions.values().stream().map(FunctionSpec::handlerName).sorted().toList())));
  }

  private static String plain(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
  }
}
