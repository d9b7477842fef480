package dev.ligature.infra;

import java.util.List;
import java.util.Map;
import software.amazon.awscdk.services.iam.IGrantable;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.s3.IBucket;

/** What a function may do in the bucket, by the prefixes of the layout. */
@SuppressWarnings(
    "ImmutableEnumChecker") // its lists are immutable, though their type does not tell
enum BucketAccess {
  /** Entities, their indexes and jobs; it cannot change or remove a thing. */
  READ(List.of("data", "refs", "index", "claims", "jobs"), List.of()),

  /** What creates, updates, deletes and small cascades touch. */
  WRITE(
      List.of(
          "data",
          "refs",
          "index",
          "claims",
          "jobs",
          "open",
          "schema",
          "idempotency",
          "fences",
          "orphans"),
      List.of(
          "data",
          "refs",
          "index",
          "claims",
          "jobs",
          "open",
          "schema",
          "idempotency",
          "fences",
          "orphans")),

  /** What a cascade touches: all that belongs to its victims, and its own job. */
  CASCADE(
      List.of("data", "refs", "index", "claims", "jobs", "open", "schema", "fences", "orphans"),
      List.of("data", "refs", "index", "claims", "jobs", "open", "schema", "fences", "orphans")),

  /** Everything that can be left over, and the sweeper's own cursor. */
  SWEEP(
      List.of(
          "data",
          "refs",
          "index",
          "claims",
          "jobs",
          "open",
          "schema",
          "idempotency",
          "fences",
          "orphans",
          "sweep"),
      List.of(
          "data",
          "refs",
          "index",
          "claims",
          "jobs",
          "open",
          "schema",
          "idempotency",
          "fences",
          "orphans",
          "sweep"));

  private final List<String> readable;
  private final List<String> writable;

  BucketAccess(List<String> readable, List<String> writable) {
    this.readable = readable;
    this.writable = writable;
  }

  /** The prefixes, without slash, whose objects may be read and listed. */
  List<String> readable() {
    return readable;
  }

  /** The prefixes, without slash, whose objects may be written and deleted. */
  List<String> writable() {
    return writable;
  }

  void grant(IBucket bucket, IGrantable grantee) {
    allow(grantee, List.of("s3:GetObject"), objects(bucket, readable));
    if (!writable.isEmpty()) {
      allow(grantee, List.of("s3:PutObject", "s3:DeleteObject"), objects(bucket, writable));
    }
    // IfExists: S3 answers a GET of an absent key with 404 only to a caller that may list, and that
    // question carries no prefix. Without it every absent entity would be a 403.
    grantee
        .getGrantPrincipal()
        .addToPrincipalPolicy(
            PolicyStatement.Builder.create()
                .actions(List.of("s3:ListBucket"))
                .resources(List.of(bucket.getBucketArn()))
                .conditions(
                    Map.of(
                        "StringLikeIfExists",
                        Map.of("s3:prefix", readable.stream().map(p -> p + "/*").toList())))
                .build());
  }

  private static void allow(IGrantable grantee, List<String> actions, List<String> resources) {
    grantee
        .getGrantPrincipal()
        .addToPrincipalPolicy(
            PolicyStatement.Builder.create().actions(actions).resources(resources).build());
  }

  private static List<String> objects(IBucket bucket, List<String> prefixes) {
    return prefixes.stream().map(prefix -> bucket.arnForObjects(prefix + "/*")).toList();
  }
}
