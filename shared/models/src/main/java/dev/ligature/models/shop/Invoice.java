package dev.ligature.models.shop;

import dev.ligature.schema.ForeignKey;
import dev.ligature.schema.Model;
import dev.ligature.schema.Unique;
import jakarta.validation.constraints.NotBlank;
import java.util.UUID;

/** An invoice for a line of an order: it protects the line, and so the order and the customer. */
@Model(plural = "invoices")
public record Invoice(
    @NotBlank @Unique String number, @ForeignKey(OrderLine.class) UUID orderLineId) {}
