import { describe, expect, it } from "vitest";
import { namedTables } from "../../../../lib/analysis/tables.ts";
import { readSite } from "../../../../lib/read/sql/read-site.ts";
import { scriptSites } from "../../../../lib/read/sql/script/script-sites.ts";

/** The statements of a script: the name each has, what it is, its tables, and why it could not be read. */
function told(script: string) {
  return scriptSites(script, () => false).map((site) => {
    const { variants, reason } = readSite(site, script);
    const [statement] = variants.flat();
    const tables = statement ? namedTables(statement).map(({ reference }) => reference.name) : [];
    return [site.callee, statement?.kind ?? "unread", ...tables, ...(reason === null ? [] : [reason])].join(" ").trim();
  });
}

describe("the statements of a script", () => {
  it.each([
    ["SELECT 1; ; DELETE FROM a", ["select", "delete a"]],
    ["-- only a comment\n/* another; */\n", []],
    ["SELECT ';'; SELECT $$;$$; SELECT \"a;b\" FROM c; -- ;\nSELECT 1", ["select", "select", "select c", "select"]],
    ["BEGIN; DELETE FROM a; COMMIT;", ["utility", "delete a", "utility"]],
    ["CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; SELECT 2; END; SELECT 3", ["definition", "select"]],
    ["SELEC 1; SELECT 2;", ['unread syntax error at or near "SELEC"', "select"]],
    ["-- +goose Up\n-- +goose StatementBegin\nDELETE FROM a;\n-- +goose StatementEnd\n", ["delete a"]],
  ])("are told apart: %s", (script, expected) => {
    expect(told(script)).toEqual(expected);
  });

  it.each([
    ["\\set x 1\n\\connect shop\nDELETE FROM a;", ["delete a"]],
    ["SELECT 'DROP TABLE a' \\gexec\nDELETE FROM a;", ["select", "delete a"]],
    ["SELECT 1 AS n \\gset\n\\echo :n\nSELECT 2", ["select", "select"]],
    ["SELECT E'a\\\\b', '\\n' FROM a;", ["select a"]],
    ["COPY a (id) FROM stdin;\nDELETE FROM b;\n\\.\nDELETE FROM c;", ["delete c"]],
    ["DELETE FROM a WHERE id = :id AND name = :'name';", ["delete a"]],
    ['SELECT * FROM a WHERE :"column" = 1', ["select a"]],
    ["SELECT * FROM :table WHERE id = 1;", ['unread syntax error at or near "$1"']],
  ])("of psql are read: %s", (script, expected) => {
    expect(told(script)).toEqual(expected);
  });

  it.each([
    ["-- name: GetUser :one\nSELECT * FROM a WHERE id = $1;\n", ["GetUser select a"]],
    ["-- name: get-user\nSELECT * FROM a\n-- name: drop!\nDELETE FROM b", ["get-user select a", "drop! delete b"]],
    ["-- name: x :many\nSELECT * FROM a WHERE id = @id AND b = sqlc.narg('b')", ["x select a"]],
    ["SELECT 1;\n-- BLOCK select_a\nSELECT * FROM a\n\n-- BLOCK none\n", ["select", "select_a select a"]],
    ["/* @name FindA */\nSELECT * FROM a WHERE id = :id! AND x IN :ids;", ["FindA select a"]],
    ["/*\n  @name InsertA\n  @param as -> ((id, b)...)\n*/\nINSERT INTO a (id, b) VALUES :as", ["InsertA insert a"]],
    ["/* @name B */ SELECT * FROM a WHERE b = :user.id::int AND c != :c", ["B select a"]],
    ["-- :name find-a :? :1\nSELECT * FROM a WHERE id = :id AND b IN (:v*:bs)", ["find-a select a"]],
    ["-- :name by :? :*\nSELECT * FROM a ORDER BY :i:column", ["by select a"]],
    ["-- :name insert-as :! :n\nINSERT INTO a (b) VALUES :t*:rows", ["insert-as insert a"]],
    ["--! get_a\nSELECT * FROM a WHERE id = :id;", ["get_a select a"]],
  ])("have the names that tools give them: %s", (script, expected) => {
    expect(told(script)).toEqual(expected);
  });

  it.each([
    ["-- the name: of it\nSELECT 1", ["select"]],
    ["SELECT '-- name: x';", ["select"]],
    ["-- BLOCKED\nSELECT 1", ["select"]],
    ["SELECT a[1:2], a[:n], b::int, @ -5, '{}'::jsonb @> '{}' FROM a", ["select a"]],
    ["SELECT x FROM a WHERE doc @@ q AND y <@ z", ["select a"]],
  ])("have none, and no parameters, where nothing says so: %s", (script, expected) => {
    expect(told(script)).toEqual(expected);
  });

  it("have their places in the file", () => {
    const script = "\uFEFF-- é\r\nSELECT 1;\r\n  DELETE FROM a WHERE id = :id;\r\n";
    const [, site] = scriptSites(script, (offset) => offset > 15);
    expect(script.slice(site?.span.start, site?.span.end)).toBe("DELETE FROM a WHERE id = :id");
    expect(site?.undoes).toBe(true);
    const [statement] = site ? readSite(site, script).variants.flat() : [];
    const target = statement?.kind === "delete" ? statement.target.nameSpan : null;
    expect(script.slice(target?.start, target?.end)).toBe("a");
  });

  it("of a file that is nothing but data are left alone", () => {
    expect(scriptSites(`INSERT INTO a VALUES (1);\n`.repeat(200_001), () => false)).toEqual([]);
  });
});
