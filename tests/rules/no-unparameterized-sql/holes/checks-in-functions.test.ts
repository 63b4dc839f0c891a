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

const existence = {
  "there.ts": `
    import { isNil } from "lodash";
    export const isNotNull = <T>(value: T | null | undefined): value is T => value !== null && value !== undefined;
    export const isUsable = (value: string | null): value is string => isNotNull(value) && value.trim() !== "" && value.length < 200;
    export function isFine(value: unknown): value is string { if (isNil(value)) return false; return typeof value === "string"; }
    export function assertUsable(value: string | null): asserts value is string { if (!isUsable(value)) throw new Error("none"); }
    export const isKnown = (value: string) => isNotNull(value) && ["id", "name"].includes(value);
    export const isKind = (value: string) => value === "cargo" || value === "ferry";
    export const isSafe = (value: string) => /^[a-z]+$/.test(value);
    export function assertKnown(value: string) { if (!isKnown(value)) throw new Error("unknown"); }`,
};
const asking =
  'import { Pool } from "pg"; import assert from "node:assert"; import _ from "lodash"; import { isValidName, isDefined, assertDefined, assertPort } from "elsewhere"; import { isNotNull, isUsable, isFine, assertUsable, isKnown, isKind, isSafe, assertKnown } from "./there"; const pool = new Pool();';

labelled("a check that only asks whether a value is there", { before: asking, files: existence }, [
  ["not null", after("if (!isNotNull(name)) return;", "«name»")],
  ["usable", after("if (!isUsable(name)) throw new Error();", "«name»")],
  ["a text", after("if (!isFine(name)) return;", "«name»")],
  ["an assertion", after("assertUsable(name);", "«name»")],
  ["a library's", after("if (_.isString(name) === false || !_.isString(name)) return;", "«name»")],
  ["by the name of one out of sight", after("if (!isDefined(name)) return;", "«name»")],
  ["by the name of an assertion out of sight", after("assertDefined(name);", "«name»")],
  ["Node's assertion of the value itself", after("assert(name);", "«name»")],
]);

labelled("a check that compares a value, too", { before: asking, files: existence }, [
  ["with a list", after("if (!isKnown(name)) return;")],
  ["with texts", after("if (!isKind(name)) return;")],
  ["with a pattern", after("if (!isSafe(name)) return;")],
  ["in an assertion", after("assertKnown(name);")],
  ["by the name of one out of sight", after("if (!isValidName(name)) return;")],
  ["by the name of an assertion out of sight", after("assertPort(name);")],
  ["in Node's assertion", after('assert(["id", "name"].includes(name));')],
]);
