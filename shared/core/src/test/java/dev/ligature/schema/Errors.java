package dev.ligature.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;

/** What tests ask of the errors of a schema. */
final class Errors {

  private Errors() {}

  /** All errors that making this schema gives. */
  static List<SchemaError> of(ThrowingCallable schema) {
    SchemaException refused = catchThrowableOfType(SchemaException.class, schema);
    assertThat(refused).as("the schema is refused").isNotNull();
    assertThat(refused.errors()).isNotEmpty().doesNotHaveDuplicates();
    assertThat(refused.errors())
        .allSatisfy(error -> assertThat(refused).hasMessageContaining(error.toString()));
    return refused.errors();
  }

  /** Exactly one error, of this model and field, with these words, and with a fix. */
  static void only(
      ThrowingCallable schema, @Nullable String model, @Nullable String field, String problem) {
    assertThat(of(schema))
        .singleElement()
        .satisfies(
            error -> {
              assertThat(error.model()).isEqualTo(model);
              assertThat(error.field()).isEqualTo(field);
              assertThat(error.problem()).contains(problem);
              assertThat(error.fix()).isNotBlank();
            });
  }
}
