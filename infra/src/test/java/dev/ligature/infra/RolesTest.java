package dev.ligature.infra;

import static java.util.Locale.ROOT;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ligature.bucket.BucketFolder;
import dev.ligature.bucket.BucketFolder.Role;
import dev.ligature.infra.Synthesized.Resource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
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
  @EnumSource
  void aFunctionReachesTheFoldersOfItsRoleAndNoOther(Role role) {
    assertThat(reached(role, "s3:GetObject"))
        .isEqualTo(prefixes(BucketFolder.readableFolders(role)));
    assertThat(reached(role, "s3:PutObject"))
        .isEqualTo(prefixes(BucketFolder.writableFolders(role)));
    assertThat(reached(role, "s3:DeleteObject"))
        .isEqualTo(prefixes(BucketFolder.writableFolders(role)));
  }

  /** What a function may do this to. */
  private Set<String> reached(Role role, String action) {
    return synthesized.statementsOf(synthesized.function(handlerOf(role))).stream()
        .filter(statement -> actions(statement).contains(action))
        .flatMap(statement -> Synthesized.stream(statement.path("Resource")))
        .map(resource -> resource.at("/Fn::Join/1/1").asText())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String handlerOf(Role role) {
    return switch (role) {
      case READ -> "ReadHandler";
      case WRITE -> "WriteHandler";
      case WORKER -> "CascadeWorkerHandler";
      case SWEEPER -> "OrphanSweeperHandler";
    };
  }

  private static Set<String> prefixes(List<BucketFolder> folders) {
    return folders.stream()
        .map(folder -> "/" + folder.folder() + "/*")
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @ParameterizedTest
  @EnumSource
  void theGuideNamesTheFoldersOfEachFunction(Role role) throws IOException {
    String read = names(BucketFolder.readableFolders(role));
    String written = names(BucketFolder.writableFolders(role));

    assertThat(Files.readAllLines(Path.of("..", "docs", "deploying.md")))
        .as("the table “What each function may do” of docs/deploying.md")
        .anyMatch(
            row ->
                row.startsWith(
                    "| `%s` | %s | %s |"
                        .formatted(
                            role.name().charAt(0) + role.name().substring(1).toLowerCase(ROOT),
                            read,
                            written.isEmpty()
                                ? "nothing"
                                : written.equals(read) ? "the same" : written)));
  }

  private static String names(List<BucketFolder> folders) {
    return folders.isEmpty()
        ? ""
        : folders.stream().map(BucketFolder::folder).collect(Collectors.joining(" ", "`", "`"));
  }

  @ParameterizedTest
  @EnumSource
  void aListIsBoundToThosePrefixesYetAnAbsentKeyStaysA404(Role role) {
    Set<JsonNode> lists =
        synthesized.statementsOf(synthesized.function(handlerOf(role))).stream()
            .filter(statement -> actions(statement).contains("s3:ListBucket"))
            .collect(Collectors.toSet());
    assertThat(lists).hasSize(1);
    JsonNode condition = lists.iterator().next().path("Condition");
    assertThat(condition.properties())
        .extracting(Map.Entry::getKey)
        .containsExactly("StringLikeIfExists");
    assertThat(Synthesized.stream(condition.at("/StringLikeIfExists/s3:prefix")))
        .extracting(JsonNode::asText)
        .containsExactlyElementsOf(
            BucketFolder.readableFolders(role).stream().map(f -> f.folder() + "/*").toList());
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
