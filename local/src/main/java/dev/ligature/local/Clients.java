package dev.ligature.local;

import dev.ligature.functions.wiring.SqsClients;
import dev.ligature.store.s3.S3Clients;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketAlreadyOwnedByYouException;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.sqs.SqsClient;

/** Clients of the stack's endpoints. */
record Clients(URI s3Endpoint, URI sqsEndpoint, Account account) {
  /** The one region whose buckets must be created without its name. */
  private static final String UNNAMED_REGION = "us-east-1";

  // The event source's long poll is answered after at most 20 seconds.
  private static final Duration SOCKET_TIMEOUT = Duration.ofSeconds(30);

  S3Client s3() {
    return S3Client.builder()
        .endpointOverride(s3Endpoint)
        .forcePathStyle(true)
        .region(Region.of(account.region()))
        .credentialsProvider(account.credentials())
        .httpClient(UrlConnectionHttpClient.create())
        .build();
  }

  SqsClient sqs() {
    return SqsClient.builder()
        .endpointOverride(sqsEndpoint)
        .region(Region.of(account.region()))
        .credentialsProvider(account.credentials())
        .httpClient(UrlConnectionHttpClient.builder().socketTimeout(SOCKET_TIMEOUT).build())
        .build();
  }

  /** Creates the bucket with versions, unless it is there. */
  void createBucket(S3Client s3, String bucket) {
    try {
      s3.headBucket(request -> request.bucket(bucket));
    } catch (NoSuchBucketException absent) {
      try {
        s3.createBucket(
            request -> {
              request.bucket(bucket);
              if (!account.region().equals(UNNAMED_REGION)) {
                request.createBucketConfiguration(
                    created -> created.locationConstraint(account.region()));
              }
            });
      } catch (BucketAlreadyOwnedByYouException another) {
        return; // made by another start at the same time
      }
      s3.putBucketVersioning(
          request ->
              request
                  .bucket(bucket)
                  .versioningConfiguration(
                      versioning -> versioning.status(BucketVersioningStatus.ENABLED)));
    }
  }

  /** The variables by which the functions find the endpoints. */
  Map<String, String> environment() {
    Map<String, String> environment = new HashMap<>();
    environment.put(S3Clients.ENDPOINT, s3Endpoint.toString());
    environment.put(SqsClients.ENDPOINT, sqsEndpoint.toString());
    environment.putAll(account.environment());
    return environment;
  }
}
