import { labelled } from "./labelled.ts";

const before =
  'import { Pool } from "pg"; import mysql from "mysql2"; import SqlString, { escape as escapeText } from "sqlstring"; import sanitizeHtml from "sanitize-html"; import DOMPurify from "dompurify"; import he from "he"; import _ from "lodash"; import escapeStringRegexp from "escape-string-regexp"; import { sanitizeText } from "./own"; import format from "pg-format"; const pool = new Pool();';
const quoted = (hole: string) =>
  `app.get("/", (req, res) => pool.query(\`SELECT id FROM ports WHERE name = '\${${hole}}'\`));`;
const bare = (hole: string) =>
  `app.get("/", (req, res) => pool.query(\`SELECT id FROM ports WHERE name = \${${hole}}\`));`;

labelled("what escapes for another database, or for no database, leaves a way out of a text", { before }, [
  ["between quotes", quoted("SqlString.escape(«req.query.name»)")],
  ["without quotes, which it writes itself", bare("SqlString.escape(«req.query.name»)")],
  ["by its own name", bare("escapeText(«req.query.name»)")],
  ["of a client", bare("mysql.escape(«req.query.name»)")],
  ["of a connection", `const connection = mysql.createConnection({}); ${bare("connection.escape(«req.query.name»)")}`],
  ["a number", bare("mysql.escape(Number(req.query.name))")],
  ["HTML", quoted("«sanitizeHtml(req.query.name)»")],
  ["HTML, by a method", quoted("«DOMPurify.sanitize(req.query.name)»")],
  ["a pattern", quoted("«escapeStringRegexp(req.query.name)»")],
  ["a pattern, by a method", quoted("«_.escapeRegExp(req.query.name)»")],
]);

labelled("what takes the quotes out", { before }, [
  ["as entities of HTML", quoted("he.escape(req.query.name)")],
  ["as lodash does", quoted("_.escape(req.query.name)")],
  ["for PostgreSQL", bare("format.literal(req.query.name)")],
  ["the project's own", quoted("sanitizeText(req.query.name)")],
]);

labelled("what a part of a request has become", { before }, [
  [
    "a number",
    'app.get("/", ({ params: { id } }, res) => { id = Number(id); return pool.query(`SELECT id FROM ports WHERE id = ${id}`); });',
  ],
  [
    "what it was",
    'app.get("/", ({ params: { id } }, res) => { id = id.trim(); return pool.query(`SELECT id FROM ports WHERE id = ${«id»}`); });',
  ],
  [
    "a number behind the use",
    'app.get("/", ({ params: { id } }, res) => { const found = pool.query(`SELECT id FROM ports WHERE id = ${«id»}`); id = Number(id); return found; });',
  ],
]);

labelled(
  "what a router hands on behind its context",
  {
    before: 'import { Pool } from "pg"; import route from "koa-route"; import xss from "xss"; const pool = new Pool();',
  },
  [
    [
      "a part of the path",
      'app.use(route.get("/ports/:name", (context, name) => pool.query(`SELECT id FROM ports WHERE name = ${«name»}`)));',
    ],
    [
      "by a name that says placeholder, behind a filter for HTML",
      'app.use(route.get("/ports/:name", (context, param1) => { param1 = xss(param1); return pool.query(`SELECT id FROM ports WHERE name = ${«param1»}`); }));',
    ],
    [
      "as a number",
      'app.use(route.get("/ports/:id", (context, id) => pool.query(`SELECT id FROM ports WHERE id = ${Number(id)}`)));',
    ],
    [
      "another package's callback",
      'app.use(other.get("/ports/:name", (context, param1) => pool.query(`SELECT id FROM ports WHERE name = ${param1}`)));',
    ],
  ],
);

labelled("a name that no file declares", { before }, [
  ["a value", "pool.query(`SELECT id FROM ports WHERE id = ${«userId»}`);"],
  ["what to sort by", "pool.query(`SELECT id FROM ports ORDER BY ${«sorting»}`);"],
  ["a member of a global is the program's own", "pool.query(`SELECT id FROM ports ORDER BY ${process.env.ORDER}`);"],
  ["a table", "pool.query(`SELECT id FROM ${prefix}_ports`);"],
]);
