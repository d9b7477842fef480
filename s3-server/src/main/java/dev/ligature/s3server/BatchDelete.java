package dev.ligature.s3server;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/** DeleteObjects: up to 1,000 keys, each decided by itself. */
final class BatchDelete {

  private static final int MAX_KEYS = 1000;

  private record Item(@Nullable String key, @Nullable String versionId, @Nullable String etag) {}

  private record Batch(List<Item> items, boolean quiet) {}

  private final Buckets buckets;
  private final FaultInjector faults;

  BatchDelete(Buckets buckets, FaultInjector faults) {
    this.buckets = buckets;
    this.faults = faults;
  }

  S3Response answer(S3Request request) throws IOException {
    Payload payload = Payload.read(request);
    Bucket bucket = buckets.bucket(request.requiredBucket());
    if (!payload.digested()) {
      throw S3Error.invalidRequest(
          "Missing required header for this request: Content-MD5 OR x-amz-checksum-*");
    }
    Batch batch = parse(payload.bytes());
    Xml xml = Xml.document("DeleteResult");
    long newest = 0;
    for (Item item : batch.items()) {
      newest = Math.max(newest, delete(bucket, item, batch.quiet(), xml));
    }
    buckets.commits().await(newest);
    return S3Response.xml(xml);
  }

  private long delete(Bucket bucket, Item item, boolean quiet, Xml xml) {
    String key = item.key() == null ? "" : item.key();
    try {
      S3Request.checkedKey(key);
      if (faults.throttlesKey(bucket.name(), key)) {
        throw S3Error.slowDown();
      }
      if (item.versionId() != null && item.etag() != null) {
        throw S3Error.notImplemented("<ETag> together with a <VersionId>");
      }
      Bucket.Deleted[] deleted = new Bucket.Deleted[1];
      long number =
          item.versionId() == null
              ? bucket.startDelete(key, new WriteCondition(item.etag(), false), deleted)
              : bucket.startDeleteVersion(key, item.versionId(), deleted);
      if (!quiet) {
        xml.open("Deleted").element("Key", key).element("VersionId", item.versionId());
        StoredVersion marker =
            item.versionId() == null ? deleted[0].marker() : markerOf(deleted[0].removed());
        if (marker != null) {
          xml.element("DeleteMarker", "true").element("DeleteMarkerVersionId", marker.versionId());
        }
        xml.close();
      }
      return number;
    } catch (S3Error refused) {
      xml.open("Error")
          .element("Key", key)
          .element("VersionId", item.versionId())
          .element("Code", refused.code())
          .element("Message", refused.getMessage())
          .close();
      return 0;
    }
  }

  private static @Nullable StoredVersion markerOf(@Nullable StoredVersion removed) {
    return removed != null && removed.deleteMarker() ? removed : null;
  }

  private static Batch parse(byte[] document) {
    List<Item> items = new ArrayList<>();
    boolean quiet = false;
    try {
      XMLStreamReader xml = XmlInput.open(new ByteArrayInputStream(document));
      XmlInput.root(xml, "Delete");
      while (xml.nextTag() == XMLStreamConstants.START_ELEMENT) {
        switch (xml.getLocalName()) {
          case "Quiet" -> quiet = Boolean.parseBoolean(xml.getElementText().strip());
          case "Object" -> items.add(item(xml));
          default -> throw S3Error.malformedXml();
        }
      }
    } catch (XMLStreamException e) {
      throw S3Error.malformedXml();
    }
    if (items.isEmpty() || items.size() > MAX_KEYS) {
      throw S3Error.malformedXml();
    }
    return new Batch(items, quiet);
  }

  private static Item item(XMLStreamReader xml) throws XMLStreamException {
    String key = null;
    String versionId = null;
    String etag = null;
    while (xml.nextTag() == XMLStreamConstants.START_ELEMENT) {
      switch (xml.getLocalName()) {
        case "Key" -> key = xml.getElementText();
        case "VersionId" -> versionId = xml.getElementText();
        case "ETag" -> etag = xml.getElementText();
        default -> throw S3Error.notImplemented("<" + xml.getLocalName() + "> in DeleteObjects");
      }
    }
    if (key == null || key.isEmpty()) {
      throw S3Error.malformedXml();
    }
    return new Item(key, versionId, etag);
  }
}
