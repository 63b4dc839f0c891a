import { describe } from "vitest";
import { noDuplicateForeignKey } from "../../../rules/no-duplicate-foreign-key.ts";
import { drawn, sql } from "../../draw.ts";

const { valid, invalid } = drawn(noDuplicateForeignKey);

describe("foreign keys that repeat another", () => {
  invalid(
    "bookworm's table of books",
    sql`
      CREATE TABLE authors (id UUID PRIMARY KEY DEFAULT gen_random_uuid(), name VARCHAR(255) NOT NULL);
      CREATE TABLE books (
          id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
          title VARCHAR(255) NOT NULL,
          author_id UUID REFERENCES authors(id) ON DELETE CASCADE,
          FOREIGN KEY (author_id) REFERENCES authors(id)
          ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ repeated
      );
    `,
  );
  invalid(
    "the same twice, and in another order of columns",
    sql`
      CREATE TABLE a (x int, y int, PRIMARY KEY (x, y));
      CREATE TABLE b (x int, y int, FOREIGN KEY (x, y) REFERENCES a (x, y));
      ALTER TABLE b ADD CONSTRAINT again FOREIGN KEY (y, x) REFERENCES a (y, x);
                        ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ repeated
    `,
  );
  valid(
    "to two tables, to other columns, one of two that is dropped",
    sql`
      CREATE TABLE a (id int PRIMARY KEY, code int UNIQUE);
      CREATE TABLE c (id int PRIMARY KEY);
      CREATE TABLE b (a_id int REFERENCES a, FOREIGN KEY (a_id) REFERENCES c (id), other int REFERENCES a);
      CREATE TABLE d (a_id int CONSTRAINT one REFERENCES a ON DELETE CASCADE, CONSTRAINT two FOREIGN KEY (a_id) REFERENCES a (id));
      ALTER TABLE d DROP CONSTRAINT one;
    `,
  );
});
