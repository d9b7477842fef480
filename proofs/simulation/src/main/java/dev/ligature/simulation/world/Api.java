package dev.ligature.simulation.world;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ligature.bucket.Entity;
import dev.ligature.bucket.JobState;
import dev.ligature.cascade.CascadeHandler;
import dev.ligature.cascade.DeleteOptions;
import dev.ligature.cascade.DeleteResult;
import dev.ligature.cascade.JobService;
import dev.ligature.cascade.job.Job;
import dev.ligature.cascade.job.Protection;
import dev.ligature.cascade.plan.DecidingModels;
import dev.ligature.data.EntityService;
import dev.ligature.data.read.EntityPage;
import dev.ligature.data.read.EntityQuery;
import dev.ligature.data.read.RelatedEntities;
import dev.ligature.data.read.RelatedEntities.Children;
import dev.ligature.data.write.WriteResult;
import dev.ligature.engine.Engine;
import dev.ligature.schema.ForeignKeyConstraint;
import dev.ligature.schema.ModelDefinition;
import dev.ligature.schema.Schema;
import dev.ligature.simulation.world.Meter.Bill;
import dev.ligature.simulation.world.Request.Question;
import dev.ligature.simulation.world.Request.Verb;
import dev.ligature.simulation.world.Sightings.Condition;
import dev.ligature.store.StoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The whole API of core as clients call it, through the HTTP functions or in their own process.
 * Every request is noted with its answer, and every answer judged. A {@link StoreException} out of
 * any method means that its caller was told of trouble, and knows nothing.
 */
public final class Api {

  private final Engine engine;
  private final Truth truth;
  private final EntityService entities;
  private final CascadeHandler cascade;
  private final JobService jobs;
  private final RelatedEntities related;
  private final DecidingModels deciding;
  private final Meter meter;
  private final AloneCheck alone;
  private final Schema schema;

  /** Whether what truly happens is judged by the rules of this schema. */
  private final boolean ruling;

  private final Sightings sightings;
  private final List<Request> requests;
  private final List<UUID> cancelled;
  private final List<String> violations;

  /**
   * @param engine on the bucket as clients reach it
   * @param truth what truly happened
   * @param alone judges by the rules what becomes of a delete beside which nothing happens
   * @param beside the API of another version of the program, whose requests and answers are noted
   *     with these; {@code null} for none
   */
  Api(Engine engine, Truth truth, Meter meter, AloneCheck alone, @Nullable Api beside) {
    this.engine = engine;
    this.truth = truth;
    this.meter = meter;
    this.alone = alone;
    this.entities = engine.entities();
    this.cascade = engine.cascade();
    this.jobs = engine.jobs();
    this.related = engine.related();
    this.deciding = new DecidingModels(engine.schema());
    this.schema = engine.schema();
    this.ruling = beside == null;
    this.sightings = beside == null ? new Sightings(truth) : beside.sightings;
    this.requests = beside == null ? new ArrayList<>() : beside.requests;
    this.cancelled = beside == null ? new ArrayList<>() : beside.cancelled;
    this.violations = beside == null ? new ArrayList<>() : beside.violations;
  }

  /** The models that it serves. */
  public Schema schema() {
    return schema;
  }

  /** What clients asked and were told. */
  List<Request> requests() {
    return requests;
  }

  /** What jobs clients called off, and were told that they did. */
  List<UUID> cancelled() {
    return cancelled;
  }

  /** Answers that are wrong. */
  List<String> violations() {
    List<String> all = new ArrayList<>(violations);
    all.addAll(sightings.violations());
    return all;
  }

  private Request begin(Question question) {
    return begin(question, meter.beginRequest());
  }

  private Request begin(Question question, Bill bill) {
    Request request = new Request(question, truth.moment(), bill);
    requests.add(request);
    return request;
  }

  // --- writes ---

  /** Creates an entity. */
  public Request create(ModelDefinition model, ObjectNode fields, @Nullable String idempotencyKey) {
    return create(model, fields, idempotencyKey, meter.beginRequest());
  }

  private Request create(
      ModelDefinition model, ObjectNode fields, @Nullable String idempotencyKey, Bill bill) {
    Request request =
        begin(Question.of(Verb.CREATE, model, null, label(fields)).under(idempotencyKey), bill);
    written(request, fields, entities.create(model, fields.deepCopy(), idempotencyKey));
    return request;
  }

  /**
   * Creates many entities side by side, as a batch does; items may fail on their own.
   *
   * @return what became of those of which something is known
   */
  List<Request> createBatch(
      ModelDefinition model, List<ObjectNode> items, @Nullable String idempotencyKey) {
    Bill bill = meter.beginRequest();
    List<Integer> places = IntStream.range(0, items.size()).boxed().toList();
    return engine
        .platform()
        .parallel()
        .map(places, i -> createItem(model, items.get(i), itemKey(idempotencyKey, i), bill))
        .stream()
        .flatMap(Optional::stream)
        .toList();
  }

