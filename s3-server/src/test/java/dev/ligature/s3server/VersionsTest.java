package dev.ligature.s3server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.DeleteMarkerEntry;
import software.amazon.awssdk.services.s3.model.DeleteObjectResponse;
import software.amazon.awssdk.services.s3.model.DeletedObject;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.ObjectVersion;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Versions and delete markers, which an undo lives on. */
class VersionsTest extends ServedBucket {

  @Test
  void everyVersionStaysReadable() {
    String first = put("k", "one").versionId();
    String second = put("k", "two").versionId();

    assertThat(readVersion("k", first)).isEqualTo("one");
    assertThat(readVersion("k", second)).isEqualTo("two");
    assertThat(read("k")).isEqualTo("two");
  }

  @Test
  void aDeleteLeavesAMarkerThatHidesTheObject() {
    String version = put("k", "one").versionId();

    DeleteObjectResponse deleted = s3.deleteObject(r -> r.bucket(BUCKET).key("k"));

    assertThat(deleted.deleteMarker()).isTrue();
    assertThat(deleted.versionId()).isNotEqualTo(version);
    assertThatThrownBy(() -> read("k")).isInstanceOf(NoSuchKeyException.class);
    assertThat(readVersion("k", version)).isEqualTo("one");
    S3Exception atMarker =
        catchThrowableOfType(S3Exception.class, () -> readVersion("k", deleted.versionId()));
    assertThat(atMarker.statusCode()).isEqualTo(405);
  }

  @Test
  void removingTheMarkerBringsTheObjectBackUnderItsEtag() {
    String etag = put("k", "one").eTag();
    String marker = s3.deleteObject(r -> r.bucket(BUCKET).key("k")).versionId();

    DeleteObjectResponse removed =
        s3.deleteObject(r -> r.bucket(BUCKET).key("k").versionId(marker));

    assertThat(removed.deleteMarker()).isTrue();
    assertThat(read("k")).isEqualTo("one");
    assertThat(s3.headObject(r -> r.bucket(BUCKET).key("k")).eTag()).isEqualTo(etag);
    assertThat(s3.listObjectsV2(r -> r.bucket(BUCKET)).contents()).hasSize(1);
  }

  @Test
  void removingTheCurrentVersionShowsTheOneBefore() {
    put("k", "one");
    String second = put("k", "two").versionId();

    s3.deleteObject(r -> r.bucket(BUCKET).key("k").versionId(second));

    assertThat(read("k")).isEqualTo("one");
    S3Exception gone = catchThrowableOfType(S3Exception.class, () -> readVersion("k", second));
    assertThat(gone.awsErrorDetails().errorCode()).isEqualTo("NoSuchVersion");
  }

  @Test
  void aBatchRemovesMarkersByTheirIds() {
    put("a", "a");
    put("b", "b");
    List<DeletedObject> markers =
        deleteAll(
            ObjectIdentifier.builder().key("a").build(),
            ObjectIdentifier.builder().key("b").build());
    assertThat(markers).hasSize(2).allMatch(DeletedObject::deleteMarker);

    List<DeletedObject> removed =
        deleteAll(
            markers.stream()
                .map(
                    marker ->
                        ObjectIdentifier.builder()
                            .key(marker.key())
                            .versionId(marker.deleteMarkerVersionId())
                            .build())
                .toArray(ObjectIdentifier[]::new));

    assertThat(removed)
        .extracting(DeletedObject::versionId)
        .containsExactlyElementsOf(
            markers.stream().map(DeletedObject::deleteMarkerVersionId).toList());
    assertThat(read("a") + read("b")).isEqualTo("ab");
  }

  private List<DeletedObject> deleteAll(ObjectIdentifier... objects) {
    return s3.deleteObjects(r -> r.bucket(BUCKET).delete(d -> d.objects(objects))).deleted();
  }

  @Test
  void theHistoryComesByKeyAndNewestFirst() {
    String a1 = put("a", "1").versionId();
    String b1 = put("b", "1").versionId();
    String a2 = put("a", "2").versionId();
    String bMarker = s3.deleteObject(r -> r.bucket(BUCKET).key("b")).versionId();
    String ab = put("a/b", "1").versionId();

    ListObjectVersionsResponse history = s3.listObjectVersions(r -> r.bucket(BUCKET));

    assertThat(history.versions())
        .extracting(ObjectVersion::versionId)
        .containsExactly(a2, a1, ab, b1);
    assertThat(history.versions())
        .extracting(ObjectVersion::isLatest)
        .containsExactly(true, false, true, false);
    assertThat(history.deleteMarkers()).hasSize(1);
    DeleteMarkerEntry marker = history.deleteMarkers().getFirst();
    assertThat(marker.versionId()).isEqualTo(bMarker);
    assertThat(marker.isLatest()).isTrue();
  }

