import type { HelperFacts } from "../helpers.ts";

/** `sql.…` of kysely (its API documentation, "sql"): references are dotted names, `lit` writes a literal. */
export const helpers: HelperFacts = {
  raw: ["raw"],
  byName: true,
  quoting: { raw: "raw", name: "ref" },
  embed(use) {
    switch (use.name) {
      case "ref":
      case "table":
      case "column":
      case "dynamic.ref":
        return use.identifier(use.constant(0)?.split(".") ?? null);
      case "id":
        return use.identifier(use.constants(0, "end"));
      case "lit":
      case "literal":
        return use.escaped(["'rowguard'"]);
      case "val":
      case "value":
        return use.value();
      case "join":
        return use.join(0, 1);
      default:
        return null;
    }
  },
};
