package dev.ligature.functions;

import dev.ligature.functions.logging.JsonLogs;
import dev.ligature.functions.wiring.Composition;
import java.util.Map;

/** Answers every method but GET: creates, updates, deletes, and what is done to jobs. */
public final class WriteHandler extends ApiFunction {

  /** As Lambda makes it: configured by the process's environment. */
  public WriteHandler() {
    this(System.getenv());
    JsonLogs.installForAll();
  }

  /** Configured by these variables. */
  public WriteHandler(Map<String, String> environment) {
    this(Composition.of(environment));
  }

  /** On a core that is put together already. */
  public WriteHandler(Composition composition) {
    super(composition);
  }
}
