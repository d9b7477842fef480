package dev.ligature.audit;

import dev.ligature.bucket.Keys;
import dev.ligature.data.generation.Generations;

/** Whether it can be read which schemas the bucket has known, and what else lies beside them. */
final class SchemaAudit {

  private final AuditRun run;

  SchemaAudit(AuditRun run) {
    this.run = run;
  }

  void all() {
    run.reading(() -> Generations.latest(run.store));
    run.eachPage(
        Keys.schemas(),
        page ->
            page.stream()
                .filter(
                    object ->
                        !object.key().equals(Keys.currentSchema())
                            && !object.key().endsWith(".json"))
                .forEach(object -> run.find(AuditFinding.UNDECLARED_OBJECT, object.key())));
  }
}
