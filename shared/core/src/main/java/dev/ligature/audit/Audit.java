package dev.ligature.audit;

import dev.ligature.cascade.JobService;
import dev.ligature.schema.Schema;
import dev.ligature.store.ObjectStore;
import dev.ligature.store.Platform;
import dev.ligature.store.RequestCounter;
import java.util.function.Function;

/**
 * Reads a whole bucket and reports whatever is not as the promises say. Changes nothing. May run
 * while the bucket is in use: what looks broken is looked at again, and only what stays broken
 * without any write in between is called a violation.
 *
 * <p>Each entity is read once. Which references, index entries and claims there should be is
 * compared with which there are by fingerprints of bounded size; if these differ, entities are read
 * once more, and only the keys that the difference may lie in are looked up. Memory does not grow
 * with the bucket.
 */
public final class Audit {

  /** Told how far an audit is, by several threads. */
  public interface Listener {
    /**
     * Some more was listed.
     *
     * @param folder what of
     * @param objects how many of it so far
     */
    void read(String folder, long objects);
  }

  private final Schema schema;
  private final ObjectStore store;
  private final Platform platform;
  private final Function<ObjectStore, JobService> jobs;

  /**
   * Audits this store. Its parts are put together by the engine.
   *
   * @param jobs looks at the jobs of a view of the bucket
   */
  public Audit(
      Schema schema, ObjectStore store, Platform platform, Function<ObjectStore, JobService> jobs) {
    this.schema = schema;
    this.store = store;
    this.platform = platform;
    this.jobs = jobs;
  }

  /** Audits without telling how far it is. */
  public AuditReport run() {
    return run((folder, objects) -> {});
  }

  /** Audits. Requests: about N GETs and 3N/1000 LISTs for N entities if all is well. */
  public AuditReport run(Listener listener) {
    RequestCounter counted = new RequestCounter(store);
    AuditRun run = new AuditRun(schema, counted, platform, listener);
    DanglingKeys dangling = new DanglingKeys(run);
    EntityAudit entities = new EntityAudit(run, dangling);
    HintAudit hints = new HintAudit(run, dangling);
    ClaimAudit claims = new ClaimAudit(run);
    entities.all();
    hints.all();
    claims.all();
    if (!run.keys.even()) {
      entities.verifyExpected();
      hints.verifyFound();
      claims.verifyFound();
    }
    new UndeclaredWalk(run).all();
    new SchemaAudit(run).all();
    dangling.judge(new JobAudit(run, jobs.apply(counted)).all());
    return new AuditReport(run.entities, run.references, run.findings(), counted.counts());
  }
}
