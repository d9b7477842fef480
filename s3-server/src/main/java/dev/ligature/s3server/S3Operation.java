package dev.ligature.s3server;

/** The calls, by the names of the S3 API. */
public enum S3Operation {
  /** GET on the service. */
  LIST_BUCKETS("ListBuckets"),
  /** PUT on a bucket. */
  CREATE_BUCKET("CreateBucket"),
  /** DELETE on a bucket. */
  DELETE_BUCKET("DeleteBucket"),
  /** HEAD on a bucket. */
  HEAD_BUCKET("HeadBucket"),
  /** GET ?location. */
  GET_BUCKET_LOCATION("GetBucketLocation"),
  /** GET ?versioning. */
  GET_BUCKET_VERSIONING("GetBucketVersioning"),
  /** PUT ?versioning. */
  PUT_BUCKET_VERSIONING("PutBucketVersioning"),
  /** GET on a bucket. */
  LIST_OBJECTS("ListObjects"),
  /** GET ?list-type=2. */
  LIST_OBJECTS_V2("ListObjectsV2"),
  /** GET ?versions. */
  LIST_OBJECT_VERSIONS("ListObjectVersions"),
  /** POST ?delete. */
  DELETE_OBJECTS("DeleteObjects"),
  /** PUT on an object. */
  PUT_OBJECT("PutObject"),
  /** PUT on an object with x-amz-copy-source. */
  COPY_OBJECT("CopyObject"),
  /** GET on an object. */
  GET_OBJECT("GetObject"),
  /** HEAD on an object. */
  HEAD_OBJECT("HeadObject"),
  /** DELETE on an object or on one of its versions. */
  DELETE_OBJECT("DeleteObject"),
  /** Anything that this server refuses with 501. */
  UNSUPPORTED("Unsupported");

  private final String apiName;

  S3Operation(String apiName) {
    this.apiName = apiName;
  }

  /** The name in the S3 API, such as {@code PutObject}. */
  public String apiName() {
    return apiName;
  }
}
