package dev.ligature.infra;

import java.util.List;
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
            .lifecycleRules(
                List.of(
                    LifecycleRule.builder()
                        .id("end-of-the-undo-window")
                        .noncurrentVersionExpiration(Duration.days(settings.undoDays()))
                        .expiredObjectDeleteMarker(true)
                        .abortIncompleteMultipartUploadAfter(Duration.days(1))
                        .build()))
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
