/** The promises of the object store port as tests that every implementation must pass. */
@NullMarked
package dev.ligature.contract;

import org.jspecify.annotations.NullMarked;
