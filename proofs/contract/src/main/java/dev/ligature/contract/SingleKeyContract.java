package dev.ligature.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ligature.store.DeleteOutcome;
import dev.ligature.store.ObjectStore;
import dev.ligature.store.Precondition;
import dev.ligature.store.PutOutcome;
import dev.ligature.store.PutOutcome.Reason;
import dev.ligature.store.StoredObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** GET, PUT and DELETE of one key under every condition. */
abstract class SingleKeyContract extends StoreTest {

  SingleKeyContract(ObjectStoreContract contract) {
    super(contract);
  }

  private static final String KEY = "data/posts/1.json";

  @Test
  void nothingIsReadWhereNothingWasWritten() {
    assertThat(store().get(KEY)).isEmpty();
  }

  @Test
  void whatWasWrittenIsReadBackWithTheEtagOfTheWrite() {
    String etag = write(KEY, "{\"a\":1}");

    StoredObject read = store().get(KEY).orElseThrow();

    assertThat(read.key()).isEqualTo(KEY);
    assertThat(read.body()).isEqualTo(bytes("{\"a\":1}"));
    assertThat(read.etag()).isEqualTo(etag).startsWith("\"").endsWith("\"");
  }

  @Test
  void everyByteComesBack() {
    byte[] body = new byte[300_000];
    new Random(1).nextBytes(body);

    store().put(KEY, body, Precondition.none());

    assertThat(store().get(KEY).orElseThrow().body()).isEqualTo(body);
  }

  @Test
  void anEmptyBodyIsAnObject() {
    write(KEY, "");

    assertThat(store().get(KEY).orElseThrow().body()).isEmpty();
  }

  @Test
  void awkwardKeysKeepTheirOwnBodies() {
    AWKWARD_KEYS.forEach(key -> write(key, "body of " + key));

    assertThat(AWKWARD_KEYS).allSatisfy(key -> assertThat(text(key)).isEqualTo("body of " + key));
  }

  @Test
  void aKeyBesideItsOwnContinuationIsAnotherObject() {
    write("o/a", "short");
    write("o/a/b", "long");
    store().delete("o/a", Precondition.none());

    assertThat(text("o/a")).isNull();
    assertThat(text("o/a/b")).isEqualTo("long");
  }

  @Test
  void aWriteWithinItsWindowIsDoneIfTheKeyIsFree() {
    Instant begun = store().time().minus(ObjectStore.WINDOW.dividedBy(2));

    assertThat(store().put(KEY, bytes("first"), Precondition.ifAbsentWithin(begun)).written())
        .isTrue();
    assertThat(store().put(KEY, bytes("second"), Precondition.ifAbsentWithin(begun)))
        .isEqualTo(new PutOutcome.Refused(Reason.EXISTS));
    assertThat(text(KEY)).isEqualTo("first");
  }

  @Test
  void theStoreItselfRefusesAWriteThatComesAfterItsWindow() {
    Instant begun = store().time().minus(ObjectStore.WINDOW).minusSeconds(30);

    assertThat(store().put(KEY, bytes("late"), Precondition.ifAbsentWithin(begun)))
        .isEqualTo(new PutOutcome.Refused(Reason.EXPIRED));
    assertThat(store().get(KEY)).isEmpty();
  }

  @Test
  void aReplacementWithinItsWindowIsDoneIfTheEtagIsStillTheOneRead() {
    Instant begun = store().time().minus(ObjectStore.WINDOW.dividedBy(2));
    String first = write(KEY, "first");

    assertThat(
            store().put(KEY, bytes("second"), Precondition.ifMatchWithin(first, begun)).written())
        .isTrue();
    assertThat(store().put(KEY, bytes("third"), Precondition.ifMatchWithin(first, begun)))
        .isEqualTo(new PutOutcome.Refused(Reason.CHANGED));
    assertThat(text(KEY)).isEqualTo("second");
  }

  @Test
  void theStoreItselfRefusesAReplacementThatComesAfterItsWindow() {
    Instant begun = store().time().minus(ObjectStore.WINDOW).minusSeconds(30);
    String first = write(KEY, "first");

    assertThat(store().put(KEY, bytes("late"), Precondition.ifMatchWithin(first, begun)))
        .isEqualTo(new PutOutcome.Refused(Reason.EXPIRED));
    assertThat(text(KEY)).isEqualTo("first");
  }

  @Test
  void theStoresTimeIsTheOneThatItsListingsTell() {
    write(KEY, "now");

    Instant written = store().list(KEY, null, 1).objects().getFirst().lastModified();

    assertThat(Duration.between(written, store().time()).abs()).isLessThan(Duration.ofSeconds(10));
  }