  @Test
  void pagesOfTheHistoryShowEverythingOnce() {
    for (int i = 0; i < 3; i++) {
      for (String key : List.of("x", "y", "z")) {
        put(key, key + i);
      }
      s3.deleteObject(r -> r.bucket(BUCKET).key("y"));
    }
    for (int size = 1; size <= 5; size++) {
      int pageSize = size;
      List<String> seen = new ArrayList<>();
      long latest = 0;
      String keyMarker = null;
      String versionMarker = null;
      do {
        String key = keyMarker;
        String version = versionMarker;
        ListObjectVersionsResponse page =
            s3.listObjectVersions(
                r -> r.bucket(BUCKET).maxKeys(pageSize).keyMarker(key).versionIdMarker(version));
        page.versions().forEach(v -> seen.add(v.versionId()));
        page.deleteMarkers().forEach(m -> seen.add(m.versionId()));
        latest +=
            page.versions().stream().filter(ObjectVersion::isLatest).count()
                + page.deleteMarkers().stream().filter(DeleteMarkerEntry::isLatest).count();
        keyMarker = page.nextKeyMarker();
        versionMarker = page.nextVersionIdMarker();
      } while (keyMarker != null);

      assertThat(seen).hasSize(12).doesNotHaveDuplicates();
      assertThat(latest).isEqualTo(3);
    }
  }

  @Test
  void theHistoryFoldsBehindADelimiter() {
    put("d/1", "x");
    put("d/2", "x");
    put("e", "x");

    ListObjectVersionsResponse history =
        s3.listObjectVersions(r -> r.bucket(BUCKET).delimiter("/"));

    assertThat(history.commonPrefixes()).extracting("prefix").containsExactly("d/");
    assertThat(history.versions()).extracting(ObjectVersion::key).containsExactly("e");
  }

  @Test
  void aSuspendedBucketReplacesItsNullVersionAndKeepsTheOthers() {
    String kept = put("k", "kept").versionId();
    s3.putBucketVersioning(
        r ->
            r.bucket(BUCKET)
                .versioningConfiguration(c -> c.status(BucketVersioningStatus.SUSPENDED)));
    put("k", "null one");
    put("k", "null two");

    List<ObjectVersion> versions = s3.listObjectVersions(r -> r.bucket(BUCKET)).versions();

    assertThat(versions).extracting(ObjectVersion::versionId).containsExactly("null", kept);
    assertThat(readVersion("k", "null")).isEqualTo("null two");
    assertThat(s3.getBucketVersioning(r -> r.bucket(BUCKET)).status())
        .isEqualTo(BucketVersioningStatus.SUSPENDED);
  }

  @Test
  void aBucketThatNeverKeptVersionsForgets() throws Exception {
    try (S3Server plain = S3Server.builder().versioned(false).start();
        var client = clientOf(plain)) {
      client.createBucket(r -> r.bucket(BUCKET));
      client.putObject(r -> r.bucket(BUCKET).key("k"), RequestBody.fromString("one"));
      assertThat(
              client
                  .putObject(r -> r.bucket(BUCKET).key("k"), RequestBody.fromString("two"))
                  .versionId())
          .isNull();
      assertThat(client.listObjectVersions(r -> r.bucket(BUCKET)).versions()).hasSize(1);

      client.deleteObject(r -> r.bucket(BUCKET).key("k"));

      ListObjectVersionsResponse history = client.listObjectVersions(r -> r.bucket(BUCKET));
      assertThat(history.versions()).isEmpty();
      assertThat(history.deleteMarkers()).isEmpty();
    }
  }

  @Test
  void anIdThatIsNoneIsRefused() {
    put("k", "x");

    S3Exception refused = catchThrowableOfType(S3Exception.class, () -> readVersion("k", "bogus"));

    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(refused.awsErrorDetails().errorCode()).isEqualTo("InvalidArgument");
  }

  private String readVersion(String key, String version) {
    return s3.getObjectAsBytes(r -> r.bucket(BUCKET).key(key).versionId(version)).asUtf8String();
  }
}
