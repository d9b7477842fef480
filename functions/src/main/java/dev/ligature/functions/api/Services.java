package dev.ligature.functions.api;

import dev.ligature.cascade.CascadeHandler;
import dev.ligature.cascade.JobService;
import dev.ligature.data.EntityService;
import dev.ligature.data.read.EntityQuery;
import dev.ligature.data.read.RelatedEntities;
import dev.ligature.functions.openapi.ApiInfo;
import dev.ligature.schema.ModelDefinition;
import dev.ligature.schema.Schema;
import dev.ligature.store.ObjectStore;
import dev.ligature.store.Platform;
import java.time.Duration;

/**
 * What the endpoints call: the core, put together. Safe for many threads.
 *
 * @param schema the models served
 * @param store the bucket
 * @param platform the world outside it
 * @param entities reads and writes entities
 * @param resolver loads what is related
 * @param cascades deletes
 * @param jobs what becomes of deletes
 * @param info what the API says of itself
 * @param inlineTime how long a delete is worked on before the queue takes over
 */
public record Services(
    Schema schema,
    ObjectStore store,
    Platform platform,
    EntityService entities,
    RelatedEntities resolver,
    CascadeHandler cascades,
    JobService jobs,
    ApiInfo info,
    Duration inlineTime) {

  /** All entities of a model, to be narrowed. */
  EntityQuery query(ModelDefinition model) {
    return new EntityQuery(store, platform, model);
  }
}
