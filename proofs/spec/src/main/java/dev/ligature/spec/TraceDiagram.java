package dev.ligature.spec;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Draws a counterexample as an SVG: time goes down, one column for each actor and the bucket. */
public final class TraceDiagram {

  private static final int WIDTH = 980;
  private static final int FIRST_ROW = 150;
  private static final int ROW = 46;
  private static final int IN_BUCKET = 750;

  private final StringBuilder svg = new StringBuilder();
  private final List<String> actors;
  private final List<TraceStory.Line> lines;
  private final List<String> start;

  private TraceDiagram(List<String> actors, List<String> start, List<TraceStory.Line> lines) {
    this.actors = actors;
    this.start = start;
    this.lines = lines;
  }

  /**
   * Draws it.
   *
   * @param title above the picture
   * @param trace the counterexample
   * @param moral below the picture: what is broken
   */
  public static String draw(String title, Trace trace, String moral) {
    List<TraceStory.Line> lines = TraceStory.lines(trace);
    List<String> actors = lines.stream().map(TraceStory.Line::actor).distinct().sorted().toList();
    return new TraceDiagram(actors, TraceStory.start(trace), lines).draw(title, moral);
  }

  private String draw(String title, String moral) {
    int bottom = FIRST_ROW + ROW * lines.size();
    svg.append(
        """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" role="img" \
        font-family="Helvetica, Arial, sans-serif" font-size="14">
        <title>%s</title>
        <rect width="100%%" height="100%%" fill="#ffffff"/>
        """
            .formatted(WIDTH, bottom + 90, escape(title)));
    text(24, 36, title, "font-size=\"20\" font-weight=\"bold\" fill=\"#1b2733\"");
    for (String actor : actors) {
      int x = column(actor);
      text(x, 78, name(actor), "font-weight=\"bold\" text-anchor=\"middle\" fill=\"#1b2733\"");
      rule(x, 90, x, bottom, "stroke=\"#b6c2cd\" stroke-width=\"2\"");
    }
    text(IN_BUCKET, 78, "in the bucket", "font-weight=\"bold\" fill=\"#1b2733\"");
    text(IN_BUCKET, 110, String.join(" · ", start), "fill=\"#51606e\"");
    List<String> stored = start;
    for (int i = 0; i < lines.size(); i++) {
      row(lines.get(i), stored, FIRST_ROW + ROW * i);
      stored = lines.get(i).bucket();
    }
    svg.append(
        "<rect x=\"24\" y=\"%d\" width=\"%d\" height=\"44\" rx=\"6\" fill=\"#fdecea\"/>%n"
            .formatted(bottom + 16, WIDTH - 48));
    text(40, bottom + 43, moral, "font-weight=\"bold\" fill=\"#a4262c\"");
    return svg.append("</svg>\n").toString();
  }

  private void row(TraceStory.Line line, List<String> before, int y) {
    int x = column(line.actor());
    String color = line.writes() ? "#0b62a3" : "#51606e";
    svg.append(
        "<circle cx=\"%d\" cy=\"%d\" r=\"6\" fill=\"%s\"/>%n"
            .formatted(x, y, line.writes() ? color : "#ffffff\" stroke=\"" + color));
    text(
        x + 14,
        y + 5,
        line.request() + (line.outcome().isEmpty() ? "" : ": " + line.outcome()),
        "fill=\"%s\"%s".formatted(color, line.writes() ? " font-weight=\"bold\"" : ""));
    List<String> changes = new ArrayList<>();
    line.bucket().stream().filter(s -> !before.contains(s)).forEach(s -> changes.add("+ " + s));
    before.stream().filter(s -> !line.bucket().contains(s)).forEach(s -> changes.add("− " + s));
    if (!changes.isEmpty()) {
      text(IN_BUCKET, y + 5, String.join(" · ", changes), "fill=\"#0b62a3\"");
    }
  }

  private int column(String actor) {
    return 60 + actors.indexOf(actor) * 345;
  }

  private static String name(String actor) {
    return actor.matches("w\\d") ? "worker " + actor.substring(1) : actor;
  }

  private void text(int x, int y, String text, String attributes) {
    svg.append(
        String.format(
            Locale.ROOT, "<text x=\"%d\" y=\"%d\" %s>%s</text>%n", x, y, attributes, escape(text)));
  }

  private void rule(int x1, int y1, int x2, int y2, String attributes) {
    svg.append(
        "<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\" %s/>%n"
            .formatted(x1, y1, x2, y2, attributes));
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
