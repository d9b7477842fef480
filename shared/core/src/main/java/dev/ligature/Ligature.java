package dev.ligature;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ligature.bucket.JobState;
import dev.ligature.cascade.CascadeHandler;
import dev.ligature.cascade.CascadeSettings;
import dev.ligature.cascade.CascadeWorker;
import dev.ligature.cascade.JobRecovery;
import dev.ligature.cascade.JobService;
import dev.ligature.cascade.job.Budget;
import dev.ligature.cascade.job.TaskMessage;
import dev.ligature.cascade.job.TaskQueue;
import dev.ligature.data.EntityService;
import dev.ligature.engine.Engine;
import dev.ligature.engine.EngineConfig;
import dev.ligature.schema.ModelDefinition;
import dev.ligature.schema.Schema;
import dev.ligature.store.ObjectStore;
import dev.ligature.store.Platform;
import dev.ligature.store.system.SystemPlatform;
import dev.ligature.sweep.OrphanSweeper;
import dev.ligature.sweep.SweepSettings;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Relational data in one S3 bucket, for a Java program. Made once, from a schema and a store:
 *
 * <pre>{@code
 * try (S3Client s3 = S3Clients.create(System.getenv());
 *     Ligature ligature =
 *         Ligature.builder()
 *             .schema(Schema.of(Author.class, Profile.class, Post.class, Comment.class))
 *             .store(new S3ObjectStore(s3, "my-bucket"))
 *             .build()) {
 *
 *   S3DataService<Author> authors = ligature.service(Author.class);
 *   S3DataService<Post> posts = ligature.service(Post.class);
 *
 *   Stored<Author> ann = authors.create(new Author("Ann", null)).orThrow();
 *   posts.create(new Post("Hello", "…", ann.id(), true)).orThrow();
 *
 *   List<Stored<Post>> hers = ligature.query(Post.class).where("authorId", ann.id()).page().items();
 *
 *   authors.delete(ann.id()).orThrow(); // and her posts, their comments, her profile
 * }
 * }</pre>
 *
 * <p>A delete too large for its caller goes on by itself: in this program, unless a {@link
 * Builder#queue} leads elsewhere. After a crash, {@link #resume} takes up what was left.
 *
 * <p>Safe for many threads; many programs, and Lambda functions, may share one bucket.
 */
public final class Ligature implements AutoCloseable {

  /** The longest that a worker of this program stays with one task before it hands on the rest. */
  private static final Duration TASK_TIME = Duration.ofSeconds(30);

  private static final Duration FIRST_LOOK = Duration.ofMillis(20);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

  private final Engine engine;
  private final RelationshipResolver resolver;
  private final @Nullable InProcessQueue ownQueue;

  private Ligature(EngineConfig config, @Nullable InProcessQueue ownQueue) {
    this.engine = Engine.of(config);
    this.ownQueue = ownQueue;
    this.resolver = new RelationshipResolver(config.schema(), engine.related(), engine::query);
    if (config.queue() instanceof InProcessQueue inProcess) {
      inProcess.serve(new Worker(engine));
    }
  }

  /** Begins. {@link Builder#schema} and {@link Builder#store} are needed, the rest has defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /** The models. */
  public Schema schema() {
    return engine.schema();
  }

  /**
   * The entities of a record's model.
   *
   * @throws IllegalArgumentException if the schema was not made from this record
   */
  public <T> S3DataService<T> service(Class<T> record) {
    return service(RecordMapping.of(engine.schema(), record));
  }

  /**
   * The entities of a model as JSON, whether there is a record behind it or not.
   *
   * @param model its name: {@code Author}
   * @throws IllegalArgumentException if the schema has no such model
   */
  public S3DataService<ObjectNode> service(String model) {
    ModelDefinition definition =
        engine
            .schema()
            .model(model)
            .orElseThrow(() -> new IllegalArgumentException("no model is named " + model));
    return service(new RecordMapping<>(definition, ObjectNode.class));
  }

  private <T> S3DataService<T> service(RecordMapping<T> mapping) {
    return new S3DataService<>(
        mapping,
        engine.entities(),
        engine.cascade(),
        new Query<>(engine.query(mapping.model()), mapping));
  }

  /**
   * Begins a query over a record's model.
   *
   * @throws IllegalArgumentException if the schema was not made from this record
   */
  public <T> Query<T> query(Class<T> record) {
    return service(record).query();
  }

  /** Loads related entities in batches. */
  public RelationshipResolver resolver() {
    return resolver;
  }

  /** Entities as JSON, of every model: what the services stand on. */
  public EntityService entities() {
    return engine.entities();
  }

  /** Deletes, with all that follows. */
  public CascadeHandler cascade() {
    return engine.cascade();
  }

  /** Looks at cascade jobs, retries and cancels them. */
  public JobService jobs() {
    return engine.jobs();
  }

  /** Works on the tasks of jobs, for a program that takes their messages from a queue itself. */
  public CascadeWorker worker() {
    return engine.worker();
  }

  /**
   * Keeps the bucket whole over time: orphans, lost tasks, fences, old jobs, stale references. For
   * a program where no sweeper function is deployed: {@code
   * ligature.sweeper().sweep(SweepOptions.slice(deadline))} now and then.
   */
  public OrphanSweeper sweeper() {
    return engine.sweeper();
  }

  /**
   * Waits until a job has ended or stalled.
   *
   * @param atMost give up waiting after this long
   * @return how the job stands then; empty if there is no such job
   */
  public Optional<JobService.Progress> await(UUID jobId, Duration atMost) {
    Instant end = engine.platform().clock().instant().plus(atMost);
    Duration pause = FIRST_LOOK;
    while (true) {
      Optional<JobService.Progress> progress = engine.jobs().get(jobId);
      boolean over =
          progress.isEmpty()
              || progress.get().job().state().ended()
              || progress.get().job().state() == JobState.STALLED;
      if (over || !engine.platform().clock().instant().isBefore(end)) {
        return progress;
      }
      engine.platform().waiter().await(pause);
      Duration doubled = pause.multipliedBy(2);
      pause = doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
    }
  }

  /**
   * Takes up the jobs that a program left when it ended. Call it at the start of a program with a
   * queue in its own process.
   *
   * @return how many jobs go on
   * @see JobRecovery#run
   */
  public int resume() {
    return engine.recovery().run();
  }

  /**
   * Ends the workers of this program, after the tasks that they are at. A store or a queue that was
   * given stays open.
   */
  @Override
  public void close() {
    if (ownQueue != null) {
      ownQueue.close();
    }
  }

  private record Worker(Engine engine) implements InProcessQueue.Receiver {

    @Override
    public void receive(TaskMessage message) {
      InstantSource clock = engine.platform().clock();
      engine.worker().work(message, Budget.until(clock, clock.instant().plus(TASK_TIME)));
    }

    @Override
    public void resend(UUID jobId) {
      engine.worker().requeueOldTasks(jobId, Duration.ZERO);
    }

    @Override
    public void giveUp(TaskMessage message, RuntimeException failure) {
      engine.worker().stall(message, failure.toString(), engine.store().time());
    }
  }

  /** Builds a {@link Ligature}. For one thread. */
  public static final class Builder {

    private @Nullable Schema schema;
    private @Nullable ObjectStore store;
    private @Nullable Platform platform;
    private @Nullable TaskQueue queue;
    private CascadeSettings settings = CascadeSettings.defaults();
    private SweepSettings sweeping = SweepSettings.defaults();
    private int adopted;

    private Builder() {}

    /** The models. Needed. */
    public Builder schema(Schema models) {
      schema = models;
      return this;
    }

    /** The bucket; what fails there for a transient reason is retried. Needed. */
    public Builder store(ObjectStore bucket) {
      store = bucket;
      return this;
    }

    /** Clock, ids, chance and threads; the machine's own if nothing is said. */
    public Builder platform(Platform world) {
      platform = world;
      return this;
    }

    /**
     * Where word of tasks goes; a queue in this process if nothing is said. An {@link
     * InProcessQueue} given here is served by this program, and closed by the caller.
     */
    public Builder queue(TaskQueue tasks) {
      queue = tasks;
      return this;
    }

    /** Limits of cascades. */
    public Builder settings(CascadeSettings limits) {
      settings = limits;
      return this;
    }

    /** Limits and ages of the sweeper. */
    public Builder sweeping(SweepSettings limits) {
      sweeping = limits;
      return this;
    }

    /**
     * Takes the bucket back to this program's schema although it has known a newer one.
     *
     * @param latest the generation that the bucket is at, as the refusal of a delete names it; if
     *     it is at another, nothing changes
     */
    public Builder adoptSchema(int latest) {
      adopted = latest;
      return this;
    }

    /**
     * Builds it.
     *
     * @throws IllegalStateException if the schema or the store is missing
     */
    public Ligature build() {
      if (schema == null || store == null) {
        throw new IllegalStateException("a Ligature needs .schema(…) and .store(…)");
      }
      InProcessQueue ownQueue = queue == null ? new InProcessQueue() : null;
      return new Ligature(
          new EngineConfig(
              schema,
              store,
              platform == null ? SystemPlatform.create() : platform,
              queue == null ? Objects.requireNonNull(ownQueue) : queue,
              settings,
              sweeping,
              adopted),
          ownQueue);
    }
  }
}
