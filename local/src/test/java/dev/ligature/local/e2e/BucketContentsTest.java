package dev.ligature.local.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ligature.models.Models;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.core.sync.RequestBody;

/** When a bucket counts as being at rest. */
class BucketContentsTest {
  private static final String ROOT_TASK = "3.000000-" + new UUID(0, 0);

  @RegisterExtension static final RunningStack stack = new RunningStack();

  @Test
  void aTaskIsUnfinishedWorkOnlyIfItsJobCameToBe() {
    UUID job = new UUID(0x0198000000007000L, 0x8000000000000001L);
    String task = "jobs/" + job + "/tasks/" + ROOT_TASK;
    put(task, "{\"kind\":\"root\"}");

    // A delete writes its tasks first: killed here, it was promised to nobody.
    assertThat(look().tasks()).isEmpty();
    assertThat(look().violations(new Models().schema())).isEmpty();
    assertThat(unfinished()).isEmpty();

    put("jobs/" + job + "/job.json", "{\"state\":\"running\"}");

    assertThat(look().tasks()).containsExactly(task);
    assertThat(unfinished())
        .containsExactly("job " + job + " is running", "unfinished: " + task)
        .isEqualTo(look().violations(new Models().schema()));

    put("jobs/" + job + "/job.json", "{\"state\":\"completed\"}");

    assertThat(unfinished()).containsExactly("unfinished: " + task);
  }

  private static BucketContents look() {
    return BucketContents.of(stack.stack().endpoints(), BucketContents::read);
  }

  private static Iterable<String> unfinished() {
    return BucketContents.of(stack.stack().endpoints(), BucketContents::unfinished);
  }

  private static void put(String key, String body) {
    stack
        .stack()
        .s3()
        .putObject(
            request -> request.bucket(stack.stack().endpoints().bucket()).key(key),
            RequestBody.fromString(body));
  }
}
