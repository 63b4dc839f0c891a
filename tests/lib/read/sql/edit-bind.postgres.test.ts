import type { PGlite } from "@electric-sql/pglite";
import { beforeAll, describe, expect, test } from "vitest";
import { readSite } from "../../../../lib/read/sql/read-site.ts";
import type { Hole, SqlPart } from "../../../../lib/model/sql-text.ts";
import type { Site } from "../../../../lib/model/site.ts";
import { siteOf, type SiteOptions } from "../../../sites.ts";
import { apply, sqlIn } from "./apply.ts";
import { emptyDatabase } from "../../../postgres.ts";

function holesOf(site: Site): Hole[] {
  return site.text.flatMap((part) => (part.kind === "hole" ? [part.hole] : []));
}

function bound(sql: string, over: SiteOptions = {}, which: (hole: Hole) => boolean = () => true): string | null {
  const { site, source } = siteOf(sql, { kind: "text", ...over });
  return bind(site, source, which);
}

function bind(site: Site, source: string, which: (hole: Hole) => boolean = () => true): string | null {
  const statement = readSite(site, source).variants[0]?.[0];
  if (!statement || statement.kind === "opaque") throw new Error(statement?.reason ?? "not read");
  const edits = statement.edits.bind(holesOf(site).filter(which));
  return (
    edits &&
    apply(source, edits)
      .trim()
      .replace(/^const result = await /, "")
  );
}

describe("values go beside the text", () => {
  test.each([
    ["SELECT * FROM users WHERE id = ${id}", "pool.query(`SELECT * FROM users WHERE id = $1`, [id]);"],
    [
      "SELECT * FROM users WHERE id=${id} AND name='${user.name}'",
      "pool.query(`SELECT * FROM users WHERE id=$1 AND name=$2`, [id, user.name]);",
    ],
    [
      "SELECT * FROM users WHERE name LIKE '%${q}%'",
      "pool.query(`SELECT * FROM users WHERE name LIKE '%' || $1 || '%'`, [q]);",
    ],
    [
      "SELECT * FROM users WHERE name LIKE '${q}%' LIMIT 1",
      "pool.query(`SELECT * FROM users WHERE name LIKE $1 || '%' LIMIT 1`, [q]);",
    ],
    [
      "SELECT * FROM users WHERE name ILIKE '%${q}'",
      "pool.query(`SELECT * FROM users WHERE name ILIKE '%' || $1`, [q]);",
    ],
    ["SELECT * FROM users WHERE id = '${id}'::int", "pool.query(`SELECT * FROM users WHERE id = $1::int`, [id]);"],
    [
      "SELECT * FROM users WHERE name = 'a${q}'::text",
      "pool.query(`SELECT * FROM users WHERE name = ('a' || $1)::text`, [q]);",
    ],
    [
      'SELECT * FROM users WHERE id IN (${ids.join(",")})',
      "pool.query(`SELECT * FROM users WHERE id = ANY($1)`, [ids]);",
    ],
    [
      "SELECT * FROM users WHERE name not in ('${names.join(\"','\")}')",
      "pool.query(`SELECT * FROM users WHERE name <> all($1)`, [names]);",
    ],
    [
      "SELECT * FROM users WHERE name IN (${names.map((name) => `'${name}'`).join(',')})",
      "pool.query(`SELECT * FROM users WHERE name = ANY($1)`, [names]);",
    ],
    ["SELECT now() - interval '${days} days'", "pool.query(`SELECT now() - ($1 || ' days')::interval`, [days]);"],
    ["SELECT now() - INTERVAL '${age}'", "pool.query(`SELECT now() - $1::interval`, [age]);"],
    ["SELECT * FROM users WHERE name = E'${name}'", "pool.query(`SELECT * FROM users WHERE name = $1`, [name]);"],
    [
      "SELECT * FROM users WHERE name = E'\\\\t${name}\\\\n'",
      "pool.query(`SELECT * FROM users WHERE name = E'\\\\t' || $1 || E'\\\\n'`, [name]);",
    ],
    [
      "SELECT * FROM users WHERE name = '${first} ${last}'",
      "pool.query(`SELECT * FROM users WHERE name = $1 || ' ' || $2`, [first, last]);",
    ],
    ["INSERT INTO users VALUES (${id}, '${name}')", "pool.query(`INSERT INTO users VALUES ($1, $2)`, [id, name]);"],
    [
      "UPDATE users SET name = '${name}' WHERE id = ${id}",
      "pool.query(`UPDATE users SET name = $1 WHERE id = $2`, [name, id]);",
    ],
  ])("%s", (sql, wanted) => {
    expect(bound(sql)).toBe(wanted);
  });
});

test("behind the values that are there", () => {
  expect(bound("SELECT * FROM users WHERE org = $1 AND id = ${id}", { array: ["org"] })).toBe(
    "pool.query(`SELECT * FROM users WHERE org = $1 AND id = $2`, [org, id]);",
  );
  expect(bound("SELECT * FROM users WHERE id = ${id}", { array: [] })).toBe(
    "pool.query(`SELECT * FROM users WHERE id = $1`, [id]);",
  );
});

