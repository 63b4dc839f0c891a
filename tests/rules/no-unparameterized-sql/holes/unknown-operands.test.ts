import { labelled } from "./labelled.ts";

const before =
  'import { Pool } from "pg"; import { current, MOST, store, cols } from "./out-of-sight"; declare const api: any; const pool = new Pool();';

labelled("what is compared can only be a value, known or not", { before }, [
  ["a global", "pool.query(`SELECT id FROM ports WHERE id = ${«portId»}`);"],
  ["from a file that is out of sight", 'pool.query("SELECT id FROM ports WHERE id = " + «current»);'],
  [
    "a member of what was awaited",
    "const port = await api.load(); pool.query(`SELECT id FROM ports WHERE id < ${«port.id»}`);",
  ],
  ["an element", "pool.query(`SELECT id FROM ports WHERE id >= ${«store.ids[0]»}`);"],
  ["what the program was started with", "pool.query(`SELECT id FROM ports WHERE id <> ${«process.argv[2]»}`);"],
  [
    "a field that nobody sets",
    "export class Q { port: string; run() { return pool.query(`SELECT id FROM ports WHERE id != ${«this.port»}`); } }",
  ],
  ["behind LIKE", "pool.query(`SELECT id FROM ports WHERE name LIKE ${«store.name»}`);"],
  ["behind NOT ILIKE", "pool.query(`SELECT id FROM ports WHERE name NOT ILIKE ${«store.name»}`);"],
  ["behind SIMILAR TO", "pool.query(`SELECT id FROM ports WHERE name SIMILAR TO ${«store.name»}`);"],
  ["behind a regular expression's operator", "pool.query(`SELECT id FROM ports WHERE name ~* ${«store.name»}`);"],
  ["both of BETWEEN", "pool.query(`SELECT id FROM ports WHERE id BETWEEN ${«store.low»} AND ${«store.high»}`);"],
  ["the number of rows", "pool.query(`SELECT id FROM ports LIMIT ${«store.most»} OFFSET ${«store.first»}`);"],
  ["a row of VALUES", "pool.query(`INSERT INTO ports (id, name) VALUES (${«store.id»}, ${«store.name»})`);"],
  ["a second row of VALUES", "pool.query(`INSERT INTO ports (id) VALUES (lower('a')), (${«store.id»})`);"],
  ["what a column is set to", "pool.query(`UPDATE ports SET name = ${«store.name»} WHERE id = $1`, [1]);"],
  ["with a cast behind it", "pool.query(`SELECT id FROM ports WHERE id = ${«store.id»}::uuid`);"],
  ["as text", "pool.query(`SELECT id FROM ports WHERE id = ${String(«store.id»)}`);"],
  ["trimmed", "pool.query(`SELECT id FROM ports WHERE id = ${«store.id.trim()»}`);"],
  ["or another", "pool.query(`SELECT id FROM ports WHERE id = ${«store.id ?? current»}`);"],
  [
    "from a package that is about something else",
    "import clean from 'tidy-html'; pool.query(`SELECT id FROM ports WHERE name = ${«clean(store.name)»}`);",
  ],
  [
    "a global that is assigned more than constants",
    "level = 3; level = api.level; pool.query(`SELECT id FROM ports WHERE level = ${«level»}`);",
  ],
  ["from a function without arguments", "pool.query(`SELECT id FROM ports WHERE id = ${«api.current()»}`);"],
]);

labelled("what may be more than a value, or is the program's own", { before }, [
  ["a constant by its name", "pool.query(`SELECT id FROM ports WHERE id < ${MOST}`);"],
  ["a constant by its name, a member", "pool.query(`SELECT id FROM ports LIMIT ${store.MOST_ROWS}`);"],
  ["SQL by its name", "pool.query(`SELECT id FROM ports WHERE id = ${store.idSql}`);"],
  ["a subquery by its name", "pool.query(`SELECT id FROM ports WHERE id = ${store.newestSubquery}`);"],
  ["a column by its name", "pool.query(`SELECT id FROM ports WHERE id = ${store.idColumn}`);"],
  ["columns by their name", "pool.query(`SELECT id FROM ports WHERE id = ${cols[0]}`);"],
  ["a placeholder by its name", "pool.query(`SELECT id FROM ports WHERE id = ${store.idPlaceholder}`, [1]);"],
  [
    "a placeholder that a function makes",
    "pool.query(`SELECT id FROM ports WHERE id = ${api.add(current)}`, api.values);",
  ],
  ["a text that a function quotes", "pool.query(`SELECT id FROM ports WHERE name = ${api.quoted(current)}`);"],
  [
    "a name with columns of its own",
    "pool.query(`SELECT id FROM ports p JOIN towns t ON t.id = ${store.side}.town_id`);",
  ],
  ["a function", "pool.query(`SELECT id FROM ports WHERE id = ${store.newest}(1)`);"],
  ["a condition", "pool.query(`SELECT id FROM ports WHERE ${store.own}`);"],
  ["behind what is compared", "pool.query(`SELECT id FROM ports WHERE id = 1 ${store.more}`);"],
  ["a list", "pool.query(`SELECT id FROM ports WHERE id IN (${store.ids})`);"],
  ["an argument of a function", "pool.query(`SELECT id FROM ports WHERE id = coalesce(${store.port}, 1)`);"],
  ["a row in a place that is not seen", "pool.query(`SELECT id FROM ports ORDER BY ${store.order}`);"],
  ["a global of constants", "level = 3; pool.query(`SELECT id FROM ports WHERE level = ${level}`);"],
  [
    "from a package of SQL",
    "import { add } from 'sql-params'; pool.query(`SELECT id FROM ports WHERE name = ${add(store.name)}`);",
  ],
  ["a number", "pool.query(`SELECT id FROM ports WHERE id = ${Number(store.id)} LIMIT ${store.ids.length}`);"],
  ["an arithmetic expression", "pool.query(`SELECT id FROM ports LIMIT ${store.most * 2}`);"],
  ["a constant of this file", "const open = 3; pool.query(`SELECT id FROM ports WHERE state = ${open}`);"],
]);
