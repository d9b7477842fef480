package dev.ligature.s3server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.BindException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The wire itself: encodings, digests, error documents, names. */
class ProtocolTest extends ServedBucket {

  private static final String STREAMED = "STREAMING-UNSIGNED-PAYLOAD-TRAILER";
  private static final String SIGNED = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER";

  /** CRC-64/NVME of {@code 123456789}, from the catalogue of CRCs: 0xAE8B14860A799888. */
  private static final String CRC64_OF_DIGITS = "rosUhgp5mIg=";

  @Test
  void aChunkedBodyIsDecodedAndItsTrailerVerified() throws Exception {
    String chunked =
        "4\r\n1234\r\n5\r\n56789\r\n0\r\nx-amz-checksum-crc64nvme:" + CRC64_OF_DIGITS + "\r\n\r\n";

    HttpResponse<String> answer = sendChunked(chunked, STREAMED);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("x-amz-checksum-crc64nvme")).contains(CRC64_OF_DIGITS);
    assertThat(read("k")).isEqualTo("123456789");
    assertThat(s3.headObject(r -> r.bucket(BUCKET).key("k")).contentEncoding()).isNull();
  }

  @Test
  void theSignaturesOfChunksAreNotPartOfTheBody() throws Exception {
    String signature = ";chunk-signature=" + "0".repeat(64);
    String chunked =
        "9"
            + signature
            + "\r\n123456789\r\n0"
            + signature
            + "\r\nx-amz-checksum-crc32:y/Q5Jg=="
            + "\r\nx-amz-trailer-signature:"
            + "0".repeat(64)
            + "\r\n\r\n";

    assertThat(sendChunked(chunked, SIGNED).statusCode()).isEqualTo(200);
    assertThat(read("k")).isEqualTo("123456789");
  }

  @ParameterizedTest
  @CsvSource({
    "'5\r\n12345\r\n0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n', BadDigest",
    "'9\r\n12345\r\n0\r\n\r\n', IncompleteBody",
    "'5\r\n12345', IncompleteBody",
    "'x\r\n12345\r\n0\r\n\r\n', InvalidRequest",
    "'-1\r\n12345\r\n0\r\n\r\n', InvalidRequest"
  })
  void aDamagedChunkedBodyIsRefusedAndWritesNothing(String chunked, String code) throws Exception {
    HttpResponse<String> answer = sendChunked(chunked, STREAMED);

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("<Code>" + code + "</Code>");
    assertThat(send("GET", "/bucket/k", "").statusCode()).isEqualTo(404);
  }

  private HttpResponse<String> sendChunked(String body, String kind) throws Exception {
    return send(
        "PUT", "/bucket/k", body, "x-amz-content-sha256", kind, "Content-Encoding", "aws-chunked");
  }

  @ParameterizedTest
  @CsvSource({
    "Content-MD5, XrY7u+Ae7tCTyyK7j1rNww==, 200",
    "Content-MD5, AAAAAAAAAAAAAAAAAAAAAA==, 400",
    "Content-MD5, short, 400",
    "x-amz-checksum-crc32, AAAAAA==, 400",
    "x-amz-checksum-crc32c, yZRlqg==, 200",
    "x-amz-checksum-sha256, uU0nuZNNPgilLlLX2n2r+sSE7+N6U4DukIj3rOLvzek=, 200",
    "x-amz-checksum-sha1, AAAA, 400",
    "x-amz-content-sha256, b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9, 200",
    "x-amz-content-sha256, 0000000000000000000000000000000000000000000000000000000000000000, 400",
    "x-amz-content-sha256, UNSIGNED-PAYLOAD, 200"
  })
  void everyDigestThatIsSentIsVerified(String header, String value, int status) throws Exception {
    assertThat(send("PUT", "/bucket/k", "hello world", header, value).statusCode())
        .isEqualTo(status);
    assertThat(send("GET", "/bucket/k", "").statusCode()).isEqualTo(status == 200 ? 200 : 404);
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /no-such-bucket/k, 404, NoSuchBucket",
    "GET, /no-such-bucket?list-type=2, 404, NoSuchBucket",
    "GET, /bucket/none, 404, NoSuchKey",
    "PUT, /Wrong_Name, 400, InvalidBucketName",
    "POST, /bucket/k?uploads, 501, NotImplemented",
    "PUT, /bucket/k?partNumber=1&uploadId=x, 501, NotImplemented",
    "GET, /bucket?acl, 501, NotImplemented",
    "PATCH, /bucket/k, 501, NotImplemented",
    "GET, /bucket?list-type=2&continuation-token=!, 400, InvalidArgument",
    "GET, /bucket?list-type=2&encoding-type=rot13, 400, InvalidArgument"
  })
  void refusalsAreDocumentsWithACode(String method, String path, int status, String code)
      throws Exception {
    HttpResponse<String> answer = send(method, path, "");

    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.body()).startsWith("<?xml").contains("<Error><Code>" + code + "</Code>");
    assertThat(answer.headers().firstValue("x-amz-request-id")).isPresent();
    assertThat(answer.body())
        .contains(
            "<RequestId>" + answer.headers().firstValue("x-amz-request-id").get() + "</RequestId>");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<Delete>",
        "not xml",
        "<Delete></Delete>",
        "<Delete><Object></Object></Delete>",
        "<Other><Object><Key>a</Key></Object></Other>",
        "<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>"
            + "<Delete><Object><Key>&e;</Key></Object></Delete>"
      })
  void aBatchThatIsNoneIsMalformed(String document) throws Exception {
    HttpResponse<String> answer = delete(document);

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("<Code>MalformedXML</Code>");
  }

  @Test
  void aBatchIsAtMostAThousandKeys() throws Exception {
    String thousand = "<Object><Key>k</Key></Object>".repeat(1000);

    assertThat(delete("<Delete>" + thousand + "</Delete>").statusCode()).isEqualTo(200);
    assertThat(delete("<Delete>" + thousand + "<Object><Key>k</Key></Object></Delete>").body())
        .contains("MalformedXML");
  }

  @Test
  void aBatchWithoutADigestIsRefused() throws Exception {
    HttpResponse<String> answer =
        send("POST", "/bucket?delete", "<Delete><Object><Key>a</Key></Object></Delete>");

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("InvalidRequest");
  }

  @Test
  void aQuietBatchTellsOnlyWhatFailed() throws Exception {
    put("a", "x");
    put("b", "x");

    String answer =
        delete(
                "<Delete><Quiet>true</Quiet><Object><Key>a</Key></Object>"
                    + "<Object><Key>b</Key><ETag>&quot;0&quot;</ETag></Object>"
                    + "<Object><Key>c</Key><ETag>&quot;0&quot;</ETag></Object></Delete>")
            .body();

    assertThat(answer)
        .doesNotContain("<Deleted>")
        .contains("<Key>b</Key><Code>PreconditionFailed</Code>")
        .contains("<Key>c</Key><Code>NoSuchKey</Code>");
  }

  private HttpResponse<String> delete(String document) throws Exception {
    String crc = Checksum.CRC32.of(document.getBytes(StandardCharsets.UTF_8));
    return send("POST", "/bucket?delete", document, "x-amz-checksum-crc32", crc);
  }

  @Test
  void keysKeepTheirSlashesDotsAndPlusses() throws Exception {
    for (String key : new String[] {"a//b", "a/../b", "a/./b", "/lead", "trail/", "p+q"}) {
      assertThat(send("PUT", "/bucket/" + key, key).statusCode()).isEqualTo(200);
    }

    assertThat(s3.listObjectsV2(r -> r.bucket(BUCKET)).contents())
        .extracting("key")
        .containsExactly("/lead", "a/../b", "a/./b", "a//b", "p+q", "trail/");
    assertThat(send("GET", "/bucket/a//b", "").body()).isEqualTo("a//b");
  }

  @ParameterizedTest
  @CsvSource({
    "PUT, /bucket/k, If-Match, *",
    "PUT, /bucket/k, If-None-Match, '\"0\"'",
    "DELETE, /bucket/k?versionId=null, If-Match, '\"0\"'"
  })
  void conditionsThatS3DoesNotKnowAreRefusedNotIgnored(
      String method, String path, String header, String value) throws Exception {
    put("k", "x");

    assertThat(send(method, path, "", header, value).statusCode()).isEqualTo(501);
    assertThat(read("k")).isEqualTo("x");
  }

  @Test
  void aDeleteOfWhateverStandsThereNeedsSomethingThere() throws Exception {
    put("k", "x");

    assertThat(send("DELETE", "/bucket/k", "", "If-Match", "*").statusCode()).isEqualTo(204);
    HttpResponse<String> again = send("DELETE", "/bucket/k", "", "If-Match", "*");
    assertThat(again.statusCode()).isEqualTo(404);
    assertThat(again.body()).contains("<Code>NoSuchKey</Code>");
  }

  @Test
  void aKeyIsAtMost1024BytesNotCharacters() throws Exception {
    assertThat(send("PUT", "/bucket/" + "k".repeat(1024), "x").statusCode()).isEqualTo(200);
    assertThat(send("PUT", "/bucket/" + "%C3%A9".repeat(512), "x").statusCode()).isEqualTo(200);
    HttpResponse<String> tooLong = send("PUT", "/bucket/" + "%C3%A9".repeat(513), "x");
    assertThat(tooLong.statusCode()).isEqualTo(400);
    assertThat(tooLong.body()).contains("KeyTooLongError");
  }

  @Test
  void aHostNamesTheBucketToo() throws Exception {
    put("k", "by host");
    int port = server.endpoint().getPort();

    try (Socket socket = new Socket("127.0.0.1", port)) {
      OutputStream out = socket.getOutputStream();
      String request =
          "GET /k HTTP/1.1\r\nHost: bucket.localhost:" + port + "\r\nConnection: close\r\n\r\n";
      out.write(request.getBytes(StandardCharsets.US_ASCII));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(answer).startsWith("HTTP/1.1 200").endsWith("by host");
    }
  }

  @Test
  void bucketsAreListedLocatedAndRemovedWhenEmpty() throws Exception {
    s3.createBucket(r -> r.bucket("second"));
    s3.headBucket(r -> r.bucket("second"));

    assertThat(s3.listBuckets().buckets()).extracting("name").containsExactly("bucket", "second");
    assertThat(send("GET", "/bucket?location", "").body()).contains("<LocationConstraint ");
    put("k", "x");
    assertThat(send("DELETE", "/bucket", "").body()).contains("<Code>BucketNotEmpty</Code>");
    assertThat(send("DELETE", "/second", "").statusCode()).isEqualTo(204);
    assertThat(send("HEAD", "/second", "").statusCode()).isEqualTo(404);
  }

  @Test
  void requestsAreCountedByOperation() throws Exception {
    server.log().reset();
    put("a", "x");
    read("a");
    read("a");
    s3.listObjectsV2(r -> r.bucket(BUCKET).prefix("a"));

    assertThat(server.log().counts())
        .isEqualTo(
            Map.of(
                S3Operation.PUT_OBJECT, 1L,
                S3Operation.GET_OBJECT, 2L,
                S3Operation.LIST_OBJECTS_V2, 1L));
    assertThat(server.log().latest())
        .last()
        .isEqualTo(new RequestLog.Entry(new S3Call(S3Operation.LIST_OBJECTS_V2, BUCKET, "a"), 200));
  }

  @Test
  void aFileOrAPortInUseFailsAtOnce(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("s3.mv");
    try (S3Server first = S3Server.builder().dataFile(file).start()) {
      Assertions.assertThatThrownBy(() -> S3Server.builder().dataFile(file).start())
          .isInstanceOf(IOException.class)
          .hasMessageContaining(file.toString());
      int port = first.endpoint().getPort();
      Assertions.assertThatThrownBy(() -> S3Server.builder().port(port).start())
          .isInstanceOf(BindException.class);
    }
    S3Server.builder().dataFile(file).start().close();
  }
}
