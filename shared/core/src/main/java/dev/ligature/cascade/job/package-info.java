/**
 * A delete's job as it lies in the bucket: its record, the tasks that are still to be done, the
 * journal of what was done, and what stands against it. Only the cascade itself works with these,
 * and whoever carries word of tasks.
 */
@NullMarked
package dev.ligature.cascade.job;

import org.jspecify.annotations.NullMarked;