  @Test
  void aWriteWithoutAConditionReplacesAndChangesTheEtag() {
    String first = write(KEY, "first");
    String second = write(KEY, "second");

    assertThat(second).isNotEqualTo(first);
    assertThat(text(KEY)).isEqualTo("second");
  }

  @Test
  void aCreateSucceedsWhereNothingStands() {
    PutOutcome outcome = store().put(KEY, bytes("new"), Precondition.ifAbsent());

    assertThat(outcome.written()).isTrue();
    assertThat(text(KEY)).isEqualTo("new");
  }

  @Test
  void aCreateIsRefusedWhereSomethingStandsAndChangesNothing() {
    String etag = write(KEY, "old");

    PutOutcome outcome = store().put(KEY, bytes("new"), Precondition.ifAbsent());

    assertThat(outcome).isEqualTo(new PutOutcome.Refused(Reason.EXISTS));
    assertThat(store().get(KEY).orElseThrow().etag()).isEqualTo(etag);
    assertThat(text(KEY)).isEqualTo("old");
  }

  @Test
  void aCreateSucceedsWhereSomethingWasDeleted() {
    write(KEY, "old");
    store().delete(KEY, Precondition.none());

    assertThat(store().put(KEY, bytes("new"), Precondition.ifAbsent()).written()).isTrue();
    assertThat(text(KEY)).isEqualTo("new");
  }

  @Test
  void aPutUnderTheCurrentEtagSucceeds() {
    String etag = write(KEY, "old");

    PutOutcome outcome = store().put(KEY, bytes("new"), Precondition.ifMatch(etag));

    assertThat(etag(outcome)).isNotEqualTo(etag);
    assertThat(text(KEY)).isEqualTo("new");
  }

  @Test
  void aPutUnderAStaleEtagIsRefused() {
    String stale = write(KEY, "old");
    write(KEY, "newer");

    PutOutcome outcome = store().put(KEY, bytes("new"), Precondition.ifMatch(stale));

    assertThat(outcome).isEqualTo(new PutOutcome.Refused(Reason.CHANGED));
    assertThat(text(KEY)).isEqualTo("newer");
  }

  @Test
  void aPutUnderAnEtagIsRefusedWhereNothingStands() {
    String etag = write("other", "x");

    PutOutcome outcome = store().put(KEY, bytes("new"), Precondition.ifMatch(etag));

    assertThat(outcome).isEqualTo(new PutOutcome.Refused(Reason.MISSING));
    assertThat(store().get(KEY)).isEmpty();
  }

  @Test
  void aPutUnderTheEtagOfADeletedObjectIsRefused() {
    String etag = write(KEY, "old");
    store().delete(KEY, Precondition.none());

    PutOutcome outcome = store().put(KEY, bytes("new"), Precondition.ifMatch(etag));

    assertThat(outcome).isEqualTo(new PutOutcome.Refused(Reason.MISSING));
    assertThat(store().get(KEY)).isEmpty();
  }

  @Test
  void aDeleteWithoutAConditionSucceedsWhetherSomethingStandsOrNot() {
    write(KEY, "old");

    assertThat(store().delete(KEY, Precondition.none())).isEqualTo(DeleteOutcome.DELETED);
    assertThat(store().get(KEY)).isEmpty();
    assertThat(store().delete(KEY, Precondition.none())).isEqualTo(DeleteOutcome.DELETED);
    assertThat(store().delete("never", Precondition.none())).isEqualTo(DeleteOutcome.DELETED);
  }

  @Test
  @Tag(CONDITIONAL_DELETE)
  void aDeleteUnderTheCurrentEtagSucceeds() {
    String etag = write(KEY, "old");

    assertThat(store().delete(KEY, Precondition.ifMatch(etag))).isEqualTo(DeleteOutcome.DELETED);
    assertThat(store().get(KEY)).isEmpty();
  }

  @Test
  @Tag(CONDITIONAL_DELETE)
  void aDeleteUnderAStaleEtagIsRefused() {
    String stale = write(KEY, "old");
    write(KEY, "newer");

    assertThat(store().delete(KEY, Precondition.ifMatch(stale))).isEqualTo(DeleteOutcome.CHANGED);
    assertThat(text(KEY)).isEqualTo("newer");
  }

  @Test
  @Tag(CONDITIONAL_DELETE)
  void aDeleteUnderAnEtagSaysThatNothingStandsThere() {
    String etag = write(KEY, "old");
    store().delete(KEY, Precondition.none());

    assertThat(store().delete(KEY, Precondition.ifMatch(etag))).isEqualTo(DeleteOutcome.MISSING);
    assertThat(store().delete("never", Precondition.ifMatch(etag)))
        .isEqualTo(DeleteOutcome.MISSING);
  }

  @Test
  void aDeleteOfWhatMustBeAbsentIsNotAllowed() {
    assertThatThrownBy(() -> store().delete(KEY, Precondition.ifAbsent()))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
