package dev.ligature.functions;

import static dev.ligature.store.RequestCounter.Operation.GET;
import static dev.ligature.store.RequestCounter.Operation.LIST;
import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyRequestEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyRequestEvent.ProxyRequestContext;
import com.fasterxml.jackson.databind.JsonNode;
import dev.ligature.bucket.BucketFolder.Role;
import dev.ligature.functions.Deployment.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ListsTest {

  private final Deployment api = new Deployment();

  private UUID post(UUID author, String title, boolean published) {
    return api.create(
        "posts",
        "{\"title\": \""
            + title
            + "\", \"content\": \"…\", \"published\": "
            + published
            + ", \"authorId\": \""
            + author
            + "\"}");
  }

  private static List<String> titles(JsonNode list) {
    return list.path("items").findValuesAsText("title");
  }

  @Test
  void pagesFollowOneAnotherInTheOrderOfCreationAndLoseNothing() {
    UUID author = api.create("authors", "{\"name\": \"Ada\"}");
    List<String> created = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      created.add("t" + i);
      post(author, "t" + i, i % 2 == 0);
    }

    List<String> read = new ArrayList<>();
    String next = "/posts?limit=3";
    int pages = 0;
    while (!next.equals("null")) {
      JsonNode page = api.get(next).json();
      read.addAll(titles(page));
      next = page.path("next").asText();
      pages++;
    }

    assertThat(read).isEqualTo(created);
    assertThat(pages).isEqualTo(3);
  }

  @Test
  void aFilterOnAForeignKeyReadsTheIndexAndSaysNothingOfAScan() {
    UUID ada = api.create("authors", "{\"name\": \"Ada\"}");
    UUID eve = api.create("authors", "{\"name\": \"Eve\"}");
    post(ada, "a", true);
    post(eve, "b", true);

    api.requests.reset();
    JsonNode list = api.get("/posts?authorId=" + eve).json();

    assertThat(api.requests.counts()).containsEntry(LIST, 1L).containsEntry(GET, 1L);
    assertThat(api.requests.total()).isEqualTo(2);
    assertThat(titles(list)).containsExactly("b");
    assertThat(list.fieldNames()).toIterable().containsExactly("items", "next");
  }

  @Test
  void textIsComparedByCodePoints() {
    UUID ada = api.create("authors", "{\"name\": \"Ada\"}");
    post(ada, "\uFF5E", true);
    post(ada, "\uD83D\uDE00", true);

    assertThat(titles(api.get("/posts?title.gt=%EF%BD%9E").json())).containsExactly("\uD83D\uDE00");
  }

  @Test
  void ofTwoIndexesTheShorterLeadsWhateverTheOrderOfTheParameters() {
    UUID artist = api.create("artists", "{\"name\": \"Nina\"}");
    UUID album = api.create("albums", album(artist));
    UUID other = api.create("albums", album(artist));
    for (int i = 0; i < 20; i++) {
      api.create("songs", song(artist, i == 7 ? album : other));
    }

    for (String path :
        List.of(
            "/songs?artistId=" + artist + "&albumId=" + album,
            "/songs?albumId=" + album + "&artistId=" + artist)) {
      api.requests.reset();
      JsonNode list = api.get(path).json();

      assertThat(list.path("items")).hasSize(1);
      assertThat(api.requests.counts()).containsEntry(LIST, 2L).containsEntry(GET, 1L);
    }
  }

  private static String album(UUID artist) {
    return "{\"title\": \"A\", \"artistId\": \"" + artist + "\"}";
  }

  private static String song(UUID artist, UUID album) {
    return "{\"title\": \"S\", \"artistId\": \"" + artist + "\", \"albumId\": \"" + album + "\"}";
  }

  @Test
  void aFilterOnTheIdReadsOneEntity() {
    UUID ada = api.create("authors", "{\"name\": \"Ada\"}");
    api.create("authors", "{\"name\": \"Eve\"}");

    api.requests.reset();
    JsonNode list = api.get("/authors?id=" + ada).json();

    assertThat(api.requests.counts()).containsEntry(GET, 1L);
    assertThat(api.requests.total()).isEqualTo(1);
    assertThat(list.path("items")).hasSize(1);
    assertThat(api.get("/authors?id=" + ada + "&name=Eve").json().path("items")).isEmpty();
  }

  @Test
  void aShortPageThatIsNotTheLastTellsWhatItHasRead() {
    UUID ada = api.create("authors", "{\"name\": \"Ada\"}");
    for (int i = 0; i < 2_001; i++) {
      post(ada, "a", i == 2_000);
    }

    JsonNode first = api.get("/posts?authorId=" + ada + "&published=true&limit=500").json();
    JsonNode second = api.get(first.path("next").asText()).json();

    assertThat(first.path("items")).isEmpty();
    assertThat(first.path("scan").asBoolean()).isTrue();
    assertThat(first.path("examined").asInt()).isEqualTo(2_000);
    assertThat(second.path("items")).hasSize(1);
    assertThat(second.has("scan")).isFalse();
  }

  @Test
  void anyOtherFilterIsAScanThatSaysSo() {
    UUID ada = api.create("authors", "{\"name\": \"Ada\"}");
    post(ada, "a b&c", true);
    post(ada, "b", false);
    post(ada, "c", true);

    api.requests.reset();
    JsonNode one = api.get("/posts?title=a%20b%26c").json();
    assertThat(api.requests.counts()).containsEntry(LIST, 1L).containsEntry(GET, 3L);
    JsonNode both = api.get("/posts?published=true&title.gt=b").json();

    assertThat(titles(one)).containsExactly("a b&c");
    assertThat(one.path("scan").asBoolean()).isTrue();
    assertThat(one.path("examined").asInt()).isEqualTo(3);
    assertThat(titles(both)).containsExactly("c");
  }

  @Test
  void theNextLinkKeepsTheOtherParameters() {
    UUID ada = api.create("authors", "{\"name\": \"Ada\"}");
    for (int i = 0; i < 3; i++) {
      post(ada, "a&b c", true);
    }
    post(ada, "other", true);

    JsonNode first = api.get("/posts?limit=2&title=a%26b%20c&fields=title&include=author").json();
    JsonNode second = api.get(first.path("next").asText()).json();

    assertThat(titles(first)).hasSize(2);
    assertThat(titles(second)).containsExactly("a&b c");
    assertThat(second.path("items").path(0).fieldNames())
        .toIterable()
        .containsExactlyInAnyOrder("id", "title", "author");
  }

  @Test
  void linksBeginWithTheStageThatTheCallerSees() {
    UUID ada = api.create("authors", "{\"name\": \"Ada\"}");
    post(ada, "a", true);
    post(ada, "b", true);
    APIGatewayProxyRequestEvent event = Deployment.event("GET", "/posts?limit=1", null);
    ProxyRequestContext context = new ProxyRequestContext();
    context.setPath("/api/posts");
    event.setRequestContext(context);

    String body =
        new ReadHandler(api.composition(Role.READ)).handleRequest(event, api.context).getBody();

    assertThat(body).contains("\"next\":\"/api/posts?cursor=");
  }

  @Test
  void includesAreEmbeddedUnderTheirNames() {
    UUID ada = api.create("authors", "{\"name\": \"Ada\"}");
    UUID post = post(ada, "a", true);
    UUID lonely = post(ada, "b", true);
    api.create("profiles", "{\"bio\": \"x\", \"authorId\": \"" + ada + "\"}");
    api.create(
        "comments",
        "{\"content\": \"Hm\", \"commenterName\": \"Eve\", \"postId\": \"" + post + "\"}");

    JsonNode one = api.get("/posts/" + post + "?include=author.profile,comments").json();
    JsonNode author = api.get("/authors/" + ada + "?include=posts.comments,posts").json();

    assertThat(one.at("/author/name").asText()).isEqualTo("Ada");
    assertThat(one.at("/author/profile/bio").asText()).isEqualTo("x");
    assertThat(one.at("/comments/0/content").asText()).isEqualTo("Hm");
    assertThat(author.at("/posts")).hasSize(2);
    assertThat(author.at("/posts/0/comments")).hasSize(1);
    assertThat(author.at("/posts/1/id").asText()).isEqualTo(lonely.toString());
    assertThat(author.at("/posts/1/comments").isArray()).isTrue();
    assertThat(author.at("/posts/1/comments")).isEmpty();
  }

  @Test
  void anIncludeThatLeadsNowhereIsNull() {
    UUID ada = api.create("authors", "{\"name\": \"Ada\"}");
    UUID root = api.create("categories", "{\"name\": \"All\"}");

    assertThat(api.get("/authors/" + ada + "?include=profile").text()).contains("\"profile\":null");
    assertThat(api.get("/categories/" + root + "?include=parent").text())
        .contains("\"parent\":null");
  }

  @Test
  void anEntityWithIncludesIsSentWholeThoughItsOwnVersionIsKnown() {
    UUID ada = api.create("authors", "{\"name\": \"Ada\"}");

    assertThat(api.get("/authors/" + ada + "?include=posts", "If-None-Match", "\"1\"").status())
        .isEqualTo(200);
  }

  @Test
  void childrenBeyondTheLimitAreLeftToALink() {
    UUID ada = api.create("authors", "{\"name\": \"Ada\"}");
    for (int i = 0; i < 203; i++) {
      post(ada, "t" + i, true);
    }

    JsonNode author = api.get("/authors/" + ada + "?include=posts").json();
    String more = author.at("/_more/posts").asText();

    assertThat(author.path("posts")).hasSize(200);
    assertThat(titles(api.get(more).json())).containsExactly("t200", "t201", "t202");
  }

  @Test
  void anAnswerThatWouldBeTooLargeIsRefused() {
    UUID ada = api.create("authors", "{\"name\": \"Ada\"}");
    for (int i = 0; i < 100; i++) {
      post(ada, "t" + i, true);
    }

    Answer answer = api.get("/authors/" + ada + "?include=posts.author.posts.author.posts");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json().path("type").asText()).endsWith("/answer-too-large");
  }

  @Test
  void aRelationshipIsReadFromBothEnds() {
    UUID ada = api.create("authors", "{\"name\": \"Ada\"}");
    UUID eve = api.create("authors", "{\"name\": \"Eve\"}");
    UUID post = post(ada, "a", true);
    post(ada, "b", true);
    post(eve, "c", true);
    api.create("profiles", "{\"bio\": \"x\", \"authorId\": \"" + ada + "\"}");

    JsonNode posts = api.get("/authors/" + ada + "/posts?limit=1").json();
    Answer author = api.get("/posts/" + post + "/author");
    Answer profile = api.get("/authors/" + ada + "/profile");
    Answer none = api.get("/authors/" + eve + "/profile");

    assertThat(titles(posts)).containsExactly("a");
    assertThat(titles(api.get(posts.path("next").asText()).json())).containsExactly("b");
    assertThat(author.json().path("name").asText()).isEqualTo("Ada");
    assertThat(author.header("etag")).isEqualTo("\"1\"");
    assertThat(profile.json().path("bio").asText()).isEqualTo("x");
    assertThat(none.status()).isEqualTo(404);
    assertThat(none.json().path("type").asText()).endsWith("/nothing-related");
    assertThat(api.get("/authors/" + UUID.randomUUID() + "/posts").status()).isEqualTo(404);
  }

  @Test
  void aBatchTellsWhatBecameOfEachItemInOrder() {
    String items =
        "{\"items\": [{\"name\": \"Ada\"}, {\"nmae\": \"Eve\"}, 7, {\"name\": \"Joe\"}]}";

    Answer answer = api.post("/authors/batch", items, "Idempotency-Key", "batch-1");
    Answer again = api.post("/authors/batch", items, "Idempotency-Key", "batch-1");

    assertThat(answer.status()).isEqualTo(200);
    JsonNode json = answer.json();
    assertThat(json.path("items").findValuesAsText("status").stream().filter(s -> s.length() == 3))
        .contains("201", "400");
    assertThat(json.at("/items/0/entity/name").asText()).isEqualTo("Ada");
    assertThat(json.at("/items/1/status").asInt()).isEqualTo(400);
    assertThat(json.at("/items/1/problem/errors/0/field").asText()).isEqualTo("nmae");
    assertThat(json.at("/items/2/problem/type").asText()).endsWith("/unexpected-body");
    assertThat(json.at("/items/3/entity/name").asText()).isEqualTo("Joe");
    assertThat(json.path("created").asInt()).isEqualTo(2);
    assertThat(json.path("failed").asInt()).isEqualTo(2);
    assertThat(again.json().at("/items/3/entity")).isEqualTo(json.at("/items/3/entity"));
    assertThat(again.json().at("/items/3/replayed").asBoolean()).isTrue();
    assertThat(api.get("/authors").json().path("items")).hasSize(2);
  }
}
