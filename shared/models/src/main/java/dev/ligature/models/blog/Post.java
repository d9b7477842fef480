package dev.ligature.models.blog;

import dev.ligature.schema.ForeignKey;
import dev.ligature.schema.HasMany;
import dev.ligature.schema.Model;
import dev.ligature.schema.OnDelete;
import jakarta.validation.constraints.NotBlank;
import java.util.UUID;

/** What an author wrote. */
@Model(plural = "posts")
@HasMany(value = Comment.class, foreignKey = "postId", onDelete = OnDelete.CASCADE)
public record Post(
    @NotBlank String title,
    String content,
    @ForeignKey(Author.class) UUID authorId,
    boolean published) {}
