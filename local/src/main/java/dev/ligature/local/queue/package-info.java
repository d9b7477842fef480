/** The queues of the template, and the event source that feeds a function from one. */
@NullMarked
package dev.ligature.local.queue;

import org.jspecify.annotations.NullMarked;
