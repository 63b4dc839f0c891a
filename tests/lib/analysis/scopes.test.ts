import { describe, expect, it } from "vitest";
import { walk } from "../../../lib/analysis/expressions.ts";
import type { Level, Resolution } from "../../../lib/analysis/level.ts";
import { scopesOf } from "../../../lib/analysis/scopes.ts";
import { contentOf, knownItems } from "../../../lib/model/clause.ts";
import type { ColumnReference } from "../../../lib/model/expression.ts";
import { catalogOf, tableOf, viewOf } from "../../catalogs.ts";
import { parsed } from "../../statements.ts";

const catalog = catalogOf(
  tableOf("users", ["id! bigint", "email! text", "deleted_at timestamptz"]),
  tableOf("posts", ["id! bigint", "author_id bigint", "title text", "deleted_at timestamptz"]),
  viewOf("live_users", "SELECT * FROM users WHERE deleted_at IS NULL", ["id", "email", "deleted_at"]),
);

function said(resolution: Resolution): string {
  return resolution && typeof resolution === "object"
    ? `${resolution.relation.name}.${resolution.column}`
    : String(resolution);
}

/** Every column reference of the WHERE clauses and outputs, as written and as bound. */
function bindings(sql: string): string[] {
  const scopes = scopesOf(parsed(sql), catalog);
  const found: ColumnReference[] = [];
  const see = (level: Level) => {
    const { node } = level;
    const outputs =
      node.kind === "select-query"
        ? node.outputs
        : "returning" in node
          ? (contentOf(node.returning)?.outputs ?? [])
          : [];
    for (const expression of [
      ...knownItems(outputs).map((output) => output.expression),
      ...level.conditions.map((condition) => condition.expression),
    ]) {
      walk(expression, (part) => part.kind === "column" && part.name !== "*" && found.push(part));
    }
  };
  scopes.levels.forEach(see);
  return found.map(
    (reference) =>
      `${[reference.relation, reference.name].filter(Boolean).join(".")} -> ${said(scopes.resolve(reference))}`,
  );
}

const outputs = (sql: string) => scopesOf(parsed(sql), catalog).top?.outputs;
const names = (sql: string) => outputs(sql)?.columns.map(({ name }) => name);

describe("names of columns", () => {
  it("finds an unqualified name in the one relation that has it, and calls it ambiguous where two have it", () => {
    expect(bindings("SELECT email, title, id FROM users u JOIN posts p ON p.author_id = u.id")).toEqual([
      "email -> u.email",
      "title -> p.title",
      "id -> ambiguous",
      "p.author_id -> p.author_id",
      "u.id -> u.id",
    ]);
  });
  it("sees in ON only the two sides of the join", () => {
    expect(
      bindings(
        "SELECT 1 FROM users u JOIN (SELECT 1 AS one) x ON deleted_at IS NULL JOIN posts p ON p.author_id = u.id",
      ),
    ).toContain("deleted_at -> u.deleted_at");
  });
  it("says unknown where a relation of unknown columns may have the name", () => {
    expect(bindings("SELECT email, other FROM users JOIN elsewhere e ON true")).toEqual([
      "email -> users.email",
      "other -> unknown",
    ]);
  });
  it("says null where no relation in sight has the name", () => {
    expect(bindings("SELECT nothing FROM users")).toEqual(["nothing -> null"]);
  });
  it("reaches the enclosing level from a subquery, the nearer level first", () => {
    expect(
      bindings(
        "SELECT 1 FROM users u WHERE EXISTS (SELECT 1 FROM posts WHERE author_id = u.id AND email = deleted_at::text)",
      ),
    ).toEqual(["author_id -> posts.author_id", "u.id -> u.id", "email -> u.email", "deleted_at -> posts.deleted_at"]);
  });
  it("lets only LATERAL see what stands to its left", () => {
    expect(bindings("SELECT 1 FROM users u, LATERAL (SELECT u.id) x")).toEqual(["u.id -> u.id"]);
    expect(bindings("SELECT 1 FROM users u, (SELECT u.id) x")).toEqual(["u.id -> null"]);
  });
  it("merges the columns of USING and NATURAL", () => {
    expect(bindings("SELECT id, title FROM users JOIN posts USING (id, deleted_at)")).toEqual([
      "id -> users.id",
      "title -> posts.title",
    ]);
    expect(bindings("SELECT id FROM users RIGHT JOIN posts USING (id)")).toEqual(["id -> posts.id"]);
    expect(names("SELECT * FROM users NATURAL JOIN posts")).toEqual([
      "id",
      "deleted_at",
      "email",
      "author_id",
      "title",
    ]);
  });
  it("hides the names inside an aliased join", () => {
    expect(
      bindings("SELECT j.title, users.email FROM (users JOIN posts ON posts.author_id = users.id) AS j").slice(0, 2),
    ).toEqual(["j.title -> posts.title", "users.email -> null"]);
  });
  it("reads a schema-qualified name, and a relation's name as its whole row", () => {
    expect(bindings("SELECT public.users.id FROM users")).toEqual(["users.id -> users.id"]);
    expect(bindings("SELECT count(u) FROM users u")).toEqual(["u -> u.*"]);
  });
  it("has the target and FROM of UPDATE in sight, and `excluded` by its name alone", () => {
    expect(bindings("UPDATE users SET email = title FROM posts WHERE author_id = users.id RETURNING email")).toEqual([
      "email -> users.email",
      "author_id -> posts.author_id",
      "users.id -> users.id",
    ]);
    const upsert = parsed(
      "INSERT INTO users (id) VALUES (1) ON CONFLICT (id) DO UPDATE SET email = excluded.email || email",
    );
    if (upsert.kind !== "insert") throw new Error("insert");
    const scopes = scopesOf(upsert, catalog);
    const found: string[] = [];
    for (const { value } of knownItems(contentOf(upsert.onConflict)?.assignments ?? []))
      if (value) walk(value, (part) => part.kind === "column" && found.push(said(scopes.resolve(part))));
    expect(found).toEqual(["excluded.email", "users.email"]);
  });
});

