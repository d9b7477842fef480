package dev.ligature.infra;

import dev.ligature.bucket.BucketFolder;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.services.s3.BlockPublicAccess;
import software.amazon.awscdk.services.s3.Bucket;
import software.amazon.awscdk.services.s3.BucketEncryption;
import software.amazon.awscdk.services.s3.LifecycleRule;
import software.amazon.awscdk.services.s3.ObjectOwnership;
import software.constructs.Construct;

/** The one bucket, and a second one that only S3 writes to: the log of who touched the first. */
final class Storage extends Construct {

  private final Bucket bucket;

  Storage(Construct scope, String id, Settings settings) {
    super(scope, id);
    Bucket accessLogs =
        privateBucket("AccessLogs")
            .lifecycleRules(
                List.of(
                    LifecycleRule.builder()
                        .id("forget-old-access-logs")
                        .expiration(Duration.days(settings.logDays()))
                        .abortIncompleteMultipartUploadAfter(Duration.days(1))
                        .build()))
            .build();
    this.bucket =
        privateBucket("Bucket")
            // What was deleted by mistake is brought back from its versions.
            .versioned(true)
            .serverAccessLogsBucket(accessLogs)
            .serverAccessLogsPrefix("data-bucket/")
            .lifecycleRules(lifecycleRules(settings))
            .build();
  }

  /** One rule for what no folder keeps, and one for the earlier versions in each folder. */
  private static List<LifecycleRule> lifecycleRules(Settings settings) {
    LifecycleRule remains =
        LifecycleRule.builder()
            .id("remains")
            .expiredObjectDeleteMarker(true)
            .abortIncompleteMultipartUploadAfter(Duration.days(1))
            .build();
    return Stream.concat(
            Stream.of(remains),
            Arrays.stream(BucketFolder.values()).map(folder -> earlierVersions(folder, settings)))
        .toList();
  }

  private static LifecycleRule earlierVersions(BucketFolder folder, Settings settings) {
    return LifecycleRule.builder()
        .id("earlier-versions-in-" + folder.folder())
        .prefix(folder.prefix())
        .noncurrentVersionExpiration(
            Duration.days(folder.keepsVersions() ? settings.undoDays() : 1))
        .build();
  }

  Bucket bucket() {
    return bucket;
  }

  private Bucket.Builder privateBucket(String id) {
    return Bucket.Builder.create(this, id)
        .blockPublicAccess(BlockPublicAccess.BLOCK_ALL)
        .objectOwnership(ObjectOwnership.BUCKET_OWNER_ENFORCED)
        // S3's own keys, not KMS: a request to KMS for every object would double the price of a
        // GET.
        .encryption(BucketEncryption.S3_MANAGED)
        .enforceSsl(true)
        .minimumTlsVersion(1.2)
        .removalPolicy(RemovalPolicy.RETAIN);
  }
}
