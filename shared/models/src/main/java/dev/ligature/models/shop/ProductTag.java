package dev.ligature.models.shop;

import dev.ligature.schema.ForeignKey;
import dev.ligature.schema.Model;
import dev.ligature.schema.OnDelete;
import java.util.UUID;

/** That a product has a tag: many-to-many by a model of its own, gone with either end. */
@Model(plural = "product-tags")
public record ProductTag(
    @ForeignKey(value = Product.class, onDelete = OnDelete.CASCADE) UUID productId,
    @ForeignKey(value = Tag.class, onDelete = OnDelete.CASCADE) UUID tagId) {}
