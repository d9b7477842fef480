package dev.ligature.store.s3;

import dev.ligature.store.DeleteOutcome;
import dev.ligature.store.Deletion;
import dev.ligature.store.ListedObject;
import dev.ligature.store.ObjectPage;
import dev.ligature.store.ObjectStore;
import dev.ligature.store.Precondition;
import dev.ligature.store.PutOutcome;
import dev.ligature.store.StoreException;
import dev.ligature.store.StoredObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.Delete;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectsRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectsResponse;
import software.amazon.awssdk.services.s3.model.DeletedObject;
import software.amazon.awssdk.services.s3.model.EncodingType;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * One bucket of S3. Every call is a single try; what to do about a failure is the caller's to
 * decide, because only it knows what an uncertain write means.
 *
 * <p>The client must therefore never try a write again by itself: a conditional write whose answer
 * was lost would be refused by what it wrote itself, and the caller would be told that it lost.
 * {@link S3Clients} builds such a client, down to the HTTP library. Safe for many threads.
 */
public final class S3ObjectStore implements ObjectStore {

  private static final String JSON = "application/json";

  private final S3Client client;
  private final String bucket;
  private final StoreClock clock;

  /**
   * A store on one bucket.
   *
   * @param client retries nothing by itself, as {@link S3Clients} builds it; closed by its owner
   * @param bucket the bucket's name
   */
  public S3ObjectStore(S3Client client, String bucket) {
    this.client = client;
    this.bucket = bucket;
    this.clock = new StoreClock();
  }

  /** Whatever the client throws is sorted, also what is no exception of the SDK's own. */
  private static <R> R asked(Supplier<R> call) {
    try {
      return call.get();
    } catch (SdkException e) {
      throw e;
    } catch (RuntimeException e) {
      throw SdkClientException.create(e.toString(), e);
    }
  }

  @Override
  public Instant time() {
    return clock.instant();
  }

  @Override
  public Optional<StoredObject> get(String key) {
    try {
      ResponseBytes<GetObjectResponse> object =
          asked(
              () ->
                  client.getObject(
                      GetObjectRequest.builder().bucket(bucket).key(key).build(),
                      ResponseTransformer.toBytes()));
      GetObjectResponse response = object.response();
      clock.see(response);
      return Optional.of(
          new StoredObject(key, object.asByteArrayUnsafe(), response.eTag(), response.versionId()));
    } catch (SdkException e) {
      clock.see(e);
      if (S3Errors.isMissingKey(e)) {
        return Optional.empty();
      }
      throw S3Errors.sort(e, "GET", key);
    }
  }

  @Override
  public PutOutcome put(String key, byte[] body, Precondition precondition) {
    PutObjectRequest request = putRequest(key, precondition);
    RequestBody content =
        RequestBody.fromContentProvider(
            ContentStreamProvider.fromByteArrayUnsafe(body), body.length, JSON);
    try {
      PutObjectResponse response = asked(() -> client.putObject(request, content));
      clock.see(response);
      return new PutOutcome.Written(response.eTag(), response.versionId());
    } catch (SdkException e) {
      clock.see(e);
      return refusal(precondition, e)
          .map(PutOutcome.Refused::new)
          .orElseThrow(() -> S3Errors.sort(e, "PUT", key));
    }
  }

  private PutObjectRequest putRequest(String key, Precondition precondition) {
    PutObjectRequest.Builder request =
        PutObjectRequest.builder().bucket(bucket).key(key).contentType(JSON);
    switch (precondition) {
      case Precondition.None() -> {}
      case Precondition.IfAbsent() -> request.ifNoneMatch("*");
      case Precondition.IfAbsentWithin(Instant begun) ->
          request.ifNoneMatch("*").overrideConfiguration(SignedAt.moment(begun));
      case Precondition.IfMatch(String etag) -> request.ifMatch(etag);
      case Precondition.IfMatchWithin(String etag, Instant begun) ->
          request.ifMatch(etag).overrideConfiguration(SignedAt.moment(begun));
    }
    return request.build();
  }

  /** Why a conditional PUT was refused; empty if it failed for a reason of another kind. */
  private static Optional<PutOutcome.Reason> refusal(Precondition precondition, SdkException e) {
    return switch (precondition) {
      case Precondition.None() -> Optional.empty();
      case Precondition.IfAbsent() -> absentRefusal(e);
      case Precondition.IfAbsentWithin(Instant _) -> expiry(e).or(() -> absentRefusal(e));
      case Precondition.IfMatch(String _) -> matchRefusal(e);
      case Precondition.IfMatchWithin(String _, Instant _) -> expiry(e).or(() -> matchRefusal(e));
    };
  }

  private static Optional<PutOutcome.Reason> expiry(SdkException e) {
    return S3Errors.isExpired(e) ? Optional.of(PutOutcome.Reason.EXPIRED) : Optional.empty();
  }

  private static Optional<PutOutcome.Reason> absentRefusal(SdkException e) {
    return S3Errors.isPreconditionFailed(e)
        ? Optional.of(PutOutcome.Reason.EXISTS)
        : Optional.empty();
  }

  private static Optional<PutOutcome.Reason> matchRefusal(SdkException e) {
    if (S3Errors.isPreconditionFailed(e)) {
      return Optional.of(PutOutcome.Reason.CHANGED);
    }
    return S3Errors.isMissingKey(e) ? Optional.of(PutOutcome.Reason.MISSING) : Optional.empty();
  }

