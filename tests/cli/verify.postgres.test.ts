import { readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkCommand } from "../../cli/check.ts";
import type { Client } from "../../cli/database-client.ts";
import type { CheckOptions } from "../../cli/options.ts";
import { PackageMissing } from "../../cli/project-package.ts";
import { databasesOf, type Databases } from "../../cli/verify.ts";
import { emptyDatabase } from "../postgres.ts";
import { folderWith, newFolder, type Files } from "../project-folder.ts";
import { keptStreams, runIn } from "./command.ts";

const migrations: Files = {
  "package.json": '{ "name": "shop", "dependencies": { "pg": "8" } }',
  "db/migrations/001_users.sql": `
    CREATE EXTENSION citext;
    CREATE TYPE mood AS ENUM ('sad', 'ok');
    CREATE TABLE users (id int PRIMARY KEY, email citext NOT NULL, mood mood, at timestamptz NOT NULL DEFAULT now());
    ALTER TABLE users OWNER TO shop_owner;
    GRANT SELECT ON users TO reader;`,
  "db/migrations/002_posts.sql": `
    BEGIN;
    CREATE TABLE posts (id bigserial PRIMARY KEY, user_id int NOT NULL REFERENCES users, title varchar(20));
    INSERT INTO posts (user_id) VALUES (1);
    COMMIT;`,
};

const app = (...lines: readonly string[]): string =>
  [`import { Pool } from "pg";`, `const pool = new Pool();`, ...lines, ""].join("\n");

const flags: CheckOptions = {
  paths: ["."],
  schema: [],
  softDelete: [],
  rules: [],
  presets: [],
  types: false,
  tests: false,
  sinceBase: null,
  shard: null,
  format: "stylish",
  verify: "embedded",
  fix: null,
  exitZero: false,
  strictErrors: false,
};

let kept: string | undefined;
let cacheFolder: string;
let empty: Blob;
beforeAll(async () => {
  // What initdb makes is the same each time, and takes seconds.
  empty = await (await emptyDatabase()).dumpDataDir("gzip");
  // The tests of a file share a cache, as the runs of one project do.
  kept = process.env["ROWGUARD_CACHE"];
  cacheFolder = newFolder();
  process.env["ROWGUARD_CACHE"] = cacheFolder;
}, 60_000);
afterAll(() => {
  process.env["ROWGUARD_CACHE"] = kept;
  if (kept === undefined) delete process.env["ROWGUARD_CACHE"];
});

const quick: Databases = {
  ...databasesOf("."),
  async embedded(cwd) {
    const postgres = await databasesOf(cwd).embedded(cwd);
    return { ...postgres, create: (options) => postgres.create({ loadDataDir: empty, ...options }) };
  },
};

async function check(files: Files, options: Partial<CheckOptions> = {}, databases: Databases = quick) {
  const { streams, out, err } = keptStreams(folderWith(files));
  const status = await checkCommand({ ...flags, rules: ["no-hard-delete"], ...options }, streams, databases);
  return { status, out: out(), err: err() };
}

/** PGlite that makes no database anew. */
const onlyKept: Databases = {
  ...databasesOf("."),
  async embedded(cwd) {
    const postgres = await databasesOf(cwd).embedded(cwd);
    return {
      ...postgres,
      create: (options) =>
        options.loadDataDir ? postgres.create(options) : Promise.reject(new Error("the database was not kept")),
    };
  },
};

/** `file:line:column message` of each finding of the JSON. */
const findings = (json: string): readonly string[] =>
  (
    JSON.parse(json) as readonly {
      filePath: string;
      messages: readonly { line: number; column: number; endColumn: number; ruleId: string; message: string }[];
    }[]
  ).flatMap(({ filePath, messages }) =>
    messages.map(
      (one) =>
        `${filePath.replace(/^.*\//, "")}:${one.line}:${one.column}-${one.endColumn} ${one.ruleId} ${one.message}`,
    ),
  );

