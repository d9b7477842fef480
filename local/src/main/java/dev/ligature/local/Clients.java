package dev.ligature.local;

import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketAlreadyOwnedByYouException;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.sqs.SqsClient;

/** Clients of the stack's endpoints: an emulator takes any credentials, AWS the caller's own. */
record Clients(URI s3Endpoint, URI sqsEndpoint) {
  static final String REGION = "us-east-1";
  static final String KEY = "test";

  // The event source's long poll is answered after at most 20 seconds.
  private static final Duration SOCKET_TIMEOUT = Duration.ofSeconds(30);

  private boolean isAws() {
    return (s3Endpoint + "/" + sqsEndpoint).contains(".amazonaws.com");
  }

  private AwsCredentialsProvider credentials() {
    return isAws()
        ? DefaultCredentialsProvider.builder().build()
        : StaticCredentialsProvider.create(AwsBasicCredentials.create(KEY, KEY));
  }

  S3Client s3() {
    return S3Client.builder()
        .endpointOverride(s3Endpoint)
        .forcePathStyle(true)
        .region(Region.of(REGION))
        .credentialsProvider(credentials())
        .httpClient(UrlConnectionHttpClient.create())
        .build();
  }

  SqsClient sqs() {
    return SqsClient.builder()
        .endpointOverride(sqsEndpoint)
        .region(Region.of(REGION))
        .credentialsProvider(credentials())
        .httpClient(UrlConnectionHttpClient.builder().socketTimeout(SOCKET_TIMEOUT).build())
        .build();
  }

  /** Creates the bucket with versions, unless it is there. */
  void createBucket(S3Client s3, String bucket) {
    try {
      s3.headBucket(request -> request.bucket(bucket));
    } catch (NoSuchBucketException absent) {
      try {
        s3.createBucket(request -> request.bucket(bucket));
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
    environment.put("AWS_ENDPOINT_URL_S3", s3Endpoint.toString());
    environment.put("AWS_ENDPOINT_URL_SQS", sqsEndpoint.toString());
    environment.put("AWS_REGION", REGION);
    if (!isAws()) {
      environment.put("AWS_ACCESS_KEY_ID", KEY);
      environment.put("AWS_SECRET_ACCESS_KEY", KEY);
    }
    return environment;
  }
}
