import { describe, expect, test } from "vitest";
import { find, sitesOf } from "./find.ts";

const tables = ["users", "orders"];

describe("without a catalog", () => {
  test("a statement handed to a call that runs SQL counts", () => {
    expect(find(`export const f = ({ db }) => db.query("select id from users where id = $1", [id])`)).toEqual([
      "unknown evidence text unsettled db.query select id from users where id = $1",
    ]);
    expect(find("export const f = (client) => client.execute({ text: `delete from users` })")).toEqual([
      "unknown evidence text unsettled client.execute delete from users",
    ]);
    expect(find(`export function f(c) { const text = "update users set a = 1"; return c.query(text) }`)).toEqual([
      "unknown evidence text unsettled c.query update users set a = 1",
    ]);
  });

  test("several statements, and holes for columns, assignments and directions", () => {
    expect(find("db.runSql(`insert into users (id) values (1); delete from orders;`)")).toHaveLength(1);
    expect(find("db.runSql(`insert into users (id) values (1); create table a (b int);`)")).toEqual([]);
    expect(find("db.query(`update users set ${assignments} where id = $1`)")).toHaveLength(1);
    expect(
      find('db.query(`select id from users order by ${column} ${direction}, name collate "C" ${direction} limit 1`)'),
    ).toHaveLength(1);
  });

  test("pg-promise's formats are placeholders", () => {
    for (const [text, count] of [
      ["select id from users where id in ($(ids:csv))", 1],
      ["select id from users where id in ($1:csv)", 1],
      ["update users set a = $/a:json/ where id = $<id>", 1],
      ["select $(columns:name) from users where $(where^)", 1],
      // Broken, and there all the same.
      ["select id from users where id in ($(ids:csv)", 1],
    ] as const)
      expect(find(`export const f = (c) => c.query("${text}")`)).toHaveLength(count);
  });

  test("one that the grammar does not take is there all the same, if it reads as a statement", () => {
    for (const text of [
      "SELECT id FROM users WHERE (id = 1",
      "insert into user (name) values ('a')",
      "UPDATE users SET SET a = 1",
    ])
      expect(find(`export const f = (options) => options.database.sequelize.query("${text}")`), text).toHaveLength(1);
    for (const text of [
      "Select a plan from the list below",
      "update your profile, then go",
      "select 1",
      "SELECT id FROM users FINAL WHERE (",
    ])
      expect(find(`export const f = (options) => options.query("${text}")`), text).toEqual([]);
    expect(find('store.put("SELECT id FROM users WHERE (id = 1")')).toEqual([]);
  });

  test("pieces under a condition that do not fit together are read without", () => {
    expect(
      find(
        'export const f = (c, { a, b }) => { let where = "where id = 1"; if (a) where += "and a = 1"; if (b) where += "and b = 1"; return c.query(`select id from users ${where}`); };',
      ),
    ).toHaveLength(1);
  });

  test("a variable that is written again is two texts", () => {
    expect(
      find(
        'export const f = async (c) => { let text = "select id from users"; await c.query(text); text = "delete from users"; await c.query(text); };',
      ),
    ).toEqual([
      "unknown evidence text unsettled c.query select id from users",
      "unknown evidence text unsettled c.query delete from users",
    ]);
  });

  test("any other call does not", () => {
    expect(find(`store.put("select id from users"); const text = "select id from users";`)).toEqual([]);
    expect(find(`app.query("update your profile"); app.query("select a plan")`)).toEqual([]);
  });
});