describe("rowguard check --verify", () => {
  it("reports what the embedded PostgreSQL refuses, where it is written, and keeps the database", async () => {
    const files = {
      ...migrations,
      "src/a.ts": app(
        "export const one = (id: number) => pool.query(`SELECT u.id, \\`x\\`, u.emial FROM users u WHERE id = ${1}`);",
        "export const two = (id: number) => pool.query('SELECT id FROM users WHERE mood = $1 AND lower_(email) = $2', ['ok', 1]);",
        "export const three = (id: number) => pool.query('SELECT count(*) FROM posts WHERE title = $1', [id]);",
        "export const four = (sort: string) => pool.query(`SELECT id FROM users ${sort}`);",
        "export const five = () => pool.query('UPDATE posts SET titel = $1' + ' WHERE id = $2', ['a', 1]);",
      ).replace("\\`x\\`, ", ""),
    };
    const { status, out, err } = await check(files, { format: "json" });
    expect(err).toBe("");
    expect(findings(out)).toEqual([
      'a.ts:3:61-68 rowguard/verify PostgreSQL refuses this: column u.emial does not exist (42703). Perhaps you meant to reference the column "u.email".',
      "a.ts:4:89-95 rowguard/verify PostgreSQL refuses this: function lower_(citext) does not exist (42883). No function matches the given name and argument types. You might need to add explicit type casts.",
      'a.ts:7:56-61 rowguard/verify PostgreSQL refuses this: column "titel" of relation "posts" does not exist (42703).',
    ]);
    expect(status).toBe(1);
    const [version = ""] = readdirSync(cacheFolder);
    expect(readdirSync(join(cacheFolder, version)).filter((name) => name.startsWith("postgres-"))).toHaveLength(1);
    const again = await check(files, {}, onlyKept);
    expect(again.out).toMatch(
      /Asked PostgreSQL \d+\.\d+, embedded: 4 statements, 3 refused, 0 on which it and rowguard disagree; 1 not asked about, as their text is not all known\./,
    );
  });

  it("says nothing twice, and nothing that was meant", async () => {
    const files = {
      ...migrations,
      "src/a.ts": app(
        "export const one = () => pool.query('SELECT emial FROM users');",
        "// eslint-disable-next-line rowguard/no-invalid-sql -- it comes with the next migration",
        "export const two = () => pool.query('SELECT nick FROM users');",
      ),
    };
    const { out } = await check(files, { format: "json", rules: ["no-invalid-sql"] });
    expect(findings(out)).toEqual([
      'a.ts:3:45-50 rowguard/no-invalid-sql There is no column "emial" in "users". Did you mean "email"?',
    ]);
  });

  it("leaves migrations alone, and tests where they are not checked", async () => {
    const files = {
      ...migrations,
      "src/a.test.ts": app("it('x', () => pool.query('SELECT emial FROM users'));"),
      "db/queries/find.sql": "SELECT emial FROM users;",
    };
    expect(findings((await check(files, { format: "json" })).out)).toEqual([
      expect.stringContaining("find.sql:1:8-13"),
    ]);
  });

  it("goes on where a migration does not run, and says which", async () => {
    const files = {
      ...migrations,
      "db/migrations/003_more.sql":
        "\nCREATE EXTENSION timescaledb;\nCREATE TABLE hits (at timestamptz, n hyperint);\nCREATE TABLE more (id int);",
      "src/a.ts": app(
        "export const one = () => pool.query('SELECT at FROM hits WHERE at > $1', [1]);",
        "export const two = () => pool.query('SELECT time_bucket(1, at) FROM hits');",
        "export const three = () => pool.query('SELECT id || 1 FROM more');",
      ),
    };
    const { status, out, err } = await check(files, { format: "json" });
    expect(err.split("\n").slice(0, 3)).toEqual([
      'rowguard: db/migrations/003_more.sql:2: the embedded server has no extension "timescaledb".',
      'rowguard: db/migrations/003_more.sql:3: PostgreSQL refuses it: type "hyperint" does not exist (42704).',
      expect.stringContaining("names that it does not know are not reported"),
    ]);
    // What rowguard says too is no matter of what is missing.
    expect(findings(out)).toEqual([
      expect.stringContaining(
        "a.ts:5:50-52 rowguard/verify PostgreSQL refuses this: operator does not exist: integer || integer",
      ),
    ]);
    expect(status).toBe(1);
  });

  it("has what migrations in code send, and says what of them is not known", async () => {
    const files = {
      "package.json": '{ "name": "shop", "dependencies": { "pg": "8", "knex": "3" } }',
      "migrations/001.ts": `
        import type { Knex } from "knex";
        export async function up(knex: Knex) {
          await knex.schema.createTable("users", (t) => { t.increments("id"); t.string("email").notNullable(); });
          await knex.raw("CREATE FUNCTION twice(n int) RETURNS int LANGUAGE sql AS 'SELECT n * 2'");
        }`,
      "src/a.ts": app(
        "export const one = () => pool.query('SELECT twice(id), email FROM users');",
        "export const two = () => pool.query('SELECT twice(email) FROM users');",
      ),
    };
    const { out, err } = await check(files, { format: "json" });
    expect([err, findings(out)]).toEqual([
      "",
      [
        expect.stringContaining(
          "a.ts:4:45-50 rowguard/verify PostgreSQL refuses this: function twice(character varying) does not exist (42883).",
        ),
      ],
    ]);
  });

  it("makes the tables of models, of which no migration is there", async () => {
    const files = {
      "package.json": '{ "name": "shop", "dependencies": { "pg": "8", "drizzle-orm": "1" } }',
      "src/schema.ts": `
        import { integer, pgEnum, pgTable, serial, text, timestamp } from "drizzle-orm/pg-core";
        export const mood = pgEnum("Mood", ["SAD", "OK"]);
        export const user = pgTable("User", { id: serial("id").primaryKey(), email: text("email").notNull(), mood: mood("mood"),
          tags: text("tags").array(), made: timestamp("made").notNull().defaultNow() });`,
      "src/a.ts": app(
        `export const one = () => pool.query('SELECT "id", "mood" = $1, tags FROM "User" WHERE made > now() GROUP BY id', ["OK"]);`,
        `export const two = () => pool.query('SELECT "id" FROM "User" WHERE mood = 1');`,
      ),
    };
    const { out, err } = await check(files, { format: "json" });
    expect([err, findings(out)]).toEqual([
      "",
      [
        expect.stringContaining(
          'a.ts:4:73-74 rowguard/verify PostgreSQL refuses this: operator does not exist: "Mood" = integer',
        ),
      ],
    ]);
  });

  it("says what is missing", async () => {
    const none: Databases = {
      embedded: () => Promise.reject(new PackageMissing()),
      connect: () => Promise.reject(new PackageMissing()),
    };
    expect(await check(migrations, {}, none)).toEqual({
      status: 2,
      out: "",
      err: "rowguard: --verify needs the package @electric-sql/pglite, which embeds PostgreSQL. Run: npm install --save-dev @electric-sql/pglite\n",
    });
    expect((await check(migrations, { verify: "postgres://me@db/shop" }, none)).err).toContain(
      "npm install --save-dev pg",
    );
    const { status, err } = await check({ "src/a.ts": app("pool.query('SELECT 1');") });
    expect([status, err]).toEqual([
      2,
      "rowguard: --verify needs a schema, for PostgreSQL to have tables. Name it: --schema path/to/migrations\n",
    ]);
  });
});

