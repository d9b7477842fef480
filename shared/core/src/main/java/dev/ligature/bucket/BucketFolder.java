package dev.ligature.bucket;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The folders of the bucket, which deployed function may read and write each, and whether earlier
 * versions of its objects are worth keeping. Every key lies in one of them: {@link Keys} begins
 * with these prefixes, the roles and the lifecycle rules of the stack are made from them, and the
 * audit reports what lies elsewhere.
 */
@SuppressWarnings("ImmutableEnumChecker") // its sets are immutable, though their type does not tell
public enum BucketFolder {
  /** Entities, and the fences in their places. */
  DATA("data", "entities, and the fences in their places", Role.ALL, Role.WRITING),

  /** References: which child may refer to which parent. */
  REFS("refs", "references: which child may refer to which parent", Role.ALL, Role.WRITING),

  /** Index entries: which entity may have which value. */
  INDEX(
      "index",
      "index entries: which entity may have which value",
      Set.of(Role.READ, Role.WRITE, Role.SWEEPER),
      Role.WRITING),

  /** Claims: who may hold a unique place. */
  CLAIMS("claims", "claims: who may hold a unique place", Role.WRITING, Role.WRITING),

  /** Which entity an Idempotency-Key made. */
  IDEMPOTENCY(
      "idempotency",
      "which entity an Idempotency-Key made",
      Set.of(Role.WRITE, Role.SWEEPER),
      Set.of(Role.WRITE, Role.SWEEPER)),

  /** Jobs: their records, tasks, journals, marks and verdicts. */
  JOBS("jobs", "jobs: their records, tasks, journals, marks, verdicts", Role.ALL, Role.WRITING),

  /** Open markers: which jobs have not ended. */
  OPEN(
      "open",
      "open markers: which jobs have not ended",
      Set.of(Role.WRITE, Role.SWEEPER),
      Role.WRITING),

  /** The schemas that the bucket has known, and which is in force. */
  SCHEMA(
      "schema",
      "the schemas that the bucket has known, and which is in force",
      Role.WRITING,
      Role.WRITING),

  /** Notes for the sweeper: where orphans may be. */
  ORPHANS(
      "orphans", "notes for the sweeper: where orphans may be", Set.of(Role.SWEEPER), Role.WRITING),

  /** Notes for the sweeper: where fences stand. */
  FENCES("fences", "notes for the sweeper: where fences stand", Set.of(Role.SWEEPER), Role.WRITING),

  /** Where the sweeper stopped. */
  SWEEP("sweep", "where the sweeper stopped", Set.of(Role.SWEEPER), Set.of(Role.SWEEPER));

  /** The deployed functions: each has a role of its own, and reaches only its folders. */
  public enum Role {
    /** Answers every GET. */
    READ,
    /** Answers every other request. */
    WRITE,
    /** Works on the tasks of cascades. */
    WORKER,
    /** Sweeps. */
    SWEEPER;

    private static final Set<Role> ALL = Set.of(READ, WRITE, WORKER, SWEEPER);
    private static final Set<Role> WRITING = Set.of(WRITE, WORKER, SWEEPER);
  }

  private final String folder;
  private final String purpose;
  private final Set<Role> readers;
  private final Set<Role> writers;

  BucketFolder(String folder, String purpose, Set<Role> readers, Set<Role> writers) {
    this.folder = folder;
    this.purpose = purpose;
    this.readers = readers;
    this.writers = writers;
  }

  /** Its name in the bucket, without the slash. */
  public String folder() {
    return folder;
  }

  /** What every key in it begins with. */
  public String prefix() {
    return folder + "/";
  }

  /** What lies in it, in one line. */
  public String purpose() {
    return purpose;
  }

  /**
   * Whether this function may read its objects and list them. Whoever writes or deletes If-Match an
   * ETag needs this, too: S3 asks for it.
   */
  public boolean readableBy(Role role) {
    return readers.contains(role);
  }

  /** Whether this function may write and delete its objects. */
  public boolean writableBy(Role role) {
    return writers.contains(role);
  }

  /** The folder that a key, or the prefix of a listing, lies in. */
  public static Optional<BucketFolder> of(String key) {
    return Arrays.stream(values()).filter(each -> key.startsWith(each.prefix())).findFirst();
  }

  /**
   * Whether what was deleted or overwritten there by mistake can only be brought back from its
   * earlier versions. What lies in all other folders serves work under way, or follows from the
   * entities.
   */
  public boolean keepsVersions() {
    return switch (this) {
      case DATA, SCHEMA -> true;
      case REFS, INDEX, CLAIMS, IDEMPOTENCY, JOBS, OPEN, ORPHANS, FENCES, SWEEP -> false;
    };
  }

  /** The folders whose objects this function may read and list, in the order of this enum. */
  public static List<BucketFolder> readableFolders(Role role) {
    return Arrays.stream(values()).filter(each -> each.readableBy(role)).toList();
  }

  /** The folders whose objects this function may write and delete, in the order of this enum. */
  public static List<BucketFolder> writableFolders(Role role) {
    return Arrays.stream(values()).filter(each -> each.writableBy(role)).toList();
  }
}
