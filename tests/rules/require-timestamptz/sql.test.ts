import { describe } from "vitest";
import { requireTimestamptz } from "../../../rules/require-timestamptz.ts";
import { drawn, sql } from "../../draw.ts";

const { valid, invalid } = drawn(requireTimestamptz);

describe("timestamps", () => {
  invalid(
    "without time zone",
    sql`
      CREATE TABLE a (
        one timestamp NOT NULL,
            ~~~~~~~~~ withoutTimeZone: "one" of "a"
        two timestamp(3) without time zone,
            ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ withoutTimeZone
        three timestamp[],
              ~~~~~~~~~~~ withoutTimeZone
        four timestamptz
      );
      ALTER TABLE a ALTER COLUMN four TYPE timestamp;
                                           ~~~~~~~~~ withoutTimeZone
    `,
    {
      suggestions: [
        "one timestamptz NOT NULL,",
        "two timestamptz(3),",
        "three timestamptz[],",
        "four TYPE timestamptz;",
      ],
    },
  );
  valid(
    "with one, and other types; changed later",
    sql`
      CREATE TABLE a (one timestamptz, two date, three TIMESTAMP WITH TIME ZONE, four timestamp, five timestamp);
      ALTER TABLE a ALTER COLUMN four TYPE timestamptz;
      ALTER TABLE a DROP COLUMN five;
    `,
  );
});