  private static @Nullable String itemKey(@Nullable String idempotencyKey, int place) {
    return idempotencyKey == null ? null : idempotencyKey + "#" + place;
  }

  private Optional<Request> createItem(
      ModelDefinition model, ObjectNode item, @Nullable String key, Bill bill) {
    try {
      return Optional.of(create(model, item, key, bill));
    } catch (StoreException e) {
      // The items beside it have their outcomes; of this one nothing is known.
      return Optional.empty();
    }
  }

  /** Changes fields of an entity. */
  public Request patch(
      ModelDefinition model, UUID id, ObjectNode patch, @Nullable Long expectedVersion) {
    Request request =
        begin(Question.of(Verb.PATCH, model, id, label(patch)).onlyVersion(expectedVersion));
    written(request, patch, entities.patch(model, id, patch.deepCopy(), expectedVersion));
    return request;
  }

  /** Gives an entity other fields. */
  public Request replace(
      ModelDefinition model, UUID id, ObjectNode fields, @Nullable Long expectedVersion) {
    Request request =
        begin(Question.of(Verb.REPLACE, model, id, label(fields)).onlyVersion(expectedVersion));
    written(request, fields, entities.replace(model, id, fields.deepCopy(), expectedVersion));
    return request;
  }

  private static String label(ObjectNode fields) {
    return fields.path("label").asText();
  }

  private void written(Request request, ObjectNode fields, WriteResult result) {
    switch (result) {
      case WriteResult.Written(Entity entity, boolean replayed) -> {
        request.written(truth.moment(), entity, replayed);
        if (replayed) {
          sightings.shown(request, entity);
        } else {
          sightings.wrote(request, entity);
        }
        return;
      }
      case WriteResult.NotFound(_, UUID id) -> sightings.denied(request, id);
      case WriteResult.ParentMissing(_, _, UUID parent) -> sightings.denied(request, parent);
      case WriteResult.BeingDeleted(_, UUID id) -> sightings.condemned(request, id);
      case WriteResult.Taken(String field, UUID holder) ->
          sightings.holds(request, holder, new Condition(field, fields.path(field).asText()));
      case WriteResult.VersionMismatch(long version) -> {
        UUID id = request.id();
        if (id != null) {
          sightings.atVersion(request, id, version);
        }
      }
      case WriteResult.KeyReused() -> {
        if (requests.stream().noneMatch(earlier -> takesKeyOf(earlier, request))) {
          violations.add("history: " + request + " was told that its key is another's");
        }
      }
      case WriteResult.Invalid _, WriteResult.TooLarge _ ->
          violations.add("a client's request was called invalid: " + result.explanation());
      case WriteResult.Contended _ -> {}
    }
    request.refused(result.getClass().getSimpleName(), result.explanation());
  }

  private static boolean takesKeyOf(Request earlier, Request request) {
    String key = request.idempotencyKey();
    return key != null
        && key.equals(earlier.idempotencyKey())
        && !earlier.label().equals(request.label());
  }

  /** Deletes an entity. */
  public Request delete(ModelDefinition model, UUID id, DeleteOptions options) {
    return delete(cascade, model, id, options);
  }

  /** The same through another handler. */
  Request delete(CascadeHandler cascade, ModelDefinition model, UUID id, DeleteOptions options) {
    Request request =
        begin(Question.of(Verb.DELETE, model, id, "").onlyVersion(options.expectedVersion()));
    AloneCheck.Expectation expected = ruling ? alone.expect(id) : null;
    DeleteResult result = cascade.delete(model, id, options);
    switch (result) {
      case DeleteResult.Accepted accepted -> {
        request.accepted(accepted);
        accepted(request, model, accepted);
      }
      case DeleteResult.Refused(_, List<Protection> protections) -> {
        sightings.there(request, id);
        protections.forEach(protection -> protects(request, protection));
      }
      case DeleteResult.NotFound(_, UUID missing) -> sightings.denied(request, missing);
      case DeleteResult.VersionMismatch(long version) -> sightings.atVersion(request, id, version);
      case DeleteResult.BeingDeleted(_, UUID condemned) -> sightings.condemned(request, condemned);
    }
    if (!(result instanceof DeleteResult.Accepted)) {
      request.refused(result.getClass().getSimpleName(), result.explanation());
    }
    violations.addAll(alone.compare(expected, request, result));
    return request;
  }

