import { labelled } from "./labelled.ts";

const before = 'import { Pool } from "pg"; const pool = new Pool();';
const route = (hole: string) =>
  `app.get("/", (req, res) => pool.query(\`SELECT id FROM ports ORDER BY name \${${hole}}\`));`;

labelled("a type that is asserted of a part of a request", { before }, [
  ["of the words of a language", route('«req.query.order as "asc" | "desc"»')],
  ["of a number", route("«req.query.order as unknown as number»")],
  ["in angle brackets", route('«<"asc" | "desc">req.query.order»')],
  ["of the whole", route('«(req.query as { order: "asc" | "desc" }).order»')],
  [
    "of the whole that a constant holds",
    'app.get("/", (req, res) => { const query = req.query as { order: "asc" }; return pool.query(`SELECT id FROM ports ORDER BY name ${«query.order»}`); });',
  ],
  [
    "by the type of a constant",
    'app.get("/", (req, res) => { const query: { order: "asc" } = req.query; return pool.query(`SELECT id FROM ports ORDER BY name ${«query.order»}`); });',
  ],
  [
    "by the type of a part",
    'app.get("/", (req, res) => { const order: "asc" | "desc" = req.query.order; return pool.query(`SELECT id FROM ports ORDER BY name ${«order»}`); });',
  ],
  [
    "of what is read of a text",
    'app.get("/", (req, res) => { const body = JSON.parse(req.body) as { order: "asc" }; return pool.query(`SELECT id FROM ports ORDER BY name ${«body.order»}`); });',
  ],
  [
    "that was compared with a list",
    'app.get("/", (req, res) => { const { order } = req.query; if (!["asc", "desc"].includes(order)) throw new Error(); return pool.query(`SELECT id FROM ports ORDER BY name ${order as "asc" | "desc"}`); });',
  ],
  ["that was made a number", route("Number(req.query.order) as number")],
]);

labelled("a type that is asserted of a parameter", { before }, [
  [
    "whose callers are not seen",
    'export const f = (order: string) => pool.query(`SELECT id FROM ports ORDER BY name ${order as "asc" | "desc"}`);',
  ],
  [
    "that a request is handed to",
    'const f = (order: string) => pool.query(`SELECT id FROM ports ORDER BY name ${«order as "asc" | "desc"»}`); app.get("/", (req, res) => f(req.query.order));',
  ],
  [
    "that a constant is handed to",
    'const f = (order: string) => pool.query(`SELECT id FROM ports ORDER BY name ${order as "asc" | "desc"}`); app.get("/", (req, res) => f("asc"));',
  ],
]);

const given = (body: string) =>
  `class Orders { constructor(private readonly map: Map<string, string>) {} of(key: string) { ${body} } } declare const orders: Orders; export const f = (key: string) => pool.query(\`SELECT id FROM ports ORDER BY \${HOLE}\`);`;
const orders = (body: string, hole: string) => given(body).replace("HOLE", hole);

labelled("what a method of a declared class gives", { before }, [
  ["texts of its own", orders('return key === "a" ? "name" : "id";', "orders.of(key)")],
  ["what it is given, on one way", orders('if (key) return key; return "id";', "«orders.of(key)»")],
]);
