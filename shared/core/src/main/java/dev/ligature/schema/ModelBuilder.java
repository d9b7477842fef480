package dev.ligature.schema;

import dev.ligature.schema.ModelDraft.Kind;
import dev.ligature.schema.ModelDraft.Relationship;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Builds one model of a {@link SchemaBuilder}. Every step can be followed by the next field,
 * relationship or model, or by {@link #build}.
 */
public sealed class ModelBuilder {

  private final SchemaBuilder schema;
  private final String name;
  private final String plural;
  private final List<FieldBuilder> fields;
  private final List<RelationshipBuilder> relationships;

  ModelBuilder(SchemaBuilder schema, String name, String plural) {
    this.schema = schema;
    this.name = name;
    this.plural = plural;
    this.fields = new ArrayList<>();
    this.relationships = new ArrayList<>();
  }

  private ModelBuilder(ModelBuilder model) {
    this.schema = model.schema;
    this.name = model.name;
    this.plural = model.plural;
    this.fields = model.fields;
    this.relationships = model.relationships;
  }

  /** Adds a field; it may be null or absent unless {@link FieldBuilder#required} follows. */
  public FieldBuilder field(String field, FieldType type) {
    FieldBuilder step = new FieldBuilder(this, field, type);
    fields.add(step);
    return step;
  }

  /**
   * Adds a UUID field that refers to an entity of the model {@code parent}; it may be null unless
   * {@link FieldBuilder#required} follows.
   */
  public ForeignKeyBuilder foreignKey(String field, String parent) {
    RelationshipBuilder relationship =
        new RelationshipBuilder(this, Kind.FOREIGN_KEY, parent, field);
    relationships.add(relationship);
    ForeignKeyBuilder step = new ForeignKeyBuilder(this, field, relationship);
    fields.add(step);
    return step;
  }

  /** Says that many entities of {@code child} refer to one of this through their {@code key}. */
  public RelationshipBuilder hasMany(String child, String key) {
    return children(Kind.HAS_MANY, child, key);
  }

  /**
   * Says that at most one entity of {@code child} refers to one of this through its {@code key}.
   */
  public RelationshipBuilder hasOne(String child, String key) {
    return children(Kind.HAS_ONE, child, key);
  }

  private RelationshipBuilder children(Kind kind, String child, String key) {
    RelationshipBuilder step = new RelationshipBuilder(this, kind, child, key);
    relationships.add(step);
    return step;
  }

  /** Begins the next model. */
  public ModelBuilder model(String nextName, String nextPlural) {
    return schema.model(nextName, nextPlural);
  }

  /** Checks the whole schema; see {@link SchemaBuilder#build}. */
  public Schema build() {
    return schema.build();
  }

  ModelDraft draft() {
    return new ModelDraft(
        name,
        plural,
        fields.stream().map(FieldBuilder::toField).toList(),
        relationships.stream().map(RelationshipBuilder::toRelationship).toList(),
        null);
  }

  /** The field just added. */
  public static sealed class FieldBuilder extends ModelBuilder {

    private final String field;
    private final FieldType type;
    private boolean required;
    private boolean blank;
    private boolean unique;
    private boolean indexed;
    private boolean updatable = true;

    private FieldBuilder(ModelBuilder model, String field, FieldType type) {
      super(model);
      this.field = field;
      this.type = type;
    }

    /** It must be present and not null; a string must not be blank either. */
    public FieldBuilder required() {
      required = true;
      return this;
    }

    /** Though required, the string may be empty or only white space. */
    public FieldBuilder blank() {
      blank = true;
      return this;
    }

    /** No two living entities may have the same value. See {@link Unique}. */
    public FieldBuilder unique() {
      unique = true;
      return this;
    }

    /** Filters on it read an index. See {@link Indexed}. */
    public FieldBuilder indexed() {
      indexed = true;
      return this;
    }

    /** It never changes after the creation. See {@link ReadOnly}. */
    public FieldBuilder readOnly() {
      updatable = false;
      return this;
    }

    private Field toField() {
      return new Field(field, type, required, blank, unique, indexed, updatable);
    }
  }

  /** The foreign key just added: a field and a relationship at once. */
  public static final class ForeignKeyBuilder extends FieldBuilder {

    private final RelationshipBuilder relationship;

    private ForeignKeyBuilder(ModelBuilder model, String field, RelationshipBuilder relationship) {
      super(model, field, FieldType.UUID);
      this.relationship = relationship;
    }

    @Override
    public ForeignKeyBuilder required() {
      super.required();
      return this;
    }

    @Override
    public ForeignKeyBuilder unique() {
      super.unique();
      return this;
    }

    @Override
    public ForeignKeyBuilder indexed() {
      super.indexed();
      return this;
    }

    @Override
    public ForeignKeyBuilder readOnly() {
      super.readOnly();
      return this;
    }

    /** What becomes of the holder when the parent is deleted. */
    public ForeignKeyBuilder onDelete(OnDelete rule) {
      relationship.onDelete(rule);
      return this;
    }

    /** What the sweeper does with the holder once it is an orphan. */
    public ForeignKeyBuilder orphans(OrphanPolicy policy) {
      relationship.orphans(policy);
      return this;
    }

    /** The relationship's name as seen from this model: {@code author}. */
    public ForeignKeyBuilder name(String relationshipName) {
      relationship.name(relationshipName);
      return this;
    }
  }

  /** The relationship to children just added. */
  public static final class RelationshipBuilder extends ModelBuilder {

    private final Kind kind;
    private final String target;
    private final String key;
    private @Nullable String relationshipName;
    private @Nullable OnDelete onDelete;
    private @Nullable OrphanPolicy orphans;

    private RelationshipBuilder(ModelBuilder model, Kind kind, String target, String key) {
      super(model);
      this.kind = kind;
      this.target = target;
      this.key = key;
    }

    /** What becomes of the children when an entity of this model is deleted. */
    public RelationshipBuilder onDelete(OnDelete rule) {
      onDelete = rule;
      return this;
    }

    /** What the sweeper does with the children once they are orphans. */
    public RelationshipBuilder orphans(OrphanPolicy policy) {
      orphans = policy;
      return this;
    }

    /** The relationship's name as seen from this model: {@code posts}. */
    public RelationshipBuilder name(String relationship) {
      relationshipName = relationship;
      return this;
    }

    private Relationship toRelationship() {
      return new Relationship(kind, target, key, relationshipName, onDelete, orphans);
    }
  }
}
