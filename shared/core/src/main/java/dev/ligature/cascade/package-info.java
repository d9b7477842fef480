/** Deletes that fan out: plans, jobs, tasks, and the two-phase decision. */
@NullMarked
package dev.ligature.cascade;

import org.jspecify.annotations.NullMarked;
