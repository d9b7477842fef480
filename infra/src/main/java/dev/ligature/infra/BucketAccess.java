package dev.ligature.infra;

import dev.ligature.bucket.BucketFolder;
import dev.ligature.bucket.BucketFolder.Role;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.services.iam.IGrantable;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.s3.IBucket;

/** Grants a function what {@link BucketFolder} lets it do in the bucket, folder by folder. */
final class BucketAccess {

  private BucketAccess() {}

  /** Grants what this role may do. */
  static void grant(Role role, IBucket bucket, IGrantable grantee) {
    List<BucketFolder> readable = BucketFolder.readableFolders(role);
    List<BucketFolder> writable = BucketFolder.writableFolders(role);
    allow(grantee, List.of("s3:GetObject"), objects(bucket, readable));
    if (!writable.isEmpty()) {
      allow(grantee, List.of("s3:PutObject", "s3:DeleteObject"), objects(bucket, writable));
    }
    // IfExists: S3 answers a GET of an absent key with 404 only to a caller that may list, and that
    // question carries no prefix. Without it every absent entity would be a 403.
    grantee
        .getGrantPrincipal()
        .addToPrincipalPolicy(
            PolicyStatement.Builder.create()
                .actions(List.of("s3:ListBucket"))
                .resources(List.of(bucket.getBucketArn()))
                .conditions(
                    Map.of(
                        "StringLikeIfExists",
                        Map.of("s3:prefix", readable.stream().map(BucketAccess::below).toList())))
                .build());
  }

  private static void allow(IGrantable grantee, List<String> actions, List<String> resources) {
    grantee
        .getGrantPrincipal()
        .addToPrincipalPolicy(
            PolicyStatement.Builder.create().actions(actions).resources(resources).build());
  }

  private static List<String> objects(IBucket bucket, List<BucketFolder> folders) {
    return folders.stream().map(folder -> bucket.arnForObjects(below(folder))).toList();
  }

  private static String below(BucketFolder folder) {
    return folder.prefix() + "*";
  }
}
