import { labelled } from "./labelled.ts";

const files = {
  "kinds.ts": `
    export type Kind = "cargo" | "ferry";
    export type Find = (kind: Kind) => unknown;
    export interface Kinds { kindOf: (agent: string) => Kind; nameOf(agent: string): string; isOf(agent: string): Promise<Kind>; }
    export class Detector {
      kindOf(agent: string) { if (agent.includes("f")) return "ferry"; return "cargo"; }
      held = (agent: string) => (agent === "f" ? "ferry" : "cargo");
      nameOf(agent: string) { return agent.trim(); }
      wrapped(agent: string) { return this.wrap(agent); }
      private wrap(agent: string) { return other.wrap(agent); }
      either(agent: string) { return agent.length > 3 ? agent : "cargo"; }
    }`,
};
const before =
  'import { Pool } from "pg"; import type { Kind, Kinds, Find } from "./kinds"; import { Detector } from "./kinds"; const pool = new Pool();';
const quoted = (hole: string) => `pool.query(\`SELECT id FROM ports WHERE kind = '\${${hole}}'\`)`;

labelled("a parameter by the type of what the function is put into", { before, files }, [
  ["a field", `export class Ports { find: (kind: Kind) => unknown = (kind) => ${quoted("kind")}; }`],
  ["a constant", `export const find: (kind: Kind) => unknown = (kind) => ${quoted("kind")};`],
  ["by the name of the type", `export const find: Find = (kind) => ${quoted("kind")};`],
  ["the second", `export const find: (name: string, kind: Kind) => unknown = (name, kind) => ${quoted("kind")};`],
  ["another one", `export const find: (name: string, kind: Kind) => unknown = (name, kind) => ${quoted("«name»")};`],
  ["a member", `export const find: (given: { kind: Kind }) => unknown = ({ kind }) => ${quoted("kind")};`],
  ["its own type", `export const find: Find = (kind: string) => ${quoted("«kind»")};`],
]);

const service = (method: string, hole: string, type = "Kinds") =>
  `export class Ports { constructor(private readonly kinds: ${type}) {} find(agent: string) { return ${method === "" ? quoted(hole) : `this.kinds.${method}`}; } }`;

labelled("a method of an instance that is made elsewhere in the file", { before, files }, [
  [
    "is underlined where it is called",
    `const detector = new Detector(); export const f = (agent: string) => ${quoted("«detector.either»(agent)")};`,
  ],
]);

labelled("what a method gives of an object that is injected", { before, files }, [
  ["a function type of an interface", service("", "this.kinds.kindOf(agent)")],
  ["a method of an interface, awaited", service("", "this.kinds.isOf(agent)")],
  ["a method of an interface that gives any text", service("", "«this.kinds.nameOf(agent)»")],
  ["what a class's method returns", service("", "this.kinds.kindOf(agent)", "Detector")],
  ["what a class's field returns", service("", "this.kinds.held(agent)", "Detector")],
  ["what it was given", service("", "«this.kinds.nameOf(agent)»", "Detector")],
  [
    "what it made of what it was given, unquoted: it may have quoted it",
    "export class Ports { constructor(private readonly kinds: Detector) {} find(agent: string) { return pool.query(`SELECT id FROM ports WHERE kind = ${this.kinds.wrapped(agent)}`); } }",
  ],
  ["what it was given, on some way", service("", "«this.kinds».either(agent)", "Detector")],
]);
