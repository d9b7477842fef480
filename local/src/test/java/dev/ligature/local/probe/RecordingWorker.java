package dev.ligature.local.probe;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Remembers the batches it got. A body that starts with {@code poison} always fails, one that
 * starts with {@code once} fails the first time, one that starts with {@code wait} holds its
 * invocation until {@link #release}.
 */
public final class RecordingWorker implements RequestHandler<SQSEvent, SQSBatchResponse> {
  public static final List<List<String>> BATCHES = new CopyOnWriteArrayList<>();
  public static final Map<String, Integer> DELIVERIES = new ConcurrentHashMap<>();
  public static final AtomicInteger RUNNING = new AtomicInteger();
  public static final AtomicInteger MOST_RUNNING = new AtomicInteger();
  private static volatile CountDownLatch gate = new CountDownLatch(1);

  public RecordingWorker(Map<String, String> environment) {}

  public static void reset() {
    BATCHES.clear();
    DELIVERIES.clear();
    MOST_RUNNING.set(0);
    gate = new CountDownLatch(1);
  }

  public static void release() {
    gate.countDown();
  }

  @Override
  public SQSBatchResponse handleRequest(SQSEvent event, Context context) {
    MOST_RUNNING.accumulateAndGet(RUNNING.incrementAndGet(), Math::max);
    try {
      BATCHES.add(event.getRecords().stream().map(SQSEvent.SQSMessage::getBody).toList());
      List<SQSBatchResponse.BatchItemFailure> failures = new ArrayList<>();
      for (SQSEvent.SQSMessage message : event.getRecords()) {
        if (fails(message.getBody())) {
          failures.add(new SQSBatchResponse.BatchItemFailure(message.getMessageId()));
        }
      }
      return new SQSBatchResponse(failures);
    } finally {
      RUNNING.decrementAndGet();
    }
  }

  private static boolean fails(String body) {
    int deliveries = DELIVERIES.merge(body, 1, Integer::sum);
    if (body.startsWith("wait")) {
      try {
        return !gate.await(4, TimeUnit.SECONDS);
      } catch (InterruptedException abandoned) {
        Thread.currentThread().interrupt();
        return true;
      }
    }
    return body.startsWith("poison") || (body.startsWith("once") && deliveries == 1);
  }
}
