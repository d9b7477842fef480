package dev.ligature.models.shop;

import dev.ligature.schema.ForeignKey;
import dev.ligature.schema.HasMany;
import dev.ligature.schema.Model;
import dev.ligature.schema.OnDelete;
import jakarta.validation.constraints.NotBlank;
import java.util.UUID;

/** One line of an order. */
@Model(plural = "order-lines")
@HasMany(value = Invoice.class, foreignKey = "orderLineId", onDelete = OnDelete.PROTECT)
public record OrderLine(
    @ForeignKey(Order.class) UUID orderId, @NotBlank String article, int quantity) {}
