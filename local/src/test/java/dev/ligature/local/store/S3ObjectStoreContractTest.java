package dev.ligature.local.store;

import dev.ligature.contract.ObjectStoreContract;
import dev.ligature.local.TestCredentials;
import dev.ligature.s3server.S3Server;
import dev.ligature.store.ObjectStore;
import dev.ligature.store.s3.S3Clients;
import dev.ligature.store.s3.S3ObjectStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.S3Client;

/** The port on the real SDK, over real HTTP, to a server that writes every answer's effect down. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class S3ObjectStoreContractTest extends ObjectStoreContract {

  private final AtomicInteger buckets = new AtomicInteger();
  private S3Server server;
  private S3Client client;

  @BeforeAll
  void start(@TempDir Path folder) throws IOException {
    server = S3Server.builder().dataFile(folder.resolve("s3.mv")).start();
    client = S3Clients.create(TestCredentials.at(server.endpoint()));
  }

  @AfterAll
  void stop() {
    client.close();
    server.close();
  }

  @Override
  protected ObjectStore newStore() {
    String bucket = "bucket-" + buckets.incrementAndGet();
    server.createBucket(bucket);
    return new S3ObjectStore(client, bucket);
  }
}
