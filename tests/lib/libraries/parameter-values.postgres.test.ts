// @ts-expect-error -- it brings no types of its own
import utils from "pg/lib/utils.js";
import { expect, it } from "vitest";
import { whyRefused } from "../../../lib/analysis/refused-values.ts";
import { emptyCatalog } from "../../../lib/catalog/catalog.ts";
import { pgParameters } from "../../../lib/libraries/parameter-values.ts";
import type { SentPart } from "../../../lib/model/sent-value.ts";
import { emptyDatabase } from "../../postgres.ts";

const { prepareValue } = utils as { prepareValue: (value: unknown) => string | null };

const values: Readonly<Record<Exclude<SentPart["kind"], "bytes" | "undefined">, readonly unknown[]>> = {
  string: ["1", "a", "true", "2024-01-02", "{}"],
  number: [0, 1, 5.5, -3, 1_700_000_000, 1_700_000_000_000],
  bigint: [0n, 12n, 1_700_000_000_000n],
  boolean: [true, false],
  date: [new Date(0), new Date("2024-02-29T10:00:00Z")],
  list: [[1], ["a", "b"], [true], [new Date(0)]],
  object: [{ a: 1 }, { a: "b", c: [1] }],
};

const types = [
  ...["smallint", "integer", "bigint", "numeric", "real", "double precision", "boolean", "text", "character varying"],
  ...[
    "uuid",
    "json",
    "jsonb",
    "date",
    "time without time zone",
    "timestamp without time zone",
    "timestamp with time zone",
  ],
  ...["interval", "bytea", "integer[]", "text[]", "jsonb[]", "inet"],
];

it("PostgreSQL refuses of pg's values what is said to be refused", async () => {
  const database = await emptyDatabase();
  const wrong: string[] = [];
  let refused = 0;
  for (const [kind, samples] of Object.entries(values))
    for (const type of types)
      for (const sample of samples) {
        const parts = [{ kind: kind as SentPart["kind"], literal: typeof sample === "string" ? sample : null }];
        const value = { text: kind, parts };
        const why = whyRefused({ value, type, sending: pgParameters, isStored: false }, emptyCatalog);
        if (why !== "type") continue;
        refused++;
        const text = prepareValue(sample) ?? "";
        const takes = await database.query(`SELECT '${text.replaceAll("'", "''")}'::${type}`).then(
          () => true,
          () => false,
        );
        // A number may be read as a day: 20240102. Nobody has such numbers.
        if (takes) wrong.push(`${kind} ${text} for ${type}`);
      }
  expect(wrong).toEqual([]);
  expect(refused).toBeGreaterThan(200);
  expect(pgParameters.objectsAsJson).toBe(prepareValue({ a: 1 }) === '{"a":1}');
});
