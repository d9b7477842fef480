package dev.ligature.cascade.job;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.ligature.bucket.Json;
import dev.ligature.bucket.Keys;
import dev.ligature.bucket.OrEmpty;
import dev.ligature.store.ListedObject;
import dev.ligature.store.ObjectStore;
import dev.ligature.store.Platform;
import dev.ligature.store.Precondition;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Gatherers;
import org.jspecify.annotations.Nullable;

/**
 * What the tasks of a job were about to do, and what they then did.
 *
 * <p>Every entry has a name of its own, so that two workers at one task never write over each
 * other. An intent that has no matching account belongs to a worker that died: whoever takes the
 * task up again finds out what became of it. The totals of a job are added up from the accounts
 * alone; what is only likely ("maybe": the worker that did it died before it could say so) is
 * counted once, and only if no account claims it for certain. So neither a crash nor a redelivery
 * changes them.
 */
public final class Journal {

  private static final String INTENT = "-intent";
  private static final String ACCOUNT = "-done";
  private static final int ACCOUNTS_AT_ONCE = 100;

  /** Whose deletion an intent is about. */
  public enum Subject {
    /** The victims that the task was given. */
    TASK("v"),
    /** Children found on the way and deleted at once. */
    CHILDREN("c");

    private final String letter;

    Subject(String letter) {
      this.letter = letter;
    }
  }

  private final ObjectStore store;
  private final Platform platform;

  public Journal(ObjectStore store, Platform platform) {
    this.store = store;
    this.platform = platform;
  }

