import { labelled } from "./labelled.ts";

const before = 'import { Pool } from "pg"; const pool = new Pool();';

labelled("what a request is asked for by a key", { before }, [
  [
    "a method of its framework",
    "export const f = (req) => pool.query('SELECT id FROM ports WHERE id = ' + «req.formValue('id')»);",
  ],
  [
    "in quotes",
    "export const f = (request) => pool.query(`SELECT id FROM ports WHERE name = '${«request.field('name')»}'`);",
  ],
  [
    "as a number",
    "export const f = (req) => pool.query(`SELECT id FROM ports WHERE id = ${Number(req.formValue('id'))}`);",
  ],
  ["no key", "export const f = (req) => pool.query(`SELECT id FROM ports WHERE ${req.scope(3)}`);"],
]);
