package dev.ligature.infra;

import dev.ligature.bucket.BucketFolder;
import java.util.List;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.lambda.Function;
import software.amazon.awscdk.services.lambda.eventsources.SqsEventSource;
import software.constructs.Construct;

/** The worker that finishes cascades task by task, fed by the queue at a bounded pace. */
final class Cascade extends Construct {

  /** A worker stops at a safe point before this and hands on the rest. */
  static final int WORKER_SECONDS = 120;

  Cascade(Construct scope, String id, FunctionFactory factory) {
    super(scope, id);
    Function worker =
        factory.function(
            this,
            "Worker",
            new Handler(
                "CascadeWorkerHandler",
                "Works on the tasks of cascades",
                Duration.seconds(WORKER_SECONDS),
                BucketFolder.Role.WORKER,
                true));
    worker.addEventSource(
        SqsEventSource.Builder.create(factory.queue())
            .batchSize(factory.settings().workerBatchSize())
            .maxConcurrency(factory.settings().workerConcurrency())
            // One bad task must not have the good ones of its batch delivered again.
            .reportBatchItemFailures(true)
            .build());
    Nag.accept(worker.getRole(), List.of(Nag.prefixes()));
  }
}
