package dev.ligature.sweep;

import dev.ligature.cascade.CascadeWorker;
import dev.ligature.cascade.JobService;
import dev.ligature.cascade.OrphanTreatment;
import dev.ligature.cascade.graph.OrphanNotes;
import dev.ligature.data.generation.Generations;
import dev.ligature.data.generation.OpenMarkers;
import dev.ligature.data.write.ClaimUpkeep;
import dev.ligature.store.ObjectStore;

/**
 * What a sweep works with. All of it on one view of the bucket, which counts the sweep's requests.
 *
 * @param store that view
 * @param generations what the program knows of the generations of the schema
 * @param jobs looks at jobs
 * @param worker looks after jobs that nobody may be working on
 * @param markers finds the jobs that have not ended
 * @param orphans treats orphans
 * @param notes where orphans may be
 * @param claims judges claims, and releases those that were abandoned
 */
public record SweepParts(
    ObjectStore store,
    Generations generations,
    JobService jobs,
    CascadeWorker worker,
    OpenMarkers markers,
    OrphanTreatment orphans,
    OrphanNotes notes,
    ClaimUpkeep claims) {}
