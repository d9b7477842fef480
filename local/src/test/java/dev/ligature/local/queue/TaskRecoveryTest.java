package dev.ligature.local.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ligature.local.SmallStack;
import dev.ligature.local.Stack;
import dev.ligature.local.StackOptions;
import dev.ligature.local.s3.S3Operation;
import dev.ligature.local.s3.S3Server;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;

/** What a queue in memory has lost is sent again from the bucket, and nothing else. */
class TaskRecoveryTest {
  private Stack stack;

  @BeforeEach
  void start() {
    stack = Stack.start(SmallStack.template(), StackOptions.inMemory());
  }

  @AfterEach
  void stop() {
    stack.close();
  }

  @Test
  void everyTaskOfTheFirstPhaseAndEveryJobWithoutOneIsSentFor() {
    put("jobs/with-tasks/job.json", "{\"state\":\"running\"}");
    put("jobs/with-tasks/tasks/1-a", "{}");
    put("jobs/with-tasks/tasks/1-b", "{}");
    put("jobs/with-tasks/tasks/2-later", "{}");
    put("jobs/at-its-end/job.json", "{\"state\":\"running\"}");
    put("jobs/ended/job.json", "{\"state\":\"completed\"}");

    assertThat(resend()).isEqualTo(3);
  }

  @Test
  void aTaskOfAJobThatWasNeverAcceptedIsNotSent() {
    put("jobs/no-record/tasks/1-a", "{}");

    assertThat(resend()).isZero();
  }

  @Test
  void endedJobsAreReadManyAtATime() {
    int jobs = 128;
    IntStream.range(0, jobs)
        .forEach(i -> put("jobs/j%03d/job.json".formatted(i), "{\"state\":\"completed\"}"));
    S3Server server = stack.s3Server().orElseThrow();
    Duration each = Duration.ofMillis(100);
    server.setLatency(each);

    long started = System.nanoTime();
    assertThat(resend()).isZero();
    Duration took = Duration.ofNanos(System.nanoTime() - started);

    server.setLatency(Duration.ZERO);
    assertThat(server.log().count(S3Operation.GET_OBJECT)).isEqualTo(jobs);
    // One after the other they would take as long as all of it.
    assertThat(took).isLessThan(each.multipliedBy(jobs / 2));
  }

  private int resend() {
    return new TaskRecovery(
            stack.s3(), stack.endpoints().bucket(), stack.sqs(), stack.endpoints().dlq())
        .resend();
  }

  private void put(String key, String body) {
    stack
        .s3()
        .putObject(
            request -> request.bucket(stack.endpoints().bucket()).key(key),
            RequestBody.fromString(body));
  }
}
