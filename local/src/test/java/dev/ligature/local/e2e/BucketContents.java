package dev.ligature.local.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ligature.bucket.EntityKeys;
import dev.ligature.local.Endpoints;
import dev.ligature.local.LocalBucket;
import dev.ligature.local.TestCredentials;
import dev.ligature.schema.ForeignKeyConstraint;
import dev.ligature.schema.ModelDefinition;
import dev.ligature.schema.OnDelete;
import dev.ligature.schema.Schema;
import dev.ligature.store.ObjectPage;
import dev.ligature.store.ObjectStore;
import dev.ligature.store.s3.AwsEnvironment;
import dev.ligature.store.s3.S3Clients;
import dev.ligature.store.s3.S3ObjectStore;
import dev.ligature.store.system.SystemPlatform;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * All that is in a bucket, read through its S3 endpoint, past the API and every class that the
 * functions read with.
 *
 * @param entities by plural and id, as stored; fences are left out
 * @param references every reference's key
 * @param claims the owner's id by the claim's key
 * @param jobs every job's state by its id
 * @param tasks keys of tasks that their jobs have not finished. What lies under a job without a
 *     record is none: whoever asked for it was killed before it was promised to anybody, and only
 *     the sweeper will look at it again
 */
record BucketContents(
    Map<String, Map<String, ObjectNode>> entities,
    Set<String> references,
    Map<String, String> claims,
    Map<String, String> jobs,
    List<String> tasks) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String BUCKET = "ligature";
  private static final Set<String> ENDED = Set.of("completed", "blocked", "cancelled");

  /** Looks at a stack's bucket through its S3 endpoint. */
  static <T> T of(Endpoints endpoints, Function<ObjectStore, T> look) {
    return of(
        Map.of(
            S3Clients.ENDPOINT,
            endpoints.s3(),
            AwsEnvironment.REGION,
            endpoints.region(),
            AwsEnvironment.ACCESS_KEY,
            endpoints.accessKeyId(),
            AwsEnvironment.SECRET_KEY,
            endpoints.secretAccessKey()),
        endpoints.bucket(),
        look);
  }

  /** Looks at the bucket that a stack which is gone has left in its data folder. */
  static <T> T ofFolder(Path data, Function<ObjectStore, T> look) {
    try (LocalBucket bucket = LocalBucket.open(data, BUCKET)) {
      return of(TestCredentials.at(bucket.endpoint()), BUCKET, look);
    }
  }

  private static <T> T of(
      Map<String, String> environment, String bucket, Function<ObjectStore, T> look) {
    try (S3Client s3 = S3Clients.create(environment)) {
      return look.apply(new S3ObjectStore(s3, bucket));
    }
  }

  /** Reads all of it. */
  static BucketContents read(ObjectStore store) {
    Map<String, Map<String, ObjectNode>> entities = new TreeMap<>();
    objects(store, keys(store, "data/"))
        .forEach(
            (key, body) -> {
              if (!body.has("fence")) {
                String[] path = key.split("/", 3);
                String id = path[2].substring(0, path[2].length() - ".json".length());
                entities.computeIfAbsent(path[1], any -> new TreeMap<>()).put(id, body);
              }
            });
    Map<String, String> claims = new TreeMap<>();
    objects(store, keys(store, "claims/"))
        .forEach((key, body) -> claims.put(key, body.path("id").asText()));
    List<String> jobKeys = keys(store, "jobs/");
    Map<String, String> jobs = jobs(store, jobKeys);
    return new BucketContents(
        entities, new TreeSet<>(keys(store, "refs/")), claims, jobs, tasks(jobKeys, jobs));
  }

  /** Jobs that have not ended, and tasks that are left, in words; at rest there are none. */
  static List<String> unfinished(ObjectStore store) {
    List<String> keys = keys(store, "jobs/");
    Map<String, String> jobs = jobs(store, keys);
    return unfinished(jobs, tasks(keys, jobs));
  }

  private static List<String> unfinished(Map<String, String> jobs, List<String> tasks) {
    List<String> found = new ArrayList<>();
    jobs.forEach(
        (job, state) -> {
          if (!ENDED.contains(state)) {
            found.add("job " + job + " is " + state);
          }
        });
    tasks.forEach(task -> found.add("unfinished: " + task));
    return found;
  }

  private static List<String> tasks(List<String> keys, Map<String, String> jobs) {
    return keys.stream()
        .filter(
            key -> {
              String[] path = key.split("/");
              return path[2].equals("tasks") && jobs.containsKey(path[1]);
            })
        .toList();
  }

  private static Map<String, String> jobs(ObjectStore store, List<String> keys) {
    Map<String, String> states = new TreeMap<>();
    objects(store, keys.stream().filter(key -> key.endsWith("/job.json")).toList())
        .forEach((key, body) -> states.put(key.split("/")[1], body.path("state").asText()));
    return states;
  }

  /** What is there under these keys, read side by side. */
  private static Map<String, ObjectNode> objects(ObjectStore store, List<String> keys) {
    List<Optional<ObjectNode>> bodies =
        SystemPlatform.create().parallel().map(keys, key -> object(store, key));
    Map<String, ObjectNode> found = new TreeMap<>();
    for (int i = 0; i < keys.size(); i++) {
      String key = keys.get(i);
      bodies.get(i).ifPresent(body -> found.put(key, body));
    }
    return found;
  }

  private static Optional<ObjectNode> object(ObjectStore store, String key) {
    return store
        .get(key)
        .map(
            object -> {
              try {
                return (ObjectNode) JSON.readTree(object.body());
              } catch (IOException broken) {
                throw new UncheckedIOException(key, broken);
              }
            });
  }

  private static List<String> keys(ObjectStore store, String prefix) {
    List<String> keys = new ArrayList<>();
    String after = null;
    do {
      ObjectPage page = store.list(prefix, after, ObjectStore.MAX_BATCH);
      page.objects().forEach(object -> keys.add(object.key()));
      after = page.next();
    } while (after != null);
    return keys;
  }

  /** An entity as it is stored; {@code null} if it is not there. */
  @Nullable ObjectNode entity(String plural, String id) {
    return entities.getOrDefault(plural, Map.of()).get(id);
  }

  /** The ids of an entity and of all that its delete takes along, by what is stored now. */
  Set<String> cascadeOf(Schema schema, String root) {
    Set<String> victims = new HashSet<>(Set.of(root));
    int before;
    do {
      before = victims.size();
      for (ModelDefinition model : schema.models()) {
        for (ForeignKeyConstraint key : model.foreignKeys()) {
          if (key.onDelete() == OnDelete.CASCADE) {
            entities
                .getOrDefault(model.plural(), Map.of())
                .forEach(
                    (id, body) -> {
                      if (victims.contains(body.path(key.field()).asText())) {
                        victims.add(id);
                      }
                    });
          }
        }
      }
    } while (victims.size() > before);
    return victims;
  }

  int size() {
    return entities.values().stream().mapToInt(Map::size).sum();
  }

  /** Every dangling key, missing reference or claim, left mark, unended job: in words. */
  List<String> violations(Schema schema) {
    List<String> found = unfinished(jobs, tasks);
    for (ModelDefinition model : schema.models()) {
      entities
          .getOrDefault(model.plural(), Map.of())
          .forEach((id, body) -> check(model, id, body, found));
    }
    return found;
  }

  private void check(ModelDefinition model, String id, ObjectNode body, List<String> found) {
    String name = model.plural() + "/" + id;
    if (body.has("condemnedBy")) {
      found.add(name + " is still marked by " + body.path("condemnedBy").asText());
    }
    for (ForeignKeyConstraint key : model.foreignKeys()) {
      JsonNode parent = body.path(key.field());
      if (parent.isTextual() && entity(key.parentPlural(), parent.asText()) == null) {
        found.add("%s dangles: %s is %s".formatted(name, key.id(), parent.asText()));
      }
    }
    EntityKeys keys = EntityKeys.of(model, UUID.fromString(id), body);
    for (String reference : keys.references()) {
      if (!references.contains(reference)) {
        found.add(name + " lacks its reference " + reference);
      }
    }
    keys.claims()
        .forEach(
            (field, claim) -> {
              if (!id.equals(claims.get(claim))) {
                found.add(
                    "%s holds a place in %s that is claimed by %s"
                        .formatted(name, field, claims.get(claim)));
              }
            });
  }
}
