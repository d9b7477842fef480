package dev.ligature.infra;

import java.util.Map;
import java.util.TreeMap;
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
record FunctionFactory(Code code, IBucket bucket, IQueue queue, Settings settings) {

  /** The function of a handler, with its role and its logs. */
  Function function(Construct scope, String id, Handler handler) {
    LogGroup logs = logGroup(scope, id + "Logs");
    Role role =
        Role.Builder.create(scope, id + "Role")
            .assumedBy(new ServicePrincipal("lambda.amazonaws.com"))
            .description("What " + handler.name() + " may do, and nothing else")
            .build();
    logs.grantWrite(role);
    BucketAccess.grant(handler.role(), bucket, role);
    if (handler.sendsTasks()) {
      queue.grantSendMessages(role);
    }
    return Function.Builder.create(scope, id)
        .description(handler.description())
        .runtime(Runtime.JAVA_25)
        .architecture(Architecture.ARM_64)
        .code(code)
        .handler(handler.className())
        .memorySize(settings.memoryMegabytes())
        .timeout(handler.timeout())
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
    variables.put("LIGATURE_API_TITLE", settings.apiTitle());
    variables.put("LIGATURE_API_VERSION", settings.apiVersion());
    if (!settings.apiLicense().isEmpty()) {
      variables.put("LIGATURE_API_LICENSE", settings.apiLicense());
    }
    return variables;
  }
}
