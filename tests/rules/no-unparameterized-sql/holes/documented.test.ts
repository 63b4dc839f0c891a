import { labelled } from "./labelled.ts";

const before = 'import { Pool } from "pg"; const pool = new Pool();';
const find = (type: string, hole: string, name = "id"): string =>
  `/** @param {${type}} ${name} - which one */ export function f(id) { return pool.query(\`SELECT id FROM ports WHERE id = \${${hole}}\`); }`;

labelled("what a comment says a parameter is", { before, extension: "js" }, [
  ["a whole number", find("integer", "id")],
  ["a number", find("number", "id")],
  ["or null", find("?number", "id")],
  ["or nothing", find("(number|null|undefined)", "id")],
  ["optional", find("number=", "id", "[id=3]")],
  ["one of some texts", find("'red'|'green'", "id")],
  ["a date", find("Date", "id")],
  [
    "numbers",
    "/** @param {number[]} ids */ export function f(ids) { return pool.query(`SELECT id FROM ports WHERE id IN (${ids.join(',')})`); }",
  ],
  [
    "of a property",
    "/**\n * @param {Object} which\n * @param {number} which.id\n */\nexport function f(which) { return pool.query(`SELECT id FROM ports WHERE id = ${which.id}`); }",
  ],
  [
    "of a constant",
    "/** @param {number} id */\nconst f = async (id) => pool.query(`SELECT id FROM ports WHERE id = ${id}`);\nexport { f };",
  ],
]);

labelled("what it does not say", { before, extension: "js" }, [
  ["a text", find("string", "«id»")],
  ["a number or a text", find("number|string", "«id»")],
  ["of another parameter", find("number", "«id»", "ids")],
  ["of a longer name", find("number", "«id»", "id.part")],
  [
    "on another function",
    `/** @param {number} id */ export function g(id) { return id; } export function f(id) { return pool.query(\`SELECT id FROM ports WHERE id = \${«id»}\`); }`,
  ],
]);

labelled("a comment is no type in TypeScript", { before }, [["a number", find("number", "«id»")]]);