  /** Once its job has committed, or it needed none, the root of a planned delete is gone. */
  private void accepted(Request request, ModelDefinition model, DeleteResult.Accepted result) {
    UUID id = request.id();
    boolean committed =
        switch (result.state()) {
          case COMPLETED -> true;
          // A root that changed before it was condemned is not the version that was asked for, and
          // stays; who is told that the job goes on, is told by its end.
          case RUNNING ->
              deciding.mustPlan(model)
                  && (request.expectedVersion() == null || condemned(result.jobId(), id));
          case PLANNING, STALLED, BLOCKED, CANCELLED -> false;
        };
    if (committed && id != null && truth.alive(id)) {
      violations.add("P4: " + request + " was told that it is deleted, and yet it lives");
    }
    if (result.state() == JobState.BLOCKED) {
      violations.add("P4: " + request + " was told that a refused delete is accepted");
    }
  }

  private boolean condemned(@Nullable UUID jobId, @Nullable UUID id) {
    return jobId != null && id != null && truth.jobs().job(jobId).hasCondemned(id);
  }

  /** Whoever is named as standing against a delete must have been there. */
  private void protects(Request request, Protection protection) {
    protection.sampleIds().forEach(sample -> sightings.there(request, sample));
  }

  /** A client asked for this, and died before it learned anything. */
  void askedBefore(ModelDefinition model, UUID id) {
    begin(Question.of(Verb.DELETE, model, id, ""));
  }

  // --- reads ---

  /** Looks at an entity. */
  public Request read(ModelDefinition model, UUID id) {
    Request request = begin(Question.of(Verb.READ, model, id, ""));
    Optional<Entity> found = entities.get(model, id);
    request.read(found.orElse(null));
    found.ifPresentOrElse(
        entity -> sightings.shown(request, entity), () -> sightings.denied(request, id));
    return request;
  }

  /**
   * Looks at a page of the entities that meet all conditions.
   *
   * @param after the page begins behind this id; {@code null} for the first
   */
  EntityPage list(
      ModelDefinition model, List<Condition> conditions, @Nullable UUID after, int limit) {
    Request request =
        begin(Question.of(Verb.LIST, model, null, conditions + " behind " + after + ", " + limit));
    EntityQuery query = engine.query(model).after(after).limit(limit);
    for (Condition condition : conditions) {
      query = query.where(condition.field(), condition.value());
    }
    EntityPage page = query.page();
    request.read(null);
    sightings.page(request, model, conditions, after, page);
    return page;
  }

  /** Looks at an entity, at all that it refers to, and at what refers to it. */
  void include(ModelDefinition model, UUID id, int limit) {
    Request request = begin(Question.of(Verb.INCLUDE, model, id, ""));
    Optional<Entity> found = entities.get(model, id);
    request.read(found.orElse(null));
    if (found.isEmpty()) {
      sightings.denied(request, id);
      return;
    }
    sightings.shown(request, found.get());
    List<Entity> one = List.of(found.get());
    for (ForeignKeyConstraint key : model.foreignKeys()) {
      sightings.parents(request, key, one, related.parents(one, key));
    }
    Set<UUID> parent = Set.of(id);
    for (ForeignKeyConstraint key : model.referencedBy()) {
      if (key.single()) {
        sightings.onlyChildren(request, key, parent, related.child(parent, key));
      } else {
        Map<UUID, Children> children = related.children(parent, key, limit);
        sightings.children(request, key, children);
      }
    }
  }

  // --- jobs ---

  /** Calls a job off, if it has not committed. */
  public void cancel(UUID jobId) {
    meter.beginUpkeep();
    if (jobs.cancel(jobId) instanceof JobService.Change.Changed) {
      cancelled.add(jobId);
    }
  }

  /** Looks at a job, and at a page of jobs; once a job has ended, that is how it stays. */
  void lookAtJob(UUID jobId) {
    meter.beginUpkeep();
    jobs.get(jobId).ifPresent(progress -> shown(progress.job()));
    jobs.list(jobId, 2).jobs().forEach(this::shown);
  }

  private void shown(Job job) {
    if (job.state().ended() && truth.jobs().job(job.id()).state() != job.state()) {
      violations.add("history: job " + job.id() + " was shown " + job.state().text());
    }
  }

  /**
   * A person lets stalled jobs go on.
   *
   * @param which of them
   * @return how many
   */
  int retryStalled(Predicate<Job> which) {
    int retries = 0;
    Optional<UUID> next = jobs.jobAfter(null);
    while (next.isPresent()) {
      UUID jobId = next.get();
      if (jobs.find(jobId)
          .filter(job -> job.state() == JobState.STALLED)
          .filter(which)
          .isPresent()) {
        jobs.retry(jobId);
        retries++;
      }
      next = jobs.jobAfter(jobId);
    }
    return retries;
  }
}
