import { factsOf } from "./facts.ts";

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

// Operators for an extension's own types need these to be there.
const isOwn = (type: string): boolean => type === "" || factsOf("postgres")?.types.has(type) === true;

/** Whether one of the usual extensions brings something of a name: it may have been put into the database by hand. */
export function mayComeWithExtension(object: "function" | "operator" | "type", name: string): boolean {
  return knownExtensions.some((extension) => {
    const facts = factsOf(extension);
    if (!facts) return false;
    switch (object) {
      case "function":
        return facts.functions(name).length > 0;
      case "operator":
        return facts.operators(name).some(({ left, right }) => [left, right].every(isOwn));
      case "type":
        return facts.types.has(name);
    }
  });
}
