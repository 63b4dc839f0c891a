import { labelled } from "./labelled.ts";

labelled(
  "pg-format's patterns",
  {
    before:
      'import type { Request } from "express"; import { Pool } from "pg"; import format from "pg-format"; const pool = new Pool();',
  },
  [
    [
      "a hole in the pattern that sorts",
      "export const f = (req: Request) => pool.query(format(`SELECT id FROM parts WHERE name = %L ORDER BY ${«req.query.sort»}`, req.query.name));",
    ],
    [
      "a hole in the pattern, in quotes",
      "export const f = (req: Request) => pool.query(format(`SELECT id FROM parts WHERE name = '${«req.query.name»}' LIMIT %s`, 10));",
    ],
    [
      "a hole by +",
      'export const f = (name: string) => pool.query(format("SELECT id FROM parts WHERE name = \'" + «name» + "\' AND kind = %L", "a"));',
    ],
    [
      "text as it is",
      'export const f = (req: Request) => pool.query(format("SELECT id FROM parts ORDER BY %s", «req.query.sort»));',
    ],
    [
      "text as it is, in quotes",
      "export const f = (name: string) => pool.query(format(\"SELECT id FROM parts WHERE name = '%s'\", «name»));",
    ],
    [
      "by position",
      "export const f = (name: string, kind: string) => pool.query(format(\"SELECT id FROM parts WHERE name = %2$L AND kind = '%1$s'\", «kind», name));",
    ],
    [
      "literals and names",
      'export const f = (req: Request) => pool.query(format("SELECT id FROM parts WHERE name = %L ORDER BY %I", req.query.name, req.query.sort));',
    ],
    ["a number", 'export const f = (most: number) => pool.query(format("SELECT id FROM parts LIMIT %s", most));'],
    [
      "a constant in the pattern",
      'const table = "parts"; export const f = (name: string) => pool.query(format(`SELECT id FROM ${table} WHERE name = %L`, name));',
    ],
    [
      "a text that is put together first",
      "export const f = (name: string, kind: string) => { const sql = format(`SELECT id FROM parts WHERE kind = '${«kind»}' AND name = %L`, name); return pool.query(sql); };",
    ],
  ],
);

labelled(
  "neon's tag that is called",
  { before: 'import { neon } from "@neondatabase/serverless"; const sql = neon("");' },
  [
    ["a template", "export const f = (name: string) => sql(`SELECT id FROM parts WHERE name = '${«name»}'`);"],
    [
      "put together by +",
      'export const f = (name: string) => sql("SELECT id FROM parts WHERE name = \'" + «name» + "\'");',
    ],
    [
      "with values",
      "export const f = (id: number, name: string) => sql(`SELECT id FROM parts WHERE id = $1 AND name = '${«name»}'`, [id]);",
    ],
    ["its member", "export const f = (name: string) => sql.query(`SELECT id FROM parts WHERE name = '${«name»}'`);"],
    ["the tag", "export const f = (name: string) => sql`SELECT id FROM parts WHERE name = ${name}`;"],
  ],
);
