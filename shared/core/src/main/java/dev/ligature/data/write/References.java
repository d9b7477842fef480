package dev.ligature.data.write;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ligature.bucket.DeletionState;
import dev.ligature.bucket.Entity;
import dev.ligature.bucket.EntityCodec;
import dev.ligature.bucket.EntityReader;
import dev.ligature.bucket.Keys;
import dev.ligature.bucket.Limits;
import dev.ligature.bucket.Lookup;
import dev.ligature.bucket.Marks;
import dev.ligature.data.generation.Generations;
import dev.ligature.schema.ForeignKeyConstraint;
import dev.ligature.schema.ModelDefinition;
import dev.ligature.schema.Schema;
import dev.ligature.store.ObjectStore;
import dev.ligature.store.Platform;
import dev.ligature.store.Precondition;
import dev.ligature.store.Step;
import dev.ligature.store.StoreException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The first two steps of every write that sets a foreign key: the references stand, <em>then</em>
 * the parents are looked at. A deleter first takes the parent away and only then lists references,
 * so at least one of the two sees the other.
 */
final class References {

  private final Schema schema;
  private final ObjectStore store;
  private final Platform platform;
  private final Generations generations;
  private final EntityCodec codec;
  private final EntityReader reader;
  private final Marks marks;
  private final TraceRemoval traces;

  References(Schema schema, ObjectStore store, Platform platform, Generations generations) {
    this.schema = schema;
    this.store = store;
    this.platform = platform;
    this.generations = generations;
    this.codec = new EntityCodec(platform);
    this.reader = new EntityReader(store, platform);
    this.marks = new Marks(store, platform);
    this.traces = new TraceRemoval(store, platform);
  }

  /**
   * A foreign key about to be set.
   *
   * @param constraint the key
   * @param parent the id it will hold
   */
  record Link(ForeignKeyConstraint constraint, UUID parent) {}

  /** How one parent was found. */
  record ParentState(Link link, boolean exists, DeletionState state) {}

  /** The keys that {@code after} sets and {@code before} did not hold. */
  static List<Link> newLinks(ModelDefinition model, ObjectNode before, ObjectNode after) {
    List<Link> links = new ArrayList<>();
    for (ForeignKeyConstraint constraint : model.foreignKeys()) {
      UUID parent = Entity.referenceIn(after, constraint.field());
      if (parent != null && !parent.equals(Entity.referenceIn(before, constraint.field()))) {
        links.add(new Link(constraint, parent));
      }
    }
    return links;
  }

  /**
   * Writes references and index entries, then looks at the parents.
   *
   * @return the refusal, if a parent is missing or condemned
   * @throws StoreException if a key is not yet in force; passing, and nothing is written
   */
  Optional<WriteResult> establish(UUID child, List<Link> links, Collection<String> indexEntries) {
    generations.requireInForce(links.stream().map(Link::constraint).toList());
    return platform
        .steps()
        .inOrder(
            Step.REFERENCE_BEFORE_PARENT_CHECK,
            () -> writeReferences(child, links, indexEntries),
            () -> checkParents(links));
  }

  private void writeReferences(UUID child, List<Link> links, Collection<String> indexEntries) {
    List<String> keys = new ArrayList<>(indexEntries);
    links.forEach(link -> keys.add(Keys.reference(link.constraint(), link.parent(), child)));
    platform.parallel().map(keys, key -> store.put(key, codec.nonceBody(), Precondition.none()));
  }

  private Optional<WriteResult> checkParents(List<Link> links) {
    if (!platform.steps().take(Step.PARENT_CHECK)) {
      return Optional.empty();
    }
    List<ParentState> parents = platform.parallel().map(links, this::look);
    List<Link> absent = parents.stream().filter(s -> !s.exists()).map(ParentState::link).toList();
    if (!absent.isEmpty()) {
      Link first = absent.getFirst();
      return Optional.of(
          new WriteResult.ParentMissing(
              first.constraint().field(), first.constraint().parentPlural(), first.parent()));
    }
    return parents.stream()
        .filter(s -> s.state() != DeletionState.CLEAR)
        .findFirst()
        .map(References::refusalOf);
  }

  private static WriteResult refusalOf(ParentState condemned) {
    ForeignKeyConstraint constraint = condemned.link().constraint();
    return condemned.state() == DeletionState.GONE
        ? new WriteResult.ParentMissing(
            constraint.field(), constraint.parentPlural(), condemned.link().parent())
        : new WriteResult.BeingDeleted(constraint.parentPlural(), condemned.link().parent());
  }

  private ParentState look(Link link) {
    ModelDefinition parentModel = schema.model(link.constraint().parent()).orElseThrow();
    for (int round = 0; round < Limits.WRITE_ROUNDS; round++) {
      if (!(reader.lookup(parentModel, link.parent()) instanceof Lookup.Present present)) {
        return new ParentState(link, false, DeletionState.CLEAR);
      }
      DeletionState state =
          platform.steps().take(Step.CONDEMNED_PARENT_REFUSES)
              ? marks.deletionOf(present)
              : DeletionState.CLEAR;
      if (state != DeletionState.CLEAR || stamped(link, present)) {
        return new ParentState(link, true, state);
      }
    }
    throw StoreException.notApplied(
        StoreException.Kind.RETRY, link.parent() + " changes all the time", null);
  }

  /**
   * Stamps a parent that an earlier schema, to which its model is one that nothing refers to,
   * deletes without looking for children. Whoever has read it before fails at the new ETag; whoever
   * reads it then sees the stamp. The child's own reference stands already, as always.
   *
   * @return false if somebody wrote it meanwhile: it is to be looked at again
   */
  private boolean stamped(Link link, Lookup.Present parent) {
    int stamp = generations.stampFor(link.constraint());
    if (parent.stamp() >= stamp || !platform.steps().take(Step.STAMP_PARENT)) {
      return true;
    }
    return store
        .put(
            Keys.entity(link.constraint().parentPlural(), link.parent()),
            codec.bump(parent, stamp),
            Precondition.ifMatch(parent.etag()))
        .written();
  }

  /**
   * After a refused update: its references stay, and the sweeper removes them when they are stale.
   * Another update of the same entity may be under way that has put the same reference and seen the
   * parent alive, and a delete of the parent that has not listed yet finds it by this very
   * reference. Under a condemned parent, which may come back to life, the same holds for longer.
   */
  void leaveToSweeper(UUID child, List<Link> links) {
    if (!platform.steps().take(Step.KEEP_REFERENCE_UNDER_CONDEMNED)) {
      traces.remove(
          links.stream()
              .map(link -> Keys.reference(link.constraint(), link.parent(), child))
              .toList());
    }
  }
}
