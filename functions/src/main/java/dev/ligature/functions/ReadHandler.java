package dev.ligature.functions;

import dev.ligature.functions.logging.JsonLogs;
import dev.ligature.functions.wiring.Composition;
import java.util.Map;

/** Answers every GET. It may only read the bucket. */
public final class ReadHandler extends ApiFunction {

  /** As Lambda makes it: configured by the process's environment. */
  public ReadHandler() {
    this(System.getenv());
    JsonLogs.installForAll();
  }

  /** Configured by these variables. */
  public ReadHandler(Map<String, String> environment) {
    this(Composition.of(environment));
  }

  /** On a core that is put together already. */
  public ReadHandler(Composition composition) {
    super(composition);
  }
}
