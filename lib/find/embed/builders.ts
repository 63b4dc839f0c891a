import { asHole, asIdentifier, asText, asValue, constantOf, constantsOf, type Embed } from "./embed.ts";
import { joinOf } from "./join.ts";

/** `sql.…` of kysely (its API documentation, "sql"): references are dotted names, `lit` writes a literal. */
export const kysely: Embed = (use) => {
  const [first, second] = use.arguments;
  switch (use.name) {
    case "ref":
    case "table":
      return asIdentifier(use, constantOf(first, use)?.split(".") ?? null);
    case "id":
      return asIdentifier(use, constantsOf(use.arguments, use));
    case "column":
    case "dynamic.ref":
      return asIdentifier(use, constantOf(first, use)?.split(".") ?? null);
    case "lit":
    case "literal":
      return asHole(use, { treatment: "escaped", value: "escaped", standIns: ["'rowguard'"] });
    case "val":
    case "value":
      return asValue(use);
    case "join":
      return joinOf(use, first, second ?? null);
    default:
      return null;
  }
};

/** `sql.…` of drizzle ("Magic sql operator" in its documentation): `join` takes pieces and a piece between them. */
export const drizzle: Embed = (use) => {
  const [first, second] = use.arguments;
  switch (use.name) {
    case "identifier":
      return asIdentifier(use, constantsOf(first ? [first] : [], use));
    case "placeholder":
    case "param":
      return asValue(use);
    case "join":
      return joinOf(use, first, second ?? null, "");
    case ".empty":
    case "empty":
      return asText(use, "");
    default:
      return null;
  }
};

/** `sql.…` of @databases/pg: `ident` and `join`. */
export const databases: Embed = (use) => {
  const [first, second] = use.arguments;
  if (use.name === "ident") return asIdentifier(use, constantsOf(use.arguments, use));
  if (use.name === "join") return joinOf(use, first, second ?? null);
  return use.name === "value" ? asValue(use) : null;
};
