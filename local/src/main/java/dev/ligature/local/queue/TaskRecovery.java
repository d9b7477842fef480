package dev.ligature.local.queue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ligature.cascade.CascadeWorker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Gatherers;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;

/**
 * Sends again what the queue in this process has lost when it stopped.
 *
 * <p>SQS keeps messages through any crash of ours; a queue in memory does not. A task's record is
 * written before its message is sent and removed when it is done, so the records are the messages
 * that a lasting queue would hold; one too many does no harm. A job that is under way with no task
 * left was interrupted just before its end: its watch makes a worker look again.
 *
 * <p>A task without its job's record was written by a caller that died before it had accepted the
 * delete: no worker would do it, so nothing is sent for it, and the sweeper removes it in time.
 *
 * <p>Ids of tasks begin with their phase and are listed in its order; what belongs to a later phase
 * than a job's first task has not been sent yet.
 */
public final class TaskRecovery {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern JOB = Pattern.compile("jobs/([^/]+)/(job\\.json|tasks/([^/]+))");
  private static final Set<String> UNDER_WAY = Set.of("planning", "running");
  private static final int BATCH = 10;

  /** Ended jobs are kept for weeks, and only reading one tells that it has. */
  private static final int READS_AT_ONCE = 64;

  private final S3Client s3;
  private final String bucket;
  private final SqsClient sqs;
  private final String queueUrl;

  public TaskRecovery(S3Client s3, String bucket, SqsClient sqs, String queueUrl) {
    this.s3 = s3;
    this.bucket = bucket;
    this.sqs = sqs;
    this.queueUrl = queueUrl;
  }

  /**
   * Sends a message for every task that is due.
   *
   * @return how many were sent
   */
  public int resend() {
    List<String> bodies =
        accepted().entrySet().stream()
            .gather(
                Gatherers.mapConcurrent(READS_AT_ONCE, job -> due(job.getKey(), job.getValue())))
            .flatMap(List::stream)
            .toList();
    send(bodies);
    return bodies.size();
  }

  /** The tasks of every job that has a record, by its id, in the order of both. */
  private Map<String, List<String>> accepted() {
    Map<String, List<String>> tasksByJob = new TreeMap<>();
    Set<String> recorded = new HashSet<>();
    s3.listObjectsV2Paginator(request -> request.bucket(bucket).prefix("jobs/")).contents().stream()
        .map(S3Object::key)
        .map(JOB::matcher)
        .filter(Matcher::matches)
        .forEach(
            key -> {
              List<String> tasks =
                  tasksByJob.computeIfAbsent(key.group(1), any -> new ArrayList<>());
              if (key.group(3) == null) {
                recorded.add(key.group(1));
              } else {
                tasks.add(key.group(3));
              }
            });
    tasksByJob.keySet().retainAll(recorded);
    return tasksByJob;
  }

  /** The messages that a job is waiting for. */
  private List<String> due(String job, List<String> tasks) {
    if (tasks.isEmpty()) {
      return isUnderWay(job) ? List.of(body(job, CascadeWorker.WATCH)) : List.of();
    }
    return tasks.stream()
        .filter(task -> task.charAt(0) == tasks.getFirst().charAt(0))
        .map(task -> body(job, task))
        .toList();
  }

  private static String body(String job, String task) {
    return "{\"jobId\":\"%s\",\"taskId\":\"%s\"}".formatted(job, task);
  }

  private boolean isUnderWay(String job) {
    byte[] record =
        s3.getObjectAsBytes(request -> request.bucket(bucket).key("jobs/" + job + "/job.json"))
            .asByteArrayUnsafe();
    try {
      return UNDER_WAY.contains(
          JSON.readTree(record).path("state").asText().toLowerCase(Locale.ROOT));
    } catch (IOException unreadable) {
      throw new UncheckedIOException("The record of job " + job + " is no JSON", unreadable);
    }
  }

  private void send(List<String> bodies) {
    for (int from = 0; from < bodies.size(); from += BATCH) {
      List<SendMessageBatchRequestEntry> entries = new ArrayList<>();
      for (String body : bodies.subList(from, Math.min(bodies.size(), from + BATCH))) {
        entries.add(
            SendMessageBatchRequestEntry.builder()
                .id(Integer.toString(entries.size()))
                .messageBody(body)
                .build());
      }
      sqs.sendMessageBatch(request -> request.queueUrl(queueUrl).entries(entries));
    }
  }
}
