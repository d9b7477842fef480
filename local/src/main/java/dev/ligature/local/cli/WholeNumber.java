package dev.ligature.local.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the numbers of options; a wrong one is refused with what it may be. */
abstract class WholeNumber<N> implements ITypeConverter<N> {
  private final long least;
  private final long most;

  private WholeNumber(long least, long most) {
    this.least = least;
    this.most = most;
  }

  final long read(String text) {
    try {
      long number = Long.parseLong(text);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException noNumber) {
      // Refused below, as one out of the range is.
    }
    throw new TypeConversionException(
        "'%s' is no whole number from %d to %d".formatted(text, least, most));
  }

  /** How many of something; none is fine. */
  static final class Count extends WholeNumber<Integer> {
    Count() {
      super(0, 1_000_000);
    }

    @Override
    public Integer convert(String text) {
      return (int) read(text);
    }
  }

  /** How many at once; one at least. */
  static final class Concurrency extends WholeNumber<Integer> {
    Concurrency() {
      super(1, 1_000);
    }

    @Override
    public Integer convert(String text) {
      return (int) read(text);
    }
  }

  /** A port, or 0 for any free one. */
  static final class Port extends WholeNumber<Integer> {
    Port() {
      super(0, 65_535);
    }

    @Override
    public Integer convert(String text) {
      return (int) read(text);
    }
  }

  /** A time in the unit of its option. */
  static final class Time extends WholeNumber<Long> {
    Time() {
      super(0, 1_000_000_000);
    }

    @Override
    public Long convert(String text) {
      return read(text);
    }
  }
}
