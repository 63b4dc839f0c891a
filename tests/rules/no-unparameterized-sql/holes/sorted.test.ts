import { labelled } from "./labelled.ts";

labelled("what knex sorts by", { before: 'import knex from "knex"; const db = knex({ client: "pg" });' }, [
  ["a parameter", 'export const f = (sort: string) => db("parts").orderByRaw(«sort»);'],
  ["of a request", 'export const f = (req, res) => db("parts").orderByRaw(«req.query.sort»);'],
  ["a part of it", 'export const f = (dir: string) => db("parts").orderByRaw(`id ${«dir»}`);'],
  ["raw in orderBy", 'export const f = (sort: string) => db("parts").orderBy(db.raw(«sort»));'],
  ["a name that knex quotes", 'export const f = (sort: string) => db("parts").orderBy(sort);'],
  ["with its value beside it", 'export const f = (sort: string) => db("parts").orderByRaw("?? desc", [sort]);'],
  [
    "a private function that is given constants",
    'const list = (sort: string) => db("parts").orderByRaw(sort); export const f = () => [list("id desc"), list("name")];',
  ],
  [
    "a look-up",
    'const orders: Record<string, string> = { newest: "id desc" }; export const f = (order: string) => db("parts").orderByRaw(orders[order]);',
  ],
  ["by its name a piece of SQL", 'export const f = (orderSql: string) => db("parts").orderByRaw(orderSql);'],
]);

labelled(
  "what TypeORM sorts by",
  {
    before:
      'import { Repository, Entity, PrimaryGeneratedColumn } from "typeorm"; @Entity("parts") class Part { @PrimaryGeneratedColumn() id: number; } declare const parts: Repository<Part>;',
  },
  [
    ["a parameter", 'export const f = (sort: string) => parts.createQueryBuilder("p").orderBy(«sort»).getMany();'],
    [
      "a part of it",
      'export const f = (sort: string) => parts.createQueryBuilder("p").orderBy(`p.${«sort»}`).getMany();',
    ],
    [
      "the alias of a table",
      "export const f = (of: string) => parts.createQueryBuilder(of).orderBy(`${of}.id`).getMany();",
    ],
    [
      "an alias that a request names",
      'export const f = (req, res) => parts.createQueryBuilder("p").orderBy(`${«req.query.of»}.id`).getMany();',
    ],
    ["a constant", 'export const f = () => parts.createQueryBuilder("p").orderBy("p.id", "DESC").getMany();'],
    [
      "checked",
      'export const f = (sort: string) => { if (!["id", "name"].includes(sort)) throw new Error(); return parts.createQueryBuilder("p").orderBy(`p.${sort}`).getMany(); };',
    ],
  ],
);

labelled(
  "what Sequelize sorts by",
  {
    before:
      'import { Sequelize, literal, DataTypes } from "sequelize"; const db = new Sequelize(""); const Part = db.define("parts", { name: DataTypes.TEXT });',
  },
  [
    ["a literal", 'export const f = (sort: string) => Part.findAll({ order: [[literal(«sort»), "DESC"]] });'],
    ["a literal by itself", "export const f = (sort: string) => Part.findAll({ order: literal(«sort») });"],
    [
      "a literal of a request",
      "export const f = (req, res) => Part.findAll({ order: [literal(`${«req.query.sort»} DESC`)] });",
    ],
    ["a name that Sequelize quotes", 'export const f = (sort: string) => Part.findAll({ order: [[sort, "DESC"]] });'],
    ["a constant literal", 'export const f = () => Part.findAll({ order: [literal("random()")] });'],
  ],
);

labelled(
  "what drizzle sorts by",
  {
    before:
      'import { sql } from "drizzle-orm"; import { drizzle } from "drizzle-orm/node-postgres"; import { pgTable, integer } from "drizzle-orm/pg-core"; const db = drizzle(""); const parts = pgTable("parts", { id: integer() });',
  },
  [
    ["raw", "export const f = (sort: string) => db.select().from(parts).orderBy(sql.raw(«sort»));"],
    [
      "raw in a tag",
      "export const f = (dir: string) => db.select().from(parts).orderBy(sql`${parts.id} ${sql.raw(«dir»)}`);",
    ],
    ["an identifier", "export const f = (sort: string) => db.select().from(parts).orderBy(sql.identifier(sort));"],
    [
      "a constant",
      'export const f = (old: boolean) => db.select().from(parts).orderBy(sql.raw(old ? "id desc" : "id"));',
    ],
  ],
);

labelled(
  "what objection sorts by",
  { before: 'import { Model, raw } from "objection"; class Part extends Model { static tableName = "parts"; }' },
  [
    ["orderByRaw", "export const f = (sort: string) => Part.query().orderByRaw(«sort»);"],
    ["raw in orderBy", "export const f = (sort: string) => Part.query().orderBy(raw(«sort»));"],
    ["a name", "export const f = (sort: string) => Part.query().orderBy(sort);"],
  ],
);
