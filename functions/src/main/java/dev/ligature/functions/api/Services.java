package dev.ligature.functions.api;

import dev.ligature.engine.Engine;
import dev.ligature.functions.openapi.ApiInfo;
import java.time.Duration;

/**
 * What the endpoints call. Safe for many threads.
 *
 * @param engine the library
 * @param info what the API says of itself
 * @param inlineTime how long a delete is worked on before the queue takes over
 */
public record Services(Engine engine, ApiInfo info, Duration inlineTime) {}
