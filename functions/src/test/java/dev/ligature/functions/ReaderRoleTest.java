package dev.ligature.functions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ligature.bucket.BucketFolder;
import dev.ligature.bucket.BucketFolder.Role;
import dev.ligature.store.Precondition;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * What the reader really reads is what {@link BucketFolder} lets it. {@code FolderAccessTest} shows
 * the same of the other functions, in simulated worlds; here every test works under the roles.
 */
class ReaderRoleTest {

  private final Deployment api = new Deployment();

  @Test
  void theReaderReadsAllThatItMayAndWritesNothing() {
    UUID author = api.create("authors", "{\"name\": \"Ada\"}");
    api.create("profiles", "{\"bio\": \"Countess\", \"authorId\": \"" + author + "\"}");
    api.create("posts", "{\"title\": \"T\", \"content\": \"C\", \"authorId\": \"" + author + "\"}");
    api.create("tags", "{\"name\": \"red\"}");

    for (String path :
        new String[] {
          "/authors/" + author + "?include=profile,posts",
          "/authors/" + author + "/posts",
          "/products?name=pen",
          "/tags?name=red",
          "/jobs",
          "/jobs/" + UUID.randomUUID(),
          "/schema",
          "/openapi.json",
          "/health"
        }) {
      assertThat(api.get(path).status()).as(path).isIn(200, 404);
    }

    assertThat(api.reached(Role.READ).read())
        .containsExactlyInAnyOrderElementsOf(BucketFolder.readableFolders(Role.READ));
    assertThat(api.reached(Role.READ).written()).isEmpty();
    assertThat(BucketFolder.writableFolders(Role.READ)).isEmpty();
  }

  @Test
  void whatARoleMayNotDoIsRefusedByFolder() {
    RoleStore reader = api.reached(Role.READ);

    assertThatThrownBy(() -> reader.get("sweep/cursor.json"))
        .hasMessage("the role READ may not read sweep/");
    assertThatThrownBy(() -> reader.put("data/x", new byte[0], Precondition.none()))
        .hasMessage("the role READ may not write data/");
  }
}
