import { labelled } from "./labelled.ts";

const before = 'import pgPromise from "pg-promise"; const db = pgPromise()("postgres://localhost/shop");';

labelled("what pg-promise pastes into quotes", { before }, [
  [
    "raw, by name",
    "export const f = (name: string) => db.any(\"SELECT id FROM parts WHERE name = '$<name:raw>'\", { «name» });",
  ],
  [
    "raw, by number",
    "export const f = (name: string) => db.any(\"SELECT id FROM parts WHERE name = '$1^'\", [«name»]);",
  ],
  [
    "raw, in a pattern",
    "export const f = (name: string) => db.any(\"SELECT id FROM parts WHERE name LIKE '%${name:raw}%'\", { «name» });",
  ],
  [
    "raw, in parentheses",
    "export const f = (name: string) => db.any(\"SELECT id FROM parts WHERE name = '$(name^)'\", { «name» });",
  ],
  [
    "raw, in brackets",
    "export const f = (name: string) => db.any(\"SELECT id FROM parts WHERE name = '$[name:raw]'\", { «name» });",
  ],
  [
    "raw, in slashes",
    "export const f = (name: string) => db.any(\"SELECT id FROM parts WHERE name = '$/name:raw/'\", { «name» });",
  ],
  [
    "raw, two in one literal",
    "export const f = (a: string, b: string) => db.any(\"SELECT id FROM parts WHERE name = '$1^ $2^'\", [«a», «b»]);",
  ],
  [
    "raw, from a request, in JSON",
    'export const f = (req, res) => db.none("UPDATE parts SET data = \'{\\"a\\": \\"$1:raw\\"}\'", [«req.body.a»]);',
  ],
  [
    "an open value",
    "export const f = (name: string) => db.any(\"SELECT id FROM parts WHERE name LIKE '%$1:value%'\", [name]);",
  ],
  [
    "an open value, in short",
    "export const f = (name: string) => db.any(\"SELECT id FROM parts WHERE name LIKE '%$1#%' OR name = '${name#}'\", [name]);",
  ],
  [
    "raw, a number",
    "export const f = (id: number) => db.any(\"SELECT id FROM parts WHERE name = 'part $1:raw'\", [id]);",
  ],
  [
    "raw, a constant",
    "export const f = (old: boolean) => db.any(\"SELECT id FROM parts WHERE name = '$1:raw'\", [old ? 'a' : 'b']);",
  ],
  [
    "raw, out of sight",
    "export const f = (values: string[]) => db.any(\"SELECT id FROM parts WHERE name = '$1:raw'\", values);",
  ],
  ["raw in a comment", "export const f = (name: string) => db.any(\"SELECT id FROM parts -- '$1:raw'\", [name]);"],
  [
    "dollars that are none",
    "export const f = (name: string) => db.any(\"SELECT id FROM parts WHERE name = 'US$' AND name = $1\", [name]);",
  ],
]);

labelled("what pg-promise pastes elsewhere", { before }, [
  ["raw, a value", 'export const f = (name: string) => db.any("SELECT id FROM parts WHERE name = $1:raw", [«name»]);'],
  [
    "an open value without quotes",
    'export const f = (name: string) => db.any("SELECT id FROM parts WHERE name = $1:value", [«name»]);',
  ],
  [
    "raw, what to sort by, from a request",
    'export const f = (req, res) => db.any("SELECT id FROM parts ORDER BY $1:raw", [«req.query.sort»]);',
  ],
  [
    "raw, a condition of the program",
    "export const f = (own: boolean) => db.any(\"SELECT id FROM parts WHERE $1:raw\", [own ? 'owner = 1' : 'true']);",
  ],
  [
    "a name",
    'export const f = (req, res) => db.any("SELECT id FROM parts ORDER BY $1:name, $2~", [req.query.sort, req.query.then]);',
  ],
  ["a list", 'export const f = (ids: number[]) => db.any("SELECT id FROM parts WHERE id IN ($1:csv)", [ids]);'],
  ["a value", 'export const f = (name: string) => db.any("SELECT id FROM parts WHERE name = $1", [name]);'],
  ["a cast", 'export const f = (name: string) => db.any("SELECT id FROM parts WHERE name = $1::text", [name]);'],
]);

labelled("the name of a function, which is pasted", { before }, [
  ["of a request", 'app.get("/", (req, res) => db.func("find_" + «req.query.name», [1]));'],
  ["of a request, to a procedure", 'app.get("/", (req, res) => db.proc(`find_${«req.query.name»}`));'],
  ["one of several", 'export const f = (name: "ports" | "ships") => db.func("find_" + name, [1]);'],
  ["the program's own", "export const f = (name: string) => db.func(name, [1]);"],
  ["its values, which are formatted", 'app.get("/", (req, res) => db.func("find_ports", [req.query.name]));'],
]);
