import { labelled } from "./labelled.ts";

const files = {
  "checks.ts": `
    export const isFaulty = (name: string): boolean => !name || !/^[a-z]+$/.test(name);
    export const isShort = (name: string): boolean => name.length < 9;
    export function fits(name: string) { return ["id", "name"].includes(name); }
    export function demand(name: string) { if (!/^[a-z]+$/.test(name)) throw new Error(name); }
    export async function demandLater(name: string) { if (!/^[a-z]+$/.test(name)) throw new Error(name); }
    export function look(name: string) { if (!/^[a-z]+$/.test(name)) console.log(name); }
    export function leave(name: string) { if (!/^[a-z]+$/.test(name)) return; }
    export function demandPart(name: string) { if (!/^[a-z]+/.test(name)) throw new Error(name); }
    export class Names { static isValid(name: string) { return !name || !/^[a-z]+$/.test(name); } }`,
};
const before =
  'import { Pool } from "pg"; import { isFaulty, isShort, fits, demand, demandLater, look, leave, demandPart, Names } from "./checks"; const pool = new Pool();';
const after = (check: string, hole = "name") =>
  `export async function f(name: string) { ${check} return pool.query(\`SELECT id FROM ports WHERE name = '\${${hole}}'\`); }`;

labelled("a check by a function of the project", { before, files }, [
  ["that says no", after("if (isFaulty(name)) throw new Error(name);")],
  ["that says no by the name of a yes", after("if (Names.isValid(name)) throw new Error(name);")],
  ["that says yes", after("if (!fits(name)) throw new Error(name);")],
  ["that throws", after("demand(name);")],
  ["that throws later, awaited", after("await demandLater(name);")],
]);

labelled("what is no check", { before, files }, [
  ["the other way round", after("if (!isFaulty(name)) throw new Error(name);", "«name»")],
  ["the other way round, by the name of a yes", after("if (!Names.isValid(name)) throw new Error(name);", "«name»")],
  ["that says nothing, where it comes out so", after("if (isShort(name)) throw new Error(name);", "«name»")],
  ["of another value", after("demand(other);", "«name»")],
  ["that throws later, and nobody waits", after("demandLater(name);", "«name»")],
  ["that only says so", after("look(name);", "«name»")],
  ["that leaves itself", after("leave(name);", "«name»")],
  ["of a beginning", after("demandPart(name);", "«name»")],
  [
    "behind the use",
    "export function f(name: string) { const found = pool.query(`SELECT id FROM ports WHERE name = '${«name»}'`); demand(name); return found; }",
  ],
]);
