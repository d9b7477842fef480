package dev.ligature.functions.logging;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.LambdaLogger;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What log lines of the work under way carry, and where they go. Bound to the thread that does the
 * work, for as long as the work takes.
 */
public final class Invocation {

  private static final ScopedValue<Invocation> CURRENT = ScopedValue.newInstance();

  private final LambdaLogger sink;
  private final Map<String, String> fields;

  private Invocation(LambdaLogger sink, Map<String, String> fields) {
    this.sink = sink;
    this.fields = Map.copyOf(fields);
  }

  /** Does the work of one invocation: its log lines carry {@code requestId}. */
  public static <T> T of(Context context, Supplier<T> work) {
    Map<String, String> fields = Map.of("requestId", context.getAwsRequestId());
    return ScopedValue.where(CURRENT, new Invocation(context.getLogger(), fields)).call(work::get);
  }

  /**
   * The invocation that this thread works for.
   *
   * @throws java.util.NoSuchElementException if it works for none
   */
  public static Invocation current() {
    return CURRENT.get();
  }

  static Optional<Invocation> find() {
    return CURRENT.isBound() ? Optional.of(CURRENT.get()) : Optional.empty();
  }

  /** A part of it, whose log lines carry these fields too. */
  public Invocation with(Map<String, String> more) {
    Map<String, String> all = new LinkedHashMap<>(fields);
    all.putAll(more);
    return new Invocation(sink, all);
  }

  /** Does work for it, on whatever thread this is. */
  public <T> T call(Supplier<T> work) {
    return ScopedValue.where(CURRENT, this).call(work::get);
  }

  LambdaLogger sink() {
    return sink;
  }

  Map<String, String> fields() {
    return fields;
  }
}
