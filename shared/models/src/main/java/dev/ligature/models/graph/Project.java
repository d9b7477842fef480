package dev.ligature.models.graph;

import dev.ligature.schema.ForeignKey;
import dev.ligature.schema.Model;
import jakarta.validation.constraints.NotBlank;
import java.util.UUID;

/** The other side of the diamond. */
@Model(plural = "projects")
public record Project(@NotBlank String name, @ForeignKey(Company.class) UUID companyId) {}
