import { describe } from "vitest";
import { requireBoundedText } from "../../../rules/require-bounded-text.ts";
import { drawn, sql } from "../../draw.ts";

const { valid, invalid } = drawn(requireBoundedText);

describe("columns of text", () => {
  invalid(
    "without a length",
    sql`
      CREATE TABLE t (
        id serial PRIMARY KEY,
        a text NOT NULL,
          ~~~~ unbounded
        b varchar,
          ~~~~~~~ unbounded: "b" of "t"
        c int
      );
      ALTER TABLE t ALTER COLUMN c TYPE text, ADD COLUMN d character varying;
                                        ~~~~ unbounded
                                                           ~~~~~~~~~~~~~~~~~ unbounded
    `,
  );
  valid(
    "with one, checked, of other types, made shorter later, ignored",
    sql`
      CREATE TABLE versions (
          id SERIAL PRIMARY KEY,
          version_id VARCHAR(32) NOT NULL UNIQUE,
          kind text CHECK (kind IN ('a', 'b')),
          tags text[],
          body jsonb,
          later text,
          search_text text
      );
      ALTER TABLE versions ALTER COLUMN later TYPE varchar(10);
    `,
    { options: { ignoreColumns: ["search_*"] } },
  );
});
