package dev.ligature.bucket;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.AnnotatedParameter;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.lang.reflect.Executable;
import org.jspecify.annotations.Nullable;

/**
 * The mapper of what Ligature itself persists. It is strict where the mapper of callers' JSON is
 * not:
 *
 * <ul>
 *   <li>A member must be there, and must not be null, unless the record says {@link Nullable} or
 *       {@link OrEmpty}.
 *   <li>A value of another type is refused: no number is taken for a text, and no text for a
 *       number.
 *   <li>Unknown members are passed over, for a newer version may write more.
 * </ul>
 */
final class StoredMapper {

  private StoredMapper() {}

  static ObjectMapper of(JsonMapper base) {
    JsonMapper.Builder builder =
        base.rebuild()
            .annotationIntrospector(new Members())
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS);
    for (CoercionInputShape shape : CoercionInputShape.values()) {
      builder.withCoercionConfigDefaults(all -> all.setCoercion(shape, CoercionAction.Fail));
    }
    return builder.build();
  }

  /** Says which members may be missing or null. */
  private static final class Members extends JacksonAnnotationIntrospector {

    private static final long serialVersionUID = 1L;

    @Override
    public JsonSetter.Value findSetterInfo(Annotated member) {
      return JsonSetter.Value.construct(
          member instanceof AnnotatedParameter parameter ? missing(parameter) : Nulls.FAIL,
          Nulls.FAIL);
    }

    private static Nulls missing(AnnotatedParameter parameter) {
      if (parameter.hasAnnotation(OrEmpty.class)) {
        return Nulls.AS_EMPTY;
      }
      Executable executable = (Executable) parameter.getMember();
      return executable.getAnnotatedParameterTypes()[parameter.getIndex()].isAnnotationPresent(
              Nullable.class)
          ? Nulls.SET
          : Nulls.FAIL;
    }
  }
}
