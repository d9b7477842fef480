package dev.ligature.local;

import dev.ligature.bucket.CorruptObjectException;
import dev.ligature.cascade.JobRecovery;
import dev.ligature.data.generation.Generations;
import dev.ligature.functions.wiring.Schemas;
import dev.ligature.functions.wiring.SqsTaskQueue;
import dev.ligature.local.gateway.ApiGateway;
import dev.ligature.local.lambda.InvokeApi;
import dev.ligature.local.lambda.LocalFunction;
import dev.ligature.local.queue.EventSource;
import dev.ligature.local.queue.FreePorts;
import dev.ligature.local.queue.Queues;
import dev.ligature.local.queue.SqsServer;
import dev.ligature.local.schedule.Schedules;
import dev.ligature.local.template.EventSourceSpec;
import dev.ligature.local.template.FunctionSpec;
import dev.ligature.local.template.QueueSpec;
import dev.ligature.local.template.StackTemplate;
import dev.ligature.s3server.S3Server;
import dev.ligature.schema.Schema;
import dev.ligature.store.s3.S3ObjectStore;
import dev.ligature.store.system.SystemPlatform;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * One start of a stack, part by part. What runs is pushed on {@code running} at once, so that the
 * caller can close it if a later part fails.
 */
final class StackStart {
  private static final String BUCKET_VARIABLE = "LIGATURE_BUCKET";
  private static final String QUEUE_VARIABLE = "LIGATURE_QUEUE_URL";
  private static final String QUEUE_NAME = "ligature-tasks";
  private static final String DEAD_LETTERS_NAME = "ligature-dead-letters";

  private final StackTemplate template;
  private final Deque<AutoCloseable> running;
  private final String queue;
  private final String deadLetters;
  private final List<String> notices = new ArrayList<>();
  private StackOptions options;

  StackStart(StackTemplate template, StackOptions options, Deque<AutoCloseable> running) {
    this.template = template;
    this.options = options;
    this.running = running;
    this.queue = template.namedBy(QUEUE_VARIABLE);
    this.deadLetters =
        template.queue(queue).redrive().map(QueueSpec.Redrive::deadLetterQueue).orElse(queue);
  }

  /** Starts every part, in the order in which they need each other. */
  Stack start() throws IOException {
    Schema schema = ServedSchema.load(options.schema());
    checkPort();
    DataFolder folder = options.data().map(DataFolder::open).orElse(null);
    if (folder != null) {
      running.push(folder);
      LastStart.read(folder.folder()).ifPresent(last -> noticeModelsNoLongerServed(last, schema));
      options = LastStart.keep(options, folder.folder(), schema);
    }
    S3Server s3Server = options.s3Endpoint().isPresent() ? null : s3Server(folder);
    SqsServer sqsServer = options.sqsEndpoint().isPresent() ? null : sqsServer();
    URI s3At = s3Server == null ? options.s3Endpoint().orElseThrow() : s3Server.endpoint();
    URI sqsAt = sqsServer == null ? options.sqsEndpoint().orElseThrow() : sqsServer.endpoint();
    Account account = Account.of(options, System.getenv());
    Clients clients = new Clients(s3At, sqsAt, account);
    S3Client s3 = pushed(clients.s3());
    SqsClient sqs = pushed(clients.sqs());
    clients.createBucket(s3, options.bucket());
    if (s3Server == null) {
      ConditionalDeletes.trouble(s3, options.bucket()).ifPresent(notices::add);
    }
    Map<String, String> queueUrls =
        Queues.create(
            sqs, template.queues(), Map.of(deadLetters, DEAD_LETTERS_NAME, queue, QUEUE_NAME));
    Map<String, LocalFunction> functions = functions(clients, queueUrls, latestGeneration(s3));

    InvokeApi invokeApi =
        pushed(InvokeApi.start(besidePort(3), name -> Stack.function(template, functions, name)));
    eventSources(functions, sqs, queueUrls);
    if (sqsServer != null) {
      recoverTasks(s3, sqs, Stack.named(queueUrls, queue));
    }
    if (options.schedules()) {
      Schedules schedules = pushed(new Schedules(functions, Clock.systemUTC()));
      template.schedules().forEach(schedules::add);
    }
    ApiGateway gateway = pushed(ApiGateway.start(options.port(), template, functions));

    Endpoints endpoints =
        new Endpoints(
            gateway.endpoint().toString(),
            s3At.toString(),
            options.bucket(),
            sqsAt.toString(),
            Stack.named(queueUrls, queue),
            Stack.named(queueUrls, deadLetters),
            invokeApi.endpoint().toString(),
            account.region(),
            account.accessKeyId(),
            account.secretAccessKey(),
            ProcessHandle.current().pid());
    if (folder != null) {
      endpoints.write(folder.folder());
    }
    return new Stack(template, running, functions, endpoints, s3, s3Server, sqs, notices);
  }