describe("rowguard check --verify postgres://…", () => {
  const url = "postgres://me:s3cret-word@db.internal:6543/shop";

  async function clientOf(sent: string[]): Promise<Client> {
    const postgres = await emptyDatabase();
    await postgres.exec("CREATE TABLE users (id int PRIMARY KEY, email text NOT NULL)");
    await postgres.exec("INSERT INTO users VALUES (1, 'a')");
    return {
      connect: () => Promise.resolve(),
      query: (sql) => {
        sent.push(sql);
        return postgres.query<Record<string, unknown>>(sql);
      },
      end: () => Promise.resolve(),
      on: () => undefined,
    };
  }

  it("prepares each statement in a connection that is read-only, and runs none", async () => {
    const sent: string[] = [];
    const client = await clientOf(sent);
    const { status, out, err } = await check(
      {
        "package.json": '{ "dependencies": { "pg": "8" } }',
        "src/a.ts": app(
          "export const one = () => pool.query('DELETE FROM users WHERE id = $1 RETURNING email', [1]);",
          "export const two = () => pool.query('DELETE FROM users; DROP TABLE users');",
          "export const three = () => pool.query('SELECT nick FROM users');",
        ),
      },
      { verify: url, format: "json" },
      { ...databasesOf("."), connect: () => Promise.resolve(client) },
    );
    expect([status, err]).toEqual([1, ""]);
    expect(findings(out)).toEqual([
      'a.ts:5:47-51 rowguard/verify PostgreSQL refuses this: column "nick" does not exist (42703).',
    ]);
    expect(sent[0]).toBe("SET default_transaction_read_only TO on");
    expect(sent.slice(1).filter((sql) => !/^(?:SET |SELECT |PREPARE \w+ AS |DEALLOCATE )/.test(sql))).toEqual([]);
    expect(sent.filter((sql) => sql.includes("DROP"))).toEqual([]);
    const postgres = await client.query("SELECT count(*)::int AS count FROM users");
    expect(postgres.rows).toEqual([{ count: 1 }]);
  });

  const shop: Files = {
    "package.json": '{ "dependencies": { "pg": "8" } }',
    "db/migrations/001_users.sql": "CREATE TABLE users (id int PRIMARY KEY, email text NOT NULL, nick text);",
    "src/a.ts": app(
      "export const one = () => pool.query('SELECT nick, emial FROM users');",
      "export const two = () => pool.query('SELECT id FROM posts');",
      "export const three = () => pool.query('SELECT id::int2[] FROM users');",
    ),
  };
  const posts =
    "CREATE TABLE posts (id int PRIMARY KEY);\nCREATE TABLE tags (id int);\nCREATE TEMPORARY TABLE t (id int);\nCREATE TABLE hits (at date) PARTITION BY RANGE (at);\nCREATE TABLE old PARTITION OF hits DEFAULT;";

  it("says what of the migrations is not in the database, and blames no statement for it", async () => {
    const client = await clientOf([]);
    const { status, out, err } = await check(
      { ...shop, "db/migrations/002_posts.sql": posts },
      { verify: url, format: "json" },
      { ...databasesOf("."), connect: () => Promise.resolve(client) },
    );
    expect(err.split("\n")).toEqual([
      'rowguard: db/migrations/001_users.sql:1: Column "nick" of "users" is not in db.internal:6543/shop.',
      'rowguard: db/migrations/002_posts.sql:1: Table "posts" is not in db.internal:6543/shop.',
      'rowguard: db/migrations/002_posts.sql:2: Table "tags" is not in db.internal:6543/shop.',
      'rowguard: db/migrations/002_posts.sql:4: Table "hits" is not in db.internal:6543/shop.',
      expect.stringContaining(
        "at db.internal:6543/shop, has not all that the migrations make: names that it does not know are not reported.",
      ),
      "",
    ]);
    expect([status, findings(out)]).toEqual([
      1,
      ["a.ts:5:49-51 rowguard/verify PostgreSQL refuses this: cannot cast type integer to smallint[] (42846)."],
    ]);
  });

  it("asks no database that has none of the tables, and closes the connection", async () => {
    const sent: string[] = [];
    const client = await clientOf(sent);
    await client.query("DROP TABLE users");
    let ended = 0;
    const { status, err } = await check(
      shop,
      { verify: url },
      { ...databasesOf("."), connect: () => Promise.resolve({ ...client, end: () => Promise.resolve(ended++) }) },
    );
    expect([status, err]).toEqual([
      2,
      "rowguard: --verify went no further: db.internal:6543/shop has none of the tables that the migrations make. Apply them to it, or name the database that has them.\n",
    ]);
    expect([ended, sent.filter((sql) => sql.startsWith("PREPARE"))]).toEqual([1, []]);
  });

  it("finds tables where the connection looks for them, and closes it where there is nothing to ask", async () => {
    const client = await clientOf([]);
    for (const sql of [
      "CREATE SCHEMA app",
      "ALTER TABLE users SET SCHEMA app",
      "ALTER TABLE app.users ADD nick text",
      "SET search_path TO app",
    ])
      await client.query(sql);
    let ended = 0;
    const databases: Databases = {
      ...databasesOf("."),
      connect: () => Promise.resolve({ ...client, end: () => Promise.resolve(ended++) }),
    };
    expect((await check(shop, { verify: url }, databases)).err).toBe("");
    expect((await check({ ...shop, "src/a.ts": "" }, { verify: url }, databases)).err).toBe("");
    expect(ended).toBe(2);
  });

  it("says what pg says of a connection without a code", async () => {
    const saying = (message: string): Databases => ({
      ...databasesOf("."),
      connect: () =>
        Promise.resolve({
          connect: () => Promise.reject(new Error(message)),
          query: () => Promise.reject(new Error()),
          end: () => Promise.resolve(),
          on: () => undefined,
        }),
    });
    const said = async (message: string) =>
      (await check(migrations, { verify: url }, saying(message))).err.split("shop ")[1];
    expect(await said("The server does not support SSL connections")).toBe(
      "takes no encrypted connection. Leave sslmode out.\n",
    );
    expect(await said("timeout expired")).toBe("does not answer.\n");
    expect(await said("Connection terminated unexpectedly")).toBe("broke the connection off.\n");
    expect(await said(url)).toBe("could not be read (Error).\n");
  });

  it("says what went wrong, and no password", async () => {
    const refusing: Databases = {
      ...databasesOf("."),
      connect: () =>
        Promise.resolve({
          connect: () => Promise.reject(Object.assign(new Error(url), { code: "ECONNREFUSED" })),
          query: () => Promise.reject(new Error()),
          end: () => Promise.resolve(),
          on: () => undefined,
        }),
    };
    expect(await check(migrations, { verify: url }, refusing)).toEqual({
      status: 2,
      out: "",
      err: "rowguard: nothing answers at db.internal:6543/shop (ECONNREFUSED).\n",
    });
  });
});

it("takes a word behind --verify that is no URL for a path", async () => {
  const folder = folderWith({
    ...migrations,
    "src/a.ts": app("pool.query('SELECT emial FROM users');"),
    "lib/b.ts": app("pool.query('SELECT emial FROM users');"),
  });
  const { out } = await runIn(folder, ["check", "--format", "json", "--rule", "no-hard-delete", "--verify", "src"]);
  expect(findings(out)).toHaveLength(1);
});
