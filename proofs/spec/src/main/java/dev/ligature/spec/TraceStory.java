package dev.ligature.spec;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/** Tells a counterexample of {@code proofs/spec/tla/Ligature.tla} request by request. */
public final class TraceStory {

  private TraceStory() {}

  /**
   * One request of one actor.
   *
   * @param actor who
   * @param request what it asks of the bucket, e.g. {@code GET P}
   * @param outcome what it is told, or what changes
   * @param writes whether the bucket has changed
   * @param bucket what is stored afterwards, one line each
   */
  public record Line(
      String actor, String request, String outcome, boolean writes, List<String> bucket) {
    public Line {
      bucket = List.copyOf(bucket);
    }
  }

  /** What is stored at the start. */
  public static List<String> start(Trace trace) {
    return stored(trace.states().getFirst());
  }

  /** The requests, in order. */
  public static List<Line> lines(Trace trace) {
    List<Line> lines = new ArrayList<>();
    for (int i = 1; i < trace.states().size(); i++) {
      TlaValue.Fields before = trace.states().get(i - 1);
      TlaValue.Fields after = trace.states().get(i);
      for (String actor : before.field("actor").fields().sequencedKeySet()) {
        TlaValue was = before.field("actor").field(actor);
        TlaValue is = after.field("actor").field(actor);
        if (!was.equals(is)) {
          lines.add(line(actor, was, is, before, after));
        }
      }
    }
    return List.copyOf(lines);
  }

  private static Line line(
      String actor, TlaValue was, TlaValue is, TlaValue.Fields before, TlaValue.Fields after) {
    String from = was.field("pc").text();
    String to = is.field("pc").text();
    List<String> stored = stored(after);
    String request = request(from, to, was, is);
    return new Line(actor, request, outcome(from, to, is), !stored.equals(stored(before)), stored);
  }

  private static String request(String from, String to, TlaValue was, TlaValue is) {
    String node = node(was, is);
    String child = child(is.fields().containsKey("child") ? is : was);
    String id = text(was, "id");
    String parent = text(was, "to");
    return switch (from) {
      case "idle" -> "GET task " + node;
      case "job" -> "GET job.json";
      case "victim" -> "GET " + node;
      case "remove" -> "DELETE " + node + " If-Match";
      case "intend" -> "PUT journal: about to delete " + node;
      case "untrace" -> "DELETE references from " + node;
      case "list" -> "LIST refs/" + node + "/";
      case "child" -> to.equals("drop") ? "nothing more refers to " + node : "GET " + child;
      case "fence" -> "PUT fence at " + child(was) + " If-None-Match";
      case "unreference" -> "DELETE refs/" + node + "/" + child(was);
      case "drop" -> "DELETE task " + node;
      case "look" -> "GET job.json";
      case "lookWork" -> "LIST tasks/";
      case "complete" -> "PUT job.json If-Match";
      case "reference" -> "PUT refs/" + parent + "/" + id;
      case "parent" -> "GET " + parent;
      case "write" -> "PUT " + id + " If-None-Match";
      default -> from;
    };
  }

  private static String outcome(String from, String to, TlaValue is) {
    return switch (from) {
      case "idle" -> "the message arrives";
      case "parent" -> to.equals("write") ? "it is alive" : "it is gone";
      case "job" -> "running";
      case "child" ->
          switch (to) {
            case "unreference" -> "absent: nothing to delete, it thinks";
            case "drop" -> "done";
            default -> to;
          };
      case "list" -> "finds " + names(is.field("left"));
      case "remove" -> to.equals("untrace") ? "gone" : "412";
      case "lookWork" -> to.equals("complete") ? "empty" : "not empty";
      case "complete" -> "completed";
      case "write" ->
          is.fields().containsKey("outcome") && text(is, "outcome").equals("ok")
              ? "201: acknowledged"
              : "412";
      default -> "";
    };
  }

  private static String node(TlaValue was, TlaValue is) {
    TlaValue holder = was.fields().containsKey("task") ? was : is;
    return holder.fields().containsKey("task") ? holder.field("task").field("node").text() : "";
  }

  private static String child(TlaValue worker) {
    return text(worker, "child");
  }

  private static String text(TlaValue record, String field) {
    return record.fields().containsKey(field) ? record.field(field).text() : "";
  }

  private static String names(TlaValue set) {
    List<String> names = set.items().stream().map(TlaValue::text).toList();
    return names.isEmpty() ? "nothing" : String.join(", ", names);
  }

  private static List<String> stored(TlaValue.Fields state) {
    TlaValue bucket = state.field("bucket");
    List<String> lines = new ArrayList<>();
    SequencedMap<String, TlaValue> data = bucket.field("data").fields();
    for (Map.Entry<String, TlaValue> entry : data.entrySet()) {
      TlaValue object = entry.getValue();
      switch (object.field("kind").text()) {
        case "entity" -> {
          String parent = object.field("parent").text();
          lines.add(entry.getKey() + (parent.equals("none") ? "" : " → " + parent));
        }
        case "fence" -> lines.add(entry.getKey() + " (fence)");
        default -> {}
      }
    }
    bucket.field("refs").items().stream()
        .map(TlaValue::items)
        .map(ref -> "refs/" + ref.getFirst().text() + "/" + ref.getLast().text())
        .sorted()
        .forEach(lines::add);
    bucket.field("jobs").items().forEach(job -> lines.add("job " + job.field("state").text()));
    bucket.field("tasks").items().forEach(task -> lines.add("tasks/" + task.field("node").text()));
    bucket
        .field("journal")
        .items()
        .forEach(entry -> lines.add("journal/" + entry.items().getLast().text()));
    return lines;
  }
}
