package dev.ligature.models.graph;

import dev.ligature.schema.ForeignKey;
import dev.ligature.schema.Model;
import dev.ligature.schema.OnDelete;
import jakarta.validation.constraints.NotBlank;
import java.util.UUID;

/** The bottom of the diamond: reached on two ways, deleted and counted once. */
@Model(plural = "assignments")
public record Assignment(
    @NotBlank String person,
    @ForeignKey(value = Department.class, onDelete = OnDelete.CASCADE) UUID departmentId,
    @ForeignKey(value = Project.class, onDelete = OnDelete.CASCADE) UUID projectId) {}
