package dev.ligature.models.graph;

import dev.ligature.schema.ForeignKey;
import dev.ligature.schema.HasMany;
import dev.ligature.schema.Model;
import dev.ligature.schema.OnDelete;
import jakarta.validation.constraints.NotBlank;
import java.util.UUID;

/** An album alone cannot be deleted while it has songs. */
@Model(plural = "albums")
@HasMany(value = Song.class, foreignKey = "albumId", onDelete = OnDelete.RESTRICT)
public record Album(@NotBlank String title, @ForeignKey(Artist.class) UUID artistId) {}
