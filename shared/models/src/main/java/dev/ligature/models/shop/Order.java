package dev.ligature.models.shop;

import dev.ligature.schema.ForeignKey;
import dev.ligature.schema.HasMany;
import dev.ligature.schema.Model;
import dev.ligature.schema.OnDelete;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a customer ordered at one time. */
@Model(plural = "orders")
@HasMany(
    value = OrderLine.class,
    foreignKey = "orderId",
    name = "lines",
    onDelete = OnDelete.CASCADE)
public record Order(@ForeignKey(Customer.class) UUID customerId, @Nullable Instant placedAt) {}
