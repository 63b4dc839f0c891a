import { describe, expect, it } from "vitest";
import { statementsOf } from "../../../found-statements.ts";

const entity = (schema: string) =>
  `
import { Column, Entity, PrimaryColumn } from "typeorm";
@Entity({ name: "boats", schema: "${schema}" }) export class Boat { @PrimaryColumn() id: number; @Column() name: string; }
`;
const files = {
  "package.json": '{ "dependencies": { "typeorm": "0.3", "pg": "8" } }',
  "entities/boat.ts": entity("fleet"),
  "entities/draft/boat.ts": entity("draft"),
};
const named = (path: string) => `
import { Repository } from "typeorm";
import { Boat } from "${path}";
export class Boats extends Repository<Boat> {
  async all() { return await this.find({ where: { name: "x" } }); }
}
export const one = async (boats: Repository<Boat>) => await boats.findOneBy({ id: 1 });`;

describe("entities of one name in two schemas", () => {
  it.each([
    ["./entities/boat", "fleet.boats"],
    ["./entities/draft/boat", "draft.boats"],
  ])("are told apart by the file that declares them: %s", async (path, table) => {
    expect(await statementsOf("app.ts", { ...files, "app.ts": named(path) })).toEqual([
      `select ${table}`,
      `select ${table}`,
    ]);
  });

  it("are not where only the name is known", async () => {
    const code =
      'import { DataSource } from "typeorm";\nexport const f = async (source: DataSource) => await source.getRepository("Boat").find();';
    expect(await statementsOf("app.ts", { ...files, "app.ts": code })).toEqual(["partly select"]);
  });
});

describe("a function that gives a repository back, or one like it", () => {
  const code = (body: string, result = "") => `
import { EntityManager, Repository } from "typeorm";
import { Boat } from "./entities/boat";
function within<E, T extends Repository<E>>(repository: T, manager?: EntityManager)${result} { ${body} }
export const all = async (boats: Repository<Boat>, manager?: EntityManager) => await within(boats, manager).find();`;

  it.each([
    "if (!manager) return repository; return Object.assign(copied(repository), manager);",
    "return manager ? copied(repository) : repository;",
  ])("gives one of the same entity: %s", async (body) => {
    expect(await statementsOf("app.ts", { ...files, "app.ts": code(body) })).toEqual(["select fleet.boats"]);
  });

  it.each([
    ["return copied(repository);", ""],
    ["if (!manager) return repository as any; return copied(repository);", ": Promise<string>"],
  ])("gives what is not known where it never gives the argument: %s", async (body, result) => {
    expect(await statementsOf("app.ts", { ...files, "app.ts": code(body, result) })).toEqual([]);
  });
});

describe("a manager that is out of sight", () => {
  const code = (body: string) => `
import { Connection } from "@fleet/common/connection";
import { Boat } from "./entities/boat";
class Crew {}
const manager = () => Connection.getManager();
${body}`;

  it.each([
    ["export const f = async () => await manager().findOneBy(Boat, { id: 1 });", ["select fleet.boats"]],
    [
      "export const f = async () => { const m = manager(); await m.findOneBy(Boat, { id: 1 }); };",
      ["select fleet.boats"],
    ],
    ["export const f = async (m: any) => { await m.delete(Boat, { id: 1 }); };", ["delete fleet.boats"]],
  ])("is known by the entity that it is given: %s", async (body, found) => {
    expect(await statementsOf("app.ts", { ...files, "app.ts": code(body) })).toEqual(found);
  });

  it.each([
    "export const f = async (m: any) => await m.findOneBy(Crew, { id: 1 });",
    "export const f = async (m: any) => await m.get(Boat, { id: 1 });",
    "export const f = (all: Map<unknown, unknown>) => all.get(Boat);",
  ])("is not, by another class or method: %s", async (body) => {
    expect(await statementsOf("app.ts", { ...files, "app.ts": code(body) })).toEqual([]);
  });
});
