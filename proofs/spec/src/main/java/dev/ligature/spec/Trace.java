package dev.ligature.spec;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A counterexample: the states that lead from the start to where a promise is broken.
 *
 * @param states each a record of the variables, the first one the start
 */
public record Trace(List<TlaValue.Fields> states) {

  private static final Pattern STATE = Pattern.compile("^State \\d+: .*$", Pattern.MULTILINE);

  public Trace {
    states = List.copyOf(states);
  }

  /** Reads the trace in TLC's output; no states if it found no error. */
  public static Trace parse(String output) {
    List<TlaValue.Fields> states = new ArrayList<>();
    Matcher matcher = STATE.matcher(output);
    while (matcher.find()) {
      int end = output.indexOf("\n\n", matcher.end());
      states.add(new Reader(output.substring(matcher.end(), end)).state());
    }
    return new Trace(states);
  }

  /** Reads values by recursive descent. */
  private static final class Reader {

    private static final Pattern TOKEN =
        Pattern.compile("\\s*(\"[^\"]*\"|\\|->|<<|>>|/\\\\|\\w+|[\\[\\]{},=])");

    private final List<String> tokens = new ArrayList<>();
    private int next;

    Reader(String text) {
      Matcher matcher = TOKEN.matcher(text);
      int end = 0;
      while (matcher.find()) {
        if (matcher.start() != end) {
          throw new IllegalArgumentException("cannot read: " + text.substring(end));
        }
        tokens.add(matcher.group(1));
        end = matcher.end();
      }
    }

    TlaValue.Fields state() {
      SequencedMap<String, TlaValue> variables = new LinkedHashMap<>();
      while (next < tokens.size()) {
        expect("/\\");
        String name = take();
        expect("=");
        variables.put(name, value());
      }
      return new TlaValue.Fields(variables);
    }

    private TlaValue value() {
      String token = take();
      return switch (token) {
        case "<<" -> new TlaValue.Tuple(upTo(">>"));
        case "{" -> new TlaValue.Members(upTo("}"));
        case "[" -> fields();
        default -> new TlaValue.Atom(token.replace("\"", ""));
      };
    }

    private List<TlaValue> upTo(String close) {
      List<TlaValue> items = new ArrayList<>();
      while (!tokens.get(next).equals(close)) {
        items.add(value());
        skipComma();
      }
      expect(close);
      return items;
    }

    private TlaValue fields() {
      SequencedMap<String, TlaValue> values = new LinkedHashMap<>();
      while (!tokens.get(next).equals("]")) {
        String name = take();
        expect("|->");
        values.put(name, value());
        skipComma();
      }
      expect("]");
      return new TlaValue.Fields(values);
    }

    private void skipComma() {
      if (tokens.get(next).equals(",")) {
        next++;
      }
    }

    private String take() {
      return tokens.get(next++);
    }

    private void expect(String token) {
      String found = take();
      if (!found.equals(token)) {
        throw new IllegalArgumentException("expected " + token + " but read " + found);
      }
    }
  }
}
