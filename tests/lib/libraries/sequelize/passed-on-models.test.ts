import { describe, expect, it } from "vitest";
import { statementsOf } from "../../../found-statements.ts";

const schema = `CREATE TABLE "Plans" (id int PRIMARY KEY, name text, "deletedAt" timestamptz);`;
const model = `
module.exports = (sequelize, DataTypes) =>
  sequelize.define("Plan", { name: DataTypes.TEXT, deletedAt: DataTypes.DATE }, { timestamps: false });`;
const index = (passed: string) => `
const { Sequelize, DataTypes } = require("sequelize");
const sequelize = new Sequelize("x");
require("./plan")(sequelize, DataTypes);
${passed}`;

const list = `const { Plan } = require("./models");\nexports.list = async () => Plan.findAll();`;
const sentWhere = (passed: string) =>
  statementsOf("list.js", {
    "list.js": list,
    "package.json": `{ "dependencies": { "sequelize": "6", "pg": "8" } }`,
    "migrations/1.sql": schema,
    "models/plan.js": model,
    "models/index.js": index(passed),
  });

describe("models that a module passes on with those of its client", () => {
  it.each([
    ["spread beside the client", "module.exports = { sequelize, ...sequelize.models };"],
    ["as a whole", "module.exports = sequelize.models;"],
    ["taken out by name", "const { Plan } = sequelize.models;\nmodule.exports = { Plan };"],
    ["of an object that is held", "const db = { sequelize, ...sequelize.models };\nmodule.exports = db;"],
  ])("are models: %s", async (_, passed) => {
    expect(await sentWhere(passed)).toEqual(["select Plans"]);
  });

  it("leave alone what the object has of its own", async () => {
    expect(
      await sentWhere("const Plan = { findAll: () => [] };\nmodule.exports = { ...sequelize.models, Plan };"),
    ).toEqual([]);
  });
});
