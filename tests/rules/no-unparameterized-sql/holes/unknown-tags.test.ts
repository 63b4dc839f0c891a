import { labelled } from "./labelled.ts";

labelled(
  "a tag that is no known library's binds, and its unsafe does not",
  { before: 'import SQL from "@nearform/sql"; import { Pool } from "pg"; const pool = new Pool();' },
  [
    [
      "unsafe, with quotes",
      "export const f = (name: string) => pool.query(SQL`SELECT id FROM parts WHERE ${SQL.unsafe(`name = '${«name»}'`)}`);",
    ],
    [
      "unsafe, a value",
      "export const f = (name: string) => pool.query(SQL`SELECT id FROM parts WHERE name = ${SQL.unsafe(`'${«name»}'`)}`);",
    ],
    [
      "unsafe, of a request",
      "export const f = (req, res) => pool.query(SQL`SELECT id FROM parts ORDER BY ${SQL.unsafe(«req.query.sort»)}`);",
    ],
    [
      "unsafe, what rows are sorted by",
      "export const f = (sort: string) => pool.query(SQL`SELECT id FROM parts ORDER BY ${SQL.unsafe(«sort»)}`);",
    ],
    ["a value", "export const f = (name: string) => pool.query(SQL`SELECT id FROM parts WHERE name = ${name}`);"],
    [
      "unsafe, a constant",
      'export const f = (old: boolean) => pool.query(SQL`SELECT id FROM parts ORDER BY ${SQL.unsafe(old ? "id desc" : "id")}`);',
    ],
    [
      "unsafe, a number",
      "export const f = (n: number) => pool.query(SQL`SELECT id FROM parts LIMIT ${SQL.unsafe(`${n}`)}`);",
    ],
  ],
);

labelled(
  "a tag of the project's own",
  { before: 'import { sql } from "./own"; import { Pool } from "pg"; const pool = new Pool();' },
  [
    [
      "raw, with quotes",
      "export const f = (name: string) => pool.query(sql`SELECT id FROM parts WHERE ${sql.raw(`name = '${«name»}'`)}`);",
    ],
    ["a value", "export const f = (name: string) => pool.query(sql`SELECT id FROM parts WHERE name = ${name}`);"],
  ],
);
