package dev.ligature.bucket;

/**
 * One thing wrong with what a caller sent.
 *
 * @param field the field at fault
 * @param problem what is wrong with it
 * @param fix what to do about it
 */
public record FieldError(String field, String problem, String fix) {

  /** The same of a field as a caller named it: of a long name only the beginning is repeated. */
  public static FieldError named(String name, String problem, String fix) {
    String shown =
        name.length() <= Limits.QUOTED_CHARS ? name : name.substring(0, Limits.QUOTED_CHARS) + "…";
    return new FieldError(shown, problem, fix);
  }
}
