package dev.ligature.infra;

import dev.ligature.api.FunctionVariable;
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
    for (FunctionVariable variable : FunctionVariable.values()) {
      String value = value(variable);
      if (!value.isEmpty()) {
        variables.put(variable.key(), value);
      }
    }
    return variables;
  }

  private String value(FunctionVariable variable) {
    return switch (variable) {
      case BUCKET -> bucket.getBucketName();
      case QUEUE_URL -> queue.getQueueUrl();
      case INLINE_MILLIS -> Integer.toString(settings.inlineMillis());
      case INLINE_VICTIMS -> Integer.toString(settings.inlineVictims());
      case TASK_SIZE -> Integer.toString(settings.taskSize());
      case ORPHAN_GRACE_SECONDS -> Integer.toString(settings.orphanGraceSeconds());
      case MAX_RECEIVES -> Integer.toString(settings.maxReceives());
      case ADOPT_SCHEMA -> Integer.toString(settings.adoptSchema());
      case API_TITLE -> settings.apiTitle();
      case API_VERSION -> settings.apiVersion();
      case API_LICENSE -> settings.apiLicense();
    };
  }
}
