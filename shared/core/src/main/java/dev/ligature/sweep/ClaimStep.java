package dev.ligature.sweep;

import dev.ligature.bucket.CorruptObjectException;
import dev.ligature.bucket.Hint;
import dev.ligature.data.write.ClaimUpkeep;
import dev.ligature.store.ListedObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Claims whose owner is not in the place that they are on: its writer died, or its release failed.
 * Such a claim is in nobody's way, for whoever wants the place takes it over; but it costs space.
 */
final class ClaimStep implements PrefixStep.Visitor {

  private final ClaimUpkeep claims;

  ClaimStep(ClaimUpkeep claims) {
    this.claims = claims;
  }

  private record Listed(String key, Hint.Place place) {}

  @Override
  public boolean visit(List<ListedObject> objects, SweepRun run) {
    List<Listed> old = new ArrayList<>();
    for (ListedObject object : objects) {
      Optional<Hint.Place> place = Hint.claim(run.schema(), object.key());
      if (place.isEmpty()) {
        run.reporting(Finding.UNDECLARED_OBJECT, object.key());
      } else if (run.older(object, run.settings().claimAge())) {
        old.add(new Listed(object.key(), place.get()));
      }
    }
    run.platform()
        .parallel()
        .map(
            old,
            claim -> {
              look(claim, run);
              return claim;
            });
    return true;
  }

  private void look(Listed claim, SweepRun run) {
    Hint.Place place = claim.place();
    try {
      ClaimUpkeep.Holding holding =
          run.reportOnly()
              ? claims.look(place.model(), place.field(), claim.key())
              : claims.release(place.model(), place.field(), claim.key());
      switch (holding) {
        case HELD, BUSY -> {}
        case ABANDONED, RELEASED -> run.fixing(Finding.ABANDONED_CLAIM, claim.key());
      }
    } catch (CorruptObjectException e) {
      run.reporting(Finding.UNREADABLE_OBJECT, e.key());
    }
  }
}
