import { labelled } from "./labelled.ts";

const before = 'import { Pool, escapeLiteral } from "pg"; const pool = new Pool();';

labelled("what escapes nothing", { before }, [
  [
    "replace with a text changes the first quote only",
    "export const f = (s: string) => pool.query(`INSERT INTO ports (name) VALUES ('${«s.replace(\"'\", \"''\")»}')`);",
  ],
  [
    "the same in a function",
    "const clean = (s: string) => s.replace(\"'\", \"''\"); export const f = (s: string) => pool.query(`INSERT INTO ports (name) VALUES ('${«clean(s)»}')`);",
  ],
  [
    "the same in a function that is called an escape",
    "const escape = (s: string) => s.replace(\"'\", \"''\"); export const f = (s: string) => pool.query(`INSERT INTO ports (name) VALUES ('${«escape(s)»}')`);",
  ],
  [
    "a pattern without g",
    "export const f = (s: string) => pool.query(`INSERT INTO ports (name) VALUES ('${«s.replace(/'/, \"''\")»}')`);",
  ],
  [
    "a backslash ends no quote",
    "export const f = (s: string) => pool.query(`INSERT INTO ports (name) VALUES ('${«s.replace(/'/g, \"\\\\'\")»}')`);",
  ],
  [
    "the first of JSON",
    'export const f = (o: object) => pool.query(`INSERT INTO ports (name) VALUES (\'${«JSON.stringify(o).replace("\'", "")»}\')`);',
  ],
  [
    "another character",
    'export const f = (s: string) => pool.query(`INSERT INTO ports (name) VALUES (\'${«s.replaceAll(";", "")»}\')`);',
  ],
  [
    "spaces",
    "export const f = (s: string) => pool.query(`INSERT INTO ports (name) VALUES ('${«s.replace(/\\s+/g, \" \")»}')`);",
  ],
  [
    "a class with the quote in it",
    "export const f = (s: string) => pool.query(`INSERT INTO ports (name) VALUES ('${«s.replace(/[^a-z']/g, \"\")»}')`);",
  ],
  [
    "split and joined alike",
    "export const f = (s: string) => pool.query(`INSERT INTO ports (name) VALUES ('${«s.split(\"'\").join(\"'\")»}')`);",
  ],
  ["trimmed", "export const f = (s: string) => pool.query(`INSERT INTO ports (name) VALUES ('${«s.trim()»}')`);"],
  [
    "encoded for an address",
    "export const f = (s: string) => pool.query(`INSERT INTO ports (name) VALUES ('${«encodeURI(s)»}')`);",
  ],
  [
    "doubled quotes without quotes around",
    "export const f = (s: string) => pool.query(`SELECT id FROM ports WHERE id = ${«s.replace(/'/g, \"''\")»}`);",
  ],
  [
    "what a request says, doubled, without quotes around",
    'export const f = (req, res) => pool.query(`SELECT id FROM ports WHERE id = ${«req.query.id.replaceAll("\'", "\'\'")»}`);',
  ],
]);

