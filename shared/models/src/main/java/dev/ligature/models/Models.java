package dev.ligature.models;

import dev.ligature.models.blog.AuditEntry;
import dev.ligature.models.blog.Author;
import dev.ligature.models.blog.Comment;
import dev.ligature.models.blog.Post;
import dev.ligature.models.blog.Profile;
import dev.ligature.models.graph.Album;
import dev.ligature.models.graph.Artist;
import dev.ligature.models.graph.Assignment;
import dev.ligature.models.graph.Company;
import dev.ligature.models.graph.Department;
import dev.ligature.models.graph.Player;
import dev.ligature.models.graph.Project;
import dev.ligature.models.graph.Song;
import dev.ligature.models.graph.Team;
import dev.ligature.models.shop.Bookmark;
import dev.ligature.models.shop.Category;
import dev.ligature.models.shop.Customer;
import dev.ligature.models.shop.Invoice;
import dev.ligature.models.shop.Order;
import dev.ligature.models.shop.OrderLine;
import dev.ligature.models.shop.Product;
import dev.ligature.models.shop.ProductTag;
import dev.ligature.models.shop.Tag;
import dev.ligature.schema.Schema;
import dev.ligature.schema.SchemaSource;

/** The schema of this module's records, checked on construction. */
public final class Models implements SchemaSource {

  private final Schema schema =
      Schema.of(
          Author.class,
          Profile.class,
          Post.class,
          Comment.class,
          AuditEntry.class,
          Category.class,
          Product.class,
          Tag.class,
          ProductTag.class,
          Bookmark.class,
          Customer.class,
          Order.class,
          OrderLine.class,
          Invoice.class,
          Team.class,
          Player.class,
          Company.class,
          Department.class,
          Project.class,
          Assignment.class,
          Artist.class,
          Album.class,
          Song.class);

  @Override
  public Schema schema() {
    return schema;
  }
}