  /**
   * One entity about to be deleted, with all that must be known of it afterwards.
   *
   * @param victim the entity
   * @param etag the ETag that the delete is conditional on
   * @param versionId its S3 version, by which a person can bring it back
   * @param keys its references and index entries
   * @param claims its claims
   * @param nulled the foreign keys of it that this very job has set to null before
   */
  public record Entry(
      @JsonUnwrapped Victim victim,
      String etag,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String versionId,
      List<String> keys,
      List<String> claims,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) @OrEmpty List<String> nulled) {
    public Entry {
      keys = List.copyOf(keys);
      claims = List.copyOf(claims);
      nulled = List.copyOf(nulled);
    }
  }

  /**
   * What a task was about to delete.
   *
   * @param name the entry's name
   * @param plural model of the victims
   * @param entries the victims
   */
  public record Intent(String name, String plural, List<Entry> entries) {}

  /** An intent as stored: its name is in the key. */
  private record WrittenIntent(String plural, List<Entry> entries) {}

  /**
   * A key that was found to be null.
   *
   * @param taskId the task that set it so, by its stamp
   * @param child whose key it is
   */
  public record Nulled(String taskId, UUID child) {

    @JsonValue
    String text() {
      return taskId + "/" + child;
    }

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static Nulled parse(String text) {
      int slash = text.lastIndexOf('/');
      UUID child = Json.uuidOrNull(text.substring(slash + 1));
      if (slash < 0 || child == null) {
        throw new IllegalArgumentException("\"" + text + "\" is no task and id");
      }
      return new Nulled(text.substring(0, slash), child);
    }
  }

  /**
   * What a task did, by relationship (empty for the root).
   *
   * @param deleted surely deleted by it
   * @param maybeDeleted gone, and it had meant to
   * @param nulled keys surely set to null by it
   * @param maybeNulled null, with the stamp of a task of this job, found so at a later look
   * @param nulledBefore keys of what it deleted that the job had set to null on another way there:
   *     which comes first is chance, so they do not count as set to null
   */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Account(
      @OrEmpty Map<String, List<UUID>> deleted,
      @OrEmpty Map<String, List<UUID>> maybeDeleted,
      @OrEmpty Map<String, List<UUID>> nulled,
      @OrEmpty Map<String, List<Nulled>> maybeNulled,
      @OrEmpty Map<String, List<UUID>> nulledBefore) {

    public Account {
      deleted = withoutEmpty(deleted);
      maybeDeleted = withoutEmpty(maybeDeleted);
      nulled = withoutEmpty(nulled);
      maybeNulled = withoutEmpty(maybeNulled);
      nulledBefore = withoutEmpty(nulledBefore);
    }

    private static <T> Map<String, List<T>> withoutEmpty(Map<String, List<T>> all) {
      Map<String, List<T>> rest = new TreeMap<>();
      all.forEach(
          (relationship, list) -> {
            if (!list.isEmpty()) {
              rest.put(relationship, List.copyOf(list));
            }
          });
      return Collections.unmodifiableMap(rest);
    }

    public static Account deletions(List<Entry> deleted, List<Entry> maybeDeleted) {
      Map<String, List<UUID>> nulledBefore = new TreeMap<>();
      for (Entry entry : concat(deleted, maybeDeleted)) {
        for (String key : entry.nulled()) {
          nulledBefore.computeIfAbsent(key, _ -> new ArrayList<>()).add(entry.victim().id());
        }
      }
      return new Account(
          byRelationship(deleted), byRelationship(maybeDeleted), Map.of(), Map.of(), nulledBefore);
    }

    private static List<Entry> concat(List<Entry> one, List<Entry> other) {
      List<Entry> both = new ArrayList<>(one);
      both.addAll(other);
      return both;
    }

    private static Map<String, List<UUID>> byRelationship(List<Entry> entries) {
      Map<String, List<UUID>> ids = new TreeMap<>();
      for (Entry entry : entries) {
        ids.computeIfAbsent(entry.victim().relationship(), _ -> new ArrayList<>())
            .add(entry.victim().id());
      }
      return ids;
    }

    public static Account nullings(
        String relationship, List<UUID> nulled, List<Nulled> maybeNulled) {
      return new Account(
          Map.of(),
          Map.of(),
          Map.of(relationship, nulled),
          Map.of(relationship, maybeNulled),
          Map.of());
    }
  }

  private static String folder(UUID jobId) {
    return Keys.journal(jobId);
  }

  private static String folder(TaskRef task) {
    return folder(task.jobId()) + task.id() + "/";
  }

  /** A name for an entry about to be written. */
  public String newName(Subject subject) {
    return subject.letter + "-" + platform.nonce();
  }

  public void intend(TaskRef task, Intent intent) {
    write(
        folder(task) + intent.name() + INTENT,
        new WrittenIntent(intent.plural(), intent.entries()));
  }

  public void account(TaskRef task, String name, Account account) {
    write(folder(task) + name + ACCOUNT, account);
  }

  private void write(String key, Object entry) {
    store.put(key, Json.write(entry), Precondition.none());
  }

  /**
   * What an earlier delivery of a task left behind.
   *
   * @param intended ids of the task's own victims that it was about to delete
   * @param open intents without an account: nobody said what became of them
   */
  public record Remains(Set<UUID> intended, List<Intent> open) {}

  /** Looks for what an earlier delivery of this task left: one LIST if there was none. */
  public Remains remains(TaskRef task) {
    String folder = folder(task);
    Set<String> intents = new TreeSet<>();
    Set<String> accounts = new HashSet<>();
    eachKey(
        folder,
        key -> {
          String name = key.substring(folder.length());
          if (name.endsWith(INTENT)) {
            intents.add(name.substring(0, name.length() - INTENT.length()));
          } else if (name.endsWith(ACCOUNT)) {
            accounts.add(name.substring(0, name.length() - ACCOUNT.length()));
          }
        });
    Set<UUID> intended = new HashSet<>();
    List<Intent> open = new ArrayList<>();
    for (String name : intents) {
      boolean own = name.startsWith(Subject.TASK.letter);
      if (own || !accounts.contains(name)) {
        Optional<Intent> intent = readIntent(folder, name);
        intent
            .filter(_ -> own)
            .ifPresent(i -> i.entries().forEach(e -> intended.add(e.victim().id())));
        intent.filter(_ -> !accounts.contains(name)).ifPresent(open::add);
      }
    }
    return new Remains(intended, open);
  }

  private Optional<Intent> readIntent(String folder, String name) {
    String key = folder + name + INTENT;
    return store
        .get(key)
        .map(
            object -> {
              WrittenIntent intent = Json.read(key, object.body(), WrittenIntent.class);
              return new Intent(name, intent.plural(), intent.entries());
            });
  }

  /**
   * Adds up what the job did so far.
   *
   * <p>In memory stand only the ids that are "maybe", as many as dying workers had in hand, and of
   * those that were set to null first and then deleted. They are looked for among the certain ones
   * in a second pass, which is made only if there are any.
   */
  public Totals totals(UUID jobId) {
    return totals(jobId, new HashMap<>());
  }

  /**
   * As {@link #totals(UUID)}.
   *
   * @param open gets, by task, the intents that nobody has accounted for
   */
  public Totals totals(UUID jobId, Map<TaskRef, List<Intent>> open) {
    JournalSums sums = new JournalSums();
    List<String> unaccounted = new ArrayList<>();
    eachAccount(jobId, (_, account) -> sums.add(account), unaccounted);
    for (String key : unaccounted) {
      TaskRef task = new TaskRef(jobId, TaskId.parse(taskOf(jobId, key)));
      String taskFolder = folder(task);
      String name = key.substring(taskFolder.length(), key.length() - INTENT.length());
      readIntent(taskFolder, name)
          .ifPresent(intent -> open.computeIfAbsent(task, _ -> new ArrayList<>()).add(intent));
    }
    if (sums.needsSecondPass()) {
      sums.beginSecondPass();
      eachAccount(jobId, sums::secondPass, new ArrayList<>());
    }
    return sums.totals();
  }

  /** An account's key sorts right before that of its intent. */
  private void eachAccount(
      UUID jobId, BiConsumer<String, Account> visit, List<String> unaccounted) {
    String[] before = {""};
    store.eachPage(
        folder(jobId),
        page -> {
          List<String> accounts = new ArrayList<>();
          for (ListedObject object : page) {
            String key = object.key();
            if (key.endsWith(ACCOUNT)) {
              accounts.add(key);
            } else if (key.endsWith(INTENT)
                && !before[0].equals(key.substring(0, key.length() - INTENT.length()) + ACCOUNT)) {
              unaccounted.add(key);
            }
            before[0] = key;
          }
          // An account may name thousands of entities: not a whole page of them in memory at once.
          accounts.stream()
              .gather(Gatherers.windowFixed(ACCOUNTS_AT_ONCE))
              .flatMap(keys -> platform.parallel().map(keys, store::get).stream())
              .flatMap(Optional::stream)
              .forEach(
                  o ->
                      visit.accept(
                          taskOf(jobId, o.key()), Json.read(o.key(), o.body(), Account.class)));
        });
  }

  private static String taskOf(UUID jobId, String key) {
    return key.substring(folder(jobId).length(), key.lastIndexOf('/'));
  }

  private void eachKey(String prefix, Consumer<String> visit) {
    store.eachPage(prefix, page -> page.forEach(object -> visit.accept(object.key())));
  }
}
