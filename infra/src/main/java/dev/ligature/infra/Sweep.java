package dev.ligature.infra;

import dev.ligature.bucket.BucketFolder;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.lambda.Function;
import software.amazon.awscdk.services.scheduler.ContextAttribute;
import software.amazon.awscdk.services.scheduler.Schedule;
import software.amazon.awscdk.services.scheduler.ScheduleExpression;
import software.amazon.awscdk.services.scheduler.ScheduleTargetInput;
import software.amazon.awscdk.services.scheduler.targets.LambdaInvoke;
import software.constructs.Construct;

/** The sweeper: removes what is orphaned, sends lost tasks again; one bounded slice per run. */
final class Sweep extends Construct {

  static final int SWEEPER_SECONDS = 300;

  Sweep(Construct scope, String id, FunctionFactory factory) {
    super(scope, id);
    Function sweeper =
        factory.function(
            this,
            "Sweeper",
            new Handler(
                "OrphanSweeperHandler",
                "Removes orphans and leftovers, sends lost tasks again",
                Duration.seconds(SWEEPER_SECONDS),
                BucketFolder.Role.SWEEPER,
                true));
    Role scheduler =
        Role.Builder.create(this, "ScheduleRole")
            .assumedBy(new ServicePrincipal("scheduler.amazonaws.com"))
            .description("Lets the schedule start the sweeper, and nothing else")
            .build();
    Schedule.Builder.create(this, "Schedule")
        .description("Runs the sweeper")
        .schedule(ScheduleExpression.rate(Duration.minutes(factory.settings().sweepMinutes())))
        .target(
            LambdaInvoke.Builder.create(sweeper)
                .role(scheduler)
                // The next run does what a failed one did not: nothing to retry for long.
                .retryAttempts(1)
                .maxEventAge(Duration.minutes(factory.settings().sweepMinutes()))
                .input(
                    ScheduleTargetInput.fromObject(
                        new TreeMap<>(
                            Map.of(
                                "source",
                                "ligature.schedule",
                                "time",
                                ContextAttribute.getScheduledTime()))))
                .build())
        .build();
    Nag.accept(sweeper.getRole(), List.of(Nag.prefixes()));
    Nag.accept(
        scheduler,
        List.of(
            Nag.reason(
                "AwsSolutions-IAM5",
                "The wildcard stands for the versions and aliases of the one sweeper function.")));
  }
}
