import type { HelperFacts } from "../helpers.ts";

/** `sql.…` of @databases/pg: `ident` and `join`. */
export const helpers: HelperFacts = {
  raw: ["__dangerous__rawValue"],
  byName: true,
  quoting: { raw: "__dangerous__rawValue", name: "ident" },
  embed(use) {
    switch (use.name) {
      case "ident":
        return use.identifier(use.constants(0, "end"));
      case "join":
        return use.join(0, 1);
      case "value":
        return use.value();
      default:
        return null;
    }
  },
};
