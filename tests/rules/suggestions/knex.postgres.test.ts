import type { PGlite } from "@electric-sql/pglite";
import * as parser from "@typescript-eslint/parser";
import { Linter } from "eslint";
import knexPackage from "knex";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { noHardDelete } from "../../../rules/no-hard-delete.ts";
import { requireSoftDeleteFilter } from "../../../rules/require-soft-delete-filter.ts";
import { emptyDatabase } from "../../postgres.ts";
import { newFolder } from "../../project-folder.ts";

const schema = `
  CREATE TABLE users (id int PRIMARY KEY, team_id int, name text, deleted_at timestamptz);
  CREATE TABLE posts (id int PRIMARY KEY, user_id int NOT NULL, title text, deleted_at timestamptz);
  CREATE TABLE plans (id int PRIMARY KEY, user_id int, deleted boolean NOT NULL DEFAULT false);
`;
// Every live row has a deleted twin, 100 further.
const rows = `
  INSERT INTO users SELECT n, n % 2, 'u' || n, NULL FROM generate_series(1, 4) AS n;
  INSERT INTO users SELECT id + 100, team_id, name, now() FROM users;
  INSERT INTO posts SELECT n, 1 + n % 4, 'p' || n, NULL FROM generate_series(1, 6) AS n;
  INSERT INTO posts SELECT id + 100, user_id, title, now() FROM posts;
  INSERT INTO plans SELECT n, n, false FROM generate_series(1, 4) AS n;
  INSERT INTO plans SELECT id + 100, user_id, true FROM plans;
`;

const db = knexPackage({ client: "pg" });
const folder = newFolder();
let postgres: PGlite;

beforeAll(async () => {
  postgres = await emptyDatabase();
  writeFileSync(join(folder, "schema.sql"), schema);
  await postgres.exec(schema);
});

const source = (shape: string): string =>
  `import { knex } from "knex";\nconst db = knex({ client: "pg" });\nexport const rows = await ${shape};\n`;

/** The shape after all suggestions, which are applied one by one until there is none. */
function mended(shape: string): string {
  const filename = join(folder, "code.js");
  const linter = new Linter({ cwd: folder });
  const config: Linter.Config[] = [
    {
      files: ["**/*.js"],
      languageOptions: { parser: parser as Linter.Parser, sourceType: "module" },
      plugins: {
        rowguard: {
          rules: {
            "require-soft-delete-filter": requireSoftDeleteFilter as never,
            "no-hard-delete": noHardDelete as never,
          },
        },
      },
      rules: { "rowguard/require-soft-delete-filter": "error", "rowguard/no-hard-delete": "error" },
      settings: { rowguard: { root: folder, schema: ["schema.sql"] } },
    },
  ];
  let code = source(shape);
  for (let turn = 0; turn < 6; turn++) {
    const [message] = linter.verify(code, config, { filename });
    if (!message) break;
    const fix = message.suggestions?.[0]?.fix;
    if (!fix) throw new Error(`no suggestion for "${message.message}" in ${code}`);
    code = code.slice(0, fix.range[0]) + fix.text + code.slice(fix.range[1]);
  }
  expect(linter.verify(code, config, { filename })).toEqual([]);
  return code.slice(code.indexOf("await ") + "await ".length, code.lastIndexOf(";"));
}

/** What a builder's statement gives, in a database with the rows above and no trace left. */
async function run(shape: string, look?: string): Promise<readonly unknown[]> {
  const { sql, bindings } = (
    new Function("db", `return ${shape}`) as (client: unknown) => {
      toSQL(): { toNative(): { sql: string; bindings: unknown[] } };
    }
  )(db)
    .toSQL()
    .toNative();
  await postgres.exec(`BEGIN; ${rows}`);
  try {
    const result = await postgres.query(sql, bindings);
    return look === undefined ? result.rows : (await postgres.query(look)).rows;
  } finally {
    await postgres.exec("ROLLBACK");
  }
}

const reads = [
  `db("users").select("id", "name").orderBy("id")`,
  `db("users as u").select("u.id").where("u.team_id", 1).orderBy("u.id")`,
  `db.select("users.id").from({ users: "users" }).orderBy("id")`,
  `db("users").select("id").where((query) => query.where("team_id", 1).orWhere("team_id", 0)).orderBy("id")`,
  `db("posts").select("posts.id").join("users", "users.id", "posts.user_id").orderBy("posts.id")`,
  `db("users").select("users.id", "posts.id as post").leftJoin("posts", "posts.user_id", "users.id").orderBy("users.id").orderBy("posts.id")`,
  `db("users").select("users.id", "posts.id as post").leftJoin("posts", function () { this.on("posts.user_id", "=", "users.id").andOnVal("posts.title", "<>", "x"); }).orderBy("users.id").orderBy("posts.id")`,
  `db("users").select("users.id").leftJoin("plans", "plans.user_id", "users.id").orderBy("users.id")`,
  `db("plans").select("id").whereIn("user_id", db("users").select("id").where("team_id", 1)).orderBy("id")`,
  `db("plans").select("id").whereExists(function () { this.select(db.raw(1)).from("users").whereRaw("users.id = plans.user_id"); }).orderBy("id")`,
  `db.with("mine", (query) => query.select("id").from("users").where("team_id", 1)).select("id").from("mine").orderBy("id")`,
];

describe("a suggestion on knex, run", () => {
  it.each(reads)("leaves deleted rows out and nothing else: %s", async (shape) => {
    const after = await run(mended(shape));
    expect(after.length).toBeGreaterThan(0);
    const live = (row: unknown): boolean =>
      Object.values(row as Record<string, number | null>).every((value) => typeof value !== "number" || value < 100);
    expect(after.filter(live)).toEqual(after);
    const before = (await run(shape)).filter(live);
    // Rows of the left side that only met deleted ones are there once.
    for (const row of before) expect(after).toContainEqual(row);
  });

  it.each([
    [`db("users").where("id", 1).del()`, "users", "deleted_at IS NOT NULL"],
    [`db("plans").where("id", 2).delete()`, "plans", "deleted"],
  ])("marks rows instead of removing them: %s", async (shape, table, marked) => {
    const after = await run(
      mended(shape),
      `SELECT count(*)::int AS n, count(*) FILTER (WHERE ${marked})::int AS marked FROM ${table}`,
    );
    expect(after).toEqual([{ n: 8, marked: 5 }]);
  });
});
