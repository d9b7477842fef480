package dev.ligature.models.blog;

import dev.ligature.schema.HasMany;
import dev.ligature.schema.HasOne;
import dev.ligature.schema.Model;
import dev.ligature.schema.OnDelete;
import jakarta.validation.constraints.NotBlank;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who writes posts. Deleting one takes the posts, their comments and the profile along.
 */
@Model(plural = "authors")
@HasMany(value = Post.class, foreignKey = "authorId", onDelete = OnDelete.CASCADE)
@HasOne(value = Profile.class, foreignKey = "authorId", onDelete = OnDelete.CASCADE)
public record Author(@NotBlank String name, @Nullable String bio) {}
