package dev.ligature.local;

import dev.ligature.store.s3.AwsEnvironment;
import dev.ligature.store.s3.S3Clients;
import java.net.URI;
import java.util.Map;

/** The made-up credentials of tests, as environment variables. */
public final class TestCredentials {
  private TestCredentials() {}

  /** The variables that lead a client to an S3 that takes any credentials. */
  public static Map<String, String> at(URI s3Endpoint) {
    return Map.of(
        S3Clients.ENDPOINT,
        s3Endpoint.toString(),
        AwsEnvironment.ACCESS_KEY,
        "test",
        AwsEnvironment.SECRET_KEY,
        "test");
  }
}
