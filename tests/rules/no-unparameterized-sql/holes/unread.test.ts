import { labelled } from "./labelled.ts";

const before =
  'import pgPromise from "pg-promise"; import { Pool } from "pg"; import { start } from "./out-of-sight"; const pgp = pgPromise(); const db = pgp({}); const pool = new Pool();';

labelled("what is compared in a text whose beginning is not known", { before }, [
  [
    "behind what a helper writes",
    "export const f = (ship: any, id: any) => db.one(pgp.helpers.update(ship, ['name'], 'ships') + ` WHERE id = ${«id»} RETURNING *`);",
  ],
  ["behind a text from elsewhere", "export const f = (id: string) => pool.query(start + ' WHERE id = ' + «id»);"],
  [
    "in quotes",
    "export const f = (ship: any) => db.one(pgp.helpers.update(ship, ['name'], 'ships') + ` WHERE name = '${«ship.name»}'`);",
  ],
  [
    "a formatted text behind it",
    "export const f = (ship: any) => { const where = pgp.as.format(` WHERE name = '${«ship.name»}'`); return db.one(pgp.helpers.update(ship, ['name'], 'ships') + where); };",
  ],
  [
    "formatted by the library",
    "export const f = (ship: any) => { const where = pgp.as.format(' WHERE name = $1', [ship.name]); return db.one(pgp.helpers.update(ship, ['name'], 'ships') + where); };",
  ],
  ["a column by its name", "export const f = (idColumn: string) => pool.query(start + ' WHERE id = ' + idColumn);"],
  ["more of the text", "export const f = (more: string) => pool.query(start + ' WHERE id = 1 ' + more);"],
  ["a number", "export const f = (id: number) => pool.query(start + ' WHERE id = ' + id);"],
  ["two texts from elsewhere", "export const f = (more: string) => pool.query(start + more);"],
]);
