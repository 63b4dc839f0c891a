import { libraries } from "../../libraries/index.ts";
import { baseOf, hasFolderOfItsOwn, inFileOrder, inFlywayOrder, isUndoing } from "./order.ts";

/** What a folder of .sql files means: the tool it is of, as far as file names tell, and the files to apply in order. */
export interface SourceFolder {
  readonly kind: string;
  readonly files: readonly string[];
}

/**
 * Which files of a folder are applied, and in what order. In: absolute paths with `/`, all below `folder`. Files that
 * undo another (`.down.sql`, flyway's `U…__`, `-down.sql`) are not among those that are given back.
 */
export function sourceFolder(folder: string, files: readonly string[]): SourceFolder {
  const named = (pattern: RegExp) => files.filter((file) => pattern.test(baseOf(file)));
  for (const { name, sqlMigrations } of libraries) {
    const ordered = sqlMigrations?.order?.(folder, files);
    if (ordered) return { kind: name, files: ordered };
  }
  const single = files.filter(hasFolderOfItsOwn);
  if (single.length > 0) {
    const kind = single.some((file) => file.endsWith("/migration.sql")) ? kindOfOwnFolders(folder) : "sql";
    return { kind, files: single.filter((file) => !isUndoing(file)).sort((a, b) => (a < b ? -1 : 1)) };
  }
  if (named(/^V[\d._]+__.*\.sql$/i).length > 0)
    return { kind: "flyway", files: inFlywayOrder(named(/^(?:V[\d._]+|R)__.*\.sql$/i)) };
  const up = named(/[.-]up\.sql$/i);
  if (up.length > 0) {
    const undone = named(/[.-](?:down|undo)\.sql$/i);
    const plain = files.filter((file) => !up.includes(file) && !undone.includes(file));
    const own = libraries.find(({ sqlMigrations }) => up.some((file) => hasEnding(file, sqlMigrations?.upEnding)));
    return {
      kind: own?.name ?? "golang-migrate",
      files: inFileOrder([...up, ...plain]),
    };
  }
  const forward = files.filter((file) => !isUndoing(file));
  const above = folder.split("/");
  const own = libraries.find(({ sqlMigrations: its }) => its?.below !== undefined && above.includes(its.below));
  return { kind: own?.name ?? "sql", files: inFileOrder(forward) };
}

/** The library whose tool gives each migration a folder of its own. */
function kindOfOwnFolders(folder: string): string {
  const all = libraries.filter(({ sqlMigrations }) => sqlMigrations?.ownFolders !== undefined);
  const named = all.find(
    ({ name, sqlMigrations }) => sqlMigrations?.ownFolders === "where named" && folder.includes(name),
  );
  return (named ?? all.find(({ sqlMigrations }) => sqlMigrations?.ownFolders === "always"))?.name ?? "sql";
}

const hasEnding = (file: string, ending: string | undefined): boolean =>
  ending !== undefined && file.toLowerCase().endsWith(ending);
