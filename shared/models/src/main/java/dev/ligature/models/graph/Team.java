package dev.ligature.models.graph;

import dev.ligature.schema.ForeignKey;
import dev.ligature.schema.Model;
import dev.ligature.schema.OnDelete;
import jakarta.validation.constraints.NotBlank;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Half of a cycle: a team goes with its captain, the players with their team. */
@Model(plural = "teams")
public record Team(
    @NotBlank String name,
    @ForeignKey(value = Player.class, onDelete = OnDelete.CASCADE) @Nullable UUID captainId) {}
