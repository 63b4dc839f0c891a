import { describe, expect, it } from "vitest";
import { readBuilderIn } from "../../read/builder/agree.ts";
import { normal } from "../../read/builder/normal.ts";

const entity = (decorators: string): string => `
import { Entity, Filter, PrimaryKey, Property } from "@mikro-orm/core";
import { SoftDeletable } from "mikro-orm-soft-delete";
import { Live, KeepDeleted } from "./live.ts";
${decorators}
@Entity({ tableName: "rooms" })
export class Room {
  @PrimaryKey() id!: number;
  @Property() name!: string;
  @Property({ nullable: true }) deletedAt?: Date;
}
`;

const live = `
import { Filter } from "@mikro-orm/core";
export function Live() { return (target: object) => { Filter({ name: "live", cond: { deletedAt: { $eq: null } }, default: true })(target as never); }; }
export const KeepDeleted = () => Filter({ name: "keep", cond: ({ all } = { all: false }) => { if (all) { return {}; } return { deletedAt: null }; }, default: true });
`;

const code = (body: string): string => `import { EntityManager } from "@mikro-orm/postgresql";
import { Room } from "./models/room.ts";
export async function shape(em: EntityManager, given: any, id: number) {
  ${body}
}
`;

const read = (body: string, decorators = "", config = "") =>
  readBuilderIn(code(body), {
    models: { "models/room.ts": `${config}\n${entity(decorators)}` },
    files: { "models/live.ts": live },
  }).readings;

/** The conditions of each way through a body's first builder. */
const wheresOf = (body: string, decorators = "", config = ""): unknown[] =>
  read(body, decorators, config)[0]!.variants.map(
    ([statement]) => (normal(statement!) as { readonly where: unknown }).where,
  );

describe("filters that are not written on the entity", () => {
  it("are found in decorators of the project and of mikro-orm-soft-delete", () => {
    const filtered = ["rooms.deleted_at is null"];
    expect(wheresOf("await em.find(Room, {});")).toEqual([null]);
    expect(wheresOf("await em.find(Room, {});", "@Live()")).toEqual(filtered);
    expect(wheresOf("await em.find(Room, {});", '@SoftDeletable(() => Room, "deletedAt", () => new Date())')).toEqual(
      filtered,
    );
    expect(wheresOf("await em.find(Room, {}, { filters: false });", "@Live()")).toEqual([null]);
  });

  it("are found in the configuration and in addFilter", () => {
    expect(
      wheresOf(
        "await em.find(Room, {});",
        "",
        'import { defineConfig } from "@mikro-orm/postgresql";\nexport default defineConfig({ filters: { live: { cond: { deletedAt: null }, default: true } } });',
      ),
    ).toEqual(["rooms.deleted_at is null"]);
    expect(
      wheresOf(
        "await em.find(Room, {});",
        "",
        'import { defineConfig } from "@mikro-orm/postgresql";\nexport default defineConfig({ filters: { live: { cond: { deletedAt: null }, default: true, entity: ["Other"] } } });',
      ),
    ).toEqual([null]);
    expect(
      wheresOf(
        "await em.find(Room, {});",
        "",
        'import type { EntityManager } from "@mikro-orm/postgresql";\nexport const setUp = (em: EntityManager) => em.addFilter("live", { deletedAt: null }, ["Room"]);',
      ),
    ).toEqual(["rooms.deleted_at is null"]);
  });

  it("are unknown where what they ask for is made while the program runs", () => {
    expect(JSON.stringify(wheresOf("await em.find(Room, {});", "@KeepDeleted()"))).toContain("unknown");
    expect(
      JSON.stringify(
        wheresOf(
          "await em.find(Room, {});",
          '@Filter({ name: "own", cond: (args) => ({ name: args.name, deletedAt: null }), default: true })',
        ),
      ),
    ).toContain("unknown");
    expect(JSON.stringify(wheresOf("await em.find(Room, {}, { filters: given.filters });", "@Live()"))).toContain(
      "unknown",
    );
  });
});

describe("what cannot be followed", () => {
  it.each([
    "await em.find(Room, given);",
    "await em.find(Room, { name: 'a', ...given });",
    "await em.find(Room, { $and: given });",
    "await em.find(Room, { $or: [{ name: 'a' }, given] });",
    "await em.find(Room, { owner: { name: 'x' } });",
    "await em.find(Room, {}, given);",
    "await em.qb(Room).where(given);",
    "await em.qb(Room).select('*').unheardOf(given);",
    "const qb = em.qb(Room).select('*'); given(qb); return await qb;",
    "const start = (): unknown => { return em.qb(Room, 'r').where({ name: 'x' }); }; given(start);",
  ])("leaves an unknown condition: %s", (body) => {
    const [reading] = read(body);
    expect(reading?.status).toBe("partly");
    expect(JSON.stringify(reading!.variants.map(([statement]) => normal(statement!)))).toMatch(/unknown|gaps/);
  });

  it.each([
    "await em.find(given, {});",
    "await em.nativeDelete(given.entity, { id });",
    "await em.getRepository(given).find({ id });",
    "em.remove(given);",
  ])("leaves an unknown table: %s", (body) => {
    const [reading] = read(body);
    expect(reading?.status).toBe("partly");
    expect(JSON.stringify(normal(reading!.variants[0]![0]!))).toContain("unknown (");
  });

  it.each([
    "em.persist(given);",
    "await em.flush();",
    "em.assign(given, { name: 'x' });",
    "em.getReference(Room, id);",
    "const qb = em.qb(Room, 'r');",
    "em.clear();",
    "await em.transactional(async () => {});",
  ])("is no statement: %s", (body) => {
    expect(read(body)).toEqual([]);
  });
});

describe("a query put together in pieces", () => {
  it("is read on every way through the program", () => {
    expect(
      wheresOf(
        "const qb = em.createQueryBuilder(Room, 'r').select('*'); if (given) qb.andWhere({ name: 'x' }); qb.andWhere({ deletedAt: null }); return await qb.getResultList();",
      )
        .map((one) => String(one))
        .sort(),
    ).toEqual(["(rooms.deleted_at is null and rooms.name = value)", "rooms.deleted_at is null"]);
    expect(
      wheresOf("await em.find(Room, { name: 'x', ...(given ? {} : { deletedAt: null }) });")
        .map((one) => String(one))
        .sort(),
    ).toEqual(["(rooms.deleted_at is null and rooms.name = value)", "rooms.name = value"]);
    expect(
      wheresOf(
        "const where: Record<string, unknown> = {}; if (given) where.name = 'x'; where.deletedAt = null; await em.find(Room, where);",
      )
        .map((one) => String(one))
        .sort(),
    ).toEqual(["(rooms.deleted_at is null and rooms.name = value)", "rooms.deleted_at is null"]);
  });
});
