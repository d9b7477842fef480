package dev.ligature.s3server;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The JDK's HTTP server on the loopback address, a virtual thread for each request. {@link
 * S3Server} stands on it; so can other servers of the same process. Safe for many threads.
 */
public final class LoopbackServer {

  static {
    // The JDK reads these once, when the first server of the process starts. Without the first,
    // every answer on a kept connection waits for the client's delayed acknowledgement. With the
    // defaults of the other two, the server closes idle connections just when a client picks them
    // up again.
    setIfAbsent("sun.net.httpserver.nodelay", "true");
    setIfAbsent("sun.net.httpserver.maxIdleConnections", "10000");
    setIfAbsent("sun.net.httpserver.idleInterval", "3600");
  }

  /** How many connections may wait to be accepted. */
  private static final int BACKLOG = 4096;

  private static final int ALL = Integer.MAX_VALUE;

  private final HttpServer http;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /** One permit for each request under way. */
  private final Semaphore requests = new Semaphore(ALL);

  private volatile boolean stopping;

  private LoopbackServer(HttpServer http) {
    this.http = http;
  }

  private static void setIfAbsent(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }

  /**
   * Takes a port. Connections wait until {@link #serve} is called.
   *
   * @param port 0 for any free one
   * @throws java.net.BindException if the port is taken
   * @throws IOException if it cannot listen
   */
  public static LoopbackServer bind(int port) throws IOException {
    return new LoopbackServer(
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG));
  }

  /** Hands every request to this handler from now on. To be called once. */
  public void serve(HttpHandler handler) {
    http.setExecutor(threads);
    http.createContext("/", exchange -> handle(exchange, handler));
    http.start();
  }

  private void handle(HttpExchange exchange, HttpHandler handler) throws IOException {
    if (stopping || !requests.tryAcquire()) {
      exchange.close();
      return;
    }
    try {
      handler.handle(exchange);
    } finally {
      requests.release();
    }
  }

  /** Where it listens, such as {@code http://127.0.0.1:4566}. */
  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + http.getAddress().getPort());
  }

  /** Gives requests under way this time to end, takes no new ones, then interrupts what is left. */
  public void stop(Duration patience) {
    end(patience);
    threads.shutdownNow();
  }

  /**
   * Gives requests under way this time to end and takes no new ones. Interrupts none.
   *
   * @return whether all have ended
   */
  boolean drain(Duration patience) {
    boolean ended = end(patience);
    threads.shutdown();
    return ended;
  }

  private boolean end(Duration patience) {
    stopping = true;
    boolean ended = false;
    try {
      ended = requests.tryAcquire(ALL, patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    // With a delay of its own, the JDK's server often waits to the end of it with nothing to do.
    http.stop(0);
    return ended;
  }
}
