package dev.ligature.local.queue;

import com.typesafe.config.ConfigFactory;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.ActorSystem;
import org.elasticmq.NodeAddress;
import org.elasticmq.rest.sqs.SQSRestServer;
import org.elasticmq.rest.sqs.SQSRestServerBuilder;

/**
 * An SQS endpoint in this process: ElasticMQ, in memory. Messages do not outlive it. The next start
 * of the stack sends them again, from the tasks in the bucket.
 */
public final class SqsServer implements AutoCloseable {
  private static final String HOST = "127.0.0.1";
  private static final long STOP_SECONDS = 5;

  private final ActorSystem actors;
  private final SQSRestServer server;
  private final URI endpoint;

  private SqsServer(ActorSystem actors, SQSRestServer server, URI endpoint) {
    this.actors = actors;
    this.server = server;
    this.endpoint = endpoint;
  }

  /**
   * Starts to serve on a loopback port.
   *
   * @param port 0 for any free one
   * @throws IllegalStateException if the port is taken
   */
  public static SqsServer start(int port) {
    ActorSystem actors =
        ActorSystem.create(
            "sqs",
            ConfigFactory.parseMap(
                    Map.of(
                        "pekko.loglevel",
                        "ERROR",
                        "pekko.stdout-loglevel",
                        "ERROR",
                        "pekko.daemonic",
                        "on",
                        "pekko.coordinated-shutdown.run-by-jvm-shutdown-hook",
                        "off"))
                .withFallback(ConfigFactory.load()));
    try {
      // The address that queue URLs begin with must be known before the start.
      int chosen = port == 0 ? FreePorts.any() : port;
      SQSRestServer server =
          SQSRestServerBuilder.withActorSystem(actors)
              .withInterface(HOST)
              .withPort(chosen)
              .withServerAddress(new NodeAddress("http", HOST, chosen, ""))
              .withAWSRegion("us-east-1")
              .start();
      server.waitUntilStarted();
      return new SqsServer(actors, server, URI.create("http://" + HOST + ":" + chosen));
    } catch (RuntimeException failed) {
      actors.terminate();
      throw new IllegalStateException(
          "The SQS server did not start: " + failed.getMessage(), failed);
    }
  }

  /** Where it listens. */
  public URI endpoint() {
    return endpoint;
  }

  @Override
  public void close() {
    // Its own stop would wait for long polls to end; ending the actors ends their connections.
    server.stopAndGetFuture().apply();
    actors.terminate();
    actors
        .getWhenTerminated()
        .toCompletableFuture()
        .completeOnTimeout(null, STOP_SECONDS, TimeUnit.SECONDS)
        .join();
  }
}
