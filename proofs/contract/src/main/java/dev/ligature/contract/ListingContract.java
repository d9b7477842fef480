package dev.ligature.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ligature.store.ListedObject;
import dev.ligature.store.ObjectPage;
import dev.ligature.store.Precondition;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Listings: complete, in the order of UTF-8 bytes, and never behind a write. */
abstract class ListingContract extends StoreTest {

  ListingContract(ObjectStoreContract contract) {
    super(contract);
  }

  @Test
  void keysComeInTheOrderOfTheirBytes() {
    List<String> shuffled = new ArrayList<>(AWKWARD_KEYS);
    Collections.shuffle(shuffled, new Random(1));
    shuffled.forEach(key -> write(key, "x"));

    assertThat(keys("k/", 1000)).isEqualTo(AWKWARD_KEYS);
    assertThat(AWKWARD_KEYS)
        .isSortedAccordingTo(
            (a, b) ->
                Arrays.compareUnsigned(
                    a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8)));
  }

  /** XML 1.0, in which S3 answers, has no way to write it. */
  @Test
  void aKeyThatXmlCannotSpellBreaksNoListing() {
    write("k/\u0001", "x");
    write("k/a", "x");

    assertThat(keys("k/", 1000)).containsExactly("k/\u0001", "k/a");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 1000})
  void pagesTogetherShowEveryKeyOnce(int pageSize) {
    AWKWARD_KEYS.forEach(key -> write(key, "x"));

    assertThat(keys("", pageSize)).isEqualTo(AWKWARD_KEYS);
  }

  @Test
  void onlyKeysUnderThePrefixAreShown() {
    List.of("refs/a", "refs/a/1", "refs/a/2", "refs/ab/1", "refs/b/1", "ref", "z")
        .forEach(key -> write(key, "x"));

    assertThat(keys("refs/a/", 10)).containsExactly("refs/a/1", "refs/a/2");
    assertThat(keys("refs/a", 10)).containsExactly("refs/a", "refs/a/1", "refs/a/2", "refs/ab/1");
    assertThat(keys("none/", 10)).isEmpty();
    assertThat(keys("", 3)).hasSize(7);
  }

  @Test
  void aListingBeginsAfterTheKeyThatItIsGiven() {
    List.of("p/a", "p/b", "p/b/1", "p/c", "q/a").forEach(key -> write(key, "x"));

    assertThat(after("p/b")).containsExactly("p/b/1", "p/c");
    assertThat(after("p/aa")).containsExactly("p/b", "p/b/1", "p/c");
    assertThat(after("a")).containsExactly("p/a", "p/b", "p/b/1", "p/c");
    assertThat(after("p/c")).isEmpty();
    assertThat(after("z")).isEmpty();
  }

  private List<String> after(String key) {
    return store().list("p/", key, 1000).objects().stream().map(ListedObject::key).toList();
  }

  @Test
  void theLastPageSaysSo() {
    List.of("a", "b", "c").forEach(key -> write(key, "x"));

    assertThat(store().list("", null, 1000).next()).isNull();
    assertThat(store().list("nothing", null, 1000).next()).isNull();
    assertThat(store().list("", null, 2).next()).isEqualTo("b");
  }

  @Test
  void aRowTellsEtagAndSize() {
    String etag = write("a", "12345");

    ObjectPage page = store().list("", null, 10);

    assertThat(page.objects()).hasSize(1);
    ListedObject row = page.objects().getFirst();
    assertThat(row.key()).isEqualTo("a");
    assertThat(row.etag()).isEqualTo(etag);
    assertThat(row.size()).isEqualTo(5);
    assertThat(row.lastModified()).isNotNull();
  }

  @Test
  @Tag(CONDITIONAL_DELETE)
  void aListingIsNeverBehindAWrite() {
    for (int i = 0; i < 50; i++) {
      String key = "k" + i;
      String etag = write(key, "x" + i);
      assertThat(store().list(key, null, 10).objects())
          .extracting(ListedObject::etag)
          .containsExactly(etag);
      store().delete(key, Precondition.ifMatch(etag));
      assertThat(store().list("", null, 10).objects()).isEmpty();
    }
  }

  @Test
  void deletedObjectsAreNotShownAndRewrittenOnesOnce() {
    List.of("a", "b", "c").forEach(key -> write(key, "x"));
    store().delete("b", Precondition.none());
    write("c", "y");
    String rewritten = write("b", "z");
    store().delete("a", Precondition.none());

    assertThat(store().list("", null, 10).objects())
        .extracting(ListedObject::key)
        .containsExactly("b", "c");
    assertThat(store().list("", null, 10).objects().getFirst().etag()).isEqualTo(rewritten);
  }

  @Test
  void keysWrittenAndDeletedBetweenPagesDisturbNoOthers() {
    for (int i = 10; i < 30; i++) {
      write("k" + i, "x");
    }
    ObjectPage first = store().list("k", null, 5);
    store().delete("k14", Precondition.none());
    store().delete("k20", Precondition.none());
    write("k145", "x");

    List<String> rest =
        store().list("k", first.next(), 1000).objects().stream().map(ListedObject::key).toList();

    assertThat(first.next()).isEqualTo("k14");
    assertThat(rest).startsWith("k145", "k15").doesNotContain("k20").hasSize(15);
  }
}
