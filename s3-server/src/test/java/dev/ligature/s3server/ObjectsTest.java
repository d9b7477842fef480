package dev.ligature.s3server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.CopyObjectResponse;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.MetadataDirective;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Single objects as the SDK sees them: what is kept with them, parts, copies, conditions. */
class ObjectsTest extends ServedBucket {

  @Test
  void theEtagIsTheQuotedMd5() {
    assertThat(put("k", "hello").eTag()).isEqualTo("\"5d41402abc4b2a76b9719d911017c592\"");
  }

  @Test
  void whatIsSentAlongIsKept() {
    s3.putObject(
        r ->
            r.bucket(BUCKET)
                .key("k")
                .contentType("text/plain; charset=utf-8")
                .cacheControl("no-store")
                .contentEncoding("identity")
                .metadata(Map.of("author", "ada", "mixed-Case", "v")),
        RequestBody.fromString("x"));

    HeadObjectResponse head = s3.headObject(r -> r.bucket(BUCKET).key("k"));

    assertThat(head.contentType()).isEqualTo("text/plain; charset=utf-8");
    assertThat(head.cacheControl()).isEqualTo("no-store");
    assertThat(head.contentEncoding()).isEqualTo("identity");
    assertThat(head.metadata()).containsEntry("author", "ada").containsEntry("mixed-case", "v");
    assertThat(head.contentLength()).isEqualTo(1);
    assertThat(head.lastModified()).isBetween(Instant.now().minusSeconds(60), Instant.now());
  }

  @Test
  void theHeadOfWhatIsNotThereIsMissing() {
    assertThatThrownBy(() -> s3.headObject(r -> r.bucket(BUCKET).key("k")))
        .isInstanceOf(NoSuchKeyException.class);
  }

  @ParameterizedTest
  @EnumSource(
      value = ChecksumAlgorithm.class,
      names = {"CRC32", "SHA1", "SHA256"})
  void theSdksChecksumsAreVerifiedKeptAndGivenBack(ChecksumAlgorithm algorithm) {
    s3.putObject(
        r -> r.bucket(BUCKET).key("k").checksumAlgorithm(algorithm),
        RequestBody.fromString("checked"));

    GetObjectResponse response =
        s3.getObjectAsBytes(r -> r.bucket(BUCKET).key("k").checksumMode(ChecksumMode.ENABLED))
            .response();

    assertThat(
            response.checksumCRC32() != null
                || response.checksumSHA1() != null
                || response.checksumSHA256() != null)
        .isTrue();
    assertThat(read("k")).isEqualTo("checked");
  }

  @ParameterizedTest
  @CsvSource({
    "bytes=0-0, 0, bytes 0-0/10",
    "bytes=2-4, 234, bytes 2-4/10",
    "bytes=7-, 789, bytes 7-9/10",
    "bytes=-2, 89, bytes 8-9/10",
    "bytes=-99, 0123456789, bytes 0-9/10",
    "bytes=8-99, 89, bytes 8-9/10"
  })
  void aRangeIsAPart(String range, String part, String contentRange) {
    put("k", "0123456789");

    var response = s3.getObjectAsBytes(r -> r.bucket(BUCKET).key("k").range(range));

    assertThat(response.asUtf8String()).isEqualTo(part);
    assertThat(response.response().contentRange()).isEqualTo(contentRange);
  }

  @Test
  void aRangeBehindTheEndIsRefused() {
    put("k", "0123456789");

    S3Exception refused =
        catchThrowableOfType(
            S3Exception.class,
            () -> s3.getObjectAsBytes(r -> r.bucket(BUCKET).key("k").range("bytes=10-")));

    assertThat(refused.statusCode()).isEqualTo(416);
    assertThat(refused.awsErrorDetails().errorCode()).isEqualTo("InvalidRange");
  }

