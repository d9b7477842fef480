package dev.ligature.infra;

import java.nio.file.Path;
import software.amazon.awscdk.CfnOutput;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;
import software.amazon.awscdk.services.lambda.Code;
import software.constructs.Construct;

/** All of Ligature in one account and region: a bucket, an API, a cascade and a sweep. */
public final class LigatureStack extends Stack {

  /**
   * @param jar the functions' shaded jar
   */
  public LigatureStack(Construct scope, String id, Settings settings, Path jar) {
    super(
        scope,
        id,
        StackProps.builder()
            .description("Ligature: relational integrity for JSON objects in one S3 bucket")
            .build());
    Storage storage = new Storage(this, "Storage", settings);
    TaskQueues tasks = new TaskQueues(this, "Tasks", settings);
    FunctionFactory factory =
        new FunctionFactory(
            Code.fromAsset(jar.toString()), storage.bucket(), tasks.queue(), settings);
    Api api = new Api(this, "Api", factory);
    new Cascade(this, "Cascade", factory);
    new Sweep(this, "Sweep", factory);

    output("ApiUrl", api.url(), "Where the API answers; requests are signed with SigV4");
    output("BucketName", storage.bucket().getBucketName(), "Where every entity lives");
    output("QueueUrl", tasks.queue().getQueueUrl(), "Tasks of cascades that wait for a worker");
    output("DeadLetterQueueUrl", tasks.deadLetters().getQueueUrl(), "Tasks that failed for good");
  }

  private void output(String id, String value, String description) {
    CfnOutput.Builder.create(this, id).value(value).description(description).build();
  }
}
