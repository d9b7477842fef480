package dev.ligature.s3server;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * An S3 server in this process. Listens on the loopback address only, takes any credentials, and
 * keeps everything in one file, or in memory. Safe for many threads.
 *
 * <pre>{@code
 * try (S3Server s3 = S3Server.builder().dataFile(Path.of("data.mv")).start()) {
 *   s3.createBucket("ligature");
 *   … s3.endpoint() …
 * }
 * }</pre>
 */
public final class S3Server implements AutoCloseable {

  private static final Logger LOG = System.getLogger(S3Server.class.getName());

  /** How long a stop waits for what has begun. */
  private static final Duration STOP = Duration.ofSeconds(5);

  private final Buckets buckets;
  private final LoopbackServer http;
  private final S3Dispatch dispatch;
  private final FaultInjector faults;
  private final Versioning whenCreated;
  private final RequestLog log = new RequestLog();
  private final AtomicLong requestIds = new AtomicLong(ThreadLocalRandom.current().nextLong());
  private volatile Duration latency;

  private S3Server(Builder builder) throws IOException {
    latency = builder.latency;
    faults = builder.faults;
    whenCreated = builder.versioned ? Versioning.ENABLED : Versioning.OFF;
    // The port first: a second start fails on it before it touches the file.
    http = LoopbackServer.bind(builder.port);
    buckets = open(builder, http);
    dispatch = new S3Dispatch(buckets, builder.region, whenCreated, faults);
    http.serve(this::handle);
  }

  private static Buckets open(Builder builder, LoopbackServer http) throws IOException {
    try {
      return new Buckets(builder.dataFile, builder.clock);
    } catch (RuntimeException unusable) {
      http.stop(Duration.ZERO);
      throw new IOException(
          "The file %s cannot be used: %s".formatted(builder.dataFile, unusable.getMessage()),
          unusable);
    }
  }

  /** Starts with: memory, a free port, no latency, no faults, versioned buckets, us-east-1. */
  public static Builder builder() {
    return new Builder();
  }

  /** Where it listens, such as {@code http://127.0.0.1:4566}. */
  public URI endpoint() {
    return http.endpoint();
  }

  /**
   * Creates a bucket, versioned unless the builder says otherwise; does nothing if it is there.
   *
   * @throws IllegalArgumentException if S3 allows no such name
   */
  public void createBucket(String name) {
    if (!BucketCalls.isName(name)) {
      throw new IllegalArgumentException("Not a bucket's name: " + name);
    }
    buckets.createBucket(name, whenCreated);
  }

  /** What it was asked. */
  public RequestLog log() {
    return log;
  }

  /** How long every request takes on top, from now on, give or take a quarter. */
  public void setLatency(Duration latency) {
    this.latency = latency;
  }

