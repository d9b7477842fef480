/**
 * The protocols of create, update and claims, and what removes the traces of entities that are
 * gone. {@code docs/protocols.md} tells which race each step closes.
 */
@NullMarked
package dev.ligature.data.write;

import org.jspecify.annotations.NullMarked;
