import { factsOf } from "./facts.ts";
import type { PgType } from "./pg-type.ts";
import type { MissingName } from "./found.ts";

/** The extensions of which there are facts. */
export const knownExtensions: readonly string[] = [
  "btree_gin",
  "btree_gist",
  "citext",
  "cube",
  "earthdistance",
  "fuzzystrmatch",
  "hstore",
  "intarray",
  "isn",
  "lo",
  "ltree",
  "pg_trgm",
  "pgcrypto",
  "seg",
  "tablefunc",
  "unaccent",
  "uuid-ossp",
];

/** Whether one of the usual extensions brings something of a name: it may have been put into the database by hand. */
export function mayComeWithExtension({ object, text, types = [] }: MissingName): boolean {
  return knownExtensions.some((extension) => {
    const facts = factsOf(extension);
    if (!facts) return false;
    switch (object) {
      case "function":
        return facts.functions(text).length > 0;
      case "operator":
        return facts
          .operators(text)
          .some(({ left, right }) =>
            [left, right].filter((name) => name !== "").every((name, at) => takes(name, types[at])),
          );
      case "type":
        return facts.types.has(text);
    }
  });
}

const takes = (name: string, type: PgType | undefined): boolean =>
  type !== undefined && (type.key === name || type.key === "unknown" || (name === "text" && type.category === "S"));
