import type { BuilderFacts } from "../builder-facts.ts";
import { words as knex } from "../knex/words.ts";

export const words: BuilderFacts = {
  clients: [],
  modelClass: "Model",
  instanceMethods: ["$query", "$relatedQuery"],
  mutable: true,
  promise: { bare: ["query"] },
  leaving: ["clone", "execute*", "resultSize", "toKnexQuery"],
  words: {
    needed: [
      ...knex.words.needed,
      "query*",
      "$query*",
      "relatedQuery",
      "$relatedQuery",
      "fetchGraph",
      "$fetchGraph",
      "find*",
      "patch*",
      "load*",
    ],
    telling: [
      ...knex.words.telling,
      "$query",
      "relatedQuery",
      "$relatedQuery",
      "withGraph*",
      "findBy*",
      "findOne*",
      "patch*",
    ],
    shared: knex.words.shared ?? [],
  },
};
