package dev.ligature.sweep;

import dev.ligature.store.DeleteOutcome;
import dev.ligature.store.Deletion;
import dev.ligature.store.ListedObject;
import java.util.List;

/** Idempotency-Keys beyond their time: from then on a request under one is a new request. */
final class IdempotencyStep implements PrefixStep.Visitor {

  IdempotencyStep() {}

  @Override
  public boolean visit(List<ListedObject> records, SweepRun run) {
    List<ListedObject> old =
        records.stream()
            .filter(record -> run.older(record, run.settings().idempotencyAge()))
            .toList();
    if (old.isEmpty()) {
      return true;
    }
    if (run.reportOnly()) {
      old.forEach(record -> run.reporting(Finding.EXPIRED_IDEMPOTENCY_KEY, record.key()));
      return true;
    }
    // A record written again since the listing belongs to a request that goes on with it.
    List<DeleteOutcome> outcomes =
        run.store().deleteAll(old.stream().map(r -> Deletion.ifMatch(r.key(), r.etag())).toList());
    for (int i = 0; i < old.size(); i++) {
      if (outcomes.get(i) != DeleteOutcome.CHANGED) {
        run.tallies()
            .add(
                Finding.EXPIRED_IDEMPOTENCY_KEY,
                old.get(i).key(),
                outcomes.get(i) != DeleteOutcome.THROTTLED);
      }
    }
    return true;
  }
}
