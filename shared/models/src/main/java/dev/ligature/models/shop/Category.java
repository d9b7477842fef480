package dev.ligature.models.shop;

import dev.ligature.schema.ForeignKey;
import dev.ligature.schema.HasMany;
import dev.ligature.schema.Model;
import dev.ligature.schema.OnDelete;
import jakarta.validation.constraints.NotBlank;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A tree: the subcategories of a category go with it. */
@Model(plural = "categories")
@HasMany(
    value = Category.class,
    foreignKey = "parentId",
    name = "subcategories",
    onDelete = OnDelete.CASCADE)
public record Category(
    @NotBlank String name, @ForeignKey(Category.class) @Nullable UUID parentId) {}
