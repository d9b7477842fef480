package dev.ligature.local.readme;

import dev.ligature.local.readme.MarkdownPage.Block;
import dev.ligature.local.readme.ShownOutput.Layout;
import java.util.ArrayList;
import java.util.List;

/**
 * Commands that a page tells its reader to paste into bash one after the other: its {@code bash}
 * blocks. A block of another language right after one shows what it prints, in {@code json} with
 * lines that are wrapped; a block that is followed by none prints nothing.
 */
record Walk(List<Step> steps) {
  private static final String COMMANDS = "bash";

  /** What is pasted at once, and what the page shows of its output. */
  record Step(String commands, String shown, Layout layout) {}

  /** Reads the walk of a page. */
  static Walk of(MarkdownPage page) {
    List<Step> steps = new ArrayList<>();
    for (Block block : page.blocks()) {
      if (block.language().equals(COMMANDS)) {
        steps.add(new Step(block.text(), "", Layout.VERBATIM));
      } else if (steps.isEmpty() || !steps.getLast().shown().isEmpty()) {
        throw new IllegalArgumentException("Output without a command: " + block.text());
      } else {
        Layout layout = block.language().equals("json") ? Layout.WRAPPED : Layout.VERBATIM;
        steps.add(new Step(steps.removeLast().commands(), block.text(), layout));
      }
    }
    return new Walk(List.copyOf(steps));
  }
}
