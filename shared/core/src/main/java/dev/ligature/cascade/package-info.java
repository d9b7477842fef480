/**
 * Deletes with all that follows from them, however much it is.
 *
 * <p>{@link CascadeHandler} accepts a delete as a durable job and works on it for a while; {@link
 * CascadeWorker} does its tasks and moves it along, from anywhere; {@link JobService} tells how far
 * it is. Below them lie the first phase ({@code plan}) and the effect ({@code effect}), both on the
 * graph of references ({@code graph}), and the job itself in the bucket ({@code job}). The protocol
 * is told in {@code docs/protocols.md}.
 */
@NullMarked
package dev.ligature.cascade;

import org.jspecify.annotations.NullMarked;
