import type { Catalog } from "../../catalog/catalog.ts";
import type { ColumnReference, Expression } from "../../model/expression.ts";
import type { TableFunction } from "../../model/statement.ts";
import type { Resolution } from "../level.ts";
import type { Candidate } from "./fitted-candidates.ts";
import type { PgType } from "./pg-type.ts";
import { typeSystemOf, type TypeSystem } from "./type-system.ts";

/**
 * The names of the columns that a function in FROM gives, before aliases of columns. In: what a name means where the function stands. Out: null
 * where they are not known.
 */
export function functionColumns(
  item: TableFunction,
  catalog: Catalog,
  resolve: (reference: ColumnReference) => Resolution,
): readonly string[] | null {
  const { columns, called, ordinality, alias, name } = item;
  const further = ordinality ? ["ordinality"] : [];
  if (columns) return [...columns.map((column) => column.name), ...further];
  if (!called) return null;
  const several = name === "unnest" ? item.arguments.length : 1;
  const own = columnsOfCall(item, typeSystemOf(catalog), resolve);
  if (!own) return null;
  const names = own === "value" ? Array.from({ length: several }, () => (several === 1 ? (alias ?? name) : name)) : own;
  return [...names, ...further];
}

function columnsOfCall(
  { name, called, arguments: args }: TableFunction,
  system: TypeSystem,
  resolve: (reference: ColumnReference) => Resolution,
): readonly string[] | "value" | null {
  const argument = (index: number) => {
    const expression = args[index];
    return expression ? typeTold(expression, system, resolve) : null;
  };
  if (name === "unnest" && args.length !== 1)
    return args.every((_, index) => isPlain(elementTold(argument(index), system))) ? "value" : null;
  const candidates = system.functions(
    called?.schema ?? null,
    name,
    args.length,
    called?.argumentNames ?? null,
    called?.variadic ?? false,
  );
  if (!candidates || candidates.length === 0) return null;
  if (name === "unnest") {
    const element = elementTold(argument(0), system);
    if (isPlain(element)) return "value";
    return element?.fields?.map((field) => field.name) ?? null;
  }
  const given = candidates.map((one) => columnsOfCandidate(one, argument(0), system));
  const [first] = given;
  return first && given.every((one) => String(one) === String(first)) ? first : null;
}

function columnsOfCandidate(
  { columns, result, arguments: types }: Candidate,
  first: PgType | null,
  system: TypeSystem,
): readonly string[] | "value" | null {
  if (columns) return columns.map(({ name }) => name);
  // `jsonb_populate_record(null::users, …)` gives rows of the type of its first argument.
  const type = system.isPolymorphic(result) && result === types[0] ? first : result;
  if (!type || type.key === "record") return null;
  if (type.kind === "c") return type.fields?.map((field) => field.name) ?? null;
  return system.isPolymorphic(type) && !/array$/.test(type.key) ? null : "value";
}

const isPlain = (type: PgType | null): boolean => type !== null && type.kind !== "c" && type.key !== "record";

const elementTold = (type: PgType | null, system: TypeSystem): PgType | null =>
  type && system.arrayElementOf(system.baseOf(type));

/** The type of an expression, as far as a cast, a column or a function of one result says it without more ado. */
function typeTold(
  expression: Expression,
  system: TypeSystem,
  resolve: (reference: ColumnReference) => Resolution,
): PgType | null {
  switch (expression.kind) {
    case "cast":
      return system.named(expression.type)?.type ?? null;
    case "column": {
      const bound = resolve(expression);
      if (bound === null || typeof bound === "string") return null;
      if (bound.of?.column) return system.ofColumn(bound.of.column)?.type ?? null;
      const output = bound.of?.output;
      if (output?.expression && output.expression.kind !== "column")
        return typeTold(output.expression, system, (inner) => output.level.scopes.resolve(inner));
      const column = output?.bound?.of?.column;
      return column ? (system.ofColumn(column)?.type ?? null) : null;
    }
    case "array": {
      const [item] = expression.items;
      // Whatever the items are in the end, they are no rows where one of them is a literal.
      if (item?.kind === "constant") return system.of(item.type === "number" ? "_int4" : "_text");
      const inner = item ? typeTold(item, system, resolve) : null;
      return inner && (inner.kind === "a" ? inner : system.arrayOf(inner));
    }
    case "call": {
      const { schema, name, arguments: args, argumentNames = null, variadic = false } = expression;
      const candidates = system.functions(schema, name, args.length, argumentNames, variadic) ?? [];
      const [first] = candidates;
      return first && candidates.every(({ result }) => result === first.result) && !system.isPolymorphic(first.result)
        ? first.result
        : null;
    }
    default:
      return null;
  }
}
