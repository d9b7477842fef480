package dev.ligature.functions.logging;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ligature.bucket.Json;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Optional;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * Writes what is logged through the JDK's logging as JSON: to the invocation's logger while one is
 * under way, else to standard output.
 */
public final class JsonLogs extends Handler {

  /** Held, because the JDK forgets loggers that nobody holds. */
  private static final Logger OURS = Logger.getLogger("dev.ligature");

  private static final Logger EVERYONES = Logger.getLogger("");

  private final Formatter messages =
      new Formatter() {
        @Override
        public String format(LogRecord line) {
          return formatMessage(line);
        }
      };

  private JsonLogs() {}

  /** Takes over Ligature's own lines, and leaves those of the program around it alone. */
  public static void install() {
    synchronized (OURS) {
      for (Handler handler : OURS.getHandlers()) {
        if (handler instanceof JsonLogs) {
          return;
        }
      }
      OURS.setUseParentHandlers(false);
      OURS.addHandler(new JsonLogs());
    }
  }

  /** Takes over every line: right where the functions are the whole program. */
  public static void installForAll() {
    install();
    synchronized (OURS) {
      for (Handler handler : EVERYONES.getHandlers()) {
        EVERYONES.removeHandler(handler);
      }
      EVERYONES.addHandler(new JsonLogs());
    }
  }

  @Override
  public void publish(LogRecord line) {
    if (!isLoggable(line)) {
      return;
    }
    Optional<Invocation> invocation = Invocation.find();
    String json = json(line, invocation) + "\n";
    invocation.ifPresentOrElse(i -> i.sink().log(json), () -> System.out.print(json));
  }

  private String json(LogRecord line, Optional<Invocation> invocation) {
    ObjectNode json = Json.object();
    json.put("time", line.getInstant().toString());
    json.put("level", level(line.getLevel()));
    json.put("logger", line.getLoggerName());
    json.put("message", messages.format(line));
    invocation.ifPresent(i -> i.fields().forEach(json::put));
    if (line.getThrown() != null) {
      StringWriter trace = new StringWriter();
      line.getThrown().printStackTrace(new PrintWriter(trace));
      json.put("exception", trace.toString());
    }
    return json.toString();
  }

  /** By the names that log viewers know. */
  private static String level(Level level) {
    if (level.intValue() >= Level.SEVERE.intValue()) {
      return "ERROR";
    }
    if (level.intValue() >= Level.WARNING.intValue()) {
      return "WARN";
    }
    return level.intValue() >= Level.INFO.intValue() ? "INFO" : "DEBUG";
  }

  @Override
  public void flush() {
    System.out.flush();
  }

  @Override
  public void close() {}
}
