package dev.ligature.models.graph;

import dev.ligature.schema.ForeignKey;
import dev.ligature.schema.Model;
import jakarta.validation.constraints.NotBlank;
import java.util.UUID;

/** A song of an album, by an artist who need not be the album's. */
@Model(plural = "songs")
public record Song(
    @NotBlank String title,
    @ForeignKey(Artist.class) UUID artistId,
    @ForeignKey(Album.class) UUID albumId) {}
