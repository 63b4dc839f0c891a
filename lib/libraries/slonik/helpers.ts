import { quoted, type HelperFacts } from "../helpers.ts";

/** `sql.…` of slonik (its README, "Value placeholders" and "Utilities"). */
export const helpers: HelperFacts = {
  byName: true,
  embed(use) {
    switch (use.name) {
      case "identifier":
        return use.identifier(use.count > 0 ? use.constants(0) : null);
      case "join":
        return use.join(0, 1);
      case "unnest": {
        const types = use.literals(1);
        const arrays = types?.every((type) => type !== null)
          ? types.map((type) => `$?::${/^[\w ]+$/.test(type) ? type : quoted([type])}[]`)
          : ["$?"];
        return use.value(`unnest(${arrays.join(", ")})`);
      }
      case "array":
      case "binary":
      case "json":
      case "jsonb":
        return use.value();
      case "date":
        return use.value("$?::date");
      case "timestamp":
        return use.value("to_timestamp($?)");
      case "uuid":
        return use.value("$?::uuid");
      case "interval":
        return use.value("make_interval(secs => $?)");
      case "literalValue":
        return use.escaped([`'${(use.constant(0) ?? "").replaceAll("'", "''")}'`]);
      default:
        return null;
    }
  },
};
