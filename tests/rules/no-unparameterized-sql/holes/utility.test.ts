import { labelled } from "./labelled.ts";

const before =
  'import { Pool, escapeLiteral, escapeIdentifier } from "pg"; const pool = new Pool(); declare const ctx: any;';

labelled("statements that take no parameters", { before }, [
  ["a setting", "export const f = (tenant: string) => pool.query(`SET LOCAL app.tenant = '${«tenant»}'`);"],
  ["a setting of the session", "export const f = (tenant: string) => pool.query(`SET app.tenant TO '${«tenant»}'`);"],
  [
    "a setting behind another statement",
    "export const f = (tenant: string) => pool.query(`BEGIN; SET LOCAL app.tenant = '${«tenant»}'`);",
  ],
  ["a setting that is not known", "export const f = () => pool.query(`SET LOCAL app.tenant = '${«ctx.tenant»}'`);"],
  [
    "a setting of a request",
    "export const f = (req, res) => pool.query(`SET LOCAL app.tenant = '${«req.headers.tenant»}'`);",
  ],
  [
    "a setting of a request, without quotes",
    "export const f = (req, res) => pool.query(`SET LOCAL app.tenant = ${«req.headers.tenant»}`);",
  ],
  ["the system's setting", "export const f = (n: string) => pool.query(`ALTER SYSTEM SET x.y TO '${«n»}'`);"],
  ["a role", 'export const f = (role: string) => pool.query("SET ROLE " + «role»);'],
  ["a role of this transaction", "export const f = (role: string) => pool.query(`SET LOCAL ROLE ${«role»}`);"],
  ["a payload", "export const f = (payload: object) => pool.query(`NOTIFY harbour, '${«JSON.stringify(payload)»}'`);"],
  ["a channel", "export const f = (channel: string) => pool.query(`LISTEN ${«channel»}`);"],
  ["a channel in quotes", 'export const f = (channel: string) => pool.query(`LISTEN "${«channel»}"`);'],
  ["a file to copy", "export const f = (path: string) => pool.query(`COPY boats FROM '${«path»}'`);"],
  [
    "a query to copy",
    "export const f = (id: string) => pool.query(`COPY (SELECT * FROM boats WHERE id = ${«id»}) TO STDOUT`);",
  ],
  [
    "a query to copy, in quotes",
    "export const f = (id: string) => pool.query(`COPY (SELECT * FROM boats WHERE id = '${«id»}') TO STDOUT`);",
  ],
  ["a password", "export const f = (word: string) => pool.query(`CREATE ROLE app PASSWORD '${«word»}'`);"],
  [
    "a default",
    "export const f = (word: string) => pool.query(`ALTER TABLE boats ALTER COLUMN name SET DEFAULT '${«word»}'`);",
  ],
  ["a comment", "export const f = (word: string) => pool.query(`COMMENT ON TABLE boats IS '${«word»}'`);"],
  [
    "a view's condition",
    "export const f = (id: string) => pool.query(`CREATE VIEW own AS SELECT id FROM boats WHERE owner = '${«id»}'`);",
  ],
  ["explained", "export const f = (id: string) => pool.query(`EXPLAIN SELECT id FROM boats WHERE owner = '${«id»}'`);"],
  ["a table of a request", "export const f = (req, res) => pool.query(`DROP TABLE ${«req.body.table»}`);"],
]);

labelled("statements that take no parameters, and need none", { before }, [
  ["a constant", "const tenant = \"a\"; export const f = () => pool.query(`SET LOCAL app.tenant = '${tenant}'`);"],
  ["a number", "export const f = (most: number) => pool.query(`SET LOCAL statement_timeout = '${most}ms'`);"],
  [
    "a number without quotes",
    "export const f = (most: number) => pool.query(`SET LOCAL statement_timeout = ${most}`);",
  ],
  ["a union", 'export const f = (role: "reader" | "writer") => pool.query(`SET ROLE ${role}`);'],
  ["escaped", "export const f = (tenant: string) => pool.query(`SET LOCAL app.tenant = ${escapeLiteral(tenant)}`);"],
  ["a quoted name", "export const f = (role: string) => pool.query(`SET ROLE ${escapeIdentifier(role)}`);"],
  [
    "doubled quotes",
    "export const f = (tenant: string) => pool.query(`SET LOCAL app.tenant = '${tenant.replace(/'/g, \"''\")}'`);",
  ],
  [
    "a checked role",
    'export const f = (role: string) => { if (!["a", "b"].includes(role)) throw new Error(); return pool.query(`SET ROLE ${role}`); };',
  ],
  [
    "a setting by its function",
    "export const f = (tenant: string) => pool.query(\"SELECT set_config('app.tenant', $1, true)\", [tenant]);",
  ],
  [
    "a notification by its function",
    'export const f = (payload: object) => pool.query("SELECT pg_notify($1, $2)", ["harbour", JSON.stringify(payload)]);',
  ],
  [
    "a table that a function is given",
    "export const f = (table: string) => [pool.query(`DROP TABLE ${table}`), pool.query(`COPY ${table} FROM STDIN`)];",
  ],
  ["a schema", "export const f = (schema: string) => pool.query(`CREATE SCHEMA IF NOT EXISTS ${schema}`);"],
  ["a statement that is explained", "export const f = (sql: string) => pool.query(`EXPLAIN ANALYZE ${sql}`);"],
  [
    "a password of the environment",
    "export const f = () => pool.query(`CREATE ROLE app PASSWORD '${process.env.APP_PASSWORD}'`);",
  ],
]);
