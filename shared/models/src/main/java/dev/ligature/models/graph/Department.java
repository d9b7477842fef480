package dev.ligature.models.graph;

import dev.ligature.schema.ForeignKey;
import dev.ligature.schema.Model;
import jakarta.validation.constraints.NotBlank;
import java.util.UUID;

/** One side of the diamond. */
@Model(plural = "departments")
public record Department(@NotBlank String name, @ForeignKey(Company.class) UUID companyId) {}
