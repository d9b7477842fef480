package dev.ligature.audit;

import dev.ligature.bucket.BucketFolder;
import dev.ligature.bucket.Keys;
import dev.ligature.store.ListedObject;
import dev.ligature.store.ObjectPage;
import dev.ligature.store.ObjectStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Looks between the folders of the layout for what does not belong there. */
final class UndeclaredWalk {

  private final AuditRun run;
  private final List<String> folders = new ArrayList<>();

  UndeclaredWalk(AuditRun run) {
    this.run = run;
    run.schema.models().forEach(model -> folders.add(Keys.entities(model.plural())));
    Arrays.stream(BucketFolder.values())
        .filter(folder -> folder != BucketFolder.DATA)
        .forEach(folder -> folders.add(folder.prefix()));
  }

  void all() {
    String after = null;
    do {
      after = page(after);
    } while (after != null);
  }

  private @Nullable String page(@Nullable String after) {
    ObjectPage page = run.store.list("", after, ObjectStore.MAX_BATCH);
    for (ListedObject object : page.objects()) {
      Optional<String> folder = folders.stream().filter(object.key()::startsWith).findFirst();
      if (folder.isPresent()) {
        // '0' is the character behind '/': everything in the folder sorts before it.
        return folder.get().substring(0, folder.get().length() - 1) + "0";
      }
      run.find(
          object.key().startsWith(BucketFolder.DATA.prefix())
              ? AuditFinding.UNDECLARED_ENTITY
              : AuditFinding.UNDECLARED_OBJECT,
          object.key());
    }
    return page.next();
  }
}
