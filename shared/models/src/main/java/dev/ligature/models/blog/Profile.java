package dev.ligature.models.blog;

import dev.ligature.schema.ForeignKey;
import dev.ligature.schema.Model;
import java.util.UUID;

/** The one profile that an author may have. */
@Model(plural = "profiles")
public record Profile(@ForeignKey(Author.class) UUID authorId, String bio) {}
