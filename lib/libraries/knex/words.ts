import type { BuilderFacts, StepForm } from "../builder-facts.ts";
import { oneOf } from "../names.ts";

/** Joins of knex and of the builders made after it. */
export const joins = ["left*Join", "right*Join", "inner*Join", "full*Join", "cross*Join"];
/** Methods that take a piece of SQL, and what its placeholders stand for. */
export const rawClauses = [
  "whereRaw",
  "orWhereRaw",
  "andWhereRaw",
  "havingRaw",
  "orHavingRaw",
  "andHavingRaw",
  "joinRaw",
  "orderByRaw",
  "groupByRaw",
  "fromRaw",
];
const conditions = ["where*", "andWhere*", "orWhere*"];

/** What goes on after a table, and nobody else has. */
const goesOn = oneOf([
  ...conditions,
  "select",
  "first",
  "pluck",
  "insert",
  "update",
  "del",
  "delete",
  "truncate",
  "*join",
  "*Join",
  "count",
  "returning",
  "columns",
  "distinct",
]);
/** Names by which a client is called that is a member of something: `req.app.knex("users")`. */
const clientNames = oneOf(["db", "trx", "tx", "conn", "connection", "database"]);
/** Words of services that knex does not have: `supabase.from("users").select("*").eq(…)`. */
const reactive = oneOf([
  "eq",
  "neq",
  "gt",
  "gte",
  "lt",
  "lte",
  "like",
  "ilike",
  "is",
  "in",
  "contains",
  "single",
  "maybeSingle",
  "order",
  "range",
  "match",
  "not",
  "or",
  "rpc",
  "toArray",
  "fetch",
  "subscribe",
]);

export const words: BuilderFacts = {
  clients: ["db"],
  tableTypes: ["", "from", "into", "table"],
  joinTypes: ["join", "*Join", "with*"],
  mutable: true,
  promise: { bare: ["", "from", "table", "into", "withSchema", "queryBuilder"] },
  leaving: ["clone", "stream", "toSQL", "toQuery", "toString"],
  words: {
    needed: [
      ...conditions,
      "from",
      "into",
      "table",
      "select*",
      "insert*",
      "batchInsert",
      "update*",
      "delete*",
      "del",
      "truncate",
      "upsert*",
      "increment*",
      "decrement*",
      "count*",
      "sum",
      "avg",
      "min",
      "max",
      "first*",
      "pluck",
      "columns",
      "distinct*",
      "with*",
      "union*",
      "intersect*",
      "except*",
      "groupBy",
      "raw",
      "transacti*",
    ],
    telling: [
      ...conditions,
      ...joins,
      "from",
      "into",
      "insert*",
      "del",
      "delete+",
      "truncate",
      "upsert*",
      "increment",
      "decrement",
      "returning",
      "onConflict*",
      "groupBy",
      "pluck",
    ],
    shared: ["select*", "update", "delete", "count"],
  },
  evidence: { client: { module: "knex", path: "db" }, begins },
};

function begins(steps: readonly StepForm[], index: number): "before" | "called" | null {
  const [step, next] = [steps[index], steps[index + 1]];
  if (!step || step.given === null || step.given === 0 || next?.given == null || !goesOn(next.name)) return null;
  if (["", "from", "table"].includes(step.name))
    // What an unknown function is given, or a text sliced: only together with what nobody else has.
    return step.namesTable() && !isReactive(steps) ? "before" : null;
  return (/knex/i.test(step.name) || clientNames(step.name.toLowerCase())) && step.namesTable() ? "called" : null;
}

function isReactive(steps: readonly StepForm[]): boolean {
  return steps.some(({ name }) => reactive(name)) || (steps.length === 2 && steps[0]?.name === "from");
}
