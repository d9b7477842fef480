package dev.ligature.s3server;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;

/** A server in memory with one bucket, reached through the SDK and through plain HTTP. */
abstract class ServedBucket {

  static final String BUCKET = "bucket";

  S3Server server;
  S3Client s3;
  private final HttpClient http = HttpClient.newHttpClient();

  @BeforeEach
  final void start() throws IOException {
    server = S3Server.builder().start();
    server.createBucket(BUCKET);
    s3 = clientOf(server);
  }

  static S3Client clientOf(S3Server server) {
    return S3Client.builder()
        .endpointOverride(server.endpoint())
        .forcePathStyle(true)
        .region(Region.US_EAST_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
        .build();
  }

  @AfterEach
  final void stop() {
    http.close();
    s3.close();
    server.close();
  }

  final PutObjectResponse put(String key, String text) {
    return s3.putObject(r -> r.bucket(BUCKET).key(key), RequestBody.fromString(text));
  }

  final String read(String key) {
    return s3.getObjectAsBytes(r -> r.bucket(BUCKET).key(key)).asUtf8String();
  }

  /** One request as it is. Headers are names and values in turn. */
  final HttpResponse<String> send(String method, String path, String body, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(server.endpoint() + path))
            .method(
                method,
                body.isEmpty()
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofByteArray(
                        body.getBytes(StandardCharsets.UTF_8)));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }
}
