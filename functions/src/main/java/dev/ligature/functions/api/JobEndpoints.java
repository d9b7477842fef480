package dev.ligature.functions.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ligature.bucket.Json;
import dev.ligature.cascade.JobService;
import dev.ligature.cascade.job.Job;
import dev.ligature.functions.http.ApiLimits;
import dev.ligature.functions.http.HttpRequest;
import dev.ligature.functions.http.HttpResponse;
import dev.ligature.functions.http.Problem;
import dev.ligature.functions.http.ProblemKind;
import java.util.UUID;

/** {@code /jobs}: deletes under way and done. Their answers are never stored by caches. */
final class JobEndpoints {

  private final JobService jobs;

  JobEndpoints(Services services) {
    this.jobs = services.engine().jobs();
  }

  HttpResponse list(HttpRequest request) {
    Parameters parameters = new Parameters(request);
    int limit = parameters.limit(ApiLimits.JOBS_PAGE_MAX);
    UUID after = parameters.cursor().orElse(null);
    parameters.refuseRest("limit or cursor");
    JobService.JobPage page = jobs.list(after, limit);
    ObjectNode json = Json.object();
    ArrayNode items = json.putArray("items");
    page.jobs().forEach(job -> items.add(JobJson.of(job)));
    ArrayNode unreadable = json.putArray("unreadable");
    page.unreadable().forEach(unreadable::add);
    json.put("next", page.next() == null ? null : Lists.next(request, page.next()));
    return fresh(json);
  }

  HttpResponse get(HttpRequest request) {
    new Parameters(request).refuseRest("");
    UUID id = Paths.id(request);
    return jobs.get(id).map(JobEndpoints::shown).orElseGet(() -> notFound(id).response());
  }

  private static HttpResponse shown(JobService.Progress progress) {
    ObjectNode json = JobJson.of(progress.job());
    json.put("pendingTasks", progress.pendingTasks());
    return fresh(json);
  }

  HttpResponse retry(HttpRequest request) {
    new Parameters(request).refuseRest("");
    UUID id = Paths.id(request);
    return changed(id, "retried", jobs.retry(id));
  }

  HttpResponse cancel(HttpRequest request) {
    new Parameters(request).refuseRest("");
    UUID id = Paths.id(request);
    return changed(id, "cancelled", jobs.cancel(id));
  }

  private static HttpResponse changed(UUID id, String what, JobService.Change change) {
    return switch (change) {
      case JobService.Change.Changed(Job job) -> fresh(JobJson.of(job));
      case JobService.Change.NotAllowed(Job job, String reason) ->
          Problem.of(ProblemKind.JOB_STATE, "The job cannot be " + what + ": " + reason + ".")
              .with("state", Json.mapper().getNodeFactory().textNode(job.state().text()))
              .response();
      case JobService.Change.NotFound() -> notFound(id).response();
    };
  }

  private static HttpResponse fresh(ObjectNode json) {
    return HttpResponse.json(200, json).with("cache-control", "no-store");
  }

  private static Problem notFound(UUID id) {
    return Problem.of(ProblemKind.JOB_NOT_FOUND, "There is no job " + id + ".");
  }
}
