package dev.ligature.local.readme;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every link of every page leads to a file, and to a heading if it names one. */
class LinksTest {

  @Test
  void everyLinkLeadsSomewhere() {
    List<String> dead = new ArrayList<>();
    List<MarkdownPage> pages = MarkdownPage.all();
    for (MarkdownPage page : pages) {
      for (String link : page.links()) {
        if (!link.contains("://") && !leadsSomewhere(page, link)) {
          dead.add(page.path() + ": " + link);
        }
      }
    }

    assertThat(pages).hasSizeGreaterThan(10);
    assertThat(dead).isEmpty();
  }

  private static boolean leadsSomewhere(MarkdownPage page, String link) {
    int hash = link.indexOf('#');
    String file = hash < 0 ? link : link.substring(0, hash);
    Path target = page.target(file);
    if (!file.isEmpty() && !Files.exists(target)) {
      return false;
    }
    if (hash < 0) {
      return true;
    }
    MarkdownPage there = file.isEmpty() ? page : MarkdownPage.read(MarkdownPage.pathOf(target));
    return there.anchors().contains(link.substring(hash + 1));
  }
}
