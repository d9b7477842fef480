package dev.ligature.functions;

import static dev.ligature.store.RequestCounter.Operation.GET;
import static dev.ligature.store.RequestCounter.Operation.LIST;
import static dev.ligature.store.RequestCounter.Operation.PUT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ligature.functions.Deployment.Answer;
import dev.ligature.functions.Rendezvous.Meeting;
import dev.ligature.store.ObjectStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Requests that do not depend on each other are under way at once: time follows round trips. */
class SideBySideTest {

  private Rendezvous store;
  private final Deployment api = new Deployment(Map.of(), this::between);

  private ObjectStore between(ObjectStore bucket) {
    store = new Rendezvous(bucket);
    return store;
  }

  @Test
  void theEntitiesOfAPage() {
    authors(7);
    Meeting reads = store.of(7, GET, "data/authors/");

    Answer page = api.get("/authors?limit=7");

    assertThat(page.json().path("items")).hasSize(7);
    assertThat(reads.most()).isEqualTo(7);
  }

  @Test
  void theEntitiesThatAFilterFinds() {
    UUID author = authors(1).getFirst();
    posts(author, 6);
    Meeting reads = store.of(6, GET, "data/posts/");

    Answer page = api.get("/posts?authorId=" + author);

    assertThat(page.json().path("items")).hasSize(6);
    assertThat(reads.most()).isEqualTo(6);
  }

  @Test
  void theReferencesOfANewEntityAndThenItsParents() {
    UUID artist = api.create("artists", "{\"name\": \"Nina\"}");
    UUID album = api.create("albums", "{\"title\": \"Live\", \"artistId\": \"" + artist + "\"}");
    Meeting references = store.of(2, PUT, "refs/songs.");
    Meeting parents = store.of(2, GET, "data/");

    api.create(
        "songs",
        "{\"title\": \"One\", \"artistId\": \"" + artist + "\", \"albumId\": \"" + album + "\"}");

    assertThat(references.most()).isEqualTo(2);
    assertThat(parents.most()).isEqualTo(2);
  }

  @Test
  void theDistinctParentsOfAPage() {
    authors(4).forEach(author -> posts(author, 2));
    Meeting parents = store.of(4, GET, "data/authors/");

    Answer page = api.get("/posts?include=author");

    assertThat(page.json().path("items").findValues("author")).hasSize(8);
    assertThat(parents.most()).isEqualTo(4);
  }

  @Test
  void theChildrenOfAPage() {
    authors(3).forEach(author -> posts(author, 2));
    Meeting listings = store.of(3, LIST, "refs/posts.authorId/");
    Meeting children = store.of(6, GET, "data/posts/");

    Answer page = api.get("/authors?include=posts");

    assertThat(page.json().findValues("title")).hasSize(6);
    assertThat(listings.most()).isEqualTo(3);
    assertThat(children.most()).isEqualTo(6);
  }

  private List<UUID> authors(int count) {
    List<UUID> ids = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ids.add(api.create("authors", "{\"name\": \"Ada " + i + "\"}"));
    }
    return ids;
  }

  private void posts(UUID author, int count) {
    for (int i = 0; i < count; i++) {
      api.create(
          "posts", "{\"title\": \"T\", \"content\": \"…\", \"authorId\": \"" + author + "\"}");
    }
  }
}
