import { describe, expect, it } from "vitest";
import { moduleFrom, argumentOfRun, shown } from "./texts.ts";
import { textOf } from "../../../lib/find/text.ts";

/** A copy of sql-template-tag, as projects have it. */
const vendored = `
export class Sql {
  constructor(readonly strings: readonly string[], readonly values: readonly unknown[]) {}
}
export function raw(value: string) { return new Sql([value], []); }
export function id(name: string) { return raw(name); }
export function join(values: readonly unknown[], separator = ", ") {
  return new Sql(["", ...Array(values.length - 1).fill(separator), ""], values);
}
export function among(values: readonly unknown[]) {
  return new Sql(["(", ...new Array(values.length - 1).fill(", "), ")"], values);
}
export function pair(one: unknown, other: unknown) { return new Sql(["(", " = ", ")"], [one, other]); }
export function odd(values: readonly unknown[]) { return new Sql(["a", "b"], values); }
export class Other { constructor(readonly strings: readonly string[], readonly values: readonly unknown[]) {} }
export const other = (value: string) => new Other([value], []);
export const empty = raw("");
export default function sql(strings: readonly string[], ...values: readonly unknown[]) { return new Sql(strings, values); }
`;

const bound = /^DELETE FROM <[^]*>=(?:\[\$\?\])?$/;

function textIn(code: string, tag = vendored): string {
  const module = moduleFrom(`import sql, { among, empty, id, join, odd, other, pair, raw } from "./tag";\n${code}`, {
    "tag.ts": tag,
  });
  return shown(textOf(argumentOfRun(module), { module, library: "unknown", mode: "tag" }));
}

describe("a project's own tag", () => {
  it.each([
    ["a text", 'run(sql`DELETE FROM ${raw("users")}`)', "DELETE FROM users"],
    ["a constant", 'const table = "users"; run(sql`DELETE FROM ${raw(table)}`)', "DELETE FROM users"],
    ["a helper of helpers", 'run(sql`DELETE FROM ${id("users")}`)', "DELETE FROM users"],
    ["a field", 'class A { table = "users"; f() { run(sql`DELETE FROM ${raw(this.table)}`); } }', "DELETE FROM users"],
    ["nothing", "run(sql`SELECT 1${empty}`)", "SELECT 1"],
    ["values between texts", 'run(sql`SELECT ${pair(raw("a"), x)}`)', "SELECT (a = <other>=)"],
    ["a list", 'run(sql`SELECT ${join([raw("a"), x])}`)', "SELECT a, <x>="],
    ["what another tag has made", "run(sql`SELECT ${sql`a = ${x}`}`)", "SELECT a = <x>="],
    [
      "items that are there sometimes",
      'const all = [sql`a`]; if (x) all.push(sql`b = ${x}`); run(sql`WHERE ${join(all, " AND ")}`)',
      "WHERE a{ AND b = <x>=|}",
    ],
    [
      "values that are there sometimes",
      "const all = [x]; if (y) all.push(y); run(sql`IN ${among(all)}`)",
      "IN (<x>={, <y>=|})",
    ],
    ["one piece or the other", 'run(sql`SELECT 1 ${x ? raw("FROM users") : empty}`)', "SELECT 1 {FROM users|}"],
  ])("writes %s out", (_, code, expected) => {
    expect(textIn(code)).toBe(expected);
  });

  it("writes a list that may be empty as it is where it is not: of none it throws", () => {
    const code =
      'const all = []; if (x) all.push(sql`a`); if (y) all.push(sql`b`); run(sql`WHERE ${join(all, " AND ")}`)';
    expect(textIn(code)).toMatch(/^WHERE \{a\|\}/);
  });

  it.each([
    ["a text that is not known", "run(sql`DELETE FROM ${raw(x)}`)"],
    ["a piece of another class", 'run(sql`DELETE FROM ${other("users")}`)'],
    ["as many texts as values", "run(sql`DELETE FROM ${odd([x, y])}`)"],
    ["a list of unknown length", "run(sql`DELETE FROM ${join(x)}`)"],
    ["a plain string", 'run(sql`DELETE FROM ${"users"}`)'],
  ])("binds %s", (_, code) => {
    expect(textIn(code)).toMatch(bound);
  });

  it("is one only where it gives what it is given to its class", () => {
    const code = 'run(sql`DELETE FROM ${raw("users")}`)';
    for (const gives of ["new Sql(strings.map(quote), values)", "new Sql(strings, [])", "text(strings, values)"])
      expect(textIn(code, vendored.replace("{ return new Sql(strings, values); }", `{ return ${gives}; }`))).toMatch(
        bound,
      );
  });
});
