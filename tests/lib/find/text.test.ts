import { describe, expect, it } from "vitest";
import { textOf } from "../../../lib/find/text.ts";
import { argumentOfRun, moduleFrom, textIn } from "./texts.ts";

const inFunction = (code: string): string =>
  textIn(`export function f(x: string, xs: string[], n: number) {\n${code}\n}`);

describe("texts that are spliced together", () => {
  it.each([
    ["a literal", 'run("SELECT 1")', "SELECT 1"],
    ["a template with a hole", "run(`SELECT ${x}`)", "SELECT <x>input"],
    ["concatenation", 'run("SELECT " + x + " AS a")', "SELECT <x>input AS a"],
    ["concat()", 'run("SELECT ".concat(x))', "SELECT <x>input"],
    ["join()", 'run(["SELECT 1", "FROM users"].join(" "))', "SELECT 1 FROM users"],
    ["a constant", 'const q = "SELECT 1"; run(q)', "SELECT 1"],
    ["a constant in a template", 'const table = "users"; run(`SELECT * FROM ${table}`)', "SELECT * FROM users"],
    ["a number constant", "const most = 10; run(`SELECT 1 LIMIT ${most}`)", "SELECT 1 LIMIT 10"],
    ["a ternary", 'run(`SELECT 1 ORDER BY a ${x ? "ASC" : "DESC"}`)', "SELECT 1 ORDER BY a {ASC|DESC}"],
    ["&&", 'run(`SELECT 1 ${x && "WHERE a"}`)', "SELECT 1 {WHERE a|}"],
    ["trim()", "run(` SELECT 1 `.trim())", " SELECT 1 "],
    ["white space replaced", 'run(`SELECT\n1`.replace(/\\s+/g, " "))', "SELECT\n1"],
    ["other replacements stay unknown", 'run("SELECT a".replace("a", x))', '<"SELECT a".replace("a", x)>literals'],
    ["a reassigned let", 'let q = "SELECT 1"; q = q + " FROM users"; run(q)', "SELECT 1 FROM users"],
    [
      "appended under a condition",
      'let q = "SELECT 1"; if (x) { q += " WHERE a"; } q += " LIMIT 1"; run(q)',
      "SELECT 1{ WHERE a|} LIMIT 1",
    ],
    ["either of two", 'let q; if (x) q = "SELECT 1"; else q = "SELECT 2"; run(q)', "{SELECT 1|SELECT 2}"],
    ["a branch that leaves", 'let q = "SELECT 1"; if (x) { q = "SELECT 2"; return; } run(q)', "SELECT 1"],
    ["read inside the branch", 'let q = "SELECT 1"; if (x) { q += " FROM a"; run(q); }', "SELECT 1 FROM a"],
    [
      "a loop's appends are unknown",
      'let q = "SELECT 1"; for (const y of xs) { q += y; } run(q)',
      "SELECT 1<{ q += y; }>~",
    ],
    ["a switch", 'let q = "S"; switch (x) { case "a": q += "1"; break; default: q += "2"; } run(q)', "S{1|2}"],
    ["written in a closure", 'let q = "S"; const add = () => { q = x; }; add(); run(q)', "<q>input"],
    [
      "pushed conditions",
      'const c = ["a = $1"]; if (x) c.push("b = $2"); run("SELECT 1 WHERE " + c.join(" AND "))',
      "SELECT 1 WHERE a = $1{ AND b = $2|}",
    ],
    [
      "pushed conditions, none at first",
      'const c: string[] = []; if (x) c.push("b"); run(`S ${c.length ? `WHERE ${c.join(" AND ")}` : ""}`)',
      "S {WHERE b|}",
    ],
    [
      "pushed in a loop",
      'const c: string[] = []; for (const y of xs) c.push(`${y} IS NULL`); run(`S WHERE ${c.join(" AND ")}`)',
      'S WHERE <c.join(" AND ")>sql',
    ],
    ["filter(Boolean)", 'run(["SELECT 1", x && "WHERE a"].filter(Boolean).join(" "))', "SELECT 1{ WHERE a|}"],
    [
      "object properties",
      'const t = { users: "users" } as const; run(`SELECT * FROM ${t.users}`)',
      "SELECT * FROM users",
    ],
    [
      "a look-up in a constant record",
      'const t = { a: "x", b: "y" }; run(`SELECT * FROM t ORDER BY ${t[x]}`)',
      "SELECT * FROM t ORDER BY <t[x]>literals",
    ],
    [
      "a local function",
      'const where = (a: string) => `WHERE ${a} IS NULL`; run(`SELECT 1 ${where("b")}`)',
      "SELECT 1 WHERE b IS NULL",
    ],
    [
      "a local function's parameter",
      "const where = (a: string) => `WHERE ${a}`; run(`SELECT 1 ${where(x)}`)",
      "SELECT 1 WHERE <a>input",
    ],
    [
      "several returns",
      'function w() { if (x) return "WHERE a"; return ""; } run(`SELECT 1 ${w()}`)',
      "SELECT 1 {WHERE a|}",
    ],
    ["recursion ends", 'function w(a: string): string { return `${a}${w(a)}`; } run(w("S"))', "SSS<w(a)>unknown"],
    ["String.raw", "run(String.raw`SELECT '\\d'`)", "SELECT '\\d'"],
    ["dedent", "run(dedent`SELECT 1`)", "SELECT 1"],
    [
      "escapeIdentifier",
      "run(`SELECT * FROM ${client.escapeIdentifier(x)}`)",
      "SELECT * FROM <client.escapeIdentifier(x)>!",
    ],
    [
      "mapped placeholders",
      'run(`SELECT 1 WHERE a IN (${xs.map((_, i) => `$${i + 1}`).join(", ")})`)',
      'SELECT 1 WHERE a IN (<xs.map((_, i) => `$${i + 1}`).join(", ")>placeholders)',
    ],
  ])("%s", (_, code, expected) => {
    expect(inFunction(code)).toBe(expected);
  });

  it("enums and class fields", () => {
    expect(textIn('enum T { Users = "users" }\nrun(`SELECT * FROM ${T.Users}`)')).toBe("SELECT * FROM users");
    expect(textIn('class R { static readonly T = "users"; all() { run(`SELECT * FROM ${R.T}`); } }')).toBe(
      "SELECT * FROM users",
    );
    expect(textIn('class R { private table = "users"; all() { run(`SELECT * FROM ${this.table}`); } }')).toBe(
      "SELECT * FROM users",
    );
    expect(
      textIn(
        'class R { private table; constructor() { this.table = "users"; } all() { run(`SELECT * FROM ${this.table}`); } }',
      ),
    ).toBe("SELECT * FROM users");
    expect(
      textIn(
        'class R { private table = "users"; set(t: string) { this.table = t; } all() { run(`SELECT * FROM ${this.table}`); } }',
      ),
    ).toBe("SELECT * FROM <this.table>unknown");
    expect(textIn('class R { where() { return "WHERE a"; } all() { run(`SELECT 1 ${this.where()}`); } }')).toBe(
      "SELECT 1 WHERE a",
    );
  });

  it("constants and functions of other files", () => {
    const files = {
      "tables.ts": 'export const USERS = "users"; export default { a: "b" } as const;',
      "index.ts": 'export * from "./tables.ts"; export { where as filter } from "./where.ts";',
      "where.ts": "export function where(column: string) { return `WHERE ${column} IS NULL`; }",
      "old.cjs": 'const T = "old"; module.exports = { T, where: (c) => `WHERE ${c}` };',
    };
    expect(
      textIn(
        'import { USERS, filter } from "./index.ts"; run(`SELECT * FROM ${USERS} ${filter("a")}`)',
        "text",
        "pg",
        files,
      ),
    ).toBe("SELECT * FROM users WHERE a IS NULL");
    expect(textIn('import * as t from "./tables.ts"; run(`SELECT * FROM ${t.USERS}`)', "text", "pg", files)).toBe(
      "SELECT * FROM users",
    );
    expect(textIn('import t from "./tables.ts"; run(`SELECT ${t.a}`)', "text", "pg", files)).toBe("SELECT b");
    expect(
      textIn(
        'const { T, where } = require("./old.cjs"); run(`SELECT * FROM ${T} ${where("a")}`)',
        "text",
        "pg",
        files,
        "code.cjs",
      ),
    ).toBe("SELECT * FROM old WHERE a");
  });

  it("says where text stands, and underlines this file for text from another", () => {
    const code = 'import { W } from "./w.ts";\nrun("SELECT \\x41" + W);';
    const module = moduleFrom(code, { "w.ts": 'export const W = " WHERE a";' });
    const [first, second] = textOf(argumentOfRun(module), { module, library: "pg", mode: "text" });
    expect(first).toMatchObject({
      text: "SELECT A",
      place: { kind: "here", quoting: "double", offsets: [33, 34, 35, 36, 37, 38, 39, 40, 44] },
    });
    expect(second).toMatchObject({
      text: " WHERE a",
      place: { kind: "elsewhere", span: { start: code.indexOf("W)"), end: code.indexOf("W)") + 1 } },
    });
  });

  it("gives a concatenated hole the quotes and plus signs around it", () => {
    const code = "export function f(x: string) { run('SELECT ' + x + ' AS a'); }";
    const module = moduleFrom(code);
    const hole = textOf(argumentOfRun(module), { module, library: "pg", mode: "text" }).find(
      (part) => part.kind === "hole",
    );
    const { outer } = (hole as { hole: { outer: { start: number; end: number } } }).hole;
    expect(code.slice(outer.start, outer.end)).toBe("' + x + '");
  });
});

