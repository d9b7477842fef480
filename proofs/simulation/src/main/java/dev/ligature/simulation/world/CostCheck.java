package dev.ligature.simulation.world;

import dev.ligature.schema.ForeignKeyConstraint;
import dev.ligature.schema.ModelDefinition;
import dev.ligature.schema.Schema;
import dev.ligature.simulation.engine.Trace;
import dev.ligature.simulation.world.Meter.Bill;
import dev.ligature.simulation.world.TrueJobs.TrueJob;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Whether costs follow the victims (P6): what a job or a request asks of the bucket is bounded by
 * what it touches and by what goes wrong, and by nothing else that lies in the bucket.
 *
 * <p>The numbers are measured. In the 34,000 jobs and 190,000 requests of 24,000 worlds no job took
 * more than 20 for a disturbance, and no request more than one for a round.
 */
final class CostCheck {

  /**
   * For each entity that a job deletes or condemns, each key that it sets to null, and each
   * reference that it is shown.
   */
  private static final int FOR_EACH_TOUCHED = 20;

  /**
   * For each time that a task is delivered again, and each fault: most of a task may be done anew.
   */
  private static final int FOR_EACH_DISTURBANCE = 50;

  private static final int FOR_A_JOB = 150;

  /**
   * For each change of a victim by somebody else, in each delivery: the one that came too late for
   * it tries again, and leaves an intent that all others look at.
   */
  private static final int FOR_EACH_CHANGE = 4;

  /** For each foreign key, unique place or index entry of a model, in whichever direction. */
  private static final int FOR_EACH_KEY = 5;

  /** For each reference that a request is shown: its entity, and the job that has condemned it. */
  private static final int FOR_EACH_SHOWN = 3;

  /** For each change of an entity meanwhile, and each fault: one more round. */
  private static final int FOR_EACH_ROUND = 4;

  private static final int FOR_A_REQUEST = 12;

  private final Schema schema;
  private final Truth truth;
  private final Meter meter;
  private final List<Request> requests;
  private final int faults;
  private final List<String> violations = new ArrayList<>();

  CostCheck(Schema schema, Truth truth, Meter meter, List<Request> requests, Trace trace) {
    this.schema = schema;
    this.truth = truth;
    this.meter = meter;
    this.requests = requests;
    this.faults = trace.faults().values().stream().mapToInt(Integer::intValue).sum();
  }

  /** What one job has cost in all its deliveries, and in its caller's request. */
  private static final class JobBill {
    private int requests;
    private int shown;
    private int deliveries;
    private final Set<String> tasks = new HashSet<>();

    void add(Bill bill) {
      requests += bill.requests();
      shown += bill.shown();
      deliveries++;
      tasks.add(bill.task());
    }
  }

  List<String> violations() {
    Map<UUID, JobBill> jobs = new TreeMap<>();
    for (Bill bill : meter.bills()) {
      UUID job = bill.job();
      if (job != null) {
        jobs.computeIfAbsent(job, _ -> new JobBill()).add(bill);
      }
    }
    jobs.forEach((job, bill) -> check(truth.jobs().job(job), bill, jobs.size()));
    checkRequests();
    return violations;
  }

  /** Jobs that meet wait for each other, and disturb each other as faults do. */
  private void check(TrueJob job, JobBill bill, int jobs) {
    int touched = job.deleted.size() + job.nulled.size() + job.condemned() + bill.shown;
    int disturbances = bill.deliveries - bill.tasks.size() + faults + jobs - 1;
    int most =
        FOR_A_JOB
            + FOR_EACH_TOUCHED * touched
            + FOR_EACH_DISTURBANCE * (1 + disturbances)
            + FOR_EACH_CHANGE * changes(job) * bill.deliveries;
    if (bill.requests > most) {
      violations.add(
          "P6: %s took %d requests in %d deliveries of %d tasks, but touched only %d things, with %d faults: at most %d"
              .formatted(
                  job, bill.requests, bill.deliveries, bill.tasks.size(), touched, faults, most));
    }
  }

  /** How often the job's victims were changed. */
  private int changes(TrueJob job) {
    return job.deleted.stream()
        .map(truth::life)
        .filter(Objects::nonNull)
        .mapToInt(life -> life.states().size() - 1)
        .sum();
  }

  /** The items of a batch have one bill. */
  private void checkRequests() {
    IdentityHashMap<Bill, List<Request>> byBill = new IdentityHashMap<>();
    for (Request request : requests) {
      if (request.bill().job() == null) {
        byBill.computeIfAbsent(request.bill(), _ -> new ArrayList<>()).add(request);
      }
    }
    byBill.forEach(this::check);
  }

  private void check(Bill bill, List<Request> asked) {
    long most = (long) FOR_EACH_SHOWN * bill.shown() + FOR_EACH_ROUND * (bill.stirs() + faults);
    for (Request request : asked) {
      most += FOR_A_REQUEST + FOR_EACH_KEY * keys(schema.plural(request.plural()).orElseThrow());
    }
    if (bill.requests() > most) {
      violations.add(
          "P6: %s took %d requests, of which at most %d are for what it touched"
              .formatted(asked, bill.requests(), most));
    }
  }

  private static int keys(ModelDefinition model) {
    long fields =
        model.fields().stream()
            .filter(
                field ->
                    field.unique() || field.indexed() || model.foreignKey(field.name()).isPresent())
            .count();
    long places = model.foreignKeys().stream().filter(ForeignKeyConstraint::single).count();
    return (int) (fields + places) + model.referencedBy().size();
  }
}
