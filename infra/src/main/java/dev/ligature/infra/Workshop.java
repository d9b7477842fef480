package dev.ligature.infra;

import java.util.Map;
import java.util.TreeMap;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.lambda.Architecture;
import software.amazon.awscdk.services.lambda.Code;
import software.amazon.awscdk.services.lambda.Function;
import software.amazon.awscdk.services.lambda.Runtime;
import software.amazon.awscdk.services.logs.CfnLogGroup;
import software.amazon.awscdk.services.logs.LogGroup;
import software.amazon.awscdk.services.s3.IBucket;
import software.amazon.awscdk.services.sqs.IQueue;
import software.constructs.Construct;

/**
 * What every function is made from: the same jar, bucket, queue and settings. Each gets a role and
 * a log group of its own.
 */
record Workshop(Code code, IBucket bucket, IQueue queue, Settings settings) {

  private static final String HANDLERS = "dev.ligature.functions.";

  /**
   * One function with its role and its logs.
   *
   * @param handler the handler's simple class name
   * @param access what it may do in the bucket
   * @param sendsTasks whether it may put tasks on the queue
   */
  Function function(
      Construct scope,
      String id,
      String handler,
      String description,
      Duration timeout,
      BucketAccess access,
      boolean sendsTasks) {
    LogGroup logs = logGroup(scope, id + "Logs");
    Role role =
        Role.Builder.create(scope, id + "Role")
            .assumedBy(new ServicePrincipal("lambda.amazonaws.com"))
            .description("What " + handler + " may do, and nothing else")
            .build();
    logs.grantWrite(role);
    access.grant(bucket, role);
    if (sendsTasks) {
      queue.grantSendMessages(role);
    }
    return Function.Builder.create(scope, id)
        .description(description)
        .runtime(Runtime.JAVA_25)
        .architecture(Architecture.ARM_64)
        .code(code)
        .handler(HANDLERS + handler)
        .memorySize(settings.memoryMegabytes())
        .timeout(timeout)
        .role(role)
        .logGroup(logs)
        .environment(environment())
        .build();
  }

  /** A log group that forgets after the days that the settings say. */
  LogGroup logGroup(Construct scope, String id) {
    LogGroup logs = LogGroup.Builder.create(scope, id).removalPolicy(RemovalPolicy.DESTROY).build();
    if (logs.getNode().getDefaultChild() instanceof CfnLogGroup resource) {
      resource.setRetentionInDays(settings.logDays());
    }
    return logs;
  }

  private Map<String, String> environment() {
    // In a fixed order, so that the same sources give the same template.
    Map<String, String> variables = new TreeMap<>();
    variables.put("LIGATURE_BUCKET", bucket.getBucketName());
    variables.put("LIGATURE_QUEUE_URL", queue.getQueueUrl());
    variables.put("LIGATURE_INLINE_MILLIS", Integer.toString(settings.inlineMillis()));
    variables.put("LIGATURE_INLINE_VICTIMS", Integer.toString(settings.inlineVictims()));
    variables.put("LIGATURE_TASK_SIZE", Integer.toString(settings.taskSize()));
    variables.put("LIGATURE_ORPHAN_GRACE_SECONDS", Integer.toString(settings.orphanGraceSeconds()));
    variables.put("LIGATURE_MAX_RECEIVES", Integer.toString(settings.maxReceives()));
    variables.put("LIGATURE_ADOPT_SCHEMA", Integer.toString(settings.adoptSchema()));
    return variables;
  }
}
