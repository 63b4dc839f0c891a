import { createRequire } from "node:module";
import { expect, it } from "vitest";
import { catalogOfModels } from "../../read/models/catalog-of-models.ts";
import { judged } from "../../read/models/judged.ts";
import { evaluated } from "../../read/models/pg-on-pglite.ts";

const schema = `
import { sql, isNull } from "drizzle-orm";
import { type AnyPgColumn, bigint, bigserial, boolean, check, customType, date, doublePrecision, foreignKey, index, inet, integer, interval, jsonb, numeric, pgEnum, pgSchema, pgTable, point, primaryKey, real, serial, smallint, text, time, timestamp, unique, uniqueIndex, uuid, varchar } from "drizzle-orm/pg-core";

const money = customType<{ data: string }>({ dataType: () => "numeric(12, 2)" });
export const role = pgEnum("role", ["admin", "member"]);
export const audit = pgSchema("audit");
export const level = audit.enum("level", ["low", "high"]);
const timestamps = { createdAt: timestamp("created_at", { withTimezone: true }).notNull().defaultNow(), deletedAt: timestamp("deleted_at", { precision: 3 }) };

export const users = pgTable("users", {
  id: uuid().primaryKey().defaultRandom(),
  email: varchar("email", { length: 320 }).notNull().unique(),
  handle: text().unique("users_handle", { nulls: "not distinct" }),
  role: role("role").default("member").notNull(),
  tags: text("tags").array().notNull().default(sql\`'{}'::text[]\`),
  settings: jsonb("settings").$type<{ theme: string }>().default({}),
  active: boolean().default(true), balance: money("balance").default("0"), born: date("born"), ip: inet(), weight: real(), height: doublePrecision(), opens: time(), every: interval(), rank: smallint(),
  spot: point("spot"), fallback: text().$default(() => "x"),
  referrerId: uuid("referrer_id").references((): AnyPgColumn => users.id, { onDelete: "set null" }),
  ...timestamps,
}, (table) => [
  index("users_role").on(table.role, table.createdAt.desc()),
  uniqueIndex("users_live_email").on(sql\`lower(\${table.email})\`).where(sql\`\${table.deletedAt} is null\`),
  index().on(table.born).where(isNull(table.handle)),
  check("users_rank", sql\`\${table.rank} >= 0\`),
]);

export const orders = pgTable("orders", {
  tenant: integer().notNull(), number: integer().generatedAlwaysAsIdentity(), total: numeric({ precision: 10, scale: 2 }).notNull(), doubled: numeric().generatedAlwaysAs(sql\`total * 2\`),
  userId: uuid("user_id").notNull().references(() => users.id, { onDelete: "cascade", onUpdate: "restrict" }),
}, (t) => [primaryKey({ columns: [t.tenant, t.number] }), unique().on(t.tenant, t.userId)]);

export const lines = audit.table("lines", {
  id: serial().primaryKey(), big: bigserial({ mode: "number" }), tenant: integer(), number: integer(), level: level().notNull(), seq: bigint("seq", { mode: "number" }).generatedByDefaultAsIdentity(),
}, (t) => [foreignKey({ columns: [t.tenant, t.number], foreignColumns: [orders.tenant, orders.number], name: "lines_order" }).onDelete("cascade")]);
`;

interface Kit {
  generateDrizzleJson(exports: Readonly<Record<string, unknown>>): unknown;
  generateMigration(before: unknown, after: unknown): Promise<string[]>;
}

it("drizzle's table definitions declare what drizzle-kit itself generates", async () => {
  const kit = createRequire(import.meta.url)("drizzle-kit/api") as Kit;
  const statements = await kit.generateMigration(
    kit.generateDrizzleJson({}),
    kit.generateDrizzleJson(evaluated(schema)),
  );
  const catalog = catalogOfModels("drizzle", { "schema.ts": schema });
  expect(catalog.problems).toEqual([]);
  expect(await judged(catalog, statements.join(";\n"))).toEqual([]);
});
