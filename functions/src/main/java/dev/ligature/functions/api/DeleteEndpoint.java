package dev.ligature.functions.api;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.ligature.bucket.Entity;
import dev.ligature.bucket.JobState;
import dev.ligature.cascade.DeleteOptions;
import dev.ligature.cascade.DeleteResult;
import dev.ligature.cascade.job.Job;
import dev.ligature.cascade.job.Protection;
import dev.ligature.data.write.WriteResult;
import dev.ligature.functions.http.HttpRequest;
import dev.ligature.functions.http.HttpResponse;
import dev.ligature.functions.http.Problem;
import dev.ligature.functions.http.ProblemKind;
import dev.ligature.schema.ModelDefinition;
import dev.ligature.store.StoreException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/** {@code DELETE /{plural}/{id}}: an entity with all that follows from it. */
final class DeleteEndpoint {

  private static final Logger LOG = System.getLogger(DeleteEndpoint.class.getName());
  private static final Duration LOOK_AGAIN = Duration.ofMillis(250);

  private final Services services;

  DeleteEndpoint(Services services) {
    this.services = services;
  }

  HttpResponse delete(HttpRequest request) {
    ModelDefinition model = Paths.model(services.engine().schema(), request);
    UUID id = Paths.id(request);
    new Parameters(request).refuseRest("");
    Preference preference = Preference.of(request);
    Instant end =
        services
            .engine()
            .platform()
            .clock()
            .instant()
            .plus(preference.patience() == null ? Duration.ZERO : preference.patience());
    Long expected =
        Conditions.ofWrite(request)
            .expected(() -> services.engine().entities().get(model, id).map(Entity::version));
    DeleteOptions options = new DeleteOptions(expected, inline(preference));
    HttpResponse response =
        switch (services.engine().cascade().delete(model, id, options)) {
          case DeleteResult.Accepted accepted -> accepted(request, accepted, end);
          case DeleteResult.Refused(UUID jobId, List<Protection> protections) ->
              refused(jobId, protections).response();
          case DeleteResult.NotFound(String plural, UUID gone) ->
              Paths.notFound(plural, gone).response();
          case DeleteResult.VersionMismatch(long current) ->
              Rejections.of(new WriteResult.VersionMismatch(current)).response();
          case DeleteResult.BeingDeleted(String plural, UUID held) ->
              Rejections.of(new WriteResult.BeingDeleted(plural, held)).response();
        };
    return preference.applied().isEmpty() || response.status() >= 400
        ? response
        : response.with("preference-applied", preference.applied());
  }

  /**
   * A caller's patience shortens the time that the deployment works itself; it never adds to it.
   */
  private Duration inline(Preference preference) {
    Duration patience = preference.patience();
    Duration set = services.inlineTime();
    return patience == null || patience.compareTo(set) > 0 ? set : patience;
  }

  private HttpResponse accepted(HttpRequest request, DeleteResult.Accepted accepted, Instant end) {
    UUID jobId = accepted.jobId();
    if (jobId == null || accepted.state() == JobState.COMPLETED) {
      return HttpResponse.json(200, JobJson.of(accepted));
    }
    Optional<Job> ended = await(jobId, end);
    if (ended.isPresent()) {
      return answer(ended.get());
    }
    return HttpResponse.json(202, JobJson.of(accepted))
        .with("location", request.path().base() + "/jobs/" + jobId);
  }

  /**
   * Waits for the workers, for as long as the caller asked; empty if they were not done by then.
   */
  private Optional<Job> await(UUID jobId, Instant end) {
    while (services.engine().platform().clock().instant().isBefore(end)) {
      Optional<Job> job = find(jobId);
      if (job.isPresent() && job.get().state().ended()) {
        return job;
      }
      services.engine().platform().waiter().await(LOOK_AGAIN);
    }
    return Optional.empty();
  }

  /** The delete is accepted: a look at it that fails is no refusal. */
  private Optional<Job> find(UUID jobId) {
    try {
      return services.engine().jobs().find(jobId);
    } catch (StoreException e) {
      LOG.log(Level.WARNING, "job " + jobId + " was accepted, and cannot be looked at now", e);
      return Optional.empty();
    }
  }

  private static HttpResponse answer(Job job) {
    return job.state() == JobState.BLOCKED
        ? refused(job.id(), job.protections()).response()
        : HttpResponse.json(200, JobJson.of(job));
  }

  private static Problem refused(UUID jobId, List<Protection> protections) {
    String against =
        protections.stream()
            .map(
                p ->
                    (p.countIsComplete() ? "" : "at least ")
                        + p.count()
                        + " through "
                        + p.relationship()
                        + " ("
                        + p.onDelete()
                        + ")")
            .collect(Collectors.joining(", "));
    return Problem.of(
            ProblemKind.PROTECTED,
            "Nothing was deleted, because of what refers to it: "
                + against
                + ". Delete those or let them refer elsewhere, then try again.")
        .with("protected", JobJson.protections(protections))
        .with("jobId", JsonNodeFactory.instance.textNode(jobId.toString()));
  }
}
