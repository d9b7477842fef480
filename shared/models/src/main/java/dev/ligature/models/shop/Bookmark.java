package dev.ligature.models.shop;

import dev.ligature.schema.ForeignKey;
import dev.ligature.schema.Model;
import dev.ligature.schema.OnDelete;
import jakarta.validation.constraints.NotBlank;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A remembered product; the label stays when the product goes. */
@Model(plural = "bookmarks")
public record Bookmark(
    @NotBlank String label,
    @ForeignKey(value = Product.class, onDelete = OnDelete.SET_NULL) @Nullable UUID productId) {}
