package dev.ligature.local.readme;

import static dev.ligature.local.readme.ShownOutput.Layout.VERBATIM;
import static dev.ligature.local.readme.ShownOutput.Layout.WRAPPED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ligature.local.readme.ShownOutput.Layout;
import org.junit.jupiter.api.Test;

class ShownOutputTest {
  private static final String A = "01a20587-b85f-7e99-b789-5a509b7350dc";
  private static final String B = "01a20587-bad8-727f-bf84-57f68b69198d";
  private static final String C = "01a20587-bd30-7cbd-9259-fc2e95d43ab9";
  private static final String D = "01a20587-bfd8-7fdb-86ae-1f3efb1241e0";

  private final ShownOutput page = new ShownOutput();

  private boolean agrees(String shown, String printed) {
    return agrees(shown, printed, VERBATIM);
  }

  private boolean agrees(String shown, String printed, Layout layout) {
    return page.difference(shown, printed, layout).isEmpty();
  }

  @Test
  void textIsComparedToTheLetter() {
    assertThat(agrees("{\"state\":\"done\"}\n", "{\"state\":\"done\"}\n")).isTrue();
    assertThat(agrees("cascaded 4\n", "cascaded 5\n")).isFalse();
    assertThat(agrees("a.b\n", "aXb\n")).isFalse();
    assertThat(agrees("a\n", "a\nb\n")).isFalse();
    assertThat(agrees("a\n", "")).isFalse();
  }

  @Test
  void anIdStandsForAnyOtherButAlwaysForTheSame() {
    assertThat(agrees(A + " of " + A + "\n", C + " of " + C + "\n")).isTrue();
    assertThat(agrees(A + "\n", D + "\n")).isFalse();
    assertThat(agrees(A + "\n", C + "\n")).isTrue();
    assertThat(agrees(B + " of " + B + "\n", A + " of " + D + "\n")).isFalse();
    assertThat(agrees(B + "\n", "none\n")).isFalse();
  }

  @Test
  void twoShownIdsAreTwo() {
    assertThat(agrees(A + "\n", C + "\n")).isTrue();
    assertThat(agrees(B + "\n", C + "\n")).isFalse();
  }

  @Test
  void aMomentStandsForAnyOther() {
    assertThat(agrees("at 2026-11-22T23:11:51Z\n", "at 2027-01-01T00:00:00.123Z\n")).isTrue();
    assertThat(agrees("at 2026-11-22T23:11:51Z\n", "at noon\n")).isFalse();
  }

  @Test
  void onlyNumbersThatTellThePaceAreFree() {
    assertThat(agrees("9 of 10  212/s\n", "9 of 10  1,212/s\n")).isTrue();
    assertThat(agrees("9 in 1.4 s: 212 a second\n", "9 in 10.0 s: 7 a second\n")).isTrue();
    assertThat(agrees("9 in 1.4 s\n", "8 in 1.4 s\n")).isFalse();
    assertThat(agrees("12 samples\n", "13 samples\n")).isFalse();
  }

  @Test
  void anEllipsisLeavesOutAPartOfItsLine() {
    assertThat(agrees("{\"a\":1,…,\"z\":3}\n", "{\"a\":1,\"b\":2,\"z\":3}\n")).isTrue();
    assertThat(agrees("{\"a\":1,…,\"z\":3}\n", "{\"a\":1,\"b\":2,\"z\":4}\n")).isFalse();
    assertThat(agrees("a … z\n", "a \n z\n")).isFalse();
  }

  @Test
  void anEllipsisAloneLeavesOutAnyLines() {
    assertThat(agrees("a\n  …\nz\n", "a\nz\n")).isTrue();
    assertThat(agrees("a\n…\nz\n", "a\nb\nc\nz\n")).isTrue();
    assertThat(agrees("…\nz\n", "a\ny\n")).isFalse();
  }

  @Test
  void aWrappedLineWasPrintedAsOne() {
    assertThat(agrees("{\"a\":1,\n \"b\":2}\n", "{\"a\":1,\"b\":2}\n", WRAPPED)).isTrue();
    assertThat(agrees("{\"a\":1,…,\n \"b\":2}\n", "{\"a\":1,\"c\":0,\"b\":2}\n", WRAPPED)).isTrue();
    assertThat(agrees("{\"a\":1,\n \"b\":2}\n", "{\"a\":1, \"b\":2}\n", WRAPPED)).isFalse();
    assertThat(agrees("{\"a\":1,\n \"b\":2}\n", "{\"a\":1,\"b\":2}\n", VERBATIM)).isFalse();
  }

  @Test
  void aDifferenceIsToldFromWhereItBegins() {
    assertThat(
            page.difference(
                "{\"id\":\"" + A + "\",\"n\":1}\n", "{\"id\":\"" + B + "\",\"n\":2}\n", VERBATIM))
        .hasValueSatisfying(told -> assertThat(told).contains("\",\"n\":2}").doesNotContain(B));
  }
}
