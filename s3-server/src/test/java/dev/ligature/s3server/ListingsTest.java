package dev.ligature.s3server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.ListObjectsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Both listings of a bucket, with delimiters and tokens. */
class ListingsTest extends ServedBucket {

  private static final List<String> KEYS =
      List.of("a", "d/1", "d/2", "d/e/3", "d0", "z z&+%", "é/x", "é/y");

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 1000})
  void aDelimiterFoldsKeysAndPagesShowEachFoldOnce(int size) {
    KEYS.forEach(key -> put(key, "x"));
    List<String> rows = new ArrayList<>();
    String token = null;
    do {
      String from = token;
      ListObjectsV2Response page =
          s3.listObjectsV2(
              r -> r.bucket(BUCKET).delimiter("/").maxKeys(size).continuationToken(from));
      assertThat(page.keyCount()).isLessThanOrEqualTo(size);
      page.contents().forEach(object -> rows.add(object.key()));
      page.commonPrefixes().forEach(prefix -> rows.add(prefix.prefix()));
      token = page.nextContinuationToken();
      assertThat(page.isTruncated()).isEqualTo(token != null);
    } while (token != null);

    assertThat(rows).containsExactlyInAnyOrder("a", "d/", "d0", "é/", "z z&+%");
  }

  @Test
  void aPrefixIsNotFoldedIntoItself() {
    KEYS.forEach(key -> put(key, "x"));

    ListObjectsV2Response page =
        s3.listObjectsV2(r -> r.bucket(BUCKET).prefix("d/").delimiter("/"));

    assertThat(page.contents()).extracting(S3Object::key).containsExactly("d/1", "d/2");
    assertThat(page.commonPrefixes()).extracting(CommonPrefix::prefix).containsExactly("d/e/");
  }

  @Test
  void aPageBeginsAfterAKeyInsideAFold() {
    KEYS.forEach(key -> put(key, "x"));

    ListObjectsV2Response page =
        s3.listObjectsV2(r -> r.bucket(BUCKET).startAfter("d/1").delimiter("/"));

    assertThat(page.commonPrefixes()).extracting(CommonPrefix::prefix).containsExactly("d/", "é/");
    assertThat(page.contents()).extracting(S3Object::key).containsExactly("d0", "z z&+%");
  }

  @Test
  void theOwnerIsToldOnRequest() {
    put("a", "x");

    assertThat(s3.listObjectsV2(r -> r.bucket(BUCKET)).contents().getFirst().owner()).isNull();
    assertThat(
            s3.listObjectsV2(r -> r.bucket(BUCKET).fetchOwner(true))
                .contents()
                .getFirst()
                .owner()
                .id())
        .isNotBlank();
  }

  @Test
  void thePaginatorOfTheSdkSeesEverything() {
    for (int i = 0; i < 25; i++) {
      put("k" + i, "x");
    }

    assertThat(
            s3.listObjectsV2Paginator(r -> r.bucket(BUCKET).maxKeys(7)).contents().stream().count())
        .isEqualTo(25);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 1000})
  void theFirstListingPagesByMarker(int size) {
    KEYS.forEach(key -> put(key, "x"));
    List<String> keys = new ArrayList<>();
    String marker = null;
    ListObjectsResponse page;
    do {
      String from = marker;
      page = s3.listObjects(r -> r.bucket(BUCKET).maxKeys(size).marker(from));
      page.contents().forEach(object -> keys.add(object.key()));
      marker = keys.getLast();
    } while (page.isTruncated());

    assertThat(keys).isEqualTo(KEYS);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 1000})
  void theFirstListingFoldsToo(int size) {
    KEYS.forEach(key -> put(key, "x"));
    List<String> rows = new ArrayList<>();
    String marker = null;
    do {
      String from = marker;
      ListObjectsResponse page =
          s3.listObjects(r -> r.bucket(BUCKET).maxKeys(size).marker(from).delimiter("/"));
      page.contents().forEach(object -> rows.add(object.key()));
      page.commonPrefixes().forEach(prefix -> rows.add(prefix.prefix()));
      marker = page.nextMarker();
    } while (marker != null);

    assertThat(rows).containsExactlyInAnyOrder("a", "d/", "d0", "é/", "z z&+%");
  }

  @Test
  void keysAreWrittenAsTheyAreWithoutAnEncoding() throws Exception {
    put("z z&+%<é😀", "x");

    String plain = send("GET", "/bucket?list-type=2", "").body();
    String encoded = send("GET", "/bucket?list-type=2&encoding-type=url", "").body();

    assertThat(plain).contains("<Key>z z&amp;+%&lt;é😀</Key>");
    assertThat(encoded).contains("<Key>z%20z%26%2B%25%3C%C3%A9%F0%9F%98%80</Key>");
  }

  @Test
  void pagesAreCappedAtAThousandAndZeroIsEmpty() throws Exception {
    put("k", "x");

    assertThat(send("GET", "/bucket?list-type=2&max-keys=5000", "").body())
        .contains("<MaxKeys>1000</MaxKeys>");
    assertThat(send("GET", "/bucket?list-type=2&max-keys=0", "").body())
        .contains("<KeyCount>0</KeyCount>")
        .contains("<IsTruncated>false</IsTruncated>");
    assertThat(send("GET", "/bucket?list-type=2&max-keys=-1", "").statusCode()).isEqualTo(400);
    assertThat(send("GET", "/bucket?list-type=2&max-keys=many", "").statusCode()).isEqualTo(400);
  }
}
