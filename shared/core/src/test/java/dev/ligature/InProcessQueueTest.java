package dev.ligature;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ligature.cascade.job.TaskId;
import dev.ligature.cascade.job.TaskMessage;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class InProcessQueueTest {

  private static final UUID JOB = new UUID(1, 2);

  private static TaskMessage task(int attempt) {
    return TaskMessage.of(JOB, TaskId.first(attempt));
  }

  private abstract static class Quiet implements InProcessQueue.Receiver {
    @Override
    public void resend(UUID jobId) {}

    @Override
    public void giveUp(TaskMessage message, RuntimeException failure) {}
  }

  private static void awaitSoon(CountDownLatch latch) throws InterruptedException {
    assertThat(latch.await(20, TimeUnit.SECONDS)).as("it came in time").isTrue();
  }

  @Test
  void whatFoundNoRoomIsLookedForAgain() throws InterruptedException {
    Set<TaskMessage> open = ConcurrentHashMap.newKeySet();
    for (int i = 0; i < 50; i++) {
      open.add(task(i));
    }
    CountDownLatch done = new CountDownLatch(50);
    try (InProcessQueue queue = new InProcessQueue(3, 2)) {
      List.copyOf(open).forEach(task -> queue.send(task, Duration.ZERO));
      queue.serve(
          new Quiet() {
            @Override
            public void receive(TaskMessage message) {
              if (open.remove(message)) {
                done.countDown();
              }
            }

            @Override
            public void resend(UUID jobId) {
              open.forEach(task -> queue.send(task, Duration.ZERO));
            }
          });
      awaitSoon(done);
    }
    assertThat(open).isEmpty();
  }

  @Test
  void aTaskThatFailsComesAgainAndIsGivenUpAtLast() throws InterruptedException {
    AtomicInteger tries = new AtomicInteger();
    List<String> givenUp = new CopyOnWriteArrayList<>();
    CountDownLatch over = new CountDownLatch(1);
    try (InProcessQueue queue = new InProcessQueue(10, 1, Duration.ofMillis(1))) {
      queue.serve(
          new Quiet() {
            @Override
            public void receive(TaskMessage message) {
              tries.incrementAndGet();
              throw new IllegalStateException("poison");
            }

            @Override
            public void giveUp(TaskMessage message, RuntimeException failure) {
              givenUp.add(message.asks() + ": " + failure.getMessage());
              over.countDown();
            }
          });
      queue.send(new TaskMessage.Watch(JOB), Duration.ZERO);
      awaitSoon(over);
    }
    assertThat(tries).hasValue(InProcessQueue.MAX_RECEIVES);
    assertThat(givenUp).containsExactly("watch: poison");
  }

  @Test
  void closingWaitsForTheTaskAtHandAndDropsTheRest() throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch mayEnd = new CountDownLatch(1);
    List<TaskMessage> ended = new CopyOnWriteArrayList<>();
    InProcessQueue queue = new InProcessQueue(10, 1);
    queue.serve(
        new Quiet() {
          @Override
          public void receive(TaskMessage message) {
            begun.countDown();
            try {
              awaitSoon(mayEnd);
            } catch (InterruptedException e) {
              throw new IllegalStateException("it was not let to its end", e);
            }
            ended.add(message);
          }
        });
    queue.send(task(1), Duration.ZERO);
    awaitSoon(begun);
    queue.send(task(2), Duration.ZERO);
    queue.send(task(3), Duration.ofHours(1));
    Thread closing = Thread.ofVirtual().start(queue::close);
    mayEnd.countDown();
    assertThat(closing.join(Duration.ofSeconds(20))).isTrue();
    queue.send(task(4), Duration.ZERO);
    assertThat(ended).contains(task(1)).doesNotContain(task(3), task(4));
  }
}
