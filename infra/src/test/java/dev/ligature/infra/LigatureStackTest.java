package dev.ligature.infra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.ligature.infra.Synthesized.Resource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import software.amazon.awscdk.services.s3.Bucket;

@NeedsNode
class LigatureStackTest {

  private final Synthesized synthesized = Synthesized.withDefaults();

  @Test
  void awsFindsNothingToObjectTo() {
    assertThat(Synthesized.findings(synthesized.stack())).isEmpty();
  }

  @Test
  void awsWouldFindAnOpenBucket() {
    LigatureStack stack = Synthesized.stack(Map.of());
    Bucket.Builder.create(stack, "Open").build();
    assertThat(Synthesized.findings(stack))
        .anyMatch(finding -> finding.contains("AwsSolutions-S10"));
  }

  @Test
  void everyRuleThatIsSetAsideHasItsReason() {
    int reasons = 0;
    for (JsonNode rule : synthesized.template().findValues("rules_to_suppress")) {
      for (JsonNode each : rule) {
        assertThat(each.path("reason").asText()).as(each.toString()).hasSizeGreaterThan(40);
        reasons++;
      }
    }
    assertThat(reasons).isPositive();
  }

  @Test
  void everyLogForgets() {
    assertThat(synthesized.resources("AWS::Logs::LogGroup"))
        .hasSize(5)
        .allMatch(
            logs ->
                logs.properties().path("RetentionInDays").asInt() == Settings.DEFAULTS.logDays());
  }

  @Test
  void everyFunctionKnowsTheBucketTheQueueAndTheBudgets() {
    String bucket = synthesized.resource("AWS::S3::Bucket", "StorageBucket").logicalId();
    String queue = synthesized.resource("AWS::SQS::Queue", "TasksQueue").logicalId();
    for (Resource function : synthesized.resources("AWS::Lambda::Function")) {
      JsonNode variables = function.properties().at("/Environment/Variables");
      assertThat(variables.at("/LIGATURE_BUCKET/Ref").asText()).isEqualTo(bucket);
      assertThat(variables.at("/LIGATURE_QUEUE_URL/Ref").asText()).isEqualTo(queue);
      Settings defaults = Settings.DEFAULTS;
      Map.of(
              "LIGATURE_INLINE_MILLIS", defaults.inlineMillis(),
              "LIGATURE_INLINE_VICTIMS", defaults.inlineVictims(),
              "LIGATURE_TASK_SIZE", defaults.taskSize(),
              "LIGATURE_ORPHAN_GRACE_SECONDS", defaults.orphanGraceSeconds(),
              "LIGATURE_MAX_RECEIVES", defaults.maxReceives(),
              "LIGATURE_ADOPT_SCHEMA", defaults.adoptSchema())
          .forEach(
              (name, value) ->
                  assertThat(variables.path(name).asText()).as(name).isEqualTo(value.toString()));
    }
  }

  @Test
  void theSweeperRunsOnASchedule() {
    JsonNode schedule = synthesized.resources("AWS::Scheduler::Schedule").getFirst().properties();
    assertThat(schedule.path("ScheduleExpression").asText())
        .isEqualTo("rate(" + Settings.DEFAULTS.sweepMinutes() + " minutes)");
    assertThat(schedule.path("State").asText()).isEqualTo("ENABLED");
    assertThat(schedule.at("/Target/Arn/Fn::GetAtt/0").asText())
        .isEqualTo(synthesized.function("OrphanSweeperHandler").logicalId());
  }

  @Test
  void whoDeploysIsToldWhereEverythingIs() {
    JsonNode outputs = synthesized.template().path("Outputs");

    assertThat(outputs.at("/BucketName/Value/Ref").asText())
        .isEqualTo(synthesized.resource("AWS::S3::Bucket", "StorageBucket").logicalId());
    assertThat(outputs.at("/QueueUrl/Value/Ref").asText())
        .isEqualTo(synthesized.resource("AWS::SQS::Queue", "TasksQueue").logicalId());
    assertThat(outputs.at("/DeadLetterQueueUrl/Value/Ref").asText())
        .isEqualTo(synthesized.resource("AWS::SQS::Queue", "TasksDeadLetters").logicalId());
    // https://{api}.execute-api.{region}.{suffix}/{stage}/
    assertThat(outputs.at("/ApiUrl/Value/Fn::Join/1").findValuesAsText("Ref"))
        .containsExactly(
            synthesized.resource("AWS::ApiGateway::RestApi", "ApiRestApi").logicalId(),
            "AWS::Region",
            "AWS::URLSuffix",
            synthesized.resource("AWS::ApiGateway::Stage", "ApiRestApi").logicalId());
  }

  @Test
  void theSameSourcesGiveTheSameTemplate() {
    assertThat(Synthesized.of(Map.of()).template().toString())
        .isEqualTo(synthesized.template().toString());
  }

  @Test
  void contextTunesTheStack() {
    Synthesized tuned =
        Synthesized.of(
            Map.of(
                "ligature:inlineMillis", "0",
                "ligature:workerConcurrency", 50,
                "ligature:undoDays", "7",
                "ligature:apiTitle", "The blog",
                "ligature:apiVersion", "2.1",
                "ligature:apiLicense", "MIT"));
    assertThat(tuned.function("ReadHandler").properties().at("/Environment/Variables").properties())
        .contains(
            Map.entry("LIGATURE_API_TITLE", TextNode.valueOf("The blog")),
            Map.entry("LIGATURE_API_VERSION", TextNode.valueOf("2.1")),
            Map.entry("LIGATURE_API_LICENSE", TextNode.valueOf("MIT")));
    assertThat(
            tuned
                .function("WriteHandler")
                .properties()
                .at("/Environment/Variables/LIGATURE_INLINE_MILLIS")
                .asText())
        .isEqualTo("0");
    assertThat(
            tuned
                .resources("AWS::Lambda::EventSourceMapping")
                .getFirst()
                .properties()
                .at("/ScalingConfig/MaximumConcurrency")
                .asInt())
        .isEqualTo(50);
    assertThat(
            tuned
                .resource("AWS::S3::Bucket", "StorageBucket")
                .properties()
                .at("/LifecycleConfiguration/Rules/1/NoncurrentVersionExpiration/NoncurrentDays")
                .asInt())
        .isEqualTo(7);
  }

  @Test
  void aMistypedSettingIsRefusedByName() {
    assertThatThrownBy(() -> Synthesized.stack(Map.of("ligature:undoDays", "a month")))
        .hasMessageContaining("ligature:undoDays")
        .hasMessageContaining("'a month'")
        .hasMessageContaining("whole number");
    assertThatThrownBy(() -> Synthesized.stack(Map.of("ligature:workerConcurrency", "1")))
        .hasMessageContaining("ligature:workerConcurrency is 1, but must be from 2 to 1000");
  }

  @Test
  void everyHandlerOfTheFunctionsIsDeployedAndNoOther() throws IOException {
    Path sources = Path.of("..", "functions", "src", "main", "java");
    try (Stream<Path> files = Files.list(sources.resolve("dev/ligature/functions"))) {
      assertThat(synthesized.resources("AWS::Lambda::Function"))
          .extracting(function -> function.properties().path("Handler").asText())
          .containsExactlyInAnyOrderElementsOf(
              files
                  .map(file -> file.getFileName().toString())
                  .filter(name -> name.endsWith("Handler.java"))
                  .map(name -> "dev.ligature.functions." + name.replace(".java", ""))
                  .toList());
    }
  }
}
