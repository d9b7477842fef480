/** The same schema, rows and deletes in Ligature, in SQLite and in a reference: all must agree. */
@NullMarked
package dev.ligature.simulation.differential;

import org.jspecify.annotations.NullMarked;
