package dev.ligature.sweep;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Findings as they are made. Safe for many threads. */
final class Tallies {

  private static final class Sum {
    private long found;
    private long fixed;
    private final List<String> samples = new ArrayList<>();
  }

  private final Map<Finding, Sum> sums = new EnumMap<>(Finding.class);

  /** Counts one finding; a fixed one stands in order now. */
  synchronized void add(Finding finding, String key, boolean fixed) {
    Sum sum = sums.computeIfAbsent(finding, _ -> new Sum());
    sum.found++;
    sum.fixed += fixed ? 1 : 0;
    if (sum.samples.size() < SweepReport.SAMPLES) {
      sum.samples.add(key);
    }
  }

  synchronized Map<Finding, SweepReport.Tally> sums() {
    Map<Finding, SweepReport.Tally> tallies = new EnumMap<>(Finding.class);
    sums.forEach(
        (finding, sum) ->
            tallies.put(finding, new SweepReport.Tally(sum.found, sum.fixed, sum.samples)));
    return tallies;
  }
}
