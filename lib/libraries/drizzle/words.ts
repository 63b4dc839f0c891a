import type { BuilderFacts, StepForm } from "../builder-facts.ts";
import { joins } from "../knex/words.ts";
import { oneOf } from "../names.ts";

const setOperations = ["union", "unionAll", "intersect", "intersectAll", "except", "exceptAll"];

export const words: BuilderFacts = {
  clients: ["db"],
  undefinedConditions: {},
  makers: setOperations,
  mutable: true,
  promise: { bare: ["select", "from", "$dynamic"] },
  leaving: ["$dynamic", "execute*", "run", "all", "values", "prepare", "toSQL", "getSQL"],
  words: {
    needed: [
      "query*",
      "find*",
      "select*",
      "from",
      "insert*",
      "update*",
      "delete*",
      "where*",
      "with*",
      "union*",
      "intersect*",
      "except*",
      "groupBy",
      "execute*",
      "transacti*",
    ],
    telling: [
      ...joins,
      "from",
      "where*",
      "findFirst*",
      "findMany*",
      "insert*",
      "returning",
      "onConflict*",
      "groupBy",
      "$count",
    ],
    shared: ["select*", "update", "delete"],
    assigning: ["set", "values"],
  },
  evidence: {
    client: { module: "drizzle-orm", path: "db" },
    begins: (steps, at) => (isBegun(steps, at) ? "before" : null),
  },
};

const finds = oneOf(["findMany", "findFirst"]);

function isBegun(steps: readonly StepForm[], index: number): boolean {
  const [step, next, third] = steps.slice(index, index + 3);
  if (!step) return false;
  // `db.query.users.findMany({ … })`
  if (step.isMember)
    return (
      step.name === "query" && next !== undefined && next.given === null && finds(third?.name ?? "") && next.isModel()
    );
  switch (step.name) {
    case "select":
    case "selectDistinct":
      return takesTable(next, "from") || (hasArgument(step) && takesTable(third, "from"));
    case "selectDistinctOn":
      return hasArgument(step) && (takesTable(next, "from") || takesTable(third, "from"));
    case "insert":
      return (next?.name === "values" || next?.name === "select") && takesTable(step);
    case "update":
      return next?.name === "set" && takesTable(step);
    case "delete":
      return takesTable(step);
    default:
      return false;
  }
}

const hasArgument = ({ given }: StepForm): boolean => given !== null && given > 0;

/** `pgTable("users", …)`, whichever file declares it. */
function takesTable(step: StepForm | undefined, name = step?.name): boolean {
  const path = step && step.name === name && hasArgument(step) ? step.givenPath() : null;
  return path != null && /(?:^|\.)pg(?:Table|View|MaterializedView|Schema)\b|Table\(/.test(path);
}
