package dev.ligature.store;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The member that ends a body whose ETag somebody may rely on. It is different in every write, and
 * in every try of a write: so no two writes ever give one ETag, even if they say the same, and a
 * lost try that lands late brings no earlier ETag back.
 */
public final class Nonce {

  /** The member's name. It is the last of its object. */
  public static final String FIELD = "_nonce";

  /** Digits of a nonce. */
  static final int DIGITS = 12;

  private static final byte[] OPENING =
      ("\"" + FIELD + "\":\"").getBytes(StandardCharsets.US_ASCII);
  private static final byte[] CLOSING = "\"}".getBytes(StandardCharsets.US_ASCII);

  private Nonce() {}

  /**
   * The same object with one more member, the last.
   *
   * @param object JSON without white space at its end
   * @param nonce as {@link Platform#nonce} makes it
   */
  public static byte[] added(byte[] object, String nonce) {
    int end = object.length - 1;
    boolean first = object[end - 1] == '{';
    ByteArrayOutputStream body =
        new ByteArrayOutputStream(object.length + 1 + OPENING.length + DIGITS + 2);
    body.write(object, 0, end);
    if (!first) {
      body.write(',');
    }
    body.writeBytes(OPENING);
    body.writeBytes(nonce.getBytes(StandardCharsets.US_ASCII));
    body.writeBytes(CLOSING);
    return body.toByteArray();
  }

  /**
   * The same body under another nonce; the very body if it carries none.
   *
   * @param nonce as {@link Platform#nonce} makes it
   */
  static byte[] renewed(byte[] body, String nonce) {
    int digits = body.length - CLOSING.length - DIGITS;
    int opening = digits - OPENING.length;
    boolean carriesOne =
        opening >= 0
            && Arrays.equals(body, opening, digits, OPENING, 0, OPENING.length)
            && Arrays.equals(body, digits + DIGITS, body.length, CLOSING, 0, CLOSING.length);
    if (!carriesOne) {
      return body;
    }
    byte[] renewed = body.clone();
    byte[] fresh = nonce.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(fresh, 0, renewed, digits, DIGITS);
    return renewed;
  }
}
