import { labelled } from "./labelled.ts";

const before = 'import { Pool } from "pg"; const pool = new Pool();';
const ports = (hole: string) =>
  `[pool.query(\`SELECT now() - interval '\${${hole}} hours' FROM ports\`), pool.query(\`SELECT id FROM ports LIMIT \${${hole}}\`)]`;

labelled("what TypeScript takes a default for", { before }, [
  ["a number", `export function late(hours = 24) { return ${ports("hours")}; }`],
  ["a sum with it", `export function late(hours = 24) { return ${ports("hours + 1")}; }`],
  ["of a method", `export class Q { late(hours = 24) { return ${ports("hours")}; } }`],
  ["of a function that is kept", `export const late = (hours = 24) => ${ports("hours")};`],
  ["a boolean", "export function late(all = false) { return pool.query(`SELECT ${all}`); }"],
]);

labelled("what a default does not tell", { before }, [
  ["a text", `export function late(hours = "24") { return ${ports("«hours»")}; }`],
  [
    "of a wider type that is written",
    `export function late(hours: number | string = 24) { return ${ports("«hours»")}; }`,
  ],
  [
    "of a callback, which has the type it is called with",
    'api.on("late", (hours = 24) => pool.query(`SELECT id FROM ports LIMIT ${«hours»}`));',
  ],
  ["a field of what is given", `export function late({ hours = 24 }) { return ${ports("«hours»")}; }`],
]);
