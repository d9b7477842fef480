package dev.ligature.bucket;

import dev.ligature.schema.ForeignKeyConstraint;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Where everything lies in the bucket ({@code docs/layout.md}): the only place that spells keys,
 * below the folders of {@link BucketFolder}.
 */
public final class Keys {

  private Keys() {}

  /** Folder of all entities. */
  public static String entities() {
    return BucketFolder.DATA.prefix();
  }

  /** Folder of a model's entities. */
  public static String entities(String plural) {
    return entities() + plural + "/";
  }

  /** An entity, or the fence in its place. */
  public static String entity(String plural, UUID id) {
    return entities(plural) + id + ".json";
  }

  /** The id in an entity's key, or {@code null} if the key is not of that shape. */
  public static @Nullable UUID entityId(String key) {
    int slash = key.lastIndexOf('/');
    if (!key.endsWith(".json")) {
      return null;
    }
    return Json.uuidOrNull(key.substring(slash + 1, key.length() - ".json".length()));
  }

  /** Folder of all references. */
  public static String references() {
    return BucketFolder.REFS.prefix();
  }

  /** All references of a foreign key. */
  public static String references(ForeignKeyConstraint constraint) {
    return references() + constraint.id() + "/";
  }

  /** The references to one parent through a foreign key. */
  public static String references(ForeignKeyConstraint constraint, UUID parent) {
    return references(constraint) + parent + "/";
  }

  /** One reference: child may refer to parent through this key. */
  public static String reference(ForeignKeyConstraint constraint, UUID parent, UUID child) {
    return references(constraint, parent) + child;
  }

  /** Folder of all index entries. */
  public static String indexEntries() {
    return BucketFolder.INDEX.prefix();
  }

  /** All index entries of a field. */
  public static String indexEntries(String plural, String field) {
    return indexEntries() + plural + "." + field + "/";
  }

  /** The index entries of one value of an indexed field. */
  public static String indexEntries(String plural, String field, String value) {
    return indexEntries(plural, field) + digest(value) + "/";
  }

  /** One index entry: the entity may have this value in this field. */
  public static String indexEntry(String plural, String field, String value, UUID id) {
    return indexEntries(plural, field, value) + id;
  }

  /** Folder of all claims. */
  public static String claims() {
    return BucketFolder.CLAIMS.prefix();
  }

  /** All claims on a field's values. */
  public static String claims(String plural, String field) {
    return claims() + plural + "." + field + "/";
  }

  /** The claim on one unique value (for a has-one, the parent's id). */
  public static String claim(String plural, String field, String value) {
    return claims(plural, field) + digest(value);
  }

  /** Folder of what Idempotency-Keys stand for. */
  public static String idempotencyKeys() {
    return BucketFolder.IDEMPOTENCY.prefix();
  }

  /** What an Idempotency-Key stands for. */
  public static String idempotency(String key) {
    return idempotencyKeys() + digest(key);
  }

  /** Folder of the notes that tell where fences stand. */
  public static String fenceNotes() {
    return BucketFolder.FENCES.prefix();
  }

  /** The note of a fence in this entity's place. */
  public static String fenceNote(String plural, UUID id) {
    return fenceNotes() + plural + "/" + id;
  }

  /** Folder of all jobs. */
  public static String jobs() {
    return BucketFolder.JOBS.prefix();
  }

  /** Folder of one job. */
  public static String job(UUID jobId) {
    return jobs() + jobId + "/";
  }

  /** A job's own record. */
  public static String jobRecord(UUID jobId) {
    return job(jobId) + "job.json";
  }

  /** Folder of a job's unfinished tasks. */
  public static String tasks(UUID jobId) {
    return job(jobId) + "tasks/";
  }

  /** Folder of what a job's tasks meant to do, and did. */
  public static String journal(UUID jobId) {
    return job(jobId) + "journal/";
  }

  /** Folder of the notes that tell what a job may have condemned. */
  public static String marks(UUID jobId) {
    return job(jobId) + "marks/";
  }

  /** Folder of what stands against a job. */
  public static String verdicts(UUID jobId) {
    return job(jobId) + "verdicts/";
  }

  /** Folder of the open markers: one for each job that has not ended. */
  public static String open() {
    return BucketFolder.OPEN.prefix();
  }

  /** A job's open marker. */
  public static String open(UUID jobId) {
    return open() + jobId;
  }

  /** Folder of the schemas that the bucket has known. */
  public static String schemas() {
    return BucketFolder.SCHEMA.prefix();
  }

  /** Which of them count. */
  public static String currentSchema() {
    return schemas() + "current";
  }

  /** A schema, by the digest of its relationships. */
  public static String schema(String digest) {
    return schemas() + digest + ".json";
  }

  /** Folder of the notes that tell where orphans may be; their names sort by age. */
  public static String orphanNotes() {
    return BucketFolder.ORPHANS.prefix();
  }

  /** Folder of what the sweeper remembers. */
  public static String sweep() {
    return BucketFolder.SWEEP.prefix();
  }

  /** The last segment of a key, as an id; {@code null} if it is none. */
  public static @Nullable UUID lastId(String key) {
    return Json.uuidOrNull(key.substring(key.lastIndexOf('/') + 1));
  }

  /** A value's place in a key: 128 bits of its SHA-256, in hexadecimal. */
  public static String digest(String value) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(value.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
