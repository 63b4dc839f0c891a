import { describe } from "vitest";
import { requireFixedLengthChar } from "../../../rules/require-fixed-length-char.ts";
import { drawn, sql } from "../../draw.ts";

const { valid, invalid } = drawn(requireFixedLengthChar);

describe("columns of hashes", () => {
  invalid(
    "of any length",
    sql`
      CREATE TABLE images (
        image_sha256_sum varchar(255) NOT NULL,
                         ~~~~~~~~~~~~ varies: char(64)
        commit_hash text
                    ~~~~ varies: char(40)
      );
    `,
    { suggestions: ["image_sha256_sum char(64) NOT NULL", "commit_hash char(40)"] },
  );
  valid(
    "of Klearwave's types, binary, of no known length",
    sql`
      CREATE TABLE images (
        sha256_sum CHAR(64) NOT NULL,
        commit_hash CHAR(40) NOT NULL,
        md5 bytea,
        password_hash text
      );
    `,
  );
  invalid(
    "that users name",
    sql`
    CREATE TABLE countries (code varchar(2), sha1 text);
                                 ~~~~~~~~~~ varies
  `,
    { options: { columns: ["code=2"] } },
  );
});