const slonik = (code: string): string =>
  textIn(
    `import { sql } from "slonik";\nexport function f(x: string, xs: string[], u: any) {\n${code}\n}`,
    "tag",
    "slonik",
  );

describe("tags that bind their holes", () => {
  it.each([
    ["values", "run(sql.unsafe`SELECT ${x}`)", "SELECT <x>=[$?]"],
    ["a constant is a value", 'const a = "b"; run(sql.unsafe`SELECT ${a}`)', "SELECT <a>=[$?]"],
    ["a value that may be a fragment", "run(sql.unsafe`SELECT 1 WHERE ${u}`)", "SELECT 1 WHERE <u>="],
    ["nested fragments", "run(sql.unsafe`SELECT 1 ${sql.fragment`WHERE a = ${x}`}`)", "SELECT 1 WHERE a = <x>=[$?]"],
    [
      "conditional fragments",
      "run(sql.unsafe`SELECT 1 ${x ? sql.fragment`WHERE a` : sql.fragment``}`)",
      "SELECT 1 {WHERE a|}",
    ],
    [
      "a reassigned fragment",
      "let w = sql.fragment``; if (x) { w = sql.fragment`WHERE a`; } run(sql.unsafe`SELECT 1 ${w}`)",
      "SELECT 1 {WHERE a|}",
    ],
    [
      "a function that returns one",
      "const w = (c: string) => sql.fragment`WHERE ${sql.identifier([c])} = ${x}`; run(sql.unsafe`SELECT 1 ${w('a')}`)",
      'SELECT 1 WHERE <sql.identifier([c])>!["a"] = <x>=[$?]',
    ],
    [
      "identifiers",
      'run(sql.unsafe`SELECT * FROM ${sql.identifier(["app", "users"])}`)',
      'SELECT * FROM <sql.identifier(["app", "users"])>!["app"."users"]',
    ],
    [
      "an unknown identifier",
      "run(sql.unsafe`SELECT * FROM ${sql.identifier([x])}`)",
      "SELECT * FROM <sql.identifier([x])>!",
    ],
    [
      "join of known pieces",
      "run(sql.unsafe`SELECT 1 WHERE ${sql.join([sql.fragment`a`, sql.fragment`b`], sql.fragment` AND `)}`)",
      "SELECT 1 WHERE a AND b",
    ],
    [
      "join of mapped pieces",
      "run(sql.unsafe`INSERT INTO t VALUES ${sql.join(xs.map((y) => sql.fragment`(${y})`), sql.fragment`, `)}`)",
      "INSERT INTO t VALUES <sql.join(xs.map((y) => sql.fragment`(${y})`), sql.fragment`, `)>~[($?)]",
    ],
    [
      "unnest",
      "run(sql.unsafe`SELECT * FROM ${sql.unnest(xs, ['int4', 'text'])}`)",
      "SELECT * FROM <sql.unnest(xs, ['int4', 'text'])>=[unnest($?::int4[], $?::text[])]",
    ],
    ["a type tag", "run(sql.type(u)`SELECT ${x}`)", "SELECT <x>=[$?]"],
  ])("slonik: %s", (_, code, expected) => {
    expect(slonik(code)).toBe(expected);
  });

  const postgres = (code: string): string =>
    textIn(
      `import postgres from "postgres";\nconst sql = postgres();\nexport function f(x: string, xs: string[], u: any) {\n${code}\n}`,
      "tag",
      "postgres.js",
    );
  it.each([
    [
      "a list of columns",
      'const C = ["id", "name"]; run(sql`SELECT ${sql(C)} FROM t`)',
      "SELECT <sql(C)>![($?, $?)] FROM t",
    ],
    ["an identifier", 'run(sql`SELECT * FROM ${sql("users")}`)', 'SELECT * FROM <sql("users")>!["users"]'],
    [
      "an object",
      "run(sql`INSERT INTO t ${sql({ a: 1, b: x })}`)",
      'INSERT INTO t <sql({ a: 1, b: x })>![("a", "b") VALUES ($?, $?)]',
    ],
    [
      "an object's columns",
      'run(sql`UPDATE t SET ${sql(u, "a", "b")}`)',
      'UPDATE t SET <sql(u, "a", "b")>![("a", "b") VALUES ($?, $?)]',
    ],
    ["unsafe()", "run(sql`SELECT * FROM t ORDER BY ${sql.unsafe(x)}`)", "SELECT * FROM t ORDER BY <x>input"],
    ["an empty fragment", "run(sql`SELECT 1 ${x ? sql`WHERE a = ${x}` : sql``}`)", "SELECT 1 {WHERE a = <x>=[$?]|}"],
  ])("postgres.js: %s", (_, code, expected) => {
    expect(postgres(code)).toBe(expected);
  });

  it("sql-template-strings: append", () => {
    const code =
      'import SQL from "sql-template-strings";\nexport function f(x: string) { const q = SQL`SELECT ${x}`; if (x) q.append(SQL` FROM t`); q.append(" LIMIT 1"); run(q); }';
    expect(textIn(code, "tag", "sql-template-strings")).toBe("SELECT <x>=[$?]{ FROM t|} LIMIT 1");
  });

  it("Prisma", () => {
    const head = 'import { Prisma } from "@prisma/client";\nexport function f(x: string, ids: string[]) {';
    expect(
      textIn(
        `${head} run(Prisma.sql\`SELECT 1 \${Prisma.empty} WHERE a IN (\${Prisma.join(ids)}) \${Prisma.raw(x)}\`); }`,
        "tag",
        "prisma",
      ),
    ).toBe("SELECT 1  WHERE a IN (<Prisma.join(ids)>~[$?]) <x>input");
  });

  it("kysely and drizzle", () => {
    expect(
      textIn(
        'import { sql } from "kysely";\nexport function f(x: string) { run(sql`SELECT ${sql.ref("u.id")} FROM ${sql.table("users")} WHERE a = ${x} ${sql.raw(x)}`); }',
        "tag",
        "kysely",
      ),
    ).toBe('SELECT <sql.ref("u.id")>!["u"."id"] FROM <sql.table("users")>!["users"] WHERE a = <x>=[$?] <x>input');
    expect(
      textIn(
        'import { sql } from "drizzle-orm";\nexport function f(x: string) { run(sql`SELECT 1 FROM ${sql.identifier("users")} ${sql.join([sql`a`, sql`b`], sql` OR `)}`); }',
        "tag",
        "drizzle",
      ),
    ).toBe('SELECT 1 FROM <sql.identifier("users")>!["users"] a OR b');
  });
});
