package dev.ligature.functions.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Bytes in memory up to a bound, counted as they will be once escaped inside a JSON string. */
final class BoundedBytes extends OutputStream {

  /** There is no room for more. */
  static final class FullException extends IOException {
    private static final long serialVersionUID = 1L;

    FullException(int limit) {
      super("more than " + limit + " bytes");
    }
  }

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final int limit;
  private int escaped;

  BoundedBytes(int limit) {
    this.limit = limit;
  }

  @Override
  public void write(int b) throws IOException {
    count(b);
    bytes.write(b);
  }

  @Override
  public void write(byte[] source, int offset, int length) throws IOException {
    for (int i = offset; i < offset + length; i++) {
      count(source[i]);
    }
    bytes.write(source, offset, length);
  }

  private void count(int b) throws FullException {
    escaped += AnswerSize.escaped(b);
    if (escaped > limit) {
      throw new FullException(limit);
    }
  }

  byte[] toByteArray() {
    return bytes.toByteArray();
  }
}
