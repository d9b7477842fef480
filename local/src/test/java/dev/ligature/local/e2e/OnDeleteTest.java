package dev.ligature.local.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ligature.local.lambda.InvocationResult;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What each rule of deletion leaves in the bucket, over HTTP. */
class OnDeleteTest {
  @RegisterExtension
  static final RunningStack stack = new RunningStack(Map.of("LIGATURE_ORPHAN_GRACE_SECONDS", "0"));

  private final Api api = stack.api();

  @Test
  void setNullKeepsTheReferringEntityWithoutItsKey() throws IOException {
    String category = api.create("categories", "{\"name\":\"Books\"}");
    String product =
        api.create(
            "products",
            "{\"name\":\"Novel\",\"price\":9.5,\"categoryId\":\"%s\"}".formatted(category));

    Answer deleted = api.delete("/categories/" + category);

    assertThat(deleted.status()).as("%s", deleted.body()).isEqualTo(200);
    assertThat(deleted.body().path("cascaded").asInt()).isZero();
    assertThat(deleted.body().path("setNull").asInt()).isEqualTo(1);
    JsonNode stored = stored("products", product);
    assertThat(stored.path("categoryId").isNull() || !stored.has("categoryId")).isTrue();
    assertThat(stored.path("name").asText()).isEqualTo("Novel");
    assertGone("categories", category);
    assertThat(stack.keys("refs/products.categoryId/" + category)).isEmpty();
  }

  @Test
  void protectAtDepthThreeRefusesAndChangesNothing() {
    String customer = api.create("customers", "{\"name\":\"C\",\"email\":\"c@example.com\"}");
    String order = api.create("orders", "{\"customerId\":\"%s\"}".formatted(customer));
    String line =
        api.create(
            "order-lines",
            "{\"orderId\":\"%s\",\"article\":\"A\",\"quantity\":1}".formatted(order));
    String invoice =
        api.create("invoices", "{\"number\":\"I-1\",\"orderLineId\":\"%s\"}".formatted(line));
    Map<String, String> before = contents();

    Answer refused = api.delete("/customers/" + customer);

    assertThat(refused.status()).as("%s", refused.body()).isEqualTo(409);
    assertThat(refused.header("content-type")).contains("application/problem+json");
    JsonNode protection = refused.body().path("protected").path(0);
    assertThat(protection.path("relationship").asText()).isEqualTo("invoices.orderLineId");
    assertThat(protection.path("onDelete").asText()).isEqualTo("PROTECT");
    assertThat(protection.path("count").asInt()).isEqualTo(1);
    assertThat(protection.path("sampleIds").path(0).asText()).isEqualTo(invoice);
    assertThat(visible(contents())).isEqualTo(visible(before));

    assertThat(api.delete("/invoices/" + invoice).status()).isBetween(200, 204);
    Answer deleted = api.delete("/customers/" + customer);
    assertThat(deleted.status()).as("%s", deleted.body()).isEqualTo(200);
    assertThat(deleted.body().path("cascaded").asInt()).isEqualTo(2);
    assertGone("customers", customer);
    assertGone("orders", order);
    assertGone("order-lines", line);
  }

  @Test
  void doNothingLeavesAnOrphanThatTheSweepRemoves() throws IOException {
    String author = api.create("authors", "{\"name\":\"Ada\"}");
    String entry =
        api.create(
            "audit-entries", "{\"authorId\":\"%s\",\"action\":\"signed in\"}".formatted(author));

    Answer deleted = api.delete("/authors/" + author);

    assertThat(deleted.status()).as("%s", deleted.body()).isEqualTo(200);
    assertThat(deleted.body().path("cascaded").asInt()).isZero();
    assertThat(stored("audit-entries", entry).path("authorId").asText()).isEqualTo(author);
    assertThat(stack.keys("orphans/")).as("the orphan is noted").isNotEmpty();

    InvocationResult sweep =
        stack.stack().function("sweeper").invoke("{}".getBytes(StandardCharsets.UTF_8));

    assertThat(sweep).isInstanceOf(InvocationResult.Success.class);
    assertGone("audit-entries", entry);
    assertThat(stack.keys("refs/audit-entries.authorId/" + author)).isEmpty();
    assertThat(stack.keys("orphans/")).as("the notes are done with").isEmpty();
  }

