package dev.ligature.bucket;

/**
 * One thing wrong with what a caller sent.
 *
 * @param field the field at fault
 * @param problem what is wrong with it
 * @param fix what to do about it
 */
public record FieldError(String field, String problem, String fix) {}
