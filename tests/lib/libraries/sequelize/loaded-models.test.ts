import { describe, expect, it } from "vitest";
import { statementsOf } from "../../../found-statements.ts";
import type { Files } from "../../../project-folder.ts";

const schema = `
CREATE TABLE "Plans" (id int PRIMARY KEY, "deletedAt" timestamptz);
CREATE TABLE "Notes" (id int PRIMARY KEY, "planId" int NOT NULL REFERENCES "Plans" (id), "deletedAt" timestamptz);
`;
const plan = `
const { Model } = require("sequelize");
module.exports = (sequelize, DataTypes) => {
  class Plan extends Model {}
  Plan.init({ deletedAt: DataTypes.DATE }, { sequelize, modelName: "Plan", timestamps: false });
  return Plan;
};`;
const noteWith = (scope: string) => `
const { Model } = require("sequelize");
module.exports = (sequelize, DataTypes) => {
  class Note extends Model {
    static associate(models) {
      Note.belongsTo(models.Plan, { foreignKey: "planId", as: "plan" });
      ${scope}
    }
  }
  Note.init({ planId: DataTypes.INTEGER, deletedAt: DataTypes.DATE }, { sequelize, modelName: "Note", timestamps: false });
  return Note;
};`;
/** A folder of models that an index loads. */
const folder = (index: string, scope = ""): Files => ({
  "package.json": `{ "dependencies": { "sequelize": "6", "pg": "8" } }`,
  "migrations/1.sql": schema,
  "models/plan.js": plan,
  "models/note.js": noteWith(scope),
  "models/index.js": index,
});

const opening = `
const fs = require("fs");
const path = require("path");
const Sequelize = require("sequelize");
const sequelize = new Sequelize(process.env.URL, { dialect: "postgres" });
const models = fs.readdirSync(__dirname).filter((file) => file !== "index.js");
const load = (file) => require(path.join(__dirname, file))(sequelize, Sequelize.DataTypes);
const db = {};
`;
const forEach = `${opening}
models.forEach((file) => {
  const model = load(file);
  db[model.name] = model;
});
db.sequelize = sequelize;
module.exports = db;`;
const forOf = `${opening}
for (const file of models) {
  const model = load(file);
  db[model.name] = model;
}
module.exports = db;`;
const esm = `${opening}
models.forEach((file) => {
  const model = load(file);
  db[model.name] = model;
});
export default db;`;
const inOne = `${opening}
for (const file of models) db[load(file).name] = load(file);
module.exports = db;`;

const required = (code: string) => `const db = require("./models");\n${code}`;
const imported = (code: string) => `import db from "./models/index.js";\n${code}`;

