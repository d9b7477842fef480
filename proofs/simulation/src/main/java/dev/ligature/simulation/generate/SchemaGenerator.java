package dev.ligature.simulation.generate;

import dev.ligature.schema.FieldType;
import dev.ligature.schema.ModelBuilder;
import dev.ligature.schema.OnDelete;
import dev.ligature.schema.OrphanPolicy;
import dev.ligature.schema.Schema;
import dev.ligature.schema.SchemaBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Makes random schemas that can be filled: cycles, self references, diamonds, several keys between
 * the same two models, has-one, unique and indexed fields, and every on-delete rule. A key that may
 * be required refers to an earlier model; every other key can be null, so rows can be created in
 * the models' order and cycles closed afterwards.
 */
public final class SchemaGenerator {

  private static final List<String> NAMES =
      List.of("Alpha", "Beta", "Gamma", "Delta", "Epsilon", "Zeta", "Eta", "Theta");

  /**
   * What a schema may hold.
   *
   * @param mostModels at most this many models, 1 to 8
   * @param mostKeys at most this many foreign keys of one model
   * @param rules the on-delete rules to choose from; a rule named twice comes twice as often
   * @param single whether keys may be has-one
   * @param unique whether models may have a unique field {@code code}
   * @param indexed whether models may have an indexed field {@code tag}
   */
  public record Limits(
      int mostModels,
      int mostKeys,
      List<OnDelete> rules,
      boolean single,
      boolean unique,
      boolean indexed) {

    public Limits {
      rules = List.copyOf(rules);
    }

    /** Up to six models, every rule, has-one, unique and indexed fields. */
    public static Limits everything() {
      return new Limits(
          6,
          3,
          List.of(
              OnDelete.CASCADE,
              OnDelete.CASCADE,
              OnDelete.CASCADE,
              OnDelete.SET_NULL,
              OnDelete.PROTECT,
              OnDelete.RESTRICT,
              OnDelete.DO_NOTHING),
          true,
          true,
          true);
    }
  }

  private record Key(
      int child, String field, int parent, OnDelete rule, boolean required, boolean single) {}

  private SchemaGenerator() {}

  /** The next schema of this chance; models are named {@code Alpha}, {@code alphas}, and so on. */
  public static Schema next(SplittableRandom random, Limits limits) {
    int models = 1 + random.nextInt(limits.mostModels());
    List<Key> keys = new ArrayList<>();
    for (int child = 0; child < models; child++) {
      int count = models == 1 ? 1 : random.nextInt(limits.mostKeys() + 1);
      if (child > 0 && count == 0 && random.nextInt(4) != 0) {
        count = 1;
      }
      for (int k = 0; k < count; k++) {
        keys.add(key(random, limits, models, child, k));
      }
    }
    SchemaBuilder builder = Schema.builder();
    for (int m = 0; m < models; m++) {
      ModelBuilder model = builder.model(NAMES.get(m), plural(m));
      model.field("label", FieldType.STRING).required();
      if (limits.unique() && random.nextInt(4) == 0) {
        model.field("code", FieldType.STRING).unique();
      }
      if (limits.indexed() && random.nextInt(3) == 0) {
        model.field("tag", FieldType.STRING).indexed();
      }
      for (Key key : keys) {
        if (key.child() == m) {
          declareKey(random, model, key);
        }
      }
      for (Key key : keys) {
        if (key.parent() == m) {
          declareChildren(model, key);
        }
      }
    }
    return builder.build();
  }

  private static Key key(
      SplittableRandom random, Limits limits, int models, int child, int number) {
    // Mostly to earlier models, so that chains and diamonds come about; else anywhere, itself too.
    boolean earlier = child > 0 && random.nextInt(4) != 0;
    int parent = random.nextInt(earlier ? child : models);
    OnDelete rule = limits.rules().get(random.nextInt(limits.rules().size()));
    boolean canBeRequired = parent < child && rule != OnDelete.SET_NULL;
    return new Key(
        child,
        "k" + number + "Id",
        parent,
        rule,
        canBeRequired && random.nextInt(2) == 0,
        limits.single() && random.nextInt(6) == 0);
  }

  @SuppressWarnings("EnumOrdinal") // which one a number stands for is of no matter
  private static void declareKey(SplittableRandom random, ModelBuilder model, Key key) {
    ModelBuilder.ForeignKeyBuilder held =
        model
            .foreignKey(key.field(), NAMES.get(key.parent()))
            .name("parent" + key.field().charAt(1))
            .onDelete(key.rule());
    if (key.required()) {
      held.required();
    }
    if (key.rule() == OnDelete.DO_NOTHING) {
      OrphanPolicy policy = OrphanPolicy.values()[random.nextInt(OrphanPolicy.values().length)];
      held.orphans(key.required() && policy == OrphanPolicy.NULLIFY ? OrphanPolicy.REMOVE : policy);
    }
  }

  private static void declareChildren(ModelBuilder model, Key key) {
    String child = NAMES.get(key.child());
    String name = plural(key.child()) + "Of" + key.field().charAt(1);
    if (key.single()) {
      model.hasOne(child, key.field()).onDelete(key.rule()).name(name);
    } else {
      model.hasMany(child, key.field()).onDelete(key.rule()).name(name);
    }
  }

  private static String plural(int model) {
    String name = NAMES.get(model);
    return Character.toLowerCase(name.charAt(0)) + name.substring(1) + "s";
  }
}