  @Test
  void readsUnderConditionsAreAnsweredByStatus() {
    String etag = put("k", "x").eTag();

    assertThat(status(() -> s3.getObjectAsBytes(r -> r.bucket(BUCKET).key("k").ifMatch(etag))))
        .isEqualTo(200);
    assertThat(status(() -> s3.getObjectAsBytes(r -> r.bucket(BUCKET).key("k").ifMatch("\"0\""))))
        .isEqualTo(412);
    assertThat(status(() -> s3.getObjectAsBytes(r -> r.bucket(BUCKET).key("k").ifNoneMatch(etag))))
        .isEqualTo(304);
    assertThat(
            status(() -> s3.getObjectAsBytes(r -> r.bucket(BUCKET).key("k").ifNoneMatch("\"0\""))))
        .isEqualTo(200);
    Instant later = Instant.now().plusSeconds(100);
    assertThat(
            status(
                () -> s3.getObjectAsBytes(r -> r.bucket(BUCKET).key("k").ifModifiedSince(later))))
        .isEqualTo(304);
    Instant earlier = Instant.now().minusSeconds(100);
    assertThat(
            status(
                () ->
                    s3.getObjectAsBytes(r -> r.bucket(BUCKET).key("k").ifUnmodifiedSince(earlier))))
        .isEqualTo(412);
  }

  private static int status(Runnable call) {
    try {
      call.run();
      return 200;
    } catch (S3Exception e) {
      return e.statusCode();
    }
  }

  @Test
  void aCopyHasTheBytesTheTypeAndTheMetadata() {
    server.createBucket("other");
    String source = "a b/é&?.json";
    s3.putObject(
        r -> r.bucket(BUCKET).key(source).contentType("text/x").metadata(Map.of("m", "1")),
        RequestBody.fromString("copied"));

    CopyObjectResponse copy =
        s3.copyObject(
            r ->
                r.sourceBucket(BUCKET)
                    .sourceKey(source)
                    .destinationBucket("other")
                    .destinationKey("k"));

    var read = s3.getObjectAsBytes(r -> r.bucket("other").key("k"));
    assertThat(read.asUtf8String()).isEqualTo("copied");
    assertThat(read.response().contentType()).isEqualTo("text/x");
    assertThat(read.response().metadata()).containsEntry("m", "1");
    assertThat(copy.copyObjectResult().eTag()).isEqualTo(read.response().eTag());
    assertThat(copy.versionId()).isEqualTo(read.response().versionId());
  }

  @Test
  void aCopyMayReplaceTheMetadataAndTakeAnOldVersion() {
    String old = put("k", "old").versionId();
    put("k", "new");

    s3.copyObject(
        r ->
            r.sourceBucket(BUCKET)
                .sourceKey("k")
                .sourceVersionId(old)
                .destinationBucket(BUCKET)
                .destinationKey("k")
                .metadataDirective(MetadataDirective.REPLACE)
                .metadata(Map.of("restored", "yes")));

    assertThat(read("k")).isEqualTo("old");
    assertThat(s3.headObject(r -> r.bucket(BUCKET).key("k")).metadata())
        .containsEntry("restored", "yes");
  }

  @Test
  void aCopyOntoItselfWithoutAChangeIsRefused() {
    put("k", "x");

    S3Exception refused =
        catchThrowableOfType(
            S3Exception.class,
            () ->
                s3.copyObject(
                    r ->
                        r.sourceBucket(BUCKET)
                            .sourceKey("k")
                            .destinationBucket(BUCKET)
                            .destinationKey("k")));

    assertThat(refused.awsErrorDetails().errorCode()).isEqualTo("InvalidRequest");
  }

  @Test
  void aCopyOfNothingIsMissing() {
    assertThatThrownBy(
            () ->
                s3.copyObject(
                    r ->
                        r.sourceBucket(BUCKET)
                            .sourceKey("no")
                            .destinationBucket(BUCKET)
                            .destinationKey("k")))
        .isInstanceOf(S3Exception.class)
        .hasMessageContaining("does not exist");
  }

  @Test
  void writesThatAreRefusedTellTheCondition() {
    put("k", "x");

    S3Exception exists =
        catchThrowableOfType(
            S3Exception.class,
            () ->
                s3.putObject(
                    r -> r.bucket(BUCKET).key("k").ifNoneMatch("*"), RequestBody.fromString("y")));
    S3Exception missing =
        catchThrowableOfType(
            S3Exception.class,
            () ->
                s3.putObject(
                    r -> r.bucket(BUCKET).key("none").ifMatch("\"0\""),
                    RequestBody.fromString("y")));

    assertThat(exists.statusCode()).isEqualTo(412);
    assertThat(exists.awsErrorDetails().errorCode()).isEqualTo("PreconditionFailed");
    assertThat(exists.requestId()).isNotBlank();
    assertThat(missing.statusCode()).isEqualTo(404);
    assertThat(missing.awsErrorDetails().errorCode()).isEqualTo("NoSuchKey");
  }
}
