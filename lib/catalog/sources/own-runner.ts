import { baseOf, inFileOrder } from "./order.ts";
import { otherDialect } from "./dialect.ts";

/** What the migrations are called that a project runs by code of its own. */
export const ownRunner = "own runner";

/** Modules that a runner of the project applies, in its order. Files are absolute. */
export interface OwnMigrations {
  readonly files: readonly string[];
  readonly tables: number;
  /** How their order was told, for people. */
  readonly why: string;
}

/** The order in which a module of the project lists others, all absolute; null where none does. */
export type Listed = (files: readonly string[]) => { readonly file: string; readonly order: readonly string[] } | null;

/**
 * The modules of a folder that change the schema without the library of a tool: some of them hold definitions of SQL. In: the folder's source
 * files (absolute) with their texts. Null where none creates a table, or where they are written for another database.
 */
export function ownMigrations(texts: ReadonlyMap<string, string>, listed: Listed): OwnMigrations | null {
  const tables = [...texts.values()].reduce((sum, text) => sum + (text.match(creates)?.length ?? 0), 0);
  if (tables === 0 || [...texts.values()].some((text) => otherDialect(text) !== null)) return null;
  const files = [...texts.keys()];
  const list = listed(files);
  if (list)
    return {
      files: list.order,
      tables,
      why: `modules with SQL that ${baseOf(list.file)} lists, in its order`,
    };
  const numbered = files.filter((file) => /^[a-z]{0,2}\d/i.test(baseOf(file)));
  // A helper beside numbered migrations is none itself.
  if (numbered.length * 2 > files.length)
    return { files: inFileOrder(numbered), tables, why: "modules with SQL, in the order of their names" };
  const defining = files.filter((file) => defines.test(texts.get(file) ?? ""));
  const why = "modules with SQL, in the order of their names: nothing was found that says in which they run";
  return { files: inFileOrder(defining), tables, why: defining.length > 1 ? why : "a module with SQL" };
}

const creates = /\bcreate\s+(?:unlogged\s+)?table\b/gi;
const defines =
  /\b(?:create|alter|drop)\s+(?:unlogged\s+|materialized\s+|unique\s+)?(?:table|type|view|index|schema|domain)\b/i;
