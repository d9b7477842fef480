package dev.ligature.local.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.amazonaws.services.lambda.runtime.serialization.PojoSerializer;
import com.amazonaws.services.lambda.runtime.serialization.events.LambdaEventSerializers;
import com.amazonaws.services.lambda.runtime.serialization.factories.JacksonFactory;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;

/**
 * Loads a handler by its class name, and joins it with the serializers that the managed runtime
 * chooses for its event and response types.
 */
final class HandlerLoader {
  private HandlerLoader() {}

  /** A loaded handler: bytes in, bytes out. One thread at a time. */
  @FunctionalInterface
  interface LoadedHandler {
    byte[] handle(byte[] event, Context context) throws IOException;
  }

  /**
   * Makes a new instance with the constructor that takes the environment.
   *
   * @throws ReflectiveOperationException if the class is missing or its constructor fails
   */
  static LoadedHandler load(String handler, Map<String, String> environment)
      throws ReflectiveOperationException {
    int method = handler.indexOf("::");
    Class<?> type = Class.forName(method < 0 ? handler : handler.substring(0, method));
    Object instance = type.getConstructor(Map.class).newInstance(environment);
    return switch (instance) {
      case RequestStreamHandler streaming ->
          (event, context) -> {
            ByteArrayOutputStream output = new ByteArrayOutputStream();
            streaming.handleRequest(new ByteArrayInputStream(event), output, context);
            return output.toByteArray();
          };
      case RequestHandler<?, ?> typed -> typed(typed, type);
      default ->
          throw new NoSuchMethodException(
              handler + " is neither a RequestHandler nor a RequestStreamHandler");
    };
  }

  private static LoadedHandler typed(RequestHandler<?, ?> handler, Class<?> type)
      throws NoSuchMethodException {
    Method method =
        Arrays.stream(type.getMethods())
            .filter(candidate -> candidate.getName().equals("handleRequest"))
            .filter(candidate -> candidate.getParameterCount() == 2 && !candidate.isBridge())
            .min(Comparator.comparing(Method::toString))
            .orElseThrow(() -> new NoSuchMethodException(type.getName() + ".handleRequest"));
    PojoSerializer<Object> input = serializer(method.getGenericParameterTypes()[0]);
    PojoSerializer<Object> output = serializer(method.getGenericReturnType());
    @SuppressWarnings("unchecked") // the serializer makes what the method declares
    RequestHandler<Object, Object> any = (RequestHandler<Object, Object>) handler;
    return (event, context) -> {
      Object answer = any.handleRequest(input.fromJson(new ByteArrayInputStream(event)), context);
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      output.toJson(answer, bytes);
      return bytes.toByteArray();
    };
  }

  @SuppressWarnings("unchecked") // a serializer of T is used for values that are T
  private static PojoSerializer<Object> serializer(Type type) {
    if (type instanceof Class<?> simple
        && LambdaEventSerializers.isLambdaSupportedEvent(simple.getName())) {
      return (PojoSerializer<Object>)
          LambdaEventSerializers.serializerFor(simple, HandlerLoader.class.getClassLoader());
    }
    return JacksonFactory.getInstance().getSerializer(type);
  }
}
