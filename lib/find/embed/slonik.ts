import { unwrap } from "../text-reference.ts";
import { asHole, asIdentifier, asValue, constantOf, constantsOf, quoted, type Embed } from "./embed.ts";
import { joinOf } from "./join.ts";

/** `sql.…` of slonik (its README, "Value placeholders" and "Utilities"). */
export const slonik: Embed = (use) => {
  const [first, second] = use.arguments;
  switch (use.name) {
    case "identifier":
      return asIdentifier(use, first ? constantsOf([first], use) : null);
    case "join":
      return joinOf(use, first, second ?? null);
    case "unnest": {
      const types = second && unwrap(second);
      const names =
        types?.type === "ArrayExpression"
          ? types.elements.map((element) => (element?.type === "Literal" ? String(element.value) : null))
          : null;
      const arrays = names?.every((name) => name !== null)
        ? names.map((name) => `$?::${/^[\w ]+$/.test(name) ? name : quoted([name])}[]`)
        : ["$?"];
      return asValue(use, `unnest(${arrays.join(", ")})`);
    }
    case "array":
    case "binary":
    case "json":
    case "jsonb":
      return asValue(use);
    case "date":
      return asValue(use, "$?::date");
    case "timestamp":
      return asValue(use, "to_timestamp($?)");
    case "uuid":
      return asValue(use, "$?::uuid");
    case "interval":
      return asValue(use, "make_interval(secs => $?)");
    case "literalValue": {
      const text = constantOf(first, use);
      return asHole(use, {
        treatment: "escaped",
        value: "escaped",
        standIns: [`'${(text ?? "").replaceAll("'", "''")}'`],
      });
    }
    default:
      return null;
  }
};
