package dev.ligature.models.blog;

import dev.ligature.schema.ForeignKey;
import dev.ligature.schema.Model;
import dev.ligature.schema.OnDelete;
import dev.ligature.schema.OrphanPolicy;
import dev.ligature.schema.ReadOnly;
import jakarta.validation.constraints.NotBlank;
import java.util.UUID;

/** What an author did. It stays when the author goes, until the sweeper removes it as an orphan. */
@Model(plural = "audit-entries")
public record AuditEntry(
    @ForeignKey(value = Author.class, onDelete = OnDelete.DO_NOTHING, orphans = OrphanPolicy.REMOVE)
        @ReadOnly
        UUID authorId,
    @NotBlank @ReadOnly String action) {}
