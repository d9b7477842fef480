package dev.ligature.models.shop;

import dev.ligature.schema.ForeignKey;
import dev.ligature.schema.Indexed;
import dev.ligature.schema.Model;
import dev.ligature.schema.OnDelete;
import dev.ligature.schema.OrphanPolicy;
import jakarta.validation.constraints.NotBlank;
import java.math.BigDecimal;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Something to sell. It survives its category, then without one. */
@Model(plural = "products")
public record Product(
    @NotBlank @Indexed String name,
    BigDecimal price,
    @ForeignKey(
            value = Category.class,
            onDelete = OnDelete.SET_NULL,
            orphans = OrphanPolicy.NULLIFY)
        @Nullable UUID categoryId) {}
