package dev.ligature.models.shop;

import dev.ligature.schema.Model;
import dev.ligature.schema.Unique;
import jakarta.validation.constraints.NotBlank;

/** A word to find products by; each word once. */
@Model(plural = "tags")
public record Tag(@NotBlank @Unique String name) {}