  /** A queue in this process lost its messages when it last ended. */
  private void recoverTasks(S3Client s3, SqsClient sqs, String queueUrl) {
    new JobRecovery(
            new S3ObjectStore(s3, options.bucket()),
            SystemPlatform.create(),
            new SqsTaskQueue(() -> sqs, queueUrl))
        .run();
  }

  /**
   * No other program is at this bucket while the stack starts: so whatever schema it serves, it
   * takes the bucket over from the one before.
   */
  private int latestGeneration(S3Client s3) {
    try {
      return Generations.latest(new S3ObjectStore(s3, options.bucket())).orElse(0);
    } catch (CorruptObjectException e) {
      notices.add("Deletes will fail: " + e.getMessage() + ".");
      return 0;
    }
  }

  /** Their entities stay, but nobody reads, deletes or sweeps them until they are served again. */
  private void noticeModelsNoLongerServed(LastStart last, Schema served) {
    List<String> missing =
        last.plurals().stream()
            .filter(plural -> served.models().stream().noneMatch(m -> m.plural().equals(plural)))
            .toList();
    if (!missing.isEmpty()) {
      notices.add(
          "The last start on this folder served models that this one does not: %s; what is stored of them stays as it is."
              .formatted(String.join(", ", missing)));
    }
  }

  private void checkPort() {
    int port = options.port();
    if (port != 0 && !FreePorts.becomesFree(port)) {
      throw new StackException(
          "Port %d is in use; stop what uses it, or choose another with --port.".formatted(port));
    }
  }

  private S3Server s3Server(@Nullable DataFolder folder) throws IOException {
    return pushed(
        S3Server.builder()
            .dataFile(folder == null ? null : folder.bucketFile())
            .port(besidePort(1))
            .latency(options.latency())
            .start());
  }

  private SqsServer sqsServer() {
    return pushed(SqsServer.start(besidePort(2)));
  }

  private Map<String, LocalFunction> functions(
      Clients clients, Map<String, String> queueUrls, int adopted) {
    Map<String, String> values = new HashMap<>(queueUrls);
    values.put(template.namedBy(BUCKET_VARIABLE), options.bucket());
    Map<String, LocalFunction> functions = new LinkedHashMap<>();
    for (FunctionSpec spec : template.functions().values()) {
      Map<String, String> environment = template.environment(spec, values);
      environment.putAll(clients.environment());
      environment.put("AWS_LAMBDA_FUNCTION_NAME", spec.name());
      environment.put("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", Integer.toString(spec.memoryMegabytes()));
      options
          .schema()
          .ifPresent(file -> environment.put(Schemas.FILE, file.toAbsolutePath().toString()));
      environment.put("LIGATURE_ADOPT_SCHEMA", Integer.toString(adopted));
      environment.putAll(options.environment());
      functions.put(spec.name(), new LocalFunction(spec, environment, options.log()));
    }
    return functions;
  }

  private void eventSources(
      Map<String, LocalFunction> functions, SqsClient sqs, Map<String, String> queueUrls) {
    for (EventSourceSpec source : template.eventSources()) {
      pushed(
          EventSource.start(
              source,
              Stack.named(functions, source.function()),
              sqs,
              Stack.named(queueUrls, source.queue()),
              options.log()));
    }
  }

  private <T extends AutoCloseable> T pushed(T part) {
    running.push(part);
    return part;
  }

  /** The port so far behind the API's if it is free, else any free one. */
  private int besidePort(int distance) {
    return options.port() == 0 ? 0 : FreePorts.near(options.port() + distance);
  }
}
