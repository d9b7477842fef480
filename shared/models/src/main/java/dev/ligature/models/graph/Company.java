package dev.ligature.models.graph;

import dev.ligature.schema.HasMany;
import dev.ligature.schema.Model;
import dev.ligature.schema.OnDelete;
import jakarta.validation.constraints.NotBlank;

/** The top of a diamond: departments and projects, and below both the assignments. */
@Model(plural = "companies")
@HasMany(value = Department.class, foreignKey = "companyId", onDelete = OnDelete.CASCADE)
@HasMany(value = Project.class, foreignKey = "companyId", onDelete = OnDelete.CASCADE)
public record Company(@NotBlank String name) {}
