package dev.ligature.cascade.job;

import dev.ligature.schema.OnDelete;
import java.util.List;
import java.util.UUID;

/**
 * A relationship that stands against a delete.
 *
 * @param relationship the foreign key ({@code invoices.customerId})
 * @param onDelete {@link OnDelete#PROTECT} or {@link OnDelete#RESTRICT}
 * @param count how many entities protect through it
 * @param countIsComplete whether all of them were counted
 * @param sampleIds some of them
 */
public record Protection(
    String relationship,
    OnDelete onDelete,
    long count,
    boolean countIsComplete,
    List<UUID> sampleIds) {
  public Protection {
    sampleIds = List.copyOf(sampleIds);
  }
}
