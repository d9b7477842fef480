package dev.ligature.models.blog;

import dev.ligature.schema.ForeignKey;
import dev.ligature.schema.Model;
import jakarta.validation.constraints.NotBlank;
import java.util.UUID;

/** What somebody said to a post. Nothing refers to it, so many are deleted at the price of few. */
@Model(plural = "comments")
public record Comment(
    @NotBlank String content,
    @ForeignKey(Post.class) UUID postId,
    @NotBlank String commenterName) {}
