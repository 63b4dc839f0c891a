import type { HelperFacts } from "../helpers.ts";

/** `sql.…` of drizzle ("Magic sql operator" in its documentation): `join` takes pieces and a piece between them. */
export const helpers: HelperFacts = {
  raw: ["raw"],
  quoting: { raw: "raw", name: "identifier" },
  embed(use) {
    switch (use.name) {
      case "identifier":
        return use.identifier(use.count > 0 ? use.constants(0) : []);
      case "placeholder":
      case "param":
        return use.value();
      case "join":
        return use.join(0, use.count > 1 ? 1 : "");
      case ".empty":
      case "empty":
        return use.text("");
      default:
        return null;
    }
  },
};
