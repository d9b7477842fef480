/** Deletes with all that follows from them, one caller at a time. */
package dev.ligature.behaviour.cascade;
