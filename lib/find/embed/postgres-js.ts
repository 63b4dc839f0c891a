import { unwrap } from "../text-reference.ts";
import { asHole, asIdentifier, asValue, constantsOf, keysOf, quoted, type Embed, type HelperUse } from "./embed.ts";
import type { TextValue } from "../text-value.ts";

/** `sql(…)` and `sql.…` of postgres.js (its README, "Building queries"), and of Bun, which took them over. */
export const postgresJs: Embed = (use) => {
  switch (use.name) {
    case "":
      return helper(use);
    case "array":
    case "json":
    case "typed":
      return asValue(use);
    default:
      return use.name.startsWith("types.") || use.name.startsWith("typed.") ? asValue(use) : null;
  }
};

/**
 * The word before the helper decides what it writes: rows for INSERT and VALUES, assignments for UPDATE … SET, names for
 * SELECT and RETURNING, parameters in parentheses for IN, a name elsewhere. Each is offered, and the grammar chooses.
 */
function helper(use: HelperUse): TextValue {
  const [first, ...columns] = use.arguments;
  const inner = first && unwrap(first);
  const names = columns.length > 0 ? constantsOf(columns, use) : null;
  const keys = names ?? keysOf(inner);
  if (keys && (names || inner?.type === "ObjectExpression" || inner?.type === "ArrayExpression")) {
    const list = keys.map((key) => quoted([key])).join(", ");
    const values = keys.map(() => "$?").join(", ");
    return asHole(use, {
      treatment: "escaped",
      value: "escaped",
      standIns: [
        `(${list}) VALUES (${values})`,
        keys.map((key) => `${quoted([key])} = $?`).join(", "),
        list,
        `(${values})`,
      ],
    });
  }
  const constants = first ? constantsOf([first], use) : null;
  if (constants && constants.length > 0 && inner) {
    const isList = use.follow(inner, use.frame)?.kind === "list";
    const dotted = constants.map((name) => quoted(name.split("."))).join(", ");
    return isList
      ? asHole(use, {
          treatment: "escaped",
          value: "escaped",
          standIns: [`(${constants.map(() => "$?").join(", ")})`, dotted],
        })
      : asIdentifier(use, constants[0]?.split(".") ?? null);
  }
  return asHole(use, {
    treatment: "escaped",
    value: "escaped",
    standIns: inner?.type === "ArrayExpression" ? ["($?)"] : [],
  });
}
