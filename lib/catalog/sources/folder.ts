import { readFileSync } from "node:fs";
import { baseOf, inFileOrder, inFlywayOrder } from "./order.ts";

/** What a folder of .sql files means: the tool it is of, as far as file names tell, and the files to apply in order. */
export interface SourceFolder {
  readonly kind: string;
  readonly files: readonly string[];
}

/**
 * Which files of a folder are applied, and in what order. In: absolute paths with `/`, all below `folder`. Files that undo
 * another (`.down.sql`, flyway's `U…__`, `-down.sql`) are not among those that are given back.
 */
export function sourceFolder(folder: string, files: readonly string[]): SourceFolder {
  const named = (pattern: RegExp) => files.filter((file) => pattern.test(baseOf(file)));
  const journal = drizzleOrder(folder, files);
  if (journal) return { kind: "drizzle", files: journal };
  const single = files.filter((file) => file.endsWith("/migration.sql"));
  if (single.length > 0) {
    const kind = folder.includes("drizzle") ? "drizzle" : "prisma";
    return { kind, files: [...single].sort((a, b) => (a < b ? -1 : 1)) };
  }
  if (named(/^V[\d._]+__.*\.sql$/i).length > 0)
    return { kind: "flyway", files: inFlywayOrder(named(/^(?:V[\d._]+|R)__.*\.sql$/i)) };
  const up = named(/[.-]up\.sql$/i);
  if (up.length > 0) {
    const undone = named(/[.-](?:down|undo)\.sql$/i);
    const plain = files.filter((file) => !up.includes(file) && !undone.includes(file));
    return {
      kind: up.some((file) => /-up\.sql$/i.test(file)) ? "db-migrate" : "golang-migrate",
      files: inFileOrder([...up, ...plain]),
    };
  }
  const forward = files.filter((file) => !/[.-](?:down|undo|rollback|revert)\.sql$/i.test(baseOf(file)));
  return { kind: /(?:^|\/)supabase\//.test(`${folder}/`) ? "supabase" : "sql", files: inFileOrder(forward) };
}

/** The order of drizzle's meta/_journal.json; null where there is none that can be read. */
function drizzleOrder(folder: string, files: readonly string[]): string[] | null {
  try {
    const journal = JSON.parse(readFileSync(`${folder}/meta/_journal.json`, "utf8")) as {
      entries?: readonly { idx?: number; tag?: string }[];
    };
    const entries = [...(journal.entries ?? [])].sort((a, b) => (a.idx ?? 0) - (b.idx ?? 0));
    return entries.map(({ tag }) => `${folder}/${tag ?? ""}.sql`).filter((file) => files.includes(file));
  } catch {
    return null;
  }
}
