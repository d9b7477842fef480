package dev.ligature.local.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpServer;
import dev.ligature.local.TestCredentials;
import dev.ligature.store.Deletion;
import dev.ligature.store.ObjectStore;
import dev.ligature.store.Precondition;
import dev.ligature.store.StoreException;
import dev.ligature.store.StoreException.Kind;
import dev.ligature.store.s3.S3Clients;
import dev.ligature.store.s3.S3ObjectStore;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.S3Client;

/** What goes over the wire, and answers that no S3 server of ours gives. */
class S3WireTest {

  private final BlockingQueue<String> queries = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> bodies = new LinkedBlockingQueue<>();
  private int status;
  private String answer = "";
  private HttpServer server;
  private S3Client client;
  private ObjectStore store;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          queries.add(String.valueOf(exchange.getRequestURI().getQuery()));
          bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().add("content-type", "application/xml");
          exchange.sendResponseHeaders(status, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    server.start();
    client =
        S3Clients.create(
            TestCredentials.at(URI.create("http://localhost:" + server.getAddress().getPort())));
    store = new S3ObjectStore(client, "bucket");
  }

  @AfterEach
  void stop() {
    client.close();
    server.stop(0);
  }

  @Test
  void aConflictOfAnyNameIsAConflictAndChangedNothing() {
    status = 409;
    answer = "<Error><Code>SomethingNew</Code><Message>…</Message></Error>";

    StoreException e =
        catchThrowableOfType(
            StoreException.class, () -> store.put("data/x", new byte[1], Precondition.ifAbsent()));

    assertThat(e.kind()).isEqualTo(Kind.CONFLICT);
    assertThat(e.surelyNotApplied()).isTrue();
  }

  @Test
  void theETagsOfABatchGoOutWithoutQuotes() throws InterruptedException {
    status = 200;
    answer = "<DeleteResult><Deleted><Key>data/x</Key></Deleted></DeleteResult>";

    store.deleteAll(List.of(new Deletion("data/x", Precondition.ifMatch("\"abc\""))));

    assertThat(bodies.take()).contains("<ETag>abc</ETag>");
  }

  @Test
  void listingsAskForKeysThatXmlCanSpell() throws InterruptedException {
    status = 200;
    answer =
        "<ListBucketResult><EncodingType>url</EncodingType><IsTruncated>false</IsTruncated>"
            + "<Contents><Key>k/%01</Key><ETag>\"e\"</ETag><Size>1</Size>"
            + "<LastModified>2026-01-31T12:00:00.000Z</LastModified></Contents></ListBucketResult>";

    assertThat(store.list("k/", null, 10).objects().getFirst().key()).isEqualTo("k/\u0001");
    assertThat(queries.take()).contains("encoding-type=url");
  }

  @Test
  void aCallThatTheClientItselfCancelsIsTransientAndUncertain() {
    StoreException e = getThrough(new CancellationException("stopped for a while"));

    assertThat(e.kind()).isEqualTo(Kind.RETRY);
    assertThat(e.surelyNotApplied()).isFalse();
  }

  @Test
  void whatTheClientDidNotExpectItselfIsOursAndUncertain() {
    StoreException e = getThrough(new IllegalStateException("a bug"));

    assertThat(e.kind()).isEqualTo(Kind.OURS);
    assertThat(e.surelyNotApplied()).isFalse();
    assertThat(e).hasMessageContaining("data/x").hasMessageContaining("a bug");
  }

  private static StoreException getThrough(RuntimeException thrown) {
    S3Client broken =
        (S3Client)
            Proxy.newProxyInstance(
                S3Client.class.getClassLoader(),
                new Class<?>[] {S3Client.class},
                (proxy, method, arguments) -> {
                  throw thrown;
                });
    ObjectStore store = new S3ObjectStore(broken, "bucket");
    return catchThrowableOfType(StoreException.class, () -> store.get("data/x"));
  }
}