describe("names of relations", () => {
  it("lets a CTE shadow a table, from its own definition on only with RECURSIVE", () => {
    const [cte] = scopesOf(parsed("WITH users AS (SELECT * FROM users) SELECT * FROM users"), catalog)
      .levels.flatMap(({ relations }) => relations)
      .filter(({ level }) => level.use === "cte");
    expect(cte?.source.kind).toBe("table");
    expect(
      scopesOf(parsed("WITH users AS (SELECT * FROM users) SELECT * FROM users"), catalog).top?.relations[0]?.source
        .kind,
    ).toBe("cte");
    const recursive = scopesOf(
      parsed("WITH RECURSIVE t AS (SELECT id FROM users UNION ALL SELECT id + 1 FROM t) SELECT * FROM t"),
      catalog,
    );
    expect(
      recursive.levels
        .flatMap(({ relations }) => relations)
        .filter(({ name }) => name === "t")
        .map(({ source, columns }) => [source.kind, columns.map(({ name }) => name)]),
    ).toEqual([
      ["cte", ["id"]],
      ["cte", ["id"]],
    ]);
  });
  it("never takes the target of a write for a CTE", () => {
    expect(scopesOf(parsed("WITH users AS (SELECT 1) DELETE FROM users"), catalog).top?.relations[0]?.source.kind).toBe(
      "table",
    );
  });
  it("knows which side of an outer join may be NULL", () => {
    const extended = (sql: string) =>
      scopesOf(parsed(sql), catalog)
        .top?.relations.filter(({ nullExtended }) => nullExtended)
        .map(({ name }) => name);
    expect(extended("SELECT 1 FROM users a LEFT JOIN posts b ON true JOIN posts c ON true")).toEqual(["b"]);
    expect(extended("SELECT 1 FROM users a JOIN posts b ON true RIGHT JOIN posts c ON true")).toEqual(["a", "b"]);
    expect(extended("SELECT 1 FROM users a FULL JOIN posts b ON true")).toEqual(["a", "b"]);
  });
});

describe("what a level gives", () => {
  it("writes stars out through tables, CTEs, derived tables and views", () => {
    expect(names("WITH c AS (SELECT * FROM users) SELECT *, d.title FROM c, (SELECT title FROM posts) d")).toEqual([
      "id",
      "email",
      "deleted_at",
      "title",
      "title",
    ]);
    expect(names("SELECT v.* FROM live_users v")).toEqual(["id", "email", "deleted_at"]);
    expect(names("WITH c (a, b) AS (SELECT id, email FROM users) SELECT * FROM c AS x (y)")).toEqual(["y", "b"]);
    expect(names("SELECT * FROM (VALUES (1, 2)) AS v")).toEqual(["column1", "column2"]);
    expect(names("SELECT id FROM users UNION SELECT author_id FROM posts")).toEqual(["id"]);
    expect(names("WITH d AS (DELETE FROM users RETURNING *) SELECT * FROM d")).toEqual(["id", "email", "deleted_at"]);
  });
  it("is not complete where a star stands for unknown columns", () => {
    expect(outputs("SELECT * FROM elsewhere")?.complete).toBe(false);
    expect(outputs("SELECT users.* FROM elsewhere, users")?.complete).toBe(true);
  });
});
