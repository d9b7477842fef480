package dev.ligature.local.store;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ligature.contract.ObjectStoreContract;
import dev.ligature.store.DeleteOutcome;
import dev.ligature.store.ObjectStore;
import dev.ligature.store.Precondition;
import dev.ligature.store.StoreException;
import dev.ligature.store.s3.AwsEnvironment;
import dev.ligature.store.s3.S3Clients;
import dev.ligature.store.s3.S3ObjectStore;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.localstack.LocalStackContainer;
import org.testcontainers.utility.DockerImageName;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;

/**
 * The same contract on somebody else's S3. Needs a Docker engine; {@link S3ObjectStoreContractTest}
 * is its twin without one. The image is the last that needs no account; it answers conditional
 * deletes with 501, so the tests of those are skipped on it, and cascades cannot run on it.
 */
@Tag("docker")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LocalStackContractTest extends ObjectStoreContract {

  private static final String IMAGE = "localstack/localstack:4.14.0";

  private final AtomicInteger buckets = new AtomicInteger();
  private LocalStackContainer container;
  private S3Client client;
  private boolean conditionalDeletes;

  @BeforeAll
  void start() {
    assumeTrue(
        DockerClientFactory.instance().isDockerAvailable(),
        "No Docker engine answers: the contract is not tried on LocalStack");
    container = new LocalStackContainer(DockerImageName.parse(IMAGE)).withServices("s3");
    container.start();
    client =
        S3Clients.create(
            Map.of(
                S3Clients.ENDPOINT,
                container.getEndpoint().toString(),
                AwsEnvironment.REGION,
                container.getRegion(),
                AwsEnvironment.ACCESS_KEY,
                container.getAccessKey(),
                AwsEnvironment.SECRET_KEY,
                container.getSecretKey()));
    conditionalDeletes = refusesAStaleDelete(newStore());
  }

  private static boolean refusesAStaleDelete(ObjectStore store) {
    store.put("k", new byte[] {1}, Precondition.none());
    try {
      return store.delete("k", Precondition.ifMatch("\"0\"")) == DeleteOutcome.CHANGED;
    } catch (StoreException notImplemented) {
      return false;
    }
  }

  @AfterAll
  void stop() {
    if (client != null) {
      client.close();
    }
    if (container != null) {
      container.stop();
    }
  }

  @Override
  protected boolean hasConditionalDeletes() {
    return conditionalDeletes;
  }

  @Override
  protected ObjectStore newStore() {
    String bucket = "bucket-" + buckets.incrementAndGet();
    client.createBucket(r -> r.bucket(bucket));
    client.putBucketVersioning(
        r ->
            r.bucket(bucket)
                .versioningConfiguration(c -> c.status(BucketVersioningStatus.ENABLED)));
    return new S3ObjectStore(client, bucket);
  }
}
