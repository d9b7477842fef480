package dev.ligature.models.shop;

import dev.ligature.schema.HasMany;
import dev.ligature.schema.Model;
import dev.ligature.schema.OnDelete;
import dev.ligature.schema.Unique;
import jakarta.validation.constraints.NotBlank;

/** Somebody who orders. Cannot be deleted once any line of any order is on an invoice. */
@Model(plural = "customers")
@HasMany(value = Order.class, foreignKey = "customerId", onDelete = OnDelete.CASCADE)
public record Customer(@NotBlank String name, @Unique @NotBlank String email) {}
