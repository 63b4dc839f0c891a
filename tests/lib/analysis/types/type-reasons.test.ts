import { expect, it } from "vitest";
import { applyDefinition } from "../../../../lib/catalog/apply.ts";
import { emptyCatalog, type Catalog } from "../../../../lib/catalog/catalog.ts";
import { readScript } from "../../../../lib/read/sql/read-script.ts";
import { typeReasons } from "../../../../lib/analysis/types/type-reasons.ts";
import { parsed } from "../../../statements.ts";

const catalog = readScript(`
  CREATE DOMAIN mail AS text;
  CREATE TABLE users (id int, email mail, age smallint, at timestamptz);
  CREATE VIEW mails AS SELECT email AS address, lower(email) AS folded FROM users;`).statements.reduce<Catalog>(
  (before, statement) =>
    statement.kind === "definition"
      ? applyDefinition(before, statement.definition, { file: "schema.sql", line: 1 })
      : before,
  { ...emptyCatalog, sources: ["schema.sql"] },
);

it.each<[sql: string, reasons: readonly string[]]>([
  ["SELECT id, u.email FROM users u", ['"id" of "users" is integer', '"email" of "users" is mail, a domain over text']],
  ["SELECT address, folded FROM mails", ['"email" of "users" is mail, a domain over text', "lower(text) gives it"]],
  [
    "SELECT count(*), sum(age), max(at) FROM users",
    ["count(*) gives it", "sum(smallint) gives it", "max(timestamp with time zone) gives it"],
  ],
  [
    "SELECT id + age, -id, email || 'x' FROM users",
    ["integer + smallint gives it", "- integer gives it", "mail || a literal gives it"],
  ],
  [
    "SELECT 1, 'a', $1, $2::date, id > 1 FROM users",
    [
      "the type of the literal",
      "a literal without a type is text",
      "the type of $1",
      "a cast to date",
      "integer > integer gives it",
    ],
  ],
  [
    "SELECT coalesce(id, 1), CASE WHEN true THEN 1 END, ARRAY[id], (SELECT 1) FROM users",
    [
      "coalesce(integer, integer) gives it",
      "what its branches have in common",
      "what its elements have in common, as an array",
      "what the subquery gives",
    ],
  ],
  ["SELECT id FROM users UNION SELECT 1.5", ["what integer and numeric of its arms have in common"]],
  ["SELECT x FROM (SELECT id AS x FROM users) s", ['"id" of "users" is integer']],
  ["SELECT id FROM users a JOIN users b USING (id)", ['what the columns "id" that USING joins have in common']],
  ["SELECT id IN (1), id IS NULL FROM users", ["a condition is boolean", "a condition is boolean"]],
  ["SELECT nope() AS a", ["not known: function nope() does not exist"]],
])("%s", (sql, reasons) => {
  expect(typeReasons(parsed(sql), catalog)).toEqual(reasons);
});
