package dev.ligature.s3server;

/** Whether a bucket keeps the versions of its objects. */
enum Versioning {
  /** Never switched on: a write replaces, a delete removes. */
  OFF(""),
  /** Every write adds a version, a delete adds a delete marker. */
  ENABLED("Enabled"),
  /** Switched off again: older versions stay, new writes replace the null version. */
  SUSPENDED("Suspended");

  private final String word;

  Versioning(String word) {
    this.word = word;
  }

  /** S3's word for it; empty if never switched on. */
  String word() {
    return word;
  }
}
