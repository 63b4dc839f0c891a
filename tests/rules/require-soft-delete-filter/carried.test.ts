import { describe } from "vitest";
import { requireSoftDeleteFilter } from "../../../rules/require-soft-delete-filter.ts";
import { drawn, ts } from "../../draw.ts";

const { valid, invalid } = drawn(requireSoftDeleteFilter, {
  schema: `
    CREATE TABLE docs (id bigint PRIMARY KEY, url text NOT NULL, version int NOT NULL, is_deleted boolean NOT NULL DEFAULT false);
    CREATE TABLE pages (doc_id bigint PRIMARY KEY, url text NOT NULL, version int NOT NULL, html text, is_deleted boolean NOT NULL DEFAULT false);
    CREATE TABLE copies (id bigint PRIMARY KEY, url text NOT NULL, is_deleted boolean NOT NULL DEFAULT false);`,
});

describe("rows that an INSERT takes from a table", () => {
  valid(
    "take their mark along",
    ts`
    import postgres from "postgres";
    const sql = postgres();
    await sql\`INSERT INTO copies (id, url, is_deleted) SELECT id, url, is_deleted FROM docs\`;
    await sql\`INSERT INTO copies (id, url, is_deleted)
      SELECT d.id, d.url, d.is_deleted FROM docs d UNION ALL SELECT p.doc_id, p.url, p.is_deleted FROM pages p\`;
    await sql\`INSERT INTO copies SELECT * FROM copies\`;
  `,
  );
  invalid(
    "come without it, or with that of another table",
    ts`
    import postgres from "postgres";
    const sql = postgres();
    await sql\`INSERT INTO copies (id, url) SELECT id, url FROM docs\`;
                                                                ~~~~ unfilteredRead
    await sql\`INSERT INTO copies (id, url, is_deleted) SELECT d.id, p.url, d.is_deleted FROM docs d JOIN pages p ON p.url = d.url\`;
                                                                                                          ~~~~~ unfilteredRead: "pages"
    await sql\`SELECT id, url FROM docs ORDER BY url\`;
                                   ~~~~ unfilteredRead
  `,
  );
});

describe("an UPDATE of every row", () => {
  valid(
    "changes deleted ones as well",
    ts`
    import postgres from "postgres";
    import knex from "knex";
    const sql = postgres();
    const db = knex({ client: "pg" });
    await sql\`UPDATE docs SET url = replace(url, \${"a"}, \${"b"})\`;
    await db("docs").update({ version: 1 });
  `,
  );
  invalid(
    "is one without any condition, and strict asks for the filter there, too",
    ts`
    import postgres from "postgres";
    const sql = postgres();
    await sql\`UPDATE docs SET version = 1 WHERE url = \${"a"}\`;
                      ~~~~ unfilteredUpdate
  `,
  );
  invalid(
    "strict",
    ts`
    import postgres from "postgres";
    const sql = postgres();
    await sql\`UPDATE docs SET version = 1\`;
                      ~~~~ unfilteredUpdate
  `,
    { options: { strict: true } },
  );
});

describe("an outer join that looks for rows that are missing or behind", () => {
  valid(
    "gives none of them",
    ts`
    import postgres from "postgres";
    const sql = postgres();
    await sql\`SELECT d.id FROM docs d LEFT JOIN pages p ON p.doc_id = d.id
      WHERE d.is_deleted = false AND (p.doc_id IS NULL OR p.version < d.version)\`;
    await sql\`SELECT d.id FROM docs d LEFT JOIN pages p ON p.doc_id = d.id
      WHERE d.is_deleted = false AND (p.doc_id IS NULL OR d.version IS DISTINCT FROM p.version OR p.html IS NULL)\`;
  `,
  );
  invalid(
    "is told from one that gives a column, one for absent rows alone, and one by a value",
    ts`
    import postgres from "postgres";
    const sql = postgres();
    await sql\`SELECT d.id, p.html FROM docs d LEFT JOIN pages p ON p.doc_id = d.id
                                                         ~~~~~ unfilteredRead
      WHERE d.is_deleted = false AND (p.doc_id IS NULL OR p.version < d.version)\`;
    await sql\`SELECT d.id FROM docs d LEFT JOIN pages p ON p.doc_id = d.id
                                                 ~~~~~ unfilteredRead
      WHERE d.is_deleted = false AND p.doc_id IS NULL\`;
    await sql\`SELECT d.id FROM docs d LEFT JOIN pages p ON p.doc_id = d.id
                                                 ~~~~~ unfilteredRead
      WHERE d.is_deleted = false AND (p.doc_id IS NULL OR p.version < 4)\`;
    await sql\`SELECT d.id FROM docs d JOIN pages p ON p.doc_id = d.id
                                            ~~~~~ unfilteredRead
      WHERE d.is_deleted = false AND (p.html IS NULL OR p.version < d.version)\`;
  `,
  );
});
