import { describe, expect, it } from "vitest";
import { applyDefinition } from "../../../lib/catalog/apply.ts";
import { emptyCatalog, type Catalog } from "../../../lib/catalog/catalog.ts";
import { readScript } from "../../../lib/read/sql/read-script.ts";
import type { Prepared } from "../../../lib/verify/server.ts";
import { ownView, verdictOf, type Verdict } from "../../../lib/verify/verdicts.ts";

const catalog = readScript(
  "CREATE DOMAIN mail AS text; CREATE TABLE users (id int PRIMARY KEY, email mail NOT NULL, score numeric(5,2));",
).statements.reduce<Catalog>(
  (before, statement) =>
    statement.kind === "definition"
      ? applyDefinition(before, statement.definition, { file: "schema.sql", line: 1 })
      : before,
  { ...emptyCatalog, sources: ["schema.sql"] },
);

const accepted = (outputs: readonly string[] | null, parameters: readonly string[] = []): Prepared => ({
  kind: "accepted",
  outputs,
  parameters,
});
const refused = (code: string, message = "no"): Prepared => ({ kind: "refused", code, message, hint: null, offset: 7 });

function verdict(
  sql: string,
  said: Prepared,
  { pasted = [], lacks = false }: { pasted?: number[]; lacks?: boolean } = {},
): Verdict {
  const own = ownView(sql, catalog);
  if (!own) throw new Error("no question");
  return verdictOf(said, own, { pasted: new Set(pasted) }, lacks);
}

describe("what PostgreSQL and rowguard say", () => {
  it.each<[why: string, sql: string, said: Prepared]>([
    [
      "the same types",
      "SELECT id, email, score FROM users WHERE id = $1",
      accepted(["integer", "text", "numeric"], ["integer"]),
    ],
    ["a type that rowguard does not know", "SELECT $1", accepted(["text"], ["text"])],
    ["a server that does not tell", "SELECT id FROM users", accepted(null)],
    ["what a run alone shows", "INSERT INTO users (id) VALUES (1)", accepted([])],
    [
      "an index that planning looks for",
      "INSERT INTO users (id, email) VALUES (1, 'a') ON CONFLICT (email) DO NOTHING",
      accepted([]),
    ],
  ])("is the same of %s", (_, sql, said) => {
    expect(verdict(sql, said)).toEqual({ kind: "same" });
  });

  it.each<[why: string, sql: string, said: Prepared, about: string]>([
    ["another type of a column", "SELECT id FROM users", accepted(["bigint"]), "column 1 is bigint, not integer"],
    [
      "another type of a parameter",
      "SELECT 1 FROM users WHERE id = $1",
      accepted(["integer"], ["bigint"]),
      "parameter $1 is bigint, not integer",
    ],
    ["more columns", "SELECT id FROM users", accepted(["integer", "text"]), "it gives 2 columns, not 1"],
    ["a refusal", "SELECT emial FROM users", accepted(["text"]), "no-invalid-sql refuses emial (42703)"],
  ])("disagrees in %s", (_, sql, said, about) => {
    expect(verdict(sql, said)).toMatchObject({ kind: "disagree", about });
  });

  it("is a refusal, and untold where rowguard should have seen it", () => {
    expect(verdict("SELECT emial FROM users", refused("42703"))).toMatchObject({ kind: "refused", isUntold: false });
    expect(verdict("SELECT id FROM users", refused("42703"))).toMatchObject({ kind: "refused", isUntold: true });
    // It says nothing of what it does not know.
    const ofCatalogs = verdict("SELECT oid FROM pg_stat_all_tables WHERE x > 1", refused("42703"));
    expect(ofCatalogs).toMatchObject({ kind: "refused", isUntold: false });
    expect(verdict("SELECT 1 FROM pg_stat_all_tables WHERE x > 1", refused("42703"))).toMatchObject({
      isUntold: false,
    });
    expect(verdict("SELECT f(id) FROM users", refused("0A000"))).toMatchObject({ kind: "refused", isUntold: false });
  });

  it("is open where it hangs on what nobody knows", () => {
    const open = { kind: "open" };
    expect(verdict("SELECT id FROM users", refused("42703"), { lacks: true })).toEqual(open);
    expect(verdict("SELECT id FROM users", refused("42804"), { lacks: true })).not.toEqual(open);
    expect(verdict("SELECT emial FROM users", refused("42703"), { lacks: true })).not.toEqual(open);
    // What rowguard refuses is another name.
    expect(verdict("SELECT id, emial FROM users", refused("42703"), { lacks: true })).toEqual(open);
    expect(verdict("SELECT id FROM users WHERE id = ANY (ARRAY[$1])", refused("42883"), { pasted: [1] })).toEqual(open);
    expect(verdict("SELECT id FROM users WHERE email = $1 + 1", refused("42883"), { pasted: [1] })).toEqual(open);
    expect(verdict("SELECT id FROM users", refused("42703"), { pasted: [1] })).not.toEqual(open);
    expect(verdict("SELECT id FROM users", refused("42501"))).toEqual(open);
    expect(verdict("SELECT id FROM users", refused("42P01", 'relation "auth.users" does not exist'))).toEqual(open);
    expect(verdict("SELECT id FROM users", refused("42P01", 'relation "public.nope" does not exist'))).not.toEqual(
      open,
    );
    expect(verdict("SELECT id FROM users", accepted(["bigint"]), { lacks: true })).toEqual({ kind: "same" });
    expect(verdict("SELECT $1 FROM users", accepted(["integer"], ["integer"]), { pasted: [1] })).toEqual({
      kind: "same",
    });
  });

  it("asks nothing of what cannot be prepared", () => {
    expect(
      ["CREATE TABLE t ()", "SELECT 1; DROP TABLE users", "SET x TO 1", "SELEC"].map((sql) => ownView(sql, catalog)),
    ).toEqual([null, null, null, null]);
  });
});
