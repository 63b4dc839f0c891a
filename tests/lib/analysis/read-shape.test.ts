import { describe, expect, it } from "vitest";
import { columnsCompared } from "../../../lib/analysis/compared-columns.ts";
import { isListEnd } from "../../../lib/analysis/list-position.ts";
import { readShape } from "../../../lib/analysis/read-shape.ts";
import { scopesOf } from "../../../lib/analysis/scopes.ts";
import { catalogOf, tableOf } from "../../catalogs.ts";
import { parsed } from "../../statements.ts";

const catalog = catalogOf(
  tableOf("users", ["id! bigint", "email! text", "state text", "deleted_at timestamptz"]),
  tableOf("posts", [
    "id! bigint",
    "author_id bigint",
    "place integer",
    "made_at timestamptz",
    "deleted_at timestamptz",
  ]),
);

const relationsIn = (sql: string) => scopesOf(parsed(sql), catalog).levels.flatMap(({ relations }) => relations);

const shapes = (sql: string) => relationsIn(sql).map((relation) => readShape(relation, false));

describe("for what a relation is read", () => {
  it.each([
    ["SELECT email FROM users WHERE id = $1", ["row"]],
    ["SELECT email FROM users WHERE id = $1 AND state = 'x'", ["row"]],
    ["SELECT email FROM users WHERE id = ANY($1)", ["listed"]],
    ["SELECT email FROM users WHERE id IN ($1, $2)", ["listed"]],
    ["SELECT count(*) FROM posts WHERE author_id = $1", ["counted"]],
    ["SELECT author_id, count(*) FROM posts WHERE made_at > $1 GROUP BY author_id", ["rows"]],
    ["SELECT id FROM posts WHERE author_id = $1", ["rows"]],
    ["SELECT id FROM posts WHERE place > 0", ["all"]],
    ["SELECT id FROM posts", ["all"]],
    ["UPDATE posts SET place = 1 WHERE author_id = $1", ["changed"]],
    ["DELETE FROM posts WHERE author_id = $1", ["removed"]],
    ["SELECT p.id FROM posts p JOIN users u ON u.id = p.author_id WHERE p.author_id = $1", ["rows", "owner"]],
    ["SELECT u.id FROM users u LEFT JOIN posts p ON p.author_id = u.id", ["all", "related"]],
  ])("%s", (sql, expected) => expect(shapes(sql)).toEqual(expected));

  it("is for rows of another relation where the library sends it behind that", () => {
    const [relation] = relationsIn("SELECT id FROM posts WHERE author_id = $1");
    expect(relation && readShape(relation, true)).toBe("related");
  });
});

describe("the columns that rows are chosen by with constants", () => {
  it.each([
    ["state = 'open'", ["state"]],
    ["state <> 'gone' AND 'x' = email", ["state", "email"]],
    ["state IN ('a', 'b') AND id = $1", ["state"]],
    ["state = email OR state = 'x'", []],
    ["state IS NULL", []],
  ])("%s", (where, expected) => {
    const [relation] = relationsIn(`SELECT id FROM users WHERE ${where}`);
    expect(relation && columnsCompared(relation)).toEqual(expected);
  });
});

describe("the end of a list", () => {
  const isEnd = (sql: string) => relationsIn(sql).some(isListEnd);

  it("is the row with the last place", () => {
    expect(isEnd("SELECT id, place FROM posts WHERE author_id = $1 ORDER BY place DESC LIMIT 1")).toBe(true);
    expect(isEnd("SELECT place FROM posts ORDER BY place DESC LIMIT 1")).toBe(true);
  });

  it("is neither the last row in time, nor a row of which more is read, nor several", () => {
    expect(isEnd("SELECT id, made_at FROM posts ORDER BY made_at DESC LIMIT 1")).toBe(false);
    expect(isEnd("SELECT id, place, author_id FROM posts ORDER BY place DESC LIMIT 1")).toBe(false);
    expect(isEnd("SELECT id, place FROM posts ORDER BY place DESC LIMIT 2")).toBe(false);
    expect(isEnd("SELECT id, place FROM posts ORDER BY place DESC")).toBe(false);
    expect(isEnd("SELECT id FROM posts ORDER BY id DESC LIMIT 1")).toBe(false);
    expect(isEnd("SELECT id FROM posts ORDER BY place DESC LIMIT 1")).toBe(false);
  });
});
