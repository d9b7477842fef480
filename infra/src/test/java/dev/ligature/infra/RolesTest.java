package dev.ligature.infra;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ligature.infra.Synthesized.Resource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@NeedsNode
class RolesTest {

  private static final Set<String> LOGGING = Set.of("logs:CreateLogStream", "logs:PutLogEvents");

  private final Synthesized synthesized = Synthesized.withDefaults();

  @Test
  void theReaderCanChangeNothing() {
    assertThat(actionsOf("ReadHandler")).isEqualTo(with("s3:GetObject", "s3:ListBucket"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"WriteHandler", "OrphanSweeperHandler"})
  void theWriterAndTheSweeperWriteObjectsAndSendTasks(String handler) {
    assertThat(actionsOf(handler))
        .isEqualTo(
            with(
                "s3:GetObject",
                "s3:PutObject",
                "s3:DeleteObject",
                "s3:ListBucket",
                "sqs:SendMessage",
                "sqs:GetQueueAttributes",
                "sqs:GetQueueUrl"));
  }

  @Test
  void theWorkerAlsoTakesTasksFromTheQueue() {
    assertThat(actionsOf("CascadeWorkerHandler"))
        .isEqualTo(
            with(
                "s3:GetObject",
                "s3:PutObject",
                "s3:DeleteObject",
                "s3:ListBucket",
                "sqs:SendMessage",
                "sqs:GetQueueAttributes",
                "sqs:GetQueueUrl",
                "sqs:ReceiveMessage",
                "sqs:ChangeMessageVisibility",
                "sqs:DeleteMessage"));
  }

  @ParameterizedTest
  @CsvSource({
    "ReadHandler, claims data index jobs refs",
    "WriteHandler, claims data fences idempotency index jobs open orphans refs schema",
    "CascadeWorkerHandler, claims data fences index jobs open orphans refs schema",
    "OrphanSweeperHandler, claims data fences idempotency index jobs open orphans refs schema sweep"
  })
  void aFunctionReachesOnlyThePrefixesItWorksOn(String handler, String prefixes) {
    Set<String> reached = new TreeSet<>();
    for (JsonNode statement : synthesized.statementsOf(synthesized.function(handler))) {
      if (actions(statement).stream().anyMatch(action -> action.endsWith("Object"))) {
        Synthesized.stream(statement.path("Resource"))
            .forEach(resource -> reached.add(resource.at("/Fn::Join/1/1").asText()));
      }
    }
    assertThat(reached)
        .containsExactlyInAnyOrder(
            Set.of(prefixes.split(" ")).stream().map(p -> "/" + p + "/*").toArray(String[]::new));
  }

  @Test
  void everyFolderThatCoreSpellsIsReachedByTheSweeper() throws IOException {
    // A folder follows no "+": what does is a folder within another, such as a job's tasks.
    Pattern folder = Pattern.compile("(?<!\\+ )\"([a-z]+)/(?:\"|[a-z]+\\.json\")");
    Set<String> spelled = new TreeSet<>();
    try (Stream<Path> files = Files.walk(Path.of("..", "shared", "core", "src", "main", "java"))) {
      for (Path file : files.filter(each -> each.toString().endsWith(".java")).toList()) {
        folder.matcher(Files.readString(file)).results().forEach(f -> spelled.add(f.group(1)));
      }
    }
    assertThat(spelled).contains("data", "refs", "jobs");
    assertThat(BucketAccess.SWEEP.writable()).containsAll(spelled);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"ReadHandler", "WriteHandler", "CascadeWorkerHandler", "OrphanSweeperHandler"})
  void aListIsBoundToThosePrefixesYetAnAbsentKeyStaysA404(String handler) {
    Set<JsonNode> lists =
        synthesized.statementsOf(synthesized.function(handler)).stream()
            .filter(statement -> actions(statement).contains("s3:ListBucket"))
            .collect(Collectors.toSet());
    assertThat(lists).hasSize(1);
    JsonNode condition = lists.iterator().next().path("Condition");
    assertThat(condition.properties())
        .extracting(Map.Entry::getKey)
        .containsExactly("StringLikeIfExists");
    assertThat(condition.at("/StringLikeIfExists/s3:prefix"))
        .isNotEmpty()
        .allMatch(prefix -> prefix.asText().matches("[a-z]+/\\*"));
  }

  @Test
  void noFunctionSharesARoleOrHasAManagedPolicy() {
    Set<String> roles = new TreeSet<>();
    for (Resource function : synthesized.resources("AWS::Lambda::Function")) {
      roles.add(function.properties().at("/Role/Fn::GetAtt/0").asText());
    }
    assertThat(roles).hasSize(synthesized.resources("AWS::Lambda::Function").size());
    for (String role : roles) {
      JsonNode properties = synthesized.resource("AWS::IAM::Role", role).properties();
      assertThat(properties.has("ManagedPolicyArns")).as(role).isFalse();
    }
  }

  @Test
  void noPolicyNamesAnActionOrAResourceByABareWildcard() {
    for (Resource policy : synthesized.resources("AWS::IAM::Policy")) {
      for (JsonNode statement : policy.properties().at("/PolicyDocument/Statement")) {
        assertThat(actions(statement)).as(policy.logicalId()).noneMatch(a -> a.contains("*"));
        assertThat(Synthesized.stream(statement.path("Resource")))
            .as(policy.logicalId())
            .noneMatch(resource -> resource.asText().equals("*"));
      }
    }
  }

  private Set<String> actionsOf(String handler) {
    return synthesized.statementsOf(synthesized.function(handler)).stream()
        .flatMap(statement -> actions(statement).stream())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> actions(JsonNode statement) {
    return Synthesized.stream(statement.path("Action"))
        .map(JsonNode::asText)
        .collect(Collectors.toSet());
  }

  private static Set<String> with(String... actions) {
    Set<String> all = new TreeSet<>(LOGGING);
    all.addAll(Set.of(actions));
    return all;
  }
}
