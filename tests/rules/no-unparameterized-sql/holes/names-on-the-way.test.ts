import { labelled } from "./labelled.ts";

const before = 'import { Pool } from "pg"; const pool = new Pool(); const ways = ["ASC", "DESC"];';
const typed = 'enum Kind { Sail = "sail", Motor = "motor" } interface Of<T> { kind: T; name: string }';

labelled("a check of a name on the way to the hole", { before }, [
  [
    "of the text of a value",
    "export const f = (id: any, own: any[]) => { const text = String(id); if (!own.map(String).includes(text)) return; pool.query(`SELECT id FROM ports WHERE id = ${text}`); };",
  ],
  [
    "around a piece that is assigned",
    "export const f = (id: any, own: string[]) => { let which = 'true'; const text = `${id}`; if (own.includes(text)) which = `id = ${text}`; pool.query(`SELECT id FROM ports WHERE ${which}`); };",
  ],
  [
    "with the question mark of a chain",
    "export const f = (req: any, res: any) => { const way = req.query.way; const checked = ways.includes(way?.toUpperCase()) ? way.toUpperCase() : 'ASC'; pool.query(`SELECT id FROM ports ORDER BY id ${checked}`); };",
  ],
  [
    "of a call",
    "export const f = (req: any, res: any) => { if (!ways.includes(req.query.way.trim())) return; pool.query(`SELECT id FROM ports ORDER BY id ${req.query.way.trim()}`); };",
  ],
]);

labelled("a check of another value", { before }, [
  [
    "of another name",
    "export const f = (id: string, own: string[]) => { const text = String(«id»); const other = id + 1; if (!own.includes(other)) return; pool.query(`SELECT id FROM ports WHERE id = '${text}'`); };",
  ],
  [
    "of another one of the request",
    "export const f = (req: any, res: any) => { const way = req.query.way; const checked = ways.includes(way?.toUpperCase()) ? «req.query.other» : 'ASC'; pool.query(`SELECT id FROM ports ORDER BY id ${checked}`); };",
  ],
]);

labelled("elements have the type of their list", { before: `${before} ${typed}` }, [
  [
    "in a callback",
    "export const f = (all: Of<Kind>[]) => all.map((one) => pool.query(`SELECT id FROM ports WHERE kind = '${one.kind}'`));",
  ],
  [
    "in a loop",
    "export const f = (all: ReadonlyArray<Of<Kind>>) => { for (const one of all) pool.query(`SELECT id FROM ports WHERE kind = '${one.kind}'`); };",
  ],
  [
    "destructured",
    "export const f = (all: readonly Of<number>[]) => all.forEach(({ kind }) => pool.query(`SELECT id FROM ports WHERE kind = ${kind}`));",
  ],
  [
    "another member",
    "export const f = (all: Of<Kind>[]) => all.map((one) => pool.query(`SELECT id FROM ports WHERE name = '${«one.name»}'`));",
  ],
  [
    "of any type",
    "export const f = (all: Of<string>[]) => { for (const one of all) pool.query(`SELECT id FROM ports WHERE kind = '${«one.kind»}'`); };",
  ],
]);

labelled("a name in quotes that is a name elsewhere in the text", { before }, [
  [
    "a table",
    "export const f = (rows: any[]) => rows.map(({ name }) => pool.query(`SELECT *, '${name}' AS source FROM \"${name}\"`));",
  ],
  [
    "only in quotes",
    "export const f = (rows: any[]) => rows.map(({ name }) => pool.query(`SELECT *, '${«name»}' AS source FROM ports`));",
  ],
]);
