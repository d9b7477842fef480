/** The object store port on S3 itself, through the AWS SDK. */
@NullMarked
package dev.ligature.store.s3;

import org.jspecify.annotations.NullMarked;
