package dev.ligature.local.template;

/** The template holds something that cannot be run here, or lacks something that must be there. */
public final class TemplateException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public TemplateException(String message) {
    super(message);
  }
}
