import type { BuilderFacts } from "../builder-facts.ts";
import { oneOf } from "../names.ts";

const methods = [
  "findAll",
  "findOne",
  "findByPk",
  "findOrCreate",
  "findOrBuild",
  "findCreateFind",
  "findAndCountAll",
  "count",
  "max",
  "min",
  "sum",
  "aggregate",
  "create",
  "bulkCreate",
  "upsert",
  "update",
  "increment",
  "decrement",
  "destroy",
  "truncate",
  "restore",
  "scope",
  "unscoped",
];
const isMethod = oneOf(methods);

export const words: BuilderFacts = {
  clients: ["Sequelize()"],
  modelClass: "Model",
  words: {
    needed: [
      "find*",
      "count*",
      "sum",
      "min",
      "max",
      "aggregate",
      "create*",
      "bulk*",
      "build",
      "upsert*",
      "update*",
      "increment*",
      "decrement*",
      "destroy",
      "truncate",
      "restore",
      "drop",
      "reload",
      "scope",
      "unscoped",
      "query*",
      "transacti*",
    ],
    telling: [
      "findAll*",
      "findOne*",
      "findBy*",
      "findOr*",
      "findCreate*",
      "findAnd*",
      "bulk+",
      "upsert*",
      "increment",
      "decrement",
      "destroy",
      "truncate",
      "restore",
      "aggregate",
    ],
    shared: ["create", "update", "count"],
  },
  evidence: {
    client: { module: "sequelize", path: "Sequelize()" },
    ofModels: methods,
    // `models.User.findAll({ … })`
    begins(steps, index) {
      const [step, next] = [steps[index], steps[index + 1]];
      return step?.isMember && next?.given != null && isMethod(next.name) && step.isModel() ? "before" : null;
    },
  },
  rows: {
    methods: ["destroy", "update", "restore", "increment", "decrement"],
    one: ["findOne", "findByPk", "create"],
    many: ["findAll", "bulkCreate"],
    first: ["findOrCreate", "findCreateFind", "upsert"],
    rows: ["findAndCountAll"],
    firstIs: "one",
  },
};
