import { labelled } from "./holes/labelled.ts";

const schema = `
  CREATE EXTENSION ltree;
  CREATE TYPE mood AS ENUM ('calm', 'busy');
  CREATE TYPE odd AS ENUM ('it''s');
  CREATE DOMAIN number_of_port AS integer;
  CREATE TABLE harbours (id text PRIMARY KEY DEFAULT gen_random_uuid(), name text);
  CREATE TABLE ports (
    id uuid PRIMARY KEY, number bigint, path ltree, made timestamptz, mood mood, odd odd, berth number_of_port, tags uuid[],
    harbour_id text REFERENCES harbours (id), name text, code varchar(8), data jsonb
  );
`;
const before = 'import { Pool } from "pg"; const pool = new Pool();';
const row = "const { rows } = await pool.query('SELECT * FROM ports'); const port = rows[0];";
const reads = (hole: string) =>
  `export async function f() { ${row} await pool.query(\`SELECT 1 FROM ports WHERE name = '\${${hole}}'\`); }`;

labelled("a value that was read from the database", { before, schema }, [
  ...["id", "number", "path", "made", "mood", "berth", "tags", "harbour_id"].map(
    (column) => [`of a type without place for SQL: ${column}`, reads(`port.${column}`)] as const,
  ),
  ...["name", "code", "data", "odd", "nothing"].map(
    (column) => [`that may hold any text: ${column}`, reads(`«port.${column}»`)] as const,
  ),
  ["through slice", reads("port.path.slice(0, port.path.lastIndexOf('.'))")],
  ["free text through slice", reads("«port.name.slice(0, 3)»")],
  ["through split", reads("port.path.split('.')[0]")],
  ["free text through split", reads("«port.name.split('.')[0]»")],
  [
    "taken apart by split",
    `export async function f() { ${row} const [first] = port.path.split("."); await pool.query(\`SELECT 1 FROM ports WHERE name = '\${first}'\`); }`,
  ],
  [
    "a list of them",
    `export async function f() { ${row} await pool.query(\`SELECT 1 FROM ports WHERE id IN (\${rows.map((one) => \`'\${one.id}'\`).join(", ")})\`); }`,
  ],
  [
    "a list of free texts",
    `export async function f() { ${row} await pool.query(\`SELECT 1 FROM ports WHERE name IN (\${«rows.map((one) => \`'\${one.name}'\`).join(", ")»})\`); }`,
  ],
  [
    "by a name of its own",
    "export async function f() { const { rows } = await pool.query('SELECT id AS it FROM ports'); await pool.query(`SELECT 1 FROM ports WHERE name = '${rows[0].it}'`); }",
  ],
  [
    "free text by a name of another column",
    "export async function f() { const { rows } = await pool.query('SELECT name AS id FROM ports'); await pool.query(`SELECT 1 FROM ports WHERE name = '${«rows[0].id»}'`); }",
  ],
  [
    "of a column on one way only",
    "export async function f(all) { const { rows } = await pool.query(all ? 'SELECT id AS it FROM ports' : 'SELECT name AS it FROM ports'); await pool.query(`SELECT 1 FROM ports WHERE name = '${«rows[0].it»}'`); }",
  ],
  [
    "handed to a function",
    `function by(id) { return pool.query(\`SELECT 1 FROM ports WHERE name = '\${id}'\`); } export async function f() { ${row} await by(port.id); await by(port.path); }`,
  ],
  [
    "handed to a function that others give free text",
    `function by(id) { return pool.query(\`SELECT 1 FROM ports WHERE name = '\${«id»}'\`); } export async function f() { ${row} await by(port.id); await by(port.name); }`,
  ],
]);

const tables = `
  import { customType, pgTable, pgView, text, uuid } from "drizzle-orm/pg-core";
  const ltree = customType<{ data: string }>({ dataType() { return "ltree"; } });
  export const ports = pgTable("ports", { id: uuid("id").primaryKey(), path: ltree("path"), name: text("name") });
  export const livePorts = pgView("live_ports").as((qb) => qb.select().from(ports));
  export type LivePort = typeof livePorts.$inferSelect;
  export type NewPort = typeof ports.$inferInsert;`;
const typed = (type: string, hole: string) =>
  `export const f = (port: ${type}) => db.execute(sql.raw(\`SELECT 1 FROM ports WHERE name = '\${${hole}}'\`));`;
labelled(
  "a property of a row by its declared type",
  {
    before:
      'import { drizzle } from "drizzle-orm/node-postgres"; import { sql, type InferSelectModel } from "drizzle-orm"; import { ports, type LivePort, type NewPort } from "./tables"; const db = drizzle("");',
    files: { "tables.ts": tables },
    settings: { schema: ["schema.sql", "tables.ts"] },
    schema,
  },
  [
    ["of a table", typed("typeof ports.$inferSelect", "port.path")],
    ["free text of a table", typed("typeof ports.$inferSelect", "«port.name»")],
    ["of a table, by a type of the library", typed("InferSelectModel<typeof ports>", "port.id")],
    ["of a view", typed("LivePort", "port.path")],
    ["free text of a view", typed("LivePort", "«port.name»")],
    ["of a type that has more", typed("LivePort & { mark: string }", "port.path")],
    ["what that has more", typed("LivePort & { mark: string }", "«port.mark»")],
    ["of what is written, not read", typed("NewPort", "«port.path»")],
    ["of another type", typed("{ path: string }", "«port.path»")],
    [
      "taken apart",
      "export const f = ({ path }: LivePort) => db.execute(sql.raw(`SELECT 1 FROM ports WHERE name = '${path}'`));",
    ],
    [
      "of each of a list",
      "export const f = (all: LivePort[]) => all.map((one) => db.execute(sql.raw(`SELECT 1 FROM ports WHERE name = '${one.path}' OR name = '${«one.name»}'`)));",
    ],
    [
      "that a request is said to be",
      "app.get(\"/\", (req, res) => { const port = req.body as LivePort; return db.execute(sql.raw(`SELECT 1 FROM ports WHERE name = '${«port.path»}'`)); });",
    ],
  ],
);

labelled(
  "a property of an entity",
  {
    before: 'import { DataSource } from "typeorm"; import { Port } from "./port"; declare const source: DataSource;',
    files: {
      "port.ts":
        'import { Column, Entity, PrimaryGeneratedColumn } from "typeorm"; @Entity("ports") export class Port { @PrimaryGeneratedColumn("uuid") id: string; @Column() name: string; }',
      "repository.ts":
        'import type { Port } from "./port"; export class Ports { async byName(name: string): Promise<Port> { throw new Error(name); } }',
    },
    settings: { schema: ["port.ts"] },
  },
  [
    ["its key", "export const f = (port: Port) => source.query(`SELECT 1 FROM ports WHERE name = '${port.id}'`);"],
    [
      "free text",
      "export const f = (port: Port) => source.query(`SELECT 1 FROM ports WHERE name = '${«port.name»}'`);",
    ],
    [
      "of what a function gives",
      "import { Ports } from './repository'; export async function f(ports: Ports) { const port = await ports.byName('a'); await source.query(`SELECT 1 FROM ports WHERE name = '${port.id}' OR name = '${«port.name»}'`); }",
    ],
    [
      "that a request is declared to be",
      "export class Api { @Post() add(@Body() port: Port) { return source.query(`SELECT 1 FROM ports WHERE name = '${«port.id»}'`); } }",
    ],
  ],
);