  @Override
  public DeleteOutcome delete(String key, Precondition precondition) {
    DeleteObjectRequest request =
        DeleteObjectRequest.builder().bucket(bucket).key(key).ifMatch(etagOf(precondition)).build();
    try {
      clock.see(asked(() -> client.deleteObject(request)));
      return DeleteOutcome.DELETED;
    } catch (SdkException e) {
      clock.see(e);
      if (S3Errors.isMissingKey(e)) {
        return DeleteOutcome.MISSING;
      }
      if (S3Errors.isPreconditionFailed(e)) {
        return DeleteOutcome.CHANGED;
      }
      throw S3Errors.sort(e, "DELETE", key);
    }
  }

  @Override
  public List<DeleteOutcome> deleteAll(List<Deletion> deletions) {
    checkBatch(deletions);
    if (deletions.isEmpty()) {
      return List.of();
    }
    DeleteObjectsRequest request =
        DeleteObjectsRequest.builder()
            .bucket(bucket)
            .delete(Delete.builder().objects(identifiers(deletions)).build())
            .build();
    try {
      DeleteObjectsResponse response = asked(() -> client.deleteObjects(request));
      clock.see(response);
      return outcomes(deletions, response);
    } catch (SdkException e) {
      clock.see(e);
      String first = deletions.getFirst().key();
      throw S3Errors.sort(e, "DELETE of " + deletions.size() + " keys from", first);
    }
  }

  private static void checkBatch(List<Deletion> deletions) {
    if (deletions.size() > MAX_BATCH) {
      throw new IllegalArgumentException(
          "A batch is at most " + MAX_BATCH + " keys, not " + deletions.size());
    }
    Set<String> keys = HashSet.newHashSet(deletions.size());
    for (Deletion deletion : deletions) {
      if (!keys.add(deletion.key())) {
        throw new IllegalArgumentException("Twice in one batch: " + deletion.key());
      }
    }
  }

  private static List<ObjectIdentifier> identifiers(List<Deletion> deletions) {
    return deletions.stream().map(S3ObjectStore::identifier).toList();
  }

  private static ObjectIdentifier identifier(Deletion deletion) {
    return ObjectIdentifier.builder()
        .key(deletion.key())
        .eTag(bare(etagOf(deletion.precondition())))
        .build();
  }

  private static List<DeleteOutcome> outcomes(
      List<Deletion> deletions, DeleteObjectsResponse response) {
    Map<String, DeleteOutcome> byKey = HashMap.newHashMap(deletions.size());
    for (DeletedObject deleted : response.deleted()) {
      byKey.put(deleted.key(), DeleteOutcome.DELETED);
    }
    response.errors().forEach(error -> byKey.put(error.key(), S3Errors.outcomeOf(error)));
    return deletions.stream().map(deletion -> outcome(deletion.key(), byKey)).toList();
  }

  private static DeleteOutcome outcome(String key, Map<String, DeleteOutcome> byKey) {
    DeleteOutcome outcome = byKey.get(key);
    if (outcome == null) {
      throw StoreException.uncertain(
          StoreException.Kind.RETRY, "DELETE of a batch: the answer does not tell of " + key, null);
    }
    return outcome;
  }

  /** In a batch an ETag has no quotes, as in AWS's own example of DeleteObjects. */
  private static @Nullable String bare(@Nullable String etag) {
    return etag == null ? null : etag.replace("\"", "");
  }

  /** The ETag that a deletion names; {@code null} for none. */
  private static @Nullable String etagOf(Precondition precondition) {
    return switch (precondition) {
      case Precondition.None() -> null;
      case Precondition.IfMatch(String etag) -> etag;
      case Precondition.IfAbsent(),
          Precondition.IfAbsentWithin(Instant _),
          Precondition.IfMatchWithin(String _, Instant _) ->
          throw new IllegalArgumentException("A delete can ask for nothing but an ETag");
    };
  }

  @Override
  public ObjectPage list(String prefix, @Nullable String startAfter, int limit) {
    if (limit < 1 || limit > MAX_BATCH) {
      throw new IllegalArgumentException("A page is 1 to " + MAX_BATCH + " keys, not " + limit);
    }
    ListObjectsV2Request request =
        ListObjectsV2Request.builder()
            .bucket(bucket)
            .prefix(prefix)
            .startAfter(startAfter)
            // Without it a key that XML cannot spell breaks the whole page.
            .encodingType(EncodingType.URL)
            .maxKeys(limit)
            .build();
    try {
      ListObjectsV2Response response = asked(() -> firstWithObjects(request));
      clock.see(response);
      return page(response);
    } catch (SdkException e) {
      clock.see(e);
      throw S3Errors.sort(e, "LIST", prefix);
    }
  }

  /** S3 may answer an empty page before the end; only its token leads on from there. */
  private ListObjectsV2Response firstWithObjects(ListObjectsV2Request request) {
    ListObjectsV2Response response = client.listObjectsV2(request);
    while (response.contents().isEmpty() && Boolean.TRUE.equals(response.isTruncated())) {
      String token = response.nextContinuationToken();
      response = client.listObjectsV2(request.toBuilder().continuationToken(token).build());
    }
    return response;
  }

  private static ObjectPage page(ListObjectsV2Response response) {
    List<ListedObject> objects = new ArrayList<>(response.contents().size());
    for (S3Object object : response.contents()) {
      objects.add(
          new ListedObject(object.key(), object.eTag(), object.lastModified(), object.size()));
    }
    boolean more = Boolean.TRUE.equals(response.isTruncated());
    return new ObjectPage(objects, more ? objects.getLast().key() : null);
  }
}
