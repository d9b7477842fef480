package dev.ligature.simulation;

import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Keeps the log silent while tests of a class run worlds in which trouble is made on purpose. */
public final class NoSimulatedNews implements BeforeAllCallback, AfterAllCallback {

  /** Held, so that its level is not forgotten. */
  private static final Logger LOG = Logger.getLogger("dev.ligature");

  @Override
  public void beforeAll(ExtensionContext context) {
    LOG.setLevel(Level.OFF);
  }

  @Override
  public void afterAll(ExtensionContext context) {
    LOG.setLevel(null);
  }
}
