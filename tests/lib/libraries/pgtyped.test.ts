import { sql } from "@pgtyped/runtime";
import { describe, expect, test } from "vitest";
import { readingOf } from "../../sites.ts";
import { find } from "../find/find.ts";
import { assembledOf } from "../read/sql/assembled.ts";

/** The text that PgTyped sends. */
async function sent(text: string, parameters: object): Promise<string> {
  const texts: string[] = [];
  const statement = sql(Object.assign([text], { raw: [text] }));
  await statement.run(parameters, {
    query: (one) => {
      texts.push(one);
      return Promise.resolve({ rows: [], rowCount: 0 });
    },
  });
  return texts.join(";");
}

const withoutSpace = (text: string): string => text.replaceAll(/\s+/g, "");

describe("a text is read as PgTyped sends it, with one item in each list", () => {
  test.each([
    ["SELECT * FROM t WHERE a = $a AND b=$b!", { a: 1, b: 2 }],
    ["SELECT * FROM t WHERE a = $ a ! AND b > $a", { a: 1 }],
    ["SELECT * FROM t WHERE a IN $$ids AND b IN $$others!", { ids: [1], others: [2] }],
    ["INSERT INTO t (a, b) VALUES $row(a, b!)", { row: { a: 1, b: 2 } }],
    ["INSERT INTO t (a, b) VALUES $$rows ( a , b )", { rows: [{ a: 1, b: 2 }] }],
    ["INSERT INTO t (a, b) VALUES $row(a, b) ON CONFLICT (a) DO UPDATE SET b = $b", { row: { a: 1, b: 2 }, b: 3 }],
    ["SELECT '$a', $a::text FROM t", { a: 1 }],
    ["UPDATE t SET a = $a!, b=b+$b", { a: 1, b: 2 }],
  ])("%s", async (text, parameters) => {
    expect(withoutSpace(assembledOf(text, "dollar"))).toBe(withoutSpace(await sent(text, parameters)));
  });
});

test("what is no placeholder stays as it is", () => {
  for (const text of ["SELECT 1 -- $a", "SELECT a$b FROM t", "SELECT $1", "SELECT '$$a' /* $$b */"])
    expect(assembledOf(text, "dollar")).toBe(text);
});

test("brackets behind a name that hold no names are no properties", () => {
  expect(readingOf("SELECT $fn (1)", { kind: "tag", placeholders: "dollar" }).status).toBe("unread");
});

describe("the tag is found wherever its statement goes", () => {
  const setup = `import { sql } from "@pgtyped/runtime"; import type { IUsersQuery } from "./users.types";`;

  test("one that is kept by name and run", () => {
    const text = "const users = sql<IUsersQuery>`SELECT * FROM users WHERE id = $id!`;";
    expect(find(`${setup}${text} export const get = (id, pool) => users.run({ id }, pool);`)).toEqual([
      "PgTyped origin tag rows sql SELECT * FROM users WHERE id = $id!",
    ]);
    expect(find(`${setup}${text} export const get = (id, pool) => checked(users, { id }, pool);`)).toEqual([
      "PgTyped origin tag other sql SELECT * FROM users WHERE id = $id!",
    ]);
  });

  test("that of the package's former name", () => {
    expect(find(`import { sql } from "@pgtyped/query"; export const one = sql\`SELECT 1\`;`)).toEqual([
      "PgTyped origin tag other sql SELECT 1",
    ]);
  });

  test("not one of another package", () => {
    expect(find(`import { sql } from "@codemirror/lang-sql"; export const one = sql\`SELECT 1\`;`)).toEqual([]);
  });
});
