package dev.ligature.local.queue;

import dev.ligature.local.template.QueueSpec;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** Creates the queues of a template at an SQS endpoint. */
public final class Queues {
  private Queues() {}

  /**
   * Creates each queue that is not there, and gives each that is the attributes of the template.
   *
   * @param names what each queue is called, by logical id
   * @return the queues' URLs by logical id
   */
  public static Map<String, String> create(
      SqsClient sqs, List<QueueSpec> queues, Map<String, String> names) {
    Map<String, String> urls = new LinkedHashMap<>();
    for (QueueSpec queue : queues) {
      String url =
          sqs.createQueue(
                  request -> request.queueName(names.getOrDefault(queue.name(), queue.name())))
              .queueUrl();
      urls.put(queue.name(), url);
      Map<QueueAttributeName, String> attributes = new EnumMap<>(QueueAttributeName.class);
      attributes.put(
          QueueAttributeName.VISIBILITY_TIMEOUT,
          Long.toString(queue.visibilityTimeout().toSeconds()));
      attributes.put(QueueAttributeName.DELAY_SECONDS, Long.toString(queue.delay().toSeconds()));
      attributes.put(
          QueueAttributeName.MESSAGE_RETENTION_PERIOD,
          Long.toString(queue.retention().toSeconds()));
      queue
          .redrive()
          .ifPresent(
              redrive ->
                  attributes.put(
                      QueueAttributeName.REDRIVE_POLICY,
                      "{\"deadLetterTargetArn\":\"%s\",\"maxReceiveCount\":%d}"
                          .formatted(
                              arn(sqs, urlOf(urls, redrive.deadLetterQueue())),
                              redrive.maxReceiveCount())));
      sqs.setQueueAttributes(request -> request.queueUrl(url).attributes(attributes));
    }
    return urls;
  }

  /** The queues come in such an order that the one of the dead letters is there already. */
  private static String urlOf(Map<String, String> urls, String queue) {
    return Objects.requireNonNull(urls.get(queue), () -> "No URL for the queue " + queue);
  }

  static String arn(SqsClient sqs, String url) {
    return Objects.requireNonNull(
        sqs.getQueueAttributes(
                request -> request.queueUrl(url).attributeNames(QueueAttributeName.QUEUE_ARN))
            .attributes()
            .get(QueueAttributeName.QUEUE_ARN),
        () -> "SQS does not tell the ARN of " + url);
  }
}
