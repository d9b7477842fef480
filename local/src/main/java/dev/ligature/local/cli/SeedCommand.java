package dev.ligature.local.cli;

import dev.ligature.local.Endpoints;
import dev.ligature.local.Stack;
import dev.ligature.local.StackException;
import dev.ligature.local.seed.BlogSeed;
import java.io.PrintWriter;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Fills the stack with a blog, through its API. */
@Command(
    name = "seed",
    description = "Creates a realistic blog through the API of the running stack.")
final class SeedCommand implements Callable<Integer> {
  @Option(
      names = "--authors",
      defaultValue = "100",
      converter = WholeNumber.Count.class,
      description = "${DEFAULT-VALUE} authors.")
  private int authors;

  @Option(
      names = "--posts",
      defaultValue = "20",
      converter = WholeNumber.Count.class,
      description = "${DEFAULT-VALUE} posts of each author.")
  private int posts;

  @Option(
      names = "--comments",
      defaultValue = "10",
      converter = WholeNumber.Count.class,
      description = "${DEFAULT-VALUE} comments on each post.")
  private int comments;

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "Decides every text; the same seed gives the same blog.")
  private long seed;

  @Option(
      names = "--concurrency",
      defaultValue = "8",
      converter = WholeNumber.Concurrency.class,
      description = "${DEFAULT-VALUE} requests at once.")
  private int concurrency;

  @Option(
      names = "--api",
      paramLabel = "URL",
      description = "The API to fill (that of the stack running on --data).")
  private @Nullable URI api;

  @Mixin private DataOption data;
  @Spec private CommandSpec spec;

  SeedCommand() {}

  @Override
  public Integer call() {
    PrintWriter output = spec.commandLine().getOut();
    URI target = api == null ? running() : api;
    BlogSeed blog = new BlogSeed(authors, posts, comments, seed);
    ProgressBar progress = new ProgressBar(output, onTerminal(), blog.size());
    List<String> ids = blog.create(target, concurrency, progress::add);
    Duration took = progress.end();
    double seconds = Math.max(0.001, took.toMillis() / 1000.0);
    output.printf(
        "%,d entities in %.1f s: %,.0f a second%n", blog.size(), seconds, blog.size() / seconds);
    if (!ids.isEmpty()) {
      output.printf("The first author is %s/authors/%s%n", target, ids.getFirst());
    }
    output.flush();
    return 0;
  }

  @SuppressWarnings(
      "SystemConsoleNull") // a JDK 25 has a console only on a terminal, unlike 22 to 24
  private static boolean onTerminal() {
    return System.console() != null && System.console().isTerminal();
  }

  private URI running() {
    if (!Stack.isRunning(data.folder())) {
      throw new StackException(
          "No stack is running on %s; start one with ./ligature up, or name its API with --api."
              .formatted(data.folder()));
    }
    return URI.create(Endpoints.ofHolder(data.folder()).api());
  }
}
