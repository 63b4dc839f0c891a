import { expect, it } from "vitest";
import { project } from "../../../cli/command.ts";

const packages = '{ "dependencies": { "typeorm": "0.3", "pg": "8" } }';
const view = (columns: string) => `
import { BaseEntity, Column, PrimaryGeneratedColumn, ViewColumn, ViewEntity } from "typeorm";
@ViewEntity({ name: "access" }) export class Access extends BaseEntity { ${columns} }
`;
const schemaOf = (columns: string) =>
  project({ "package.json": packages, "access.ts": view(columns) }).rowguard("schema");

it.each([
  ["of its own decorators", '@ViewColumn({ name: "plan" }) monitor: string; @ViewColumn() total: number;'],
  ["of those of tables", '@PrimaryGeneratedColumn({ name: "plan" }) id: number; @Column("int") total: number;'],
])("a view that the database has by itself has the columns %s", async (_, columns) => {
  const { out, err } = await schemaOf(columns);
  expect(err).toBe("");
  expect(out).toContain("access  view: plan, total");
});

it("a view of which neither columns nor query are told is none, and that is said", async () => {
  const { out, err } = await schemaOf("");
  expect(err).toContain('access.ts:3: the columns of the view of "Access" could not be told');
  expect(out).not.toContain("access  view");
});
