package dev.ligature.models.graph;

import dev.ligature.schema.HasMany;
import dev.ligature.schema.Model;
import dev.ligature.schema.OnDelete;
import jakarta.validation.constraints.NotBlank;

/**
 * Deleting an artist takes albums and songs along, though songs restrict the delete of an album.
 */
@Model(plural = "artists")
@HasMany(value = Album.class, foreignKey = "artistId", onDelete = OnDelete.CASCADE)
@HasMany(value = Song.class, foreignKey = "artistId", onDelete = OnDelete.CASCADE)
public record Artist(@NotBlank String name) {}
