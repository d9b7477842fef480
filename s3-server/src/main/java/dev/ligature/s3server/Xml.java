package dev.ligature.s3server;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** Writes an XML document, element by element. */
final class Xml {

  private static final String NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/";

  private final StringBuilder text =
      new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
  private final Deque<String> open = new ArrayDeque<>();

  /** A document whose root has no namespace, as S3's error documents. */
  static Xml plain(String root) {
    return new Xml().open(root);
  }

  /** A document in S3's namespace. */
  static Xml document(String root) {
    Xml xml = new Xml();
    xml.text.append('<').append(root).append(" xmlns=\"").append(NAMESPACE).append("\">");
    xml.open.push(root);
    return xml;
  }

  Xml open(String element) {
    text.append('<').append(element).append('>');
    open.push(element);
    return this;
  }

  Xml close() {
    text.append("</").append(open.pop()).append('>');
    return this;
  }

  /** Writes an element with text; nothing if there is none. */
  Xml element(String name, @Nullable Object value) {
    if (value != null) {
      open(name);
      escape(value.toString());
      close();
    }
    return this;
  }

  /** Writes text into the element that is open. */
  Xml text(String value) {
    escape(value);
    return this;
  }

  private void escape(String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '&' -> text.append("&amp;");
        case '<' -> text.append("&lt;");
        case '>' -> text.append("&gt;");
        case '"' -> text.append("&quot;");
        default -> {
          // References keep what a parser would normalize or refuse as plain text.
          if (c < ' ' || c == 0x7F || c == '\uFFFE' || c == '\uFFFF') {
            text.append("&#x").append(Integer.toHexString(c)).append(';');
          } else {
            text.append(c);
          }
        }
      }
    }
  }

  /** The document; closes what is open. */
  @Override
  public String toString() {
    while (!open.isEmpty()) {
      close();
    }
    return text.toString();
  }
}
