import type { BuilderFacts } from "../builder-facts.ts";
import { oneOf } from "../names.ts";

/** Methods of a model. */
const methods = oneOf([
  "findMany",
  "findUnique",
  "findUniqueOrThrow",
  "findFirst",
  "findFirstOrThrow",
  "findManyOrThrow",
  "create",
  "createMany",
  "createManyAndReturn",
  "update",
  "updateMany",
  "updateManyAndReturn",
  "upsert",
  "delete",
  "deleteMany",
  "count",
  "aggregate",
  "groupBy",
]);

export const words: BuilderFacts = {
  clients: ["PrismaClient()"],
  // A schema with strictUndefinedChecks is told by its models.
  undefinedConditions: {},
  words: {
    needed: [
      "find*",
      "$find*",
      "create*",
      "update*",
      "upsert*",
      "delete*",
      "count*",
      "aggregate",
      "groupBy",
      "$transaction",
    ],
    telling: [
      "findMany*",
      "findUnique*",
      "findFirst*",
      "createMany*",
      "updateMany*",
      "upsert*",
      "delete+",
      "aggregate",
      "groupBy",
    ],
    shared: ["create", "update", "delete", "count"],
  },
  evidence: {
    client: { module: "@prisma/client", path: "PrismaClient()" },
    // `ctx.db.user.findMany({ … })`
    begins(steps, index) {
      const [step, next] = [steps[index], steps[index + 1]];
      return step?.isMember && next?.given != null && next.given <= 1 && methods(next.name) && step.isModel()
        ? "before"
        : null;
    },
  },
};
