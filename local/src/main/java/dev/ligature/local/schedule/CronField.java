package dev.ligature.local.schedule;

import java.util.BitSet;

/**
 * The values that one field of a cron expression allows: {@code *}, {@code 1,5-9}, {@code 0/15}.
 */
record CronField(BitSet allowed) {

  static CronField parse(String text, int lowest, int highest) {
    BitSet allowed = new BitSet();
    for (String part : text.split(",")) {
      String[] stepped = part.split("/", 2);
      int step = stepped.length == 2 ? Integer.parseInt(stepped[1]) : 1;
      int from = lowest;
      int to = highest;
      if (!stepped[0].equals("*") && !stepped[0].equals("?")) {
        String[] range = stepped[0].split("-", 2);
        from = Integer.parseInt(range[0]);
        to = range.length == 2 ? Integer.parseInt(range[1]) : stepped.length == 2 ? highest : from;
      }
      if (from < lowest || to > highest || step < 1) {
        throw new IllegalArgumentException("Out of %d-%d: %s".formatted(lowest, highest, part));
      }
      for (int value = from; value <= to; value += step) {
        allowed.set(value);
      }
    }
    return new CronField(allowed);
  }

  boolean contains(int value) {
    return allowed.get(value);
  }
}
