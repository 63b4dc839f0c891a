import { extname } from "node:path";
import { marksIn } from "./sources/up-part.ts";
import { nextName } from "./sources/new-name.ts";
import { factsOf } from "../libraries/index.ts";
import type { Migration } from "../model/migration.ts";

/** A file that is to be written, its path relative to the root. */
export interface NewFile {
  readonly path: string;
  readonly text: string;
}

/** The migrations that a new one comes after: their paths in order, the tool that runs them, and the text of the last. */
export interface Before {
  readonly paths: readonly string[];
  readonly tool: string;
  readonly lastText: string;
}

/**
 * A migration as the tool takes it that runs those before it: under the next name, in its own words. In: `now`, when it is written. Out: one
 * file, or two where the tool has one that does and one that undoes; null where there are no numbered migrations to come after.
 */
export function newMigration({ name, up, down }: Migration, before: Before, now: Date): readonly NewFile[] | null {
  const named = nextName(before.paths, name, now);
  if (!named) return null;
  const extension = extname(named.up);
  const write = extension === ".sql" ? undefined : factsOf(before.tool)?.migrations?.write;
  if (extension !== ".sql") {
    if (!write) return null;
    const isTyped = /ts$/.test(extension);
    const isEsm =
      isTyped || extension === ".mjs" || (extension === ".js" && /^\s*(?:import|export)\b/m.test(before.lastText));
    const words = name.match(/[A-Za-z0-9]+/g) ?? [];
    const className = `${words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("")}${named.number.replace(/\D/g, "")}`;
    return [{ path: named.up, text: write({ up, down, className, isTyped, module: isEsm ? "esm" : "commonjs" }) }];
  }
  const marks = marksIn(before.lastText);
  if (marks) return [{ path: named.up, text: `${marks.up}\n${sqlOf(up)}\n${marks.down}\n${sqlOf(down)}` }];
  return [
    { path: named.up, text: sqlOf(up) },
    ...(named.down === null ? [] : [{ path: named.down, text: sqlOf(down) }]),
  ];
}

export const sqlOf = (statements: readonly string[]): string => statements.map((sql) => `${sql};\n`).join("");
