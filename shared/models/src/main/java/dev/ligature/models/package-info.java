/** The sample domain. Replace this module by your own models: see docs/models.md. */
@NullMarked
package dev.ligature.models;

import org.jspecify.annotations.NullMarked;
