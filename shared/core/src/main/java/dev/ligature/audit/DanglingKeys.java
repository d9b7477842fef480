package dev.ligature.audit;

import dev.ligature.bucket.Keys;
import dev.ligature.bucket.Lookup;
import dev.ligature.schema.ForeignKeyConstraint;
import dev.ligature.schema.ModelDefinition;
import dev.ligature.schema.OnDelete;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

/**
 * Entities that refer to what is gone. What an audit meets on its way may be the work of a job in
 * its midst; so suspects are kept, and judged at the end, when it is known whether any job that
 * began before has not ended.
 */
final class DanglingKeys {

  /** Suspects kept in memory; further ones are found without a second look. */
  private static final int MAX_SUSPECTS = 10_000;

  private record Suspect(ForeignKeyConstraint constraint, UUID child, UUID parent) {}

  private final AuditRun run;
  private final Set<Suspect> suspects = new LinkedHashSet<>();

  DanglingKeys(AuditRun run) {
    this.run = run;
  }

  /** Looks who refers to this, if it is gone. */
  void checkParent(ForeignKeyConstraint constraint, UUID parent) {
    ModelDefinition model = run.schema.model(constraint.parent()).orElseThrow();
    run.reading(
        () -> {
          if (run.living(run.read(model, parent))) {
            return;
          }
          run.eachPage(
              Keys.references(constraint, parent),
              page -> {
                List<UUID> children =
                    page.stream().map(o -> Keys.lastId(o.key())).filter(Objects::nonNull).toList();
                run.eachReading(children, child -> checkChild(constraint, child, parent));
              });
        });
  }

  private void checkChild(ForeignKeyConstraint constraint, UUID child, UUID parent) {
    if (!refers(constraint, child, parent)) {
      return;
    }
    if (constraint.onDelete() == OnDelete.DO_NOTHING) {
      run.find(AuditFinding.ORPHAN, text(constraint, child, parent));
    } else {
      suspect(new Suspect(constraint, child, parent));
    }
  }

  /** An entity that was found to refer to something, by another way than its reference. */
  void checkLink(ForeignKeyConstraint constraint, UUID child, UUID parent) {
    ModelDefinition model = run.schema.model(constraint.parent()).orElseThrow();
    if (!run.living(run.read(model, parent))) {
      checkChild(constraint, child, parent);
    }
  }

  private synchronized void suspect(Suspect suspect) {
    if (suspects.size() < MAX_SUSPECTS) {
      suspects.add(suspect);
    } else {
      run.find(
          AuditFinding.DANGLING_KEY, text(suspect.constraint(), suspect.child(), suspect.parent()));
    }
  }

  private boolean refers(ForeignKeyConstraint constraint, UUID child, UUID parent) {
    ModelDefinition model = run.schema.model(constraint.child()).orElseThrow();
    Lookup lookup = run.read(model, child);
    return lookup instanceof Lookup.Present present
        && parent.equals(present.entity().reference(constraint))
        && run.living(lookup);
  }

  /**
   * Judges the suspects.
   *
   * @param jobUnderWay whether, after all of them were found, some job had not ended
   */
  void judge(boolean jobUnderWay) {
    List<Suspect> all = new ArrayList<>(suspects);
    run.eachReading(
        all,
        suspect -> {
          ModelDefinition parentModel =
              run.schema.model(suspect.constraint().parent()).orElseThrow();
          if (refers(suspect.constraint(), suspect.child(), suspect.parent())
              && !run.living(run.read(parentModel, suspect.parent()))) {
            run.find(
                jobUnderWay ? AuditFinding.KEY_UNDER_WAY : AuditFinding.DANGLING_KEY,
                text(suspect.constraint(), suspect.child(), suspect.parent()));
          }
        });
  }

  private static String text(ForeignKeyConstraint constraint, UUID child, UUID parent) {
    return Keys.entity(constraint.childPlural(), child)
        + " "
        + constraint.field()
        + " = "
        + parent
        + " ("
        + constraint.onDelete()
        + ")";
  }
}
