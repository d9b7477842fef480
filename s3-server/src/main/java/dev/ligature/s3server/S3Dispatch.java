package dev.ligature.s3server;

import java.io.IOException;
import java.util.Set;

/** Sees which call a request is, and has it answered. */
final class S3Dispatch {

  /** Parameters that name parts of S3 that are not here: better refused than ignored. */
  private static final Set<String> UNSUPPORTED =
      Set.of(
          "accelerate",
          "acl",
          "analytics",
          "attributes",
          "cors",
          "encryption",
          "intelligent-tiering",
          "inventory",
          "legal-hold",
          "lifecycle",
          "logging",
          "metrics",
          "notification",
          "object-lock",
          "ownershipControls",
          "partNumber",
          "policy",
          "policyStatus",
          "publicAccessBlock",
          "replication",
          "requestPayment",
          "restore",
          "retention",
          "select",
          "tagging",
          "torrent",
          "uploadId",
          "uploads",
          "website");

  private final ObjectCalls objects;
  private final ListCalls lists;
  private final VersionCalls versions;
  private final BatchDelete batches;
  private final BucketCalls bucketCalls;
  private final Buckets buckets;

  S3Dispatch(Buckets buckets, String region, Versioning whenCreated, FaultInjector faults) {
    this.buckets = buckets;
    objects = new ObjectCalls(buckets);
    lists = new ListCalls(buckets);
    versions = new VersionCalls(buckets);
    batches = new BatchDelete(buckets, faults);
    bucketCalls = new BucketCalls(buckets, region, whenCreated);
  }

  S3Call call(S3Request request) {
    S3Operation operation = operation(request);
    boolean listing =
        switch (operation) {
          case LIST_OBJECTS, LIST_OBJECTS_V2, LIST_OBJECT_VERSIONS -> true;
          default -> false;
        };
    return new S3Call(
        operation, request.bucket(), listing ? request.parameter("prefix", "") : request.key());
  }

  private static S3Operation operation(S3Request request) {
    for (String parameter : UNSUPPORTED) {
      if (request.has(parameter)) {
        return S3Operation.UNSUPPORTED;
      }
    }
    if (request.bucket() == null) {
      return request.method().equals("GET") ? S3Operation.LIST_BUCKETS : S3Operation.UNSUPPORTED;
    }
    return request.key() == null ? onBucket(request) : onObject(request);
  }

  private static S3Operation onBucket(S3Request request) {
    return switch (request.method()) {
      case "GET" -> {
        if (request.has("location")) {
          yield S3Operation.GET_BUCKET_LOCATION;
        }
        if (request.has("versioning")) {
          yield S3Operation.GET_BUCKET_VERSIONING;
        }
        if (request.has("versions")) {
          yield S3Operation.LIST_OBJECT_VERSIONS;
        }
        yield "2".equals(request.parameter("list-type"))
            ? S3Operation.LIST_OBJECTS_V2
            : S3Operation.LIST_OBJECTS;
      }
      case "PUT" ->
          request.has("versioning") ? S3Operation.PUT_BUCKET_VERSIONING : S3Operation.CREATE_BUCKET;
      case "HEAD" -> S3Operation.HEAD_BUCKET;
      case "DELETE" -> S3Operation.DELETE_BUCKET;
      case "POST" -> request.has("delete") ? S3Operation.DELETE_OBJECTS : S3Operation.UNSUPPORTED;
      default -> S3Operation.UNSUPPORTED;
    };
  }

  private static S3Operation onObject(S3Request request) {
    return switch (request.method()) {
      case "GET" -> S3Operation.GET_OBJECT;
      case "HEAD" -> S3Operation.HEAD_OBJECT;
      case "DELETE" -> S3Operation.DELETE_OBJECT;
      case "PUT" ->
          request.header("x-amz-copy-source") == null
              ? S3Operation.PUT_OBJECT
              : S3Operation.COPY_OBJECT;
      default -> S3Operation.UNSUPPORTED;
    };
  }

  S3Response answer(S3Call call, S3Request request) throws IOException {
    return switch (call.operation()) {
      case LIST_BUCKETS -> bucketCalls.list();
      case CREATE_BUCKET -> bucketCalls.create(request);
      case DELETE_BUCKET -> bucketCalls.delete(request);
      case HEAD_BUCKET -> bucketCalls.head(request);
      case GET_BUCKET_LOCATION -> bucketCalls.location(request);
      case GET_BUCKET_VERSIONING -> bucketCalls.versioning(request);
      case PUT_BUCKET_VERSIONING -> bucketCalls.setVersioning(request);
      case LIST_OBJECTS -> lists.first(request);
      case LIST_OBJECTS_V2 -> lists.second(request);
      case LIST_OBJECT_VERSIONS -> versions.list(request);
      case DELETE_OBJECTS -> batches.answer(request);
      case PUT_OBJECT -> objects.put(request);
      case COPY_OBJECT -> objects.copy(request);
      case GET_OBJECT, HEAD_OBJECT -> Reading.answer(buckets, request);
      case DELETE_OBJECT -> objects.delete(request);
      case UNSUPPORTED -> throw S3Error.notImplemented(what(request));
    };
  }

  private static String what(S3Request request) {
    if (request.has("uploads") || request.has("uploadId")) {
      return "A multipart upload (one PUT takes up to "
          + S3Request.MAX_BODY / 1024 / 1024
          + " MiB; aws s3 sends one up to its multipart_threshold)";
    }
    String on =
        request.bucket() == null ? "the service" : request.key() == null ? "a bucket" : "an object";
    return request.method() + " on " + on + " with " + request.parameters();
  }
}