  private void handle(HttpExchange exchange) {
    // The exchange is closed without an answer only where a fault wants the connection broken.
    try (exchange) {
      pause();
      S3Request request = new S3Request(exchange);
      S3Call call = dispatch.call(request);
      String id = "%016X".formatted(requestIds.incrementAndGet());
      Optional<S3Response> answer = answer(call, request, id);
      // Before it is sent: whoever has an answer finds its request in the log.
      log.add(call, answer.map(S3Response::status).orElse(0));
      if (answer.isPresent()) {
        send(exchange, answer.get(), id);
      }
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "The client went away", e);
    }
  }

  /** Empty if the connection is to break instead of an answer. */
  private Optional<S3Response> answer(S3Call call, S3Request request, String id)
      throws IOException {
    Optional<Fault> fault = faults.onRequest(call);
    if (fault.isPresent() && fault.get() == Fault.BREAK_CONNECTION) {
      return Optional.empty();
    }
    try {
      if (fault.isPresent()) {
        refuseBefore(fault.get(), call);
      }
      SigningTime.check(request.header(SigningTime.HEADER), InstantSource.system().instant());
      S3Response response = dispatch.answer(call, request);
      if (fault.isEmpty()) {
        return Optional.of(response);
      }
      return fault.get() == Fault.BREAK_CONNECTION_AFTER_EFFECT
          ? Optional.empty()
          : Optional.of(document(S3Error.internal(), call, id));
    } catch (S3Error refused) {
      return Optional.of(document(refused, call, id));
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "Failed on " + call, e);
      return Optional.of(document(S3Error.internal(), call, id));
    }
  }

  private static void refuseBefore(Fault fault, S3Call call) {
    switch (fault) {
      case CONFLICT -> throw S3Error.conflict(call.key() == null ? "" : call.key());
      case SLOW_DOWN -> throw S3Error.slowDown();
      case ACCESS_DENIED -> throw new S3Error(403, "AccessDenied", "Access Denied");
      case NOT_IMPLEMENTED -> throw S3Error.notImplemented(call.operation().apiName());
      case INTERNAL_ERROR -> throw S3Error.internal();
      case INTERNAL_ERROR_AFTER_EFFECT, BREAK_CONNECTION, BREAK_CONNECTION_AFTER_EFFECT -> {}
    }
  }

  private static S3Response document(S3Error error, S3Call call, String id) {
    Xml xml =
        Xml.plain("Error").element("Code", error.code()).element("Message", error.getMessage());
    error.details().forEach(xml::element);
    xml.element("Resource", resource(call)).element("RequestId", id).element("HostId", id);
    return S3Response.xml(error.status(), error.headers(), xml);
  }

  private static String resource(S3Call call) {
    return "/"
        + (call.bucket() == null ? "" : call.bucket())
        + (call.key() == null ? "" : "/" + call.key());
  }

  private static void send(HttpExchange exchange, S3Response response, String id)
      throws IOException {
    // What is left of the body is read, so that the connection can be used again.
    exchange.getRequestBody().skip(Long.MAX_VALUE);
    var headers = exchange.getResponseHeaders();
    headers.set("x-amz-request-id", id);
    headers.set("x-amz-id-2", id);
    headers.set("Server", "LigatureS3");
    response.headers().forEach(headers::set);
    boolean head = exchange.getRequestMethod().equals("HEAD");
    if (head || response.length() == 0) {
      if (head) {
        headers.set("Content-Length", Integer.toString(response.length()));
      }
      exchange.sendResponseHeaders(response.status(), -1);
      return;
    }
    exchange.sendResponseHeaders(response.status(), response.length());
    try (OutputStream body = exchange.getResponseBody()) {
      body.write(response.body(), response.offset(), response.length());
    }
  }

  private void pause() {
    long nanos = latency.toNanos();
    if (nanos > 0) {
      long quarter = nanos / 4;
      long jitter = quarter == 0 ? 0 : ThreadLocalRandom.current().nextLong(-quarter, quarter + 1);
      long until = System.nanoTime() + nanos + jitter;
      for (long left = until - System.nanoTime(); left > 0; left = until - System.nanoTime()) {
        LockSupport.parkNanos(left);
      }
    }
  }

  /** Answers what has begun, then closes the file. */
  @Override
  public void close() {
    // Never interrupted: an interrupt in the middle of a read would close the file for everyone.
    if (!http.drain(STOP)) {
      LOG.log(Level.WARNING, "Requests were still running when the server closed");
    }
    buckets.close();
  }

  /** How a server is to be. */
  public static final class Builder {
    private @Nullable Path dataFile;
    private int port;
    private Duration latency = Duration.ZERO;
    private FaultInjector faults = FaultInjector.NONE;
    private InstantSource clock = InstantSource.system();
    private boolean versioned = true;
    private String region = "us-east-1";

    private Builder() {}

    /** Keeps everything in this file, which is created if need be; {@code null}: in memory. */
    public Builder dataFile(@Nullable Path dataFile) {
      this.dataFile = dataFile;
      return this;
    }

    /** Listens on this port; 0 takes a free one. */
    public Builder port(int port) {
      this.port = port;
      return this;
    }

    /** Makes every request take this much longer, give or take a quarter. */
    public Builder latency(Duration latency) {
      this.latency = latency;
      return this;
    }

    /** Makes requests go wrong. */
    public Builder faults(FaultInjector faults) {
      this.faults = faults;
      return this;
    }

    /** Dates objects by this clock. */
    public Builder clock(InstantSource clock) {
      this.clock = clock;
      return this;
    }

    /** Whether buckets keep versions from their creation on; S3's own start without. */
    public Builder versioned(boolean versioned) {
      this.versioned = versioned;
      return this;
    }

    /** The region that it says it is. */
    public Builder region(String region) {
      this.region = region;
      return this;
    }

    /**
     * Starts the server.
     *
     * @throws java.net.BindException if the port is taken
     * @throws IOException if it cannot listen, another process has the file open, or the file is
     *     none of a server's
     */
    public S3Server start() throws IOException {
      return new S3Server(this);
    }
  }
}
