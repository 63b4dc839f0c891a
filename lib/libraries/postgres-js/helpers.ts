import { quoted, type HelperFacts, type HelperUse } from "../helpers.ts";

/** `sql(…)` and `sql.…` of postgres.js (its README, "Building queries"), and of Bun, which took them over. */
export const helpers: HelperFacts = {
  raw: ["unsafe"],
  calledTag: true,
  quoting: { raw: "unsafe", name: "" },
  embed(use) {
    switch (use.name) {
      case "":
        return calledTag(use);
      case "array":
      case "json":
      case "typed":
        return use.value();
      default:
        return use.name.startsWith("types.") || use.name.startsWith("typed.") ? use.value() : null;
    }
  },
};

/**
 * The word before the helper decides what it writes: rows for INSERT and VALUES, assignments for UPDATE … SET, names
 * for SELECT and RETURNING, parameters in parentheses for IN, a name elsewhere. Each is offered, and the grammar
 * chooses.
 */
function calledTag<Piece>(use: HelperUse<Piece>): Piece {
  const names = use.count > 1 ? use.constants(1, "end") : null;
  const keys = names ?? use.keys(0);
  if (keys) {
    const list = keys.map((key) => quoted([key])).join(", ");
    const values = keys.map(() => "$?").join(", ");
    return use.escaped([
      `(${list}) VALUES (${values})`,
      keys.map((key) => `${quoted([key])} = $?`).join(", "),
      list,
      `(${values})`,
    ]);
  }
  const constants = use.count > 0 ? use.constants(0) : null;
  if (constants && constants.length > 0) {
    const dotted = constants.map((name) => quoted(name.split("."))).join(", ");
    return use.isList(0)
      ? use.escaped([`(${constants.map(() => "$?").join(", ")})`, dotted])
      : use.identifier(constants[0]?.split(".") ?? null);
  }
  return use.escaped(use.form(0) === "array" ? ["($?)"] : []);
}
