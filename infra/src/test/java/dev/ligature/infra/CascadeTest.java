package dev.ligature.infra;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ligature.infra.Synthesized.Resource;
import org.junit.jupiter.api.Test;

@NeedsNode
class CascadeTest {

  private static final int FOURTEEN_DAYS = 14 * 24 * 3_600;

  private final Synthesized synthesized = Synthesized.withDefaults();
  private final Resource queue = synthesized.resource("AWS::SQS::Queue", "TasksQueue");
  private final Resource deadLetters = synthesized.resource("AWS::SQS::Queue", "TasksDeadLetters");
  private final JsonNode source =
      synthesized.resources("AWS::Lambda::EventSourceMapping").getFirst().properties();

  @Test
  void oneBadTaskDoesNotBringBackTheGoodOnesOfItsBatch() {
    assertThat(source.at("/FunctionResponseTypes/0").asText()).isEqualTo("ReportBatchItemFailures");
  }

  @Test
  void theQueueFeedsTheWorkerAtABoundedPace() {
    assertThat(source.at("/EventSourceArn/Fn::GetAtt/0").asText()).isEqualTo(queue.logicalId());
    assertThat(source.at("/FunctionName/Ref").asText())
        .isEqualTo(synthesized.function("CascadeWorkerHandler").logicalId());
    assertThat(source.path("BatchSize").asInt()).isEqualTo(Settings.DEFAULTS.workerBatchSize());
    assertThat(source.at("/ScalingConfig/MaximumConcurrency").asInt())
        .isEqualTo(Settings.DEFAULTS.workerConcurrency());
  }

  @Test
  void aTaskStaysHiddenSixTimesAsLongAsAWorkerMayRun() {
    int timeout = synthesized.function("CascadeWorkerHandler").properties().path("Timeout").asInt();
    assertThat(queue.properties().path("VisibilityTimeout").asInt())
        .isGreaterThanOrEqualTo(6 * timeout);
  }

  @Test
  void aPoisonedTaskEndsInTheDeadLetters() {
    JsonNode redrive = queue.properties().path("RedrivePolicy");
    assertThat(redrive.at("/deadLetterTargetArn/Fn::GetAtt/0").asText())
        .isEqualTo(deadLetters.logicalId());
    assertThat(redrive.path("maxReceiveCount").asInt()).isEqualTo(Settings.DEFAULTS.maxReceives());
    assertThat(deadLetters.properties().has("RedrivePolicy")).isFalse();
  }

  @Test
  void noTaskIsForgottenBeforeSqsMustForgetIt() {
    for (Resource each : synthesized.resources("AWS::SQS::Queue")) {
      assertThat(each.properties().path("MessageRetentionPeriod").asInt())
          .as(each.logicalId())
          .isEqualTo(FOURTEEN_DAYS);
    }
  }

  @Test
  void bothQueuesAreEncryptedAndRefusePlainHttp() {
    for (Resource each : synthesized.resources("AWS::SQS::Queue")) {
      assertThat(each.properties().path("SqsManagedSseEnabled").asBoolean()).isTrue();
      assertThat(
              synthesized.resources("AWS::SQS::QueuePolicy").stream()
                  .filter(
                      policy ->
                          policy.properties().at("/Queues/0/Ref").asText().equals(each.logicalId()))
                  .flatMap(
                      policy -> policy.properties().at("/PolicyDocument/Statement").valueStream()))
          .as(each.logicalId())
          .anyMatch(
              statement ->
                  statement.path("Effect").asText().equals("Deny")
                      && statement
                          .at("/Condition/Bool/aws:SecureTransport")
                          .asText()
                          .equals("false"));
    }
  }
}