describe("models that a loop loads from a folder", () => {
  it.each([
    ["put there by forEach", forEach, required("exports.a = async () => await db.Note.findAll();")],
    ["put there by for … of", forOf, required("exports.a = async () => await db.Note.findAll();")],
    ["exported by default", esm, imported("export const a = async () => await db.Note.findAll();")],
    ["imported as the default of CommonJS", forEach, imported("export const a = async () => await db.Note.findAll();")],
    [
      "taken out of the object",
      forEach,
      imported("const { Note } = db;\nexport const a = async () => await Note.findAll();"),
    ],
    [
      "taken out where they are required",
      forEach,
      `const { Note } = require("./models");\nexports.a = async () => await Note.findAll();`,
    ],
    ["put there in one statement", inOne, required("exports.a = async () => await db.Note.findAll();")],
    [
      "exported by name",
      esm.replace("const db", "export const db"),
      `import { db } from "./models/index.js";
export const a = async () => await db.Note.findAll();`,
    ],
  ])("are found where they are %s", async (_, index, code) => {
    expect(await statementsOf("app.js", { ...folder(index), "app.js": code })).toEqual(["select Notes"]);
  });

  it("are found where a list of them is gone through, and each is kept under its own name", async () => {
    const index = `
import Sequelize from "sequelize";
import note from "./note.js";
const sequelize = new Sequelize(process.env.URL, { dialect: "postgres" });
export const models = {};
[note].forEach((define) => {
  const model = define(sequelize, Sequelize.DataTypes);
  models[model.name] = model;
});`;
    const code = `import { models } from "./models/index.js";\nexport const a = async () => await models.Note.findAll();`;
    expect(await statementsOf("app.js", { ...folder(index), "app.js": code })).toEqual(["select Notes"]);
  });

  it("are found under the name that they are kept by, of a package that another one gives the library", async () => {
    const files = {
      "package.json": `{ "workspaces": ["packages/*"] }`,
      "packages/connect/package.json": `{ "name": "@own/connect", "dependencies": { "sequelize": "6", "pg": "8" } }`,
      "packages/connect/index.js":
        'import pkg from "sequelize";\nexport const { DataTypes } = pkg;\nexport const sequelize = new pkg.Sequelize(process.env.URL);',
      "packages/models/package.json": `{ "name": "@own/models", "main": "index.js", "dependencies": { "@own/connect": "1" } }`,
      "packages/models/index.js": `
import { DataTypes } from "@own/connect";
export const models = {};
export async function defineAll(sequelize) {
  models.userRoles = await sequelize.define("user-roles", { role: DataTypes.STRING }, { timestamps: false });
}`,
      "packages/api/package.json": `{ "name": "@own/api", "dependencies": { "@own/models": "1" } }`,
      "packages/api/app.js": `import { models } from "@own/models";\nexport const a = async () => await models.userRoles.findAll();`,
    };
    expect(await statementsOf("packages/api/app.js", files)).toEqual(["select user-roles"]);
  });

  it("are found where each file defines its model by an instance of any name", async () => {
    const note = `
import Sequelize from "sequelize";
export default (instance) =>
  instance.define("Note", { created_at: { type: Sequelize.DATE } }, { tableName: "Notes", underscored: true });`;
    const files = { ...folder(esm), "models/note.js": note, "models/plan.js": "export default () => null;" };
    const code = "export default class { all() { return this.models.Note.findAll(); } }";
    expect(await statementsOf("app.js", { ...files, "app.js": code })).toEqual(["select Notes"]);
  });

  it.each([
    ["a name that no model has", forEach, "exports.a = async () => await db.Memo.findAll();"],
    ["what else is in the object", forEach, "exports.a = async () => await db.sequelize.close();"],
    ["a method that no model has", forEach, "exports.a = async () => await db.Note.collect();"],
    [
      "an object of which all is known",
      "module.exports = { Note: { findAll: async () => [] } };",
      "exports.a = async () => await db.Note.findAll();",
    ],
  ])("are not taken for %s", async (_, index, code) => {
    expect(await statementsOf("app.js", { ...folder(index), "app.js": required(code) })).toEqual([]);
  });

  it("are the rows that they find, too", async () => {
    const code = imported(
      "export const a = async () => { const note = await db.Note.findByPk(3); await note.destroy(); };",
    );
    expect(await statementsOf("app.js", { ...folder(esm), "app.js": code })).toEqual(["select Notes", "delete Notes"]);
  });
});

describe("a default scope", () => {
  const of = (scope: string, code: string) =>
    statementsOf("app.js", {
      ...folder(forEach, `Note.addScope("defaultScope", ${scope});`),
      "app.js": required(`exports.a = async (id) => await ${code};`),
    });
  const all = "db.Note.findAll()";

  it.each([
    ["includes a model", `{ include: [{ model: models.Plan, as: "plan" }] }`, all, "select Notes Plans"],
    ["includes one without a list", `{ include: { model: models.Plan, as: "plan" } }`, all, "select Notes Plans"],
    ["includes a relation by its name", `{ include: ["plan"] }`, all, "select Notes Plans"],
    ["includes some columns", `{ include: [{ association: "plan", attributes: ["id"] }] }`, all, "select Notes Plans"],
    ["has a condition as well", `{ where: { deletedAt: null }, include: ["plan"] }`, all, "select Notes Plans"],
    ["is left out", `{ include: ["plan"] }`, "db.Note.unscoped().findAll()", "select Notes"],
    ["is none of a DELETE's", `{ include: ["plan"] }`, "db.Note.destroy({ where: { id } })", "delete Notes"],
  ])("that %s is read", async (_, scope, code, expected) => {
    expect(await of(scope, code)).toEqual([expected]);
  });

  it.each([
    ["leaves out rows by its include", `{ include: [{ model: models.Plan, as: "plan", where: { id: 1 } }] }`],
    ["requires what it includes", `{ include: [{ model: models.Plan, as: "plan", required: true }] }`],
    ["includes what is not known", `{ include: [models.others] }`],
    ["is put together elsewhere", `{ ...models.shared }`],
  ])("that %s is not known whole", async (_, scope) => {
    const [only = ""] = await of(scope, all);
    expect(only).toMatch(/^partly select/);
  });
});
