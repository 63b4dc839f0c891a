import { expect, it } from "vitest";
import { statementsOf } from "../../../found-statements.ts";

const sent = (code: string) =>
  statementsOf("app.ts", {
    "package.json": `{ "dependencies": { "sequelize": "6", "pg": "8", "prosemirror-view": "^1.33.1", "@acme/shared": "workspace:*" } }`,
    "migrations/1.sql": `CREATE TABLE views (id int PRIMARY KEY, "deletedAt" timestamptz);`,
    "models/view.ts": `
      import { DataTypes, Model, Sequelize } from "sequelize";
      export class View extends Model {}
      export const define = (sequelize: Sequelize) => View.init({ deletedAt: DataTypes.DATE }, { sequelize, modelName: "view", tableName: "views" });`,
    "app.ts": code,
  });

it.each([
  `import { EditorView } from "prosemirror-view";\nexport class Editor { view: EditorView; close() { this.view.destroy(); } }`,
  `class Panel { show() {} }\nexport class Editor { view = new Panel(); close() { this.view.destroy(); } }`,
])("what is an instance of something else is no model, whatever it is called: %s", async (code) => {
  expect(await sent(code)).toEqual([]);
});

it.each([
  `export const close = (view: any) => view.destroy({ where: { id: 1 } });`,
  `import type { Context } from "@acme/shared";\nexport const close = (ctx: Context) => ctx.view.destroy({ where: { id: 1 } });`,
])("what is out of sight may be one: %s", async (code) => {
  expect(await sent(code)).toHaveLength(1);
});
