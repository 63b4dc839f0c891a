import { describe, expect, it } from "vitest";
import { project } from "./command.ts";

const { rowguard } = project({
  "db/migrations/1.sql": "CREATE TABLE users (id int PRIMARY KEY, email text NOT NULL, nick text);",
  "src/a.ts": `import { Pool } from "pg";
const pool = new Pool();
pool.query("SELECT u.id, u.nick AS alias FROM users u");
pool.query(\`WITH gone AS (DELETE FROM users WHERE id = 1 RETURNING id)
  INSERT INTO log SELECT id FROM gone\`);
pool.query("SELEC 1");
declare const where: string;
pool.query(\`SELECT id FROM users \${where}\`);
pool.query("SELECT count(*) AS n, max(nick) AS first, made_up(1) AS made FROM users WHERE id > $1 AND email = ANY ($2)", [1, ["a"]]);
`,
});

describe("rowguard queries", () => {
  it("prints every statement for programs", async () => {
    const { out, err, status } = await rowguard("queries", "--format", "json");
    expect([status, err]).toEqual([0, ""]);
    const queries = JSON.parse(out);
    expect(queries).toEqual([
      {
        file: "src/a.ts",
        line: 3,
        column: 12,
        endLine: 3,
        endColumn: 55,
        library: "pg",
        how: "origin",
        kind: "select",
        status: "checked",
        reason: null,
        tables: [{ name: "users", alias: "u", role: "read" }],
        outputs: [
          { name: "id", type: "integer", nullable: "never" },
          { name: "alias", type: "text", nullable: "maybe" },
        ],
        parameters: [],
      },
      {
        file: "src/a.ts",
        line: 4,
        column: 12,
        endLine: 5,
        endColumn: 39,
        library: "pg",
        how: "origin",
        kind: "insert",
        status: "checked",
        reason: null,
        tables: [
          { name: "users", alias: null, role: "write" },
          { name: "log", alias: null, role: "write" },
        ],
        outputs: [],
        parameters: [],
      },
      {
        file: "src/a.ts",
        line: 6,
        column: 12,
        endLine: 6,
        endColumn: 21,
        library: "pg",
        how: "origin",
        kind: "unknown",
        status: "unread",
        reason: expect.stringContaining("syntax error"),
        tables: [],
        outputs: [],
        parameters: [],
      },
      expect.objectContaining({ line: 8, kind: "select", status: "partly", reason: expect.stringContaining("where") }),
      expect.objectContaining({
        line: 9,
        outputs: [
          { name: "n", type: "bigint", nullable: "never" },
          { name: "first", type: "text", nullable: "maybe" },
          { name: "made", type: null, nullable: "unknown" },
        ],
        parameters: [
          { number: 1, type: "integer" },
          { number: 2, type: "text[]" },
        ],
      }),
    ]);
  });

  it("says why with --explain", async () => {
    const { out } = await rowguard("queries", "--explain");
    expect(out).toContain('id: integer ("id" of "users" is integer)\n');
    expect(out).toContain("n: bigint (count(*) gives it)\n");
    expect(out).toContain('id: never NULL: "id" of "users" is NOT NULL\n');
    expect(out).toContain('alias: NULL where "nick" of "users" is\n');
    expect(out).toContain("n: never NULL: count() of nothing is 0\n");
    expect(out).toContain('first: NULL where no row of "users" matches\n');
    expect(out).toContain("made: unknown: what made_up() gives is not known\n");
    const queries = JSON.parse((await rowguard("queries", "--explain", "--format", "json")).out);
    expect(queries[0].outputs[0]).toMatchObject({
      name: "id",
      why: '"id" of "users" is NOT NULL',
      typeFrom: '"id" of "users" is integer',
    });
  });

  it("prints them for people, with a tally", async () => {
    const { out } = await rowguard("queries");
    expect(out).toContain("checked  src/a.ts:3:12  select users  pg\n         → id integer, alias text | null\n");
    expect(out).toContain("\n         $1 integer, $2 text[] → n bigint, first text | null, made ? | null\n");
    expect(out).toMatch(/unread {3}src\/a\.ts:6:12 {2}unknown {2}pg\n {9}syntax error/);
    expect(out).toContain(
      "5 statements in 2 files: 3 checked, 1 partly, 1 not read.\nSchema: 1 table from db/migrations/1.sql.\n",
    );
  });
});

describe("functions of PostgreSQL", () => {
  const migrations = project({
    "db/migrations/1.sql": `CREATE TABLE users (id int PRIMARY KEY, name text);
CREATE FUNCTION clear() RETURNS void LANGUAGE plpgsql AS $$ BEGIN DELETE FROM users; END $$;
CREATE FUNCTION names() RETURNS SETOF text LANGUAGE sql AS $$ SELECT name FROM users $$;
CREATE FUNCTION again() RETURNS SETOF text LANGUAGE sql BEGIN ATOMIC SELECT name FROM users; END;
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.name = lower(NEW.name); RETURN NEW; END $$;
CREATE FUNCTION old() RETURNS void LANGUAGE plpgsql AS $$ BEGIN DELETE FROM users; END $$;
CREATE OR REPLACE FUNCTION old() RETURNS void LANGUAGE plpgsql AS $$ BEGIN RAISE NOTICE 'gone'; END $$;
CREATE FUNCTION gone() RETURNS void LANGUAGE plpgsql AS $$ BEGIN DELETE FROM users; END $$;
DROP FUNCTION gone;
`,
    "src/a.ts": `import { Pool } from "pg";
new Pool().query("CREATE OR REPLACE FUNCTION count_users() RETURNS bigint LANGUAGE sql AS 'SELECT count(*) FROM users'");
`,
  });

  it("are listed where their bodies have statements, which are not read", async () => {
    const { out } = await migrations.rowguard("queries");
    expect(
      out
        .split("\n")
        .slice(0, 9)
        .map((line) => line.trimEnd()),
    ).toEqual([
      "partly   db/migrations/1.sql:2:1  definition  SQL file",
      "         the statements in its body are not read",
      "partly   db/migrations/1.sql:3:1  definition  SQL file",
      "         the statements in its body are not read",
      "partly   db/migrations/1.sql:4:1  definition  SQL file",
      "         the statements in its body are not read",
      "partly   src/a.ts:2:18  definition  pg",
      "         the statements in its body are not read",
      "",
    ]);
  });
});
