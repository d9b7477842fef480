/** Core's port to S3, held to its contract on servers that speak S3. */
@NullMarked
package dev.ligature.local.store;

import org.jspecify.annotations.NullMarked;
