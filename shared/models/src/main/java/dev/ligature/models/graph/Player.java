package dev.ligature.models.graph;

import dev.ligature.schema.ForeignKey;
import dev.ligature.schema.HasMany;
import dev.ligature.schema.Model;
import dev.ligature.schema.OnDelete;
import jakarta.validation.constraints.NotBlank;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The other half of the cycle. */
@Model(plural = "players")
@HasMany(value = Team.class, foreignKey = "captainId", name = "captainOf")
public record Player(
    @NotBlank String name,
    @ForeignKey(value = Team.class, onDelete = OnDelete.CASCADE) @Nullable UUID teamId) {}
