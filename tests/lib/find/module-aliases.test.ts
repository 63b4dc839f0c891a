import { describe, expect, it } from "vitest";
import { statementsOf } from "../../found-statements.ts";

const models = {
  "migrations/1.sql": "CREATE TABLE boats (id int PRIMARY KEY); CREATE TABLE ports (id int PRIMARY KEY);",
  "src/models/index.js": 'module.exports.Boat = require("./Boat");\nmodule.exports.Port = require("./Port");',
  "src/models/Boat.js":
    'const { Model } = require("objection");\nmodule.exports = class Boat extends Model { static get tableName() { return "boats"; } };',
  "src/models/Port.js":
    'const { Model } = require("objection");\nmodule.exports = class Port extends Model { static get tableName() { return "ports"; } };',
};
const manifest = (aliases: Readonly<Record<string, string>>) =>
  JSON.stringify({ dependencies: { objection: "2", pg: "8" }, _moduleAliases: aliases });

describe("aliases that a package.json has for folders and modules", () => {
  const all = (specifier: string) =>
    `const { Boat } = require("${specifier}");\nexports.all = async () => await Boat.query();`;

  it.each([
    ["a folder", { "~": "src" }, "~/models"],
    ["a module", { "@models": "src/models/index.js" }, "@models"],
    ["the longer of two", { "@app": "lib", "@app/src": "src" }, "@app/src/models"],
  ])("lead to %s", async (_, aliases, specifier) => {
    const files = { ...models, "package.json": manifest(aliases), "src/app.js": all(specifier) };
    expect(await statementsOf("src/app.js", files)).toEqual(["select boats"]);
  });

  it.each([
    ["another name", { "~": "src" }, "~x/models"],
    ["what is no text", { "~": 3 as unknown as string }, "~/models"],
  ])("do not lead from %s", async (_, aliases, specifier) => {
    const files = { ...models, "package.json": manifest(aliases), "src/app.js": all(specifier) };
    expect(await statementsOf("src/app.js", files)).toEqual([]);
  });
});

describe("objection's transaction", () => {
  const within = (parameters: string, body: string) => ({
    ...models,
    "package.json": manifest({}),
    "src/app.js": `
const { transaction } = require("objection");
const { Boat, Port } = require("./models");
exports.run = () => transaction(Boat, Port, async (${parameters}) => { ${body} });`,
  });

  it("hands its callback the models that stand before it, bound to the transaction", async () => {
    const files = within("A, B, trx", "await A.query().deleteById(1); await B.query(); await trx.raw('SELECT 1');");
    expect(await statementsOf("src/app.js", files)).toEqual(["delete boats", "select ports", "select"]);
  });

  it("hands it nothing else", async () => {
    expect(await statementsOf("src/app.js", within("A, B, trx, more", "await more.query();"))).toEqual([]);
  });
});