  @Test
  void aTreeOfCategoriesGoesWithItsRoot() throws IOException {
    String bystander = api.create("categories", "{\"name\":\"another root\"}");
    String child = api.create("categories", category("its leaf", bystander));
    Snapshot others = stack.snapshot("data/", "refs/", "index/", "claims/");
    String root = api.create("categories", "{\"name\":\"root\"}");
    Set<String> tree = new TreeSet<>(Set.of(root));
    String parent = root;
    for (int depth = 0; depth < 4; depth++) {
      tree.add(api.create("categories", category("leaf " + depth, parent)));
      parent = api.create("categories", category("branch " + depth, parent));
      tree.add(parent);
    }
    assertThat(tree).hasSize(9);

    Answer deleted = api.delete("/categories/" + root);

    assertThat(deleted.status()).as("%s", deleted.body()).isEqualTo(200);
    assertThat(deleted.body().path("cascaded").asInt()).isEqualTo(8);
    tree.forEach(node -> assertGone("categories", node));
    assertThat(stack.snapshot("data/", "refs/", "index/", "claims/")).isEqualTo(others);
    assertThat(stored("categories", child).path("parentId").asText()).isEqualTo(bystander);
  }

  @Test
  void aCycleOfTwoModelsGoesWhole() {
    String team = api.create("teams", "{\"name\":\"Reds\"}");
    String captain =
        api.create("players", "{\"name\":\"Captain\",\"teamId\":\"%s\"}".formatted(team));
    String player =
        api.create("players", "{\"name\":\"Player\",\"teamId\":\"%s\"}".formatted(team));
    Answer patched =
        api.call(
            "PATCH",
            "/teams/" + team,
            "{\"captainId\":\"%s\"}".formatted(captain),
            Map.of("Content-Type", "application/merge-patch+json"));
    assertThat(patched.status()).as("%s", patched.body()).isEqualTo(200);

    Answer deleted = api.delete("/teams/" + team);

    assertThat(deleted.status()).as("%s", deleted.body()).isEqualTo(200);
    assertThat(deleted.body().path("cascaded").asInt()).isEqualTo(2);
    assertGone("teams", team);
    assertGone("players", captain);
    assertGone("players", player);
    assertThat(stack.keys("refs/players.teamId/")).isEmpty();
    assertThat(stack.keys("refs/teams.captainId/")).isEmpty();
  }

  @Test
  void theBottomOfADiamondIsCountedOnce() {
    String company = api.create("companies", "{\"name\":\"Acme\"}");
    String department =
        api.create("departments", "{\"name\":\"D\",\"companyId\":\"%s\"}".formatted(company));
    String project =
        api.create("projects", "{\"name\":\"P\",\"companyId\":\"%s\"}".formatted(company));
    String assignment =
        api.create(
            "assignments",
            "{\"person\":\"Ada\",\"departmentId\":\"%s\",\"projectId\":\"%s\"}"
                .formatted(department, project));

    Answer deleted = api.delete("/companies/" + company);

    assertThat(deleted.status()).as("%s", deleted.body()).isEqualTo(200);
    assertThat(deleted.body().path("cascaded").asInt()).isEqualTo(3);
    for (String plural : new String[] {"companies", "departments", "projects", "assignments"}) {
      assertThat(stack.keys("data/" + plural + "/")).isEmpty();
      assertThat(stack.keys("refs/" + plural + ".")).isEmpty();
    }
    assertGone("assignments", assignment);
  }

  private static String category(String name, String parent) {
    return "{\"name\":\"%s\",\"parentId\":\"%s\"}".formatted(name, parent);
  }

  private void assertGone(String plural, String id) {
    assertThat(api.get("/" + plural + "/" + id).status()).isEqualTo(404);
    assertThat(stack.keys("data/" + plural + "/" + id)).isEmpty();
  }

  private static JsonNode stored(String plural, String id) throws IOException {
    return new ObjectMapper().readTree(stack.object("data/" + plural + "/" + id + ".json"));
  }

  private static Map<String, String> contents() {
    Map<String, String> contents = new TreeMap<>();
    stack.keys("").stream()
        // A refused delete leaves its record; a sweep may come and go.
        .filter(key -> !key.startsWith("jobs/") && !key.startsWith("sweep/"))
        .forEach(key -> contents.put(key, stack.object(key)));
    return contents;
  }

  /** Without what no reader sees: a mark that was taken back leaves another write behind. */
  private static Map<String, String> visible(Map<String, String> contents) {
    Map<String, String> visible = new TreeMap<>();
    contents.forEach(
        (key, body) -> visible.put(key, key.startsWith("refs/") ? "" : withoutHidden(body)));
    return visible;
  }

  private static String withoutHidden(String body) {
    return body.replaceAll("\"_?nonce\":\"[^\"]*\",?", "");
  }
}
