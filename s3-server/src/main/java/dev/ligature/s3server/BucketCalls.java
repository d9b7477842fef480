package dev.ligature.s3server;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.regex.Pattern;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** The calls on buckets themselves. */
final class BucketCalls {

  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");
  private static final String OWNER = "ligature";

  private final Buckets buckets;
  private final String region;
  private final Versioning whenCreated;

  BucketCalls(Buckets buckets, String region, Versioning whenCreated) {
    this.buckets = buckets;
    this.region = region;
    this.whenCreated = whenCreated;
  }

  /**
   * Whether S3 allows a bucket of this name, near enough: 3 to 63 letters, digits, dots, dashes.
   */
  static boolean isName(String name) {
    return NAME.matcher(name).matches();
  }

  static void owner(Xml xml, String element) {
    xml.open(element).element("ID", OWNER).element("DisplayName", OWNER).close();
  }

  S3Response list() {
    Xml xml = Xml.document("ListAllMyBucketsResult");
    owner(xml, "Owner");
    xml.open("Buckets");
    for (Bucket bucket : buckets.all()) {
      xml.open("Bucket")
          .element("Name", bucket.name())
          .element(
              "CreationDate", Times.iso(Instant.ofEpochMilli(buckets.createdMillis(bucket.name()))))
          .close();
    }
    return S3Response.xml(xml);
  }

  S3Response create(S3Request request) throws IOException {
    request.rawBody();
    String name = request.requiredBucket();
    if (!isName(name)) {
      throw new S3Error(400, "InvalidBucketName", "The specified bucket is not valid.")
          .detail("BucketName", name);
    }
    if (buckets.findBucket(name).isPresent() && !region.equals("us-east-1")) {
      throw new S3Error(
              409,
              "BucketAlreadyOwnedByYou",
              "Your previous request to create the named bucket succeeded and you already own it.")
          .detail("BucketName", name);
    }
    buckets.createBucket(name, whenCreated);
    return S3Response.empty(200, Map.of("Location", "/" + name));
  }

  S3Response delete(S3Request request) {
    buckets.deleteBucket(request.requiredBucket());
    return S3Response.empty(204, Map.of());
  }

  S3Response head(S3Request request) {
    buckets.bucket(request.requiredBucket());
    return S3Response.empty(200, Map.of("x-amz-bucket-region", region));
  }

  S3Response location(S3Request request) {
    buckets.bucket(request.requiredBucket());
    // S3 answers nothing for its first region.
    return S3Response.xml(
        Xml.document("LocationConstraint").text(region.equals("us-east-1") ? "" : region));
  }

  S3Response versioning(S3Request request) {
    Versioning versioning = buckets.bucket(request.requiredBucket()).versioning();
    return S3Response.xml(
        Xml.document("VersioningConfiguration")
            .element("Status", versioning == Versioning.OFF ? null : versioning.word()));
  }

  S3Response setVersioning(S3Request request) throws IOException {
    Bucket bucket = buckets.bucket(request.requiredBucket());
    Versioning wanted = null;
    try {
      XMLStreamReader xml = XmlInput.open(new ByteArrayInputStream(Payload.read(request).bytes()));
      XmlInput.root(xml, "VersioningConfiguration");
      while (xml.nextTag() == XMLStreamConstants.START_ELEMENT) {
        String name = xml.getLocalName();
        String word = xml.getElementText().strip();
        if (name.equals("Status")) {
          wanted =
              switch (word) {
                case "Enabled" -> Versioning.ENABLED;
                case "Suspended" -> Versioning.SUSPENDED;
                default -> throw S3Error.malformedXml();
              };
        }
      }
    } catch (XMLStreamException e) {
      throw S3Error.malformedXml();
    }
    if (wanted == null) {
      throw S3Error.malformedXml();
    }
    buckets.setVersioning(bucket.name(), wanted);
    return S3Response.empty(200, Map.of());
  }
}
