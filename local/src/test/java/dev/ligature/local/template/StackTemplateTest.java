package dev.ligature.local.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ligature.local.SmallStack;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StackTemplateTest {
  private final StackTemplate template = SmallStack.template();

  @Test
  void functionsAreThoseThatRunOnJava() {
    assertThat(template.functions()).containsOnlyKeys("Echo", "Worker");
    assertThat(template.function("Echo").timeout()).isEqualTo(Duration.ofSeconds(1));
    assertThat(template.function("Echo").memoryMegabytes()).isEqualTo(512);
  }

  @Test
  void routesLeadThroughNestedResources() {
    assertThat(template.routes())
        .containsExactlyInAnyOrder(
            new RouteSpec("ANY", "/{plural}", "Echo"),
            new RouteSpec("GET", "/{plural}/{id}", "Echo"));
  }

  @Test
  void theEnvironmentIsResolvedToLocalValues() {
    assertThat(
            template.environment(
                template.function("Echo"),
                Map.of("Bucket", "my-bucket", "Tasks", "http://127.0.0.1:9/000000000000/tasks")))
        .containsEntry("LIGATURE_BUCKET", "my-bucket")
        .containsEntry("LIGATURE_QUEUE_URL", "http://127.0.0.1:9/000000000000/tasks")
        .containsEntry("QUEUE_NAME", "tasks")
        .containsEntry("BUCKET_ARN", "arn:aws:s3:::my-bucket")
        .containsEntry("GREETING", "hello from us-east-1, ${literal}");
  }

  @Test
  void theDeadLetterQueueComesBeforeTheQueueThatNamesIt() {
    assertThat(template.queues()).extracting(QueueSpec::name).containsExactly("Dead", "Tasks");
    assertThat(template.queue("Tasks").redrive()).contains(new QueueSpec.Redrive("Dead", 2));
    assertThat(template.queue("Tasks").visibilityTimeout()).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void theEventSourceHasItsBatchAndConcurrency() {
    assertThat(template.eventSources())
        .containsExactly(new EventSourceSpec("Tasks", "Worker", 4, Duration.ZERO, 2, true));
  }

  @Test
  void theScheduleNamesItsFunctionAndEvent() {
    assertThat(template.schedule())
        .isEqualTo(
            new ScheduleSpec(
                "Nightly",
                Duration.ofMinutes(5),
                "Worker",
                "{\"time\":\"<aws.scheduler.scheduled-time>\"}",
                true));
  }

  @Test
  void aFunctionIsFoundByAPartOfItsName() {
    assertThat(template.function("worker").name()).isEqualTo("Worker");
    assertThat(template.function("echo-handler").name()).isEqualTo("Echo");
  }

  @Test
  void anUnknownFunctionIsRefusedWithTheKnownOnes() {
    assertThatThrownBy(() -> template.function("sweeper"))
        .isInstanceOf(TemplateException.class)
        .hasMessage("No function is named 'sweeper'; there are: EchoHandler, RecordingWorker");
  }
}
