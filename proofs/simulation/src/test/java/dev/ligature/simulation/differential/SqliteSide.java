package dev.ligature.simulation.differential;

import dev.ligature.schema.ForeignKeyConstraint;
import dev.ligature.schema.ModelDefinition;
import dev.ligature.schema.Schema;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * The rows in SQLite, one table for each model, with the nearest foreign-key action that SQL has
 * for each rule. DO_NOTHING has none: SQL knows no key that may dangle, so its column has no
 * constraint.
 */
final class SqliteSide implements AutoCloseable {

  /** A foreign key stands against it: checked at the statement's end, or at once (RESTRICT). */
  private static final Set<SQLiteErrorCode> REFUSALS =
      EnumSet.of(
          SQLiteErrorCode.SQLITE_CONSTRAINT_FOREIGNKEY, SQLiteErrorCode.SQLITE_CONSTRAINT_TRIGGER);

  private final Schema schema;
  private final Connection connection;
  private final Map<String, PreparedStatement> deletes = new HashMap<>();

  SqliteSide(Schema schema) {
    this.schema = schema;
    try {
      this.connection = DriverManager.getConnection("jdbc:sqlite::memory:");
      try (Statement statement = connection.createStatement()) {
        statement.execute("PRAGMA foreign_keys = ON");
        for (ModelDefinition model : schema.models()) {
          statement.execute(table(model));
        }
      }
      connection.setAutoCommit(false);
    } catch (SQLException e) {
      throw new IllegalStateException("SQLite took the schema for wrong", e);
    }
  }

  static String table(ModelDefinition model) {
    StringBuilder sql =
        new StringBuilder("CREATE TABLE ")
            .append(model.plural())
            .append(" (id TEXT PRIMARY KEY NOT NULL, code TEXT UNIQUE");
    for (ForeignKeyConstraint key : model.foreignKeys()) {
      sql.append(", ").append(key.field()).append(" TEXT");
      if (!key.nullable()) {
        sql.append(" NOT NULL");
      }
      if (key.single()) {
        sql.append(" UNIQUE");
      }
      String action = action(key);
      if (action != null) {
        sql.append(" REFERENCES ").append(key.parentPlural()).append("(id) ON DELETE ");
        sql.append(action);
      }
    }
    return sql.append(") WITHOUT ROWID").toString();
  }

  private static @Nullable String action(ForeignKeyConstraint key) {
    return switch (key.onDelete()) {
      case CASCADE -> "CASCADE";
      case SET_NULL -> "SET NULL";
      case PROTECT -> "RESTRICT";
      case RESTRICT -> "NO ACTION";
      case DO_NOTHING -> null;
    };
  }

  void insert(String plural, String id, @Nullable String code, Map<String, @Nullable String> keys) {
    StringBuilder columns = new StringBuilder("id, code");
    StringBuilder places = new StringBuilder("?, ?");
    keys.keySet().forEach(field -> columns.append(", ").append(field));
    keys.keySet().forEach(_ -> places.append(", ?"));
    String sql = "INSERT INTO " + plural + " (" + columns + ") VALUES (" + places + ")";
    try (PreparedStatement insert = connection.prepareStatement(sql)) {
      insert.setString(1, id);
      insert.setString(2, code);
      int place = 3;
      for (String parent : keys.values()) {
        insert.setString(place++, parent);
      }
      insert.executeUpdate();
    } catch (SQLException e) {
      throw new IllegalStateException("SQLite refused " + plural + " " + id + " " + keys, e);
    }
  }

  void setKey(String plural, String id, String field, String parent) {
    String sql = "UPDATE " + plural + " SET " + field + " = ? WHERE id = ?";
    try (PreparedStatement update = connection.prepareStatement(sql)) {
      update.setString(1, parent);
      update.setString(2, id);
      update.executeUpdate();
    } catch (SQLException e) {
      throw new IllegalStateException("SQLite refused " + plural + " " + id + " " + field, e);
    }
  }

  /** What SQLite made of a delete. */
  enum Answer {
    DELETED,
    ABSENT,
    REFUSED
  }

  /**
   * Deletes a row.
   *
   * @param keep whether the effect is to stay; otherwise only the answer counts
   */
  Answer delete(String plural, String id, boolean keep) {
    try {
      Savepoint before = connection.setSavepoint();
      Answer answer = delete(plural, id);
      if (!keep) {
        connection.rollback(before);
      }
      connection.releaseSavepoint(before);
      return answer;
    } catch (SQLException e) {
      throw new IllegalStateException("SQLite failed", e);
    }
  }

  private Answer delete(String plural, String id) throws SQLException {
    PreparedStatement delete = deletes.get(plural);
    if (delete == null) {
      delete = connection.prepareStatement("DELETE FROM " + plural + " WHERE id = ?");
      deletes.put(plural, delete);
    }
    delete.setString(1, id);
    try {
      return delete.executeUpdate() == 0 ? Answer.ABSENT : Answer.DELETED;
    } catch (SQLiteException e) {
      if (REFUSALS.contains(e.getResultCode())) {
        return Answer.REFUSED;
      }
      throw e;
    }
  }

  /** All rows by id. */
  Map<String, RowState> rows() {
    Map<String, RowState> rows = new TreeMap<>();
    try (Statement statement = connection.createStatement()) {
      for (ModelDefinition model : schema.models()) {
        try (ResultSet found = statement.executeQuery("SELECT * FROM " + model.plural())) {
          while (found.next()) {
            Map<String, @Nullable String> keys = new LinkedHashMap<>();
            for (ForeignKeyConstraint key : model.foreignKeys()) {
              keys.put(key.field(), found.getString(key.field()));
            }
            rows.put(found.getString("id"), new RowState(model.plural(), keys));
          }
        }
      }
      return rows;
    } catch (SQLException e) {
      throw new IllegalStateException("SQLite cannot be read", e);
    }
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw new IllegalStateException("SQLite cannot be closed", e);
    }
  }
}
