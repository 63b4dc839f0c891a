import { labelled } from "./labelled.ts";

const before = 'import { Pool } from "pg"; const pool = new Pool(); interface Patch { name: string; kind: string }';

labelled("keys of an object become names of columns", { before }, [
  [
    "of a request's body",
    "export const f = (req, res) => { const sets = Object.keys(req.body).map((k, i) => `${k} = $${i + 1}`); return pool.query(`UPDATE ports SET ${«sets.join(', ')»}`, Object.values(req.body)); };",
  ],
  [
    "of a record",
    "export const f = (body: Record<string, string>) => { const sets = Object.keys(body).map((k, i) => `${k} = $${i + 1}`); return pool.query(`UPDATE ports SET ${«sets.join(', ')»}`, Object.values(body)); };",
  ],
  [
    "of an index signature",
    "export const f = (body: { [key: string]: unknown }) => { const sets = Object.entries(body).map(([k], i) => `${k} = $${i + 1}`); return pool.query(`UPDATE ports SET ${«sets.join(', ')»}`, Object.values(body)); };",
  ],
  [
    "columns of an INSERT",
    "export const f = (body: Record<string, string>) => pool.query(`INSERT INTO ports (${«Object.keys(body).join(', ')»}) VALUES ($1)`, [1]);",
  ],
  [
    "of a type that has names",
    "export const f = (body: Patch) => { const sets = Object.keys(body).map((k, i) => `${k} = $${i + 1}`); return pool.query(`UPDATE ports SET ${sets.join(', ')}`, Object.values(body)); };",
  ],
  [
    "of a partial type that has names",
    "export const f = (body: Partial<Patch>) => pool.query(`INSERT INTO ports (${Object.keys(body).join(', ')}) VALUES ($1)`, [1]);",
  ],
  [
    "of named keys",
    "export const f = (body: Record<'name' | 'kind', string>) => pool.query(`INSERT INTO ports (${Object.keys(body).join(', ')}) VALUES ($1)`, [1]);",
  ],
  [
    "filtered by a list",
    "const COLUMNS = ['name']; export const f = (body: Record<string, string>) => { const sets = Object.keys(body).filter((k) => COLUMNS.includes(k)).map((k, i) => `${k} = $${i + 1}`); return pool.query(`UPDATE ports SET ${sets.join(', ')}`, [1]); };",
  ],
  [
    "of an object of the program",
    "const columns: Record<string, string> = { name: 'a' }; export const f = () => pool.query(`INSERT INTO ports (${Object.keys(columns).join(', ')}) VALUES ($1)`, [1]);",
  ],
  [
    "of a private function that is given constants",
    "const insert = (body: Record<string, string>) => pool.query(`INSERT INTO ports (${Object.keys(body).join(', ')}) VALUES ($1)`, [1]); export const f = () => insert({ name: 'a' });",
  ],
]);

labelled(
  "behind a text that is not known",
  {
    before: `${before} import pgPromise from "pg-promise"; import { update, baseQuery } from "./out-of-sight"; const pgp = pgPromise(); const db = pgp("");`,
  },
  [
    [
      "a helper's statement",
      "export const f = (key: string, patch: Patch) => db.none(pgp.helpers.update(patch, ['name'], 'ports') + \" WHERE name = '\" + «key» + \"'\");",
    ],
    [
      "a helper's statement, in a template",
      "export const f = (key: string, patch: Patch) => db.none(`${pgp.helpers.update(patch, ['name'], 'ports')} WHERE name = '${«key»}'`);",
    ],
    [
      "a function's statement",
      "export const f = (key: string, id: string) => pool.query(`${update('ports')} WHERE name = '${«key»}' AND id = ${«id»}`);",
    ],
    [
      "a statement of another file",
      "export const f = (key: string) => pool.query(`${baseQuery} WHERE name = '${«key»}'`);",
    ],
    [
      "a number behind it",
      "export const f = (key: number, patch: Patch) => db.none(pgp.helpers.update(patch, ['name'], 'ports') + ' WHERE id = ' + key);",
    ],
    [
      "parameters behind it",
      "export const f = (key: string, patch: Patch) => db.none(pgp.helpers.update(patch, ['name'], 'ports') + ' WHERE name = $1', [key]);",
    ],
    [
      "a condition of the program behind it",
      "export const f = (whereClause: string) => pool.query(`${baseQuery} ${whereClause}`);",
    ],
  ],
);
