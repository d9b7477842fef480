/** Creates and updates: what is refused, and what becomes of a write whose answer was lost. */
package dev.ligature.behaviour.write;
