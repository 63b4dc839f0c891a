import { labelled } from "./labelled.ts";

const kinds =
  'export enum Kind { Sail = "sail" } export const order = "id DESC"; export const given = (x: string) => x;';
const rows = [
  [
    "an enum's member in quotes",
    "export const f = () => pool.query(`SELECT id FROM boats WHERE kind = '${Kind.Sail}'`);",
  ],
  ["a constant", "export const f = () => pool.query(`SELECT id FROM boats WHERE kind = 'a' ORDER BY ${order}`);"],
  ["an enum's type", "export const f = (kind: Kind) => pool.query(`SELECT id FROM boats WHERE kind = '${kind}'`);"],
  [
    "what a function of that file is given",
    "export const f = (x: string) => pool.query(`SELECT id FROM boats WHERE kind = '${«given(x)»}'`);",
  ],
] as const;

labelled(
  "Deno's import map",
  {
    before: 'import pg from "dep:pg"; import { Kind, given, order } from "@/lib/kinds.ts"; const pool = new pg.Pool();',
    files: {
      "deno.jsonc": '{ // a comment\n "imports": { "@/": "./src/", "dep:pg": "npm:pg@^8", }, }',
      "src/lib/kinds.ts": kinds,
    },
  },
  rows,
);

labelled(
  "an import map in a file of its own",
  {
    before: 'import pg from "pg"; import { Kind, given, order } from "kinds"; const pool = new pg.Pool();',
    files: {
      "deno.json": '{ "importMap": "./maps/import_map.json" }',
      "maps/import_map.json": '{ "imports": { "kinds": "../lib/kinds.ts", "pg": "https://esm.sh/pg@8" } }',
      "lib/kinds.ts": kinds,
    },
  },
  rows,
);

labelled(
  "the imports of a package",
  {
    before: 'import pg from "#pg"; import { Kind, given, order } from "#lib/kinds.js"; const pool = new pg.Pool();',
    files: {
      "package.json":
        '{ "name": "app", "imports": { "#pg": "pg", "#lib/*.js": { "types": "./src/lib/*.ts", "default": "./dist/lib/*.js" } } }',
      "src/lib/kinds.ts": kinds,
    },
  },
  rows,
);

labelled(
  "the imports of a package, as it is built",
  {
    before: 'import { Pool } from "pg"; import { Kind, given, order } from "#lib/kinds.js"; const pool = new Pool();',
    files: {
      "package.json": '{ "name": "app", "imports": { "#lib/*": "./dist/lib/*" } }',
      "src/lib/kinds.ts": kinds,
    },
  },
  rows,
);

labelled(
  "paths of tsconfig.json",
  {
    before: 'import { Pool } from "pg"; import { Kind, given, order } from "@lib/kinds"; const pool = new Pool();',
    files: {
      "tsconfig.json": '{ "compilerOptions": { "paths": { "@lib/*": ["./src/lib/*"] } } }',
      "src/lib/kinds.ts": kinds,
    },
  },
  rows,
);

labelled(
  "a file beside",
  {
    before: 'import { Pool } from "pg"; import { Kind, given, order } from "./kinds.js"; const pool = new Pool();',
    files: { "kinds.ts": kinds },
  },
  rows,
);
