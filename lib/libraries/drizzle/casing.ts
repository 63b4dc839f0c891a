import { existsSync } from "node:fs";
import { dirname } from "node:path";
import { drizzleConfig, propertyIn } from "./config.ts";
import { stringOf } from "../../read/models/syntax.ts";

/** What drizzle makes of a property's name where a column has none of its own. */
export type Casing = (property: string) => string;

const words = (name: string): readonly string[] =>
  name.replace(/['\u2019]/g, "").match(/[\da-z]+|[A-Z]+(?![a-z])|[A-Z][\da-z]+/g) ?? [];

const casings: Readonly<Record<string, Casing>> = {
  snake_case: (name) =>
    words(name)
      .map((word) => word.toLowerCase())
      .join("_"),
  camelCase: (name) =>
    words(name)
      .map((word, index) =>
        index === 0 ? word.toLowerCase() : `${word[0]?.toUpperCase() ?? ""}${word.slice(1).toLowerCase()}`,
      )
      .join(""),
};

/** The `casing` of the nearest drizzle.config at or above a file's folder; null where none sets it. */
export function casingOf(file: string): Casing | null {
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    const config = drizzleConfig(folder);
    if (config) return casings[stringOf(propertyIn(config, "casing")) ?? ""] ?? null;
    // A project ends where its repository does.
    if (dirname(folder) === folder || existsSync(`${folder}/.git`)) return null;
  }
}