describe("with a catalog", () => {
  test("a statement over its tables counts, whoever receives it", () => {
    expect(find(`export const text = "select id, name from users";`, { tables })).toEqual([
      "unknown evidence text other  select id, name from users",
    ]);
    expect(find(`store.put("delete from users where id = $1")`, { tables })).toEqual([
      "unknown evidence text unsettled store.put delete from users where id = $1",
    ]);
    expect(find("service.load(`select * from users where id = ${id}`)", { tables })).toEqual([
      "unknown evidence text unsettled service.load select * from users where id = $",
    ]);
  });

  test("a statement over other tables does where a call runs it by its name, unless the project uses another database or the receiver is named after one", () => {
    expect(find(`client.query("select id from traces")`, { tables })).toHaveLength(1);
    expect(
      find(
        `const text = "select id from traces"; clickhouse.query("select id from traces"); this.bigQuery.query(text)`,
        { tables },
      ),
    ).toEqual([]);
    const beside = (manifest: object) =>
      sitesOf({
        files: [
          ["src/a.ts", `client.query("select id from traces"); client.query("select id from users")`],
          ["package.json", JSON.stringify(manifest)],
        ],
        tables,
      });
    expect(
      beside({ dependencies: { "@clickhouse/client": "1", pg: "8" } }).map(({ doubt, call }) => [call.start, doubt]),
    ).toEqual([
      [0, "it may be for another database"],
      [39, undefined],
    ]);
    expect(
      sitesOf({
        files: [
          ["a.ts", `client.query("select id from users")`],
          ["package.json", `{ "dependencies": { "@clickhouse/client": "1" } }`],
        ],
      }),
    ).toEqual([]);
    expect(beside({ dependencies: { pg: "8" }, devDependencies: { "better-sqlite3": "1" } })).toHaveLength(2);
  });

  test("whatever its placeholders are, and where a question mark is an operator", () => {
    for (const text of [
      "select id from users where id = ? and name = ?",
      "select id from users where id = :id",
      "select id from users where id = @id",
      "select id from users where id = $(id)",
      "select id from users where tags ? 'a'",
      "select id::int from users",
    ]) {
      expect(find(`store.put("${text}")`, { tables }), text).toHaveLength(1);
    }
  });

  test("prose does not", () => {
    expect(
      find(
        `const label = "Select name from users"; button("select user from users"); const heading = \`Select \${count} from users\`;`,
        { tables },
      ),
    ).toEqual([]);
    expect(find("export const text = `select ${columns} from users`;", { tables })).toHaveLength(1);
  });

  test("receivers known to do something else do not", () => {
    const text = `"select id, name from users"`;
    for (const use of [
      `console.log(${text})`,
      `logger.info(${text})`,
      `this.logger.debug(${text})`,
      `throw new Error(${text})`,
      `new QueryError(${text})`,
      `expect(sql).toBe(${text})`,
      `expect(${text}).toMatch(x)`,
      `it(${text}, () => {})`,
      `describe(${text}, () => {})`,
      `test.skip(${text}, () => {})`,
      `i18n.t(${text})`,
      `t(${text})`,
      `assert.equal(a, ${text})`,
      `const a = { [${text}]: 1 }`,
      `const a = { description: ${text} }`,
      `x === ${text}`,
      `switch (x) { case ${text}: }`,
      `const a = map[${text}]`,
      `${text};`,
      `import winston from "winston"; winston.createLogger().log(${text})`,
      `const expectedSql = ${text}`,
      `new RegExp(${text})`,
    ])
      expect(find(use, { tables }), use).toEqual([]);
    expect(
      find("const a = <p title='select id, name from users'>select id, name from users</p>", { tables, path: "a.tsx" }),
    ).toEqual([]);
  });
});

describe("tags", () => {
  test("a tag named sql of unknown origin counts by its text", () => {
    expect(find("import { sql } from '../db'; sql`select id from users where id = ${id}`")).toEqual([
      "unknown evidence tag other sql select id from users where id = $",
    ]);
    expect(find("export const f = ({ sql }) => sql`delete from users where ${condition}`")).toEqual([
      "unknown evidence tag other sql delete from users where $",
    ]);
    expect(find("import { sql } from '../db'; sql`something else`")).toEqual([]);
    expect(find("import { css } from '../style'; css`select id from users`")).toEqual([]);
  });

  test("a tag of that name from a package that is something else does not", () => {
    expect(find("import sql from 'styled-components'; sql`select id from users`", { tables })).toEqual([]);
    expect(find("import { sql } from '@google-cloud/bigquery'; sql`select id from users`", { tables })).toEqual([]);
  });
});

test("one text is one site, however it is put together", () => {
  expect(
    find(
      `export async function f(client, q) { let text = "select id from users"; if (q) text += " where q = $1"; return client.query(text, [q]) }`,
    ),
  ).toHaveLength(1);
  expect(find(`export const f = (client) => client.query("select id " + "from users " + "where id = 1")`)).toHaveLength(
    1,
  );
  expect(find(`export const f = (client) => client.query(["select id", "from users"].join(" "))`)).toHaveLength(1);
});

test("odd source throws nothing", () => {
  for (const text of [
    "",
    "sql``",
    "sql`${}`.x",
    "query()",
    "query(,)",
    "new X",
    "require()",
    "require(a)",
    "import x from ''",
    "export * from './self'",
    "class A extends A { x = this.x }",
    "const { a } = a",
    "let a; a = a.b",
    "super.query('select 1')",
  ]) {
    try {
      find(text);
    } catch (error) {
      expect((error as Error).message, text).toBe("the file does not parse");
    }
  }
});