labelled("what escapes", { before }, [
  [
    "replaceAll",
    "export const f = (s: string) => pool.query(`INSERT INTO ports (name) VALUES ('${s.replaceAll(\"'\", \"''\")}')`);",
  ],
  [
    "a pattern with g",
    "export const f = (s: string) => pool.query(`INSERT INTO ports (name) VALUES ('${s.replace(/'/g, \"''\")}')`);",
  ],
  [
    "a pattern with g in a constant",
    "const quotes = /'/g; export const f = (s: string) => pool.query(`INSERT INTO ports (name) VALUES ('${s.replace(quotes, \"''\")}')`);",
  ],
  [
    "a quote twice by its match",
    "export const f = (s: string) => pool.query(`INSERT INTO ports (name) VALUES ('${s.replace(/'/g, \"$&$&\")}')`);",
  ],
  [
    "the quote is gone",
    "export const f = (s: string) => pool.query(`INSERT INTO ports (name) VALUES ('${s.replace(/['\"]/g, \"\")}')`);",
  ],
  [
    "split and joined by two",
    "export const f = (s: string) => pool.query(`INSERT INTO ports (name) VALUES ('${s.split(\"'\").join(\"''\")}')`);",
  ],
  [
    "a function that quotes",
    "const quote = (s: string) => `'${s.replace(/'/g, \"''\")}'`; export const f = (s: string) => pool.query(`SELECT id FROM ports WHERE name = ${quote(s)}`);",
  ],
  [
    "a list that a function quotes",
    "const lit = (s: string) => `'${s.replace(/'/g, \"''\")}'`; export const f = (s: string[]) => pool.query(`SELECT id FROM ports WHERE name IN (${s.map(lit).join(\", \")})`);",
  ],
  [
    "only word characters are left",
    'export const f = (s: string) => pool.query(`SELECT id FROM ports ORDER BY ${s.replace(/[^a-z_]/g, "")}`);',
  ],
  [
    "a function of the project that doubles the quotes of a name",
    'const escapeId = (s: string) => `"${s.replace(/"/g, \'""\')}"`; export const f = (s: string) => pool.query(`SELECT id FROM ports ORDER BY ${escapeId(s)}`);',
  ],
  ["pg's own", "export const f = (s: string) => pool.query(`SELECT id FROM ports WHERE name = ${escapeLiteral(s)}`);"],
  [
    "a date's text",
    "export const f = (d: Date) => pool.query(`SELECT id FROM ports WHERE made > '${d.toISOString()}' AND made < '${d}'`);",
  ],
  [
    "the program's clock",
    "export const f = () => pool.query(`SELECT id FROM ports WHERE made > '${new Date().toLocaleDateString(\"en-CA\")}'`);",
  ],
  [
    "the program's clock, as a whole",
    "export const f = () => pool.query(`SELECT id FROM ports WHERE made > '${new Date()}' OR made > '${String(new Date())}'`);",
  ],
  [
    "luxon's clock",
    'export const f = (now: DateTime) => pool.query(`SELECT id FROM ports WHERE made > \'${now.startOf("week").toFormat("yyyy-MM-dd")}\'`);',
  ],
  [
    "luxon's clock by a format that others give",
    "export const f = (now: DateTime, req) => pool.query(`SELECT id FROM ports WHERE made > '${«now.toFormat(req.query.format)»}'`);",
  ],
  [
    "a date of a request",
    "export const f = (req, res) => pool.query(`SELECT id FROM ports WHERE made > '${new Date(req.query.day).toDateString()}'`);",
  ],
]);

labelled(
  "pg-promise's open values are made for quotes",
  {
    before:
      'import _ from "lodash"; import pgPromise, { as } from "pg-promise"; const pgp = pgPromise(); const db = pgp("");',
  },
  [
    [
      "one in quotes",
      "export const f = (s: string) => db.any(`SELECT id FROM boats WHERE name = '${pgp.as.value(s)}'`);",
    ],
    [
      "by its own import",
      "export const f = (s: string) => db.any(`SELECT id FROM boats WHERE name = '${as.value(s)}'`);",
    ],
    [
      "one without quotes",
      "export const f = (s: string) => db.any(`SELECT id FROM boats WHERE name = ${«pgp.as.value(s)»}`);",
    ],
    [
      "a list of them",
      "export const f = (s: string[]) => db.any(`SELECT id FROM boats WHERE name IN ('${s.map((n) => pgp.as.value(n)).join(\"','\")}')`);",
    ],
    [
      "a list of them by lodash",
      "export const f = (s: string[]) => db.any(`SELECT id FROM boats WHERE name IN ('${_.join(_.map(s, (n) => pgp.as.value(n)), \"','\")}')`);",
    ],
    [
      "a list by lodash of what is not escaped",
      "export const f = (s: string[]) => db.any(`SELECT id FROM boats WHERE name IN ('${«_.join(s, \"','\")»}')`);",
    ],
    [
      "the text of a value",
      "export const f = (s: string) => db.any(`SELECT id FROM boats WHERE name = ${as.text(s)} OR name = ${pgp.as.text(s)}`);",
    ],
    ["a name", "export const f = (s: string) => db.any(`SELECT id FROM boats ORDER BY ${as.name(s)}`);"],
    ["a number", "export const f = (n: any) => db.any(`SELECT id FROM boats WHERE id = ${pgp.as.number(n)}`);"],
    ["a list", "export const f = (s: string[]) => db.any(`SELECT id FROM boats WHERE id IN (${pgp.as.csv(s)})`);"],
  ],
);
