package dev.ligature.s3server;

import java.io.ByteArrayInputStream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** Reads XML without ever resolving what it points to. */
final class XmlInput {
  private static final XMLInputFactory FACTORY = factory();

  private XmlInput() {}

  private static XMLInputFactory factory() {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_COALESCING, true);
    return factory;
  }

  static XMLStreamReader open(ByteArrayInputStream document) throws XMLStreamException {
    return FACTORY.createXMLStreamReader(document, "UTF-8");
  }

  /** Steps into the root, which must have this name. */
  static void root(XMLStreamReader xml, String name) throws XMLStreamException {
    if (xml.nextTag() != XMLStreamConstants.START_ELEMENT || !xml.getLocalName().equals(name)) {
      throw S3Error.malformedXml();
    }
  }
}
