import { labelled } from "./labelled.ts";

const schema = "CREATE TABLE ports (id int PRIMARY KEY, name text);";

labelled("broken SQL, whose client is out of sight, around a value from outside", { schema }, [
  [
    "a bracket too many",
    "export const f = (req, m) => m.db.query(`SELECT id FROM ports WHERE ((name LIKE '%${«req.query.q»}%))`);",
  ],
  [
    "no bracket at the end",
    'export const f = (req, m) => m.db.query("SELECT id FROM ports WHERE (name = \'" + «req.body.name» + "\'");',
  ],
  [
    "a comma too many",
    "export const f = (req, m) => m.execute(`UPDATE ports SET name = '${«req.body.name»}', WHERE id = 1`);",
  ],
  [
    "without quotes",
    "export const f = (req, m) => m.db.query(`SELECT id FROM ports WHERE ((id = ${«req.query.id»})`);",
  ],
  [
    "a name that is given",
    "export const f = (name: string, m) => m.db.query(`SELECT id, FROM ports WHERE name = '${«name»}'`);",
  ],
  [
    "a value that is sent beside it",
    "export const f = (req, m) => m.db.query(`SELECT id FROM ports WHERE ((name = $1`, [req.query.name]);",
  ],
  [
    "a number",
    "export const f = (req, m) => m.db.query(`SELECT id FROM ports WHERE ((id = '${Number(req.query.id)}'`);",
  ],
  ["a console", "export const f = (req) => console.log(`SELECT id FROM ports WHERE ((name = '${req.query.name}'`);"],
  [
    "an error",
    "export const f = (req) => { throw new Error(`SELECT id FROM ports WHERE ((name = '${req.query.name}'`); };",
  ],
]);

labelled(
  "broken SQL beside another database's client",
  { files: { "package.json": '{ "dependencies": { "mysql2": "3" } }' } },
  [
    [
      "it may be that one's",
      "export const f = (req, m) => m.db.query(`SELECT id FROM ports WHERE ((name = '${req.query.q}'`);",
    ],
  ],
);

labelled(
  "rows that a function writes, whose client is out of sight",
  { schema, before: 'import { db } from "@acme/unseen";' },
  [
    [
      "in VALUES of a CTE",
      "export const f = (pairs: { k: string }[]) => { const rows = pairs.map((p) => `('${«p.k»}')`).join(', '); return db.select(`WITH given (k) AS (VALUES ${rows}) SELECT p.id FROM ports p JOIN given g ON g.k = p.name`); };",
    ],
    [
      "in VALUES of an INSERT",
      "export const f = (pairs: { k: string }[]) => { const rows = pairs.map((p) => `('${«p.k»}')`).join(', '); return db.query(`INSERT INTO ports (name) VALUES ${rows}`); };",
    ],
    [
      "in a loop",
      "export const f = (ids: string[]) => { let list = ''; for (const id of ids) list += `('${«id»}'),`; return db.query(`INSERT INTO ports (name) VALUES ${list}`); };",
    ],
    [
      "placeholders",
      "export const f = (ids: string[]) => { const rows = ids.map((_, i) => `($${i + 1})`).join(', '); return db.query(`INSERT INTO ports (name) VALUES ${rows}`, ids); };",
    ],
    [
      "numbers",
      "export const f = (ids: number[]) => { const rows = ids.map((id) => `(${id}, 'a')`).join(', '); return db.query(`INSERT INTO ports (id, name) VALUES ${rows}`); };",
    ],
    [
      "constants",
      "const names = ['a', 'b']; export const f = () => { const rows = names.map((name) => `('${name}')`).join(', '); return db.query(`INSERT INTO ports (name) VALUES ${rows}`); };",
    ],
  ],
);
