import type { HelperFacts, ValueForm, ValueStep } from "../helpers.ts";

/** `sql.…` of drizzle ("Magic sql operator" in its documentation): `join` takes pieces and a piece between them. */
export const helpers: HelperFacts = {
  raw: ["raw"],
  quoting: { raw: "raw", name: "identifier" },
  named,
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

/** What makes a table with its first call, and what its second step makes one with. */
const makers = new Set(["pgTable", "pgView", "pgMaterializedView"]);
const ofSchema = new Set(["table", "view", "materializedView"]);
/** What makes a type with its first call, and a column of it with its second. */
export const typeMakers: ReadonlySet<string> = new Set(["customType", "pgEnum", "pgSchema"]);
/** Steps that leave a table what it is. */
const leaving = new Set(["enableRLS", "withRLS", "existing", "as", "with"]);

/** `users`, `users.id` of `pgTable("users", { id: uuid("id") })`, `pgSchema("app").table("users", …)`. */
function named({ path, steps }: ValueForm): readonly string[] | null {
  const isInSchema = path === "pgSchema";
  const [first, second] = steps;
  const making = isInSchema ? second : first;
  if (!first?.isCalled || !making?.isCalled || !(isInSchema ? ofSchema.has(making.name) : makers.has(path)))
    return null;
  const [schema, name] = [isInSchema ? first.text(0) : null, making.text(0)];
  if (name === null || (isInSchema && schema === null)) return null;
  const table = schema === null ? [name] : [schema, name];
  const [member, ...others] = steps.slice(isInSchema ? 2 : 1).filter((step) => !leaving.has(step.name));
  if (!member) return table;
  const column = member.isCalled || others.length > 0 ? null : columnOf(making, member.name);
  return column === null ? null : [...table, column];
}

/** A column's name, or null where the casing of the configuration may make another one of the property's. */
function columnOf(making: ValueStep, property: string): string | null {
  const value = making.property(1, property);
  const calls = value?.steps.filter(({ name, isCalled }) => name === "" && isCalled) ?? [];
  const written = calls[value && typeMakers.has(value.path) ? 1 : 0]?.text(0);
  return written ?? (/^[a-z\d]+$/.test(property) ? property : null);
}
