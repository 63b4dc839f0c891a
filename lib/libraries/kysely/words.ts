import type { BuilderFacts } from "../builder-facts.ts";
import { joins } from "../knex/words.ts";

const beginnings = ["selectFrom", "insertInto", "updateTable", "deleteFrom"];

export const words: BuilderFacts = {
  clients: ["db"],
  undefinedConditions: {},
  casts: ["$castTo", "$narrowType"],
  leaving: ["execute*", "stream", "compile"],
  words: {
    needed: [...beginnings, "mergeInto", "with*", "execute*", "transacti*"],
    telling: [...beginnings, ...joins, "where*", "returning", "onConflict*", "groupBy"],
    shared: ["select*"],
    assigning: ["set", "values"],
  },
  evidence: {
    client: { module: "kysely", path: "db" },
    begins: (steps, index) =>
      beginnings.includes(steps[index]?.name ?? "") && steps[index + 1] !== undefined && steps[index]?.namesTable()
        ? "before"
        : null,
  },
};