test("in their order where placeholders have no numbers", () => {
  expect(
    bound("SELECT * FROM users WHERE a = ${a} AND b = ? AND c = ${c}", { array: ["b"], placeholders: "question" }),
  ).toBe("pool.query(`SELECT * FROM users WHERE a = ? AND b = ? AND c = ?`, [a, b, c]);");
});

test("one hole of several", () => {
  expect(bound("SELECT * FROM ${table} WHERE id = ${id}", {}, ({ source }) => source === "id")).toBe(
    "pool.query(`SELECT * FROM ${table} WHERE id = $1`, [id]);",
  );
});

describe("nothing is offered where it could not be the same", () => {
  test.each([
    "SELECT * FROM ${table}",
    "SELECT now() - interval '${days}' day",
    "SELECT * FROM users WHERE id IN (${ids.map((id) => `'x${id}'`).join(',')})",
    "SELECT * FROM users WHERE id IN (${ids})",
    "SET LOCAL statement_timeout = ${timeout}",
    "DELETE FROM a WHERE id = ${id}; DELETE FROM b WHERE id = ${id}",
    "SELECT * FROM users WHERE id = $1 AND name = ${name}",
  ])("%s", (sql) => {
    expect(bound(sql)).toBeNull();
  });
});

test("concatenations lose their quotes and plus signs", () => {
  const source = `pool.query("SELECT * FROM users WHERE name = '" + name + "' AND id = " + id)`;
  const text = (literal: string): SqlPart => {
    const start = source.indexOf(`"${literal}"`) + 1;
    return { kind: "text", text: literal, place: { kind: "here", start, offsets: null, quoting: "double" } };
  };
  const hole = (name: string, before: string, after: string): SqlPart => {
    const outer = `${before}${name}${after}`;
    const start = source.indexOf(outer);
    const span = { start: start + before.length, end: start + before.length + name.length };
    return {
      kind: "hole",
      hole: {
        span,
        outer: { start, end: start + outer.length },
        source: name,
        treatment: "spliced",
        value: "input",
        standIns: [],
      },
    };
  };
  const at = source.length - 1;
  const { site } = siteOf("SELECT 1", { kind: "text" });
  const concatenated: Site = {
    ...site,
    text: [
      text("SELECT * FROM users WHERE name = '"),
      hole("name", '" + ', ' + "'),
      text("' AND id = "),
      hole("id", '" + ', ""),
    ],
    values: { kind: "absent", at, before: ", [", after: "]" },
  };
  expect(bind(concatenated, source)).toBe('pool.query("SELECT * FROM users WHERE name = $1 AND id = $2", [name, id])');
});

describe("PostgreSQL finds the types of what was bound", () => {
  let database: PGlite;
  beforeAll(async () => {
    database = await emptyDatabase();
    await database.exec(
      "CREATE TABLE users (id int, name text, born date); INSERT INTO users VALUES (1, 'ada', '1815-12-10'), (2, 'bob', '2000-01-01')",
    );
  });
  test.each<[string, unknown]>([
    ["SELECT id FROM users WHERE name LIKE '%${q}%'", "d"],
    ["SELECT id FROM users WHERE id = '${q}'", "1"],
    ["SELECT id FROM users WHERE born < '${q}'", "1900-01-01"],
    ["SELECT id FROM users WHERE id = ${q}", 1],
    ["SELECT id FROM users WHERE name = E'\\x61${q}'", "da"],
    ["SELECT id FROM users WHERE born < date '1900-01-01' - interval '${q} days'", "3"],
    ["SELECT id FROM users WHERE born < date '1900-01-01' - interval '${q}'", "1 year"],
  ])("%s", async (sql, value) => {
    const after = bound(sql);
    expect(after).not.toBeNull();
    const literal = sql.replace("${q}", String(value));
    expect((await database.query(sqlIn(after!), [value])).rows).toEqual((await database.query(literal)).rows);
  });

  test.each<[string, readonly unknown[], string]>([
    ["SELECT id FROM users WHERE id IN (${ids.join(',')})", [1, 3], "SELECT id FROM users WHERE id IN (1, 3)"],
    [
      "SELECT id FROM users WHERE name NOT IN (${names.map((name) => `'${name}'`).join(', ')})",
      ["ada"],
      "SELECT id FROM users WHERE name NOT IN ('ada')",
    ],
    [
      "SELECT id FROM users WHERE born IN ('${days.join(\"','\")}')",
      ["2000-01-01"],
      "SELECT id FROM users WHERE born IN ('2000-01-01')",
    ],
  ])("%s", async (sql, values, literal) => {
    const after = bound(sql);
    expect(after).not.toBeNull();
    expect((await database.query(sqlIn(after!), [values])).rows).toEqual((await database.query(literal)).rows);
  });
});
