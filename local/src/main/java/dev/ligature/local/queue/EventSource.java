package dev.ligature.local.queue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ligature.local.lambda.InvocationResult;
import dev.ligature.local.lambda.LocalFunction;
import dev.ligature.local.lambda.LogSink;
import dev.ligature.local.template.EventSourceSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;

/**
 * Feeds a function from a queue as Lambda's event source does: batches, at most so many at once,
 * and only what succeeded is deleted; the rest is seen again after its visibility timeout.
 */
public final class EventSource implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int LONG_POLL_SECONDS = 20;
  private static final int CALL_LIMIT = 10;
  private static final Duration PAUSE_AFTER_ERROR = Duration.ofMillis(500);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(10);

  private final EventSourceSpec spec;
  private final LocalFunction function;
  private final SqsClient sqs;
  private final String queueUrl;
  private final String queueArn;
  private final LogSink log;
  private final Semaphore lookups;
  private final Semaphore batches;
  private final Thread poller;
  private volatile boolean stopping;

  private EventSource(
      EventSourceSpec spec, LocalFunction function, SqsClient sqs, String queueUrl, LogSink log) {
    this.spec = spec;
    this.function = function;
    this.sqs = sqs;
    this.queueUrl = queueUrl;
    this.queueArn = Queues.arn(sqs, queueUrl);
    this.log = log;
    this.lookups = new Semaphore(spec.maximumConcurrency());
    this.batches = new Semaphore(spec.maximumConcurrency());
    this.poller = Thread.ofVirtual().name("poll " + spec.queue()).unstarted(this::poll);
  }

  /** Starts to receive. */
  public static EventSource start(
      EventSourceSpec spec, LocalFunction function, SqsClient sqs, String queueUrl, LogSink log) {
    EventSource source = new EventSource(spec, function, sqs, queueUrl, log);
    source.poller.start();
    return source;
  }

  private void poll() {
    while (!stopping) {
      try {
        lookups.acquire();
      } catch (InterruptedException stopped) {
        return;
      }
      boolean handedOn = false;
      try {
        List<Message> messages = receive();
        if (!messages.isEmpty() && !stopping && batches.tryAcquire()) {
          Thread.ofVirtual().name("batch of " + spec.queue()).start(() -> deliver(messages));
          handedOn = true;
        }
      } catch (SdkException unreachable) {
        if (!stopping) {
          log.line(spec.function(), "Receiving failed: " + unreachable.getMessage());
          LockSupport.parkNanos(PAUSE_AFTER_ERROR.toNanos());
        }
      } finally {
        if (!handedOn) {
          lookups.release();
        }
      }
    }
  }

  /** Waits for messages; then, within the batching window, for more of them. */
  private List<Message> receive() {
    List<Message> messages = new ArrayList<>(receive(LONG_POLL_SECONDS, spec.batchSize()));
    long window = System.nanoTime() + spec.batchingWindow().toNanos();
    while (!messages.isEmpty() && messages.size() < spec.batchSize() && !stopping) {
      int seconds = (int) Duration.ofNanos(window - System.nanoTime()).toSeconds();
      if (seconds <= 0) {
        break;
      }
      messages.addAll(
          receive(Math.min(LONG_POLL_SECONDS, seconds), spec.batchSize() - messages.size()));
    }
    return List.copyOf(messages);
  }

  private List<Message> receive(int waitSeconds, int atMost) {
    return sqs.receiveMessage(
            request ->
                request
                    .queueUrl(queueUrl)
                    .maxNumberOfMessages(Math.min(CALL_LIMIT, atMost))
                    .messageSystemAttributeNames(MessageSystemAttributeName.ALL)
                    .messageAttributeNames("All")
                    .waitTimeSeconds(waitSeconds))
        .messages();
  }

  private void deliver(List<Message> messages) {
    try {
      InvocationResult result = function.invoke(event(messages));
      List<Message> done =
          switch (result) {
            case InvocationResult.Success(byte[] payload) -> succeeded(messages, payload);
            case InvocationResult.FunctionError failed -> List.of();
            case InvocationResult.TimedOut late -> List.of();
            case InvocationResult.Throttled throttled -> List.of();
            case InvocationResult.EventTooLarge large -> List.of();
          };
      for (int from = 0; from < done.size(); from += CALL_LIMIT) {
        delete(done.subList(from, Math.min(done.size(), from + CALL_LIMIT)));
      }
    } catch (SdkException unreachable) {
      // The messages are delivered again: that is the promise of at least once.
      log.line(spec.function(), "Deleting messages failed: " + unreachable.getMessage());
    } finally {
      batches.release();
      lookups.release();
    }
  }

  private void delete(List<Message> done) {
    sqs.deleteMessageBatch(
        request ->
            request
                .queueUrl(queueUrl)
                .entries(
                    done.stream()
                        .map(
                            message ->
                                DeleteMessageBatchRequestEntry.builder()
                                    .id(message.messageId())
                                    .receiptHandle(message.receiptHandle())
                                    .build())
                        .toList()));
  }

  private List<Message> succeeded(List<Message> messages, byte[] payload) {
    if (!spec.reportsItemFailures()) {
      return messages;
    }
    return failures(messages, payload)
        .map(
            failed ->
                messages.stream().filter(message -> !failed.contains(message.messageId())).toList())
        .orElse(List.of());
  }

  /** The failed messages' ids; empty if the answer is one that Lambda takes for a failed batch. */
  private Optional<Set<String>> failures(List<Message> messages, byte[] payload) {
    JsonNode answer;
    try {
      answer = JSON.readTree(payload);
    } catch (IOException noJson) {
      log.line(spec.function(), "The answer is no JSON, so the whole batch has failed");
      return Optional.empty();
    }
    Set<String> failed = new HashSet<>();
    for (JsonNode item : answer.path("batchItemFailures")) {
      String id = item.path("itemIdentifier").asText("");
      if (messages.stream().noneMatch(message -> message.messageId().equals(id))) {
        log.line(spec.function(), "Not a message of the batch, so all of it has failed: " + id);
        return Optional.empty();
      }
      failed.add(id);
    }
    return Optional.of(failed);
  }

  private byte[] event(List<Message> messages) {
    ObjectNode event = JSON.createObjectNode();
    String region = queueArn.split(":")[3];
    for (Message message : messages) {
      ObjectNode item = event.withArray("Records").addObject();
      item.put("messageId", message.messageId());
      item.put("receiptHandle", message.receiptHandle());
      item.put("body", message.body());
      item.put("md5OfBody", message.md5OfBody());
      message.attributesAsStrings().forEach(item.putObject("attributes")::put);
      ObjectNode attributes = item.putObject("messageAttributes");
      message
          .messageAttributes()
          .forEach(
              (name, value) ->
                  attributes
                      .putObject(name)
                      .put("stringValue", value.stringValue())
                      .put("dataType", value.dataType()));
      item.put("eventSource", "aws:sqs");
      item.put("eventSourceARN", queueArn);
      item.put("awsRegion", region);
    }
    return event.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** Stops to receive, and gives the batches under way a little time to end. */
  @Override
  public void close() {
    stopping = true;
    poller.interrupt();
    try {
      // The poller itself is not waited for: its long poll ends with the connection.
      batches.tryAcquire(spec.maximumConcurrency(), STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
    }
  }
}
