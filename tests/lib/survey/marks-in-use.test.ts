import { describe, expect, it } from "vitest";
import { schemaOf } from "../../../lib/pipeline.ts";
import { validate, type Configuration } from "../../../lib/settings.ts";
import { marksInUse } from "../../../lib/survey/marks-in-use.ts";
import { folderWith, type Files } from "../../project-folder.ts";

const migration = `
CREATE TABLE cards (id int PRIMARY KEY, title text, deleted_at timestamptz);
CREATE TABLE labels (id int PRIMARY KEY, title text, deleted_at timestamptz);
`;

/** An application of twelve files, which may be larger or say more. */
const application: Files = Object.fromEntries(
  Array.from({ length: 12 }, (_, index) => [
    `src/reads${index}.ts`,
    `import { pool } from "./pool"; export const read = () => pool.query("SELECT id FROM labels");`,
  ]),
);

function used(
  files: Files,
  configuration: Configuration = { survey: { leastFiles: 10 } },
): Readonly<Record<string, boolean>> {
  const root = folderWith({ "migrations/1.sql": migration, ...application, ...files });
  const settings = validate(configuration, "settings", root);
  const schema = schemaOf(settings);
  const marks = marksInUse(settings, schema);
  const tables = [...schema.catalog.relations.values()].filter((relation) => relation.kind === "table");
  return Object.fromEntries(tables.map((table) => [table.name, marks.isUsed(table)]));
}

describe("a mark", () => {
  it("that nothing sets or asks for is not in use", () => {
    expect(used({})).toEqual({ cards: false, labels: false });
  });

  it.each([
    ["a statement sets", `import { pool } from "./pool"; pool.query("UPDATE cards SET deleted_at = now()");`],
    ["a program looks at", `export const isGone = (cards: { deletedAt: Date }[]) => cards[0]?.deletedAt != null;`],
    [
      "a program sets",
      `import { Cards } from "./models"; export const f = (c: Cards) => { c.cards.deletedAt = new Date(); };`,
    ],
  ])("that %s is in use, of the tables that the file names", (_, text) => {
    expect(used({ "src/cards.ts": text })).toEqual({ cards: true, labels: false });
  });

  it("of which a file speaks that names no table may be anyone's", () => {
    expect(used({ "src/live.ts": `export const live = (alias: string) => alias + ".deleted_at IS NULL";` })).toEqual({
      cards: true,
      labels: true,
    });
  });

  it("that only tests, migrations or types speak of is not in use", () => {
    expect(
      used({
        "tests/cards.test.ts": `it("marks", () => { pool.query("UPDATE cards SET deleted_at = now()"); });`,
        "src/types.ts": `export interface cards { id: number; deleted_at: Date | null }`,
        "migrations/2.sql": "UPDATE cards SET deleted_at = NULL;",
      }),
    ).toEqual({ cards: false, labels: false });
  });

  it("that another language speaks of is in use", () => {
    expect(used({ "worker/cards.py": `db.execute("UPDATE cards SET deleted_at = now()")` })).toEqual({
      cards: true,
      labels: false,
    });
  });

  it("that the schema itself asks for is in use", () => {
    expect(
      used({ "migrations/2.sql": "CREATE UNIQUE INDEX live_cards ON cards (title) WHERE deleted_at IS NULL;" }),
    ).toEqual({ cards: true, labels: false });
    expect(used({ "migrations/2.sql": "CREATE VIEW live AS SELECT id FROM labels WHERE deleted_at IS NULL;" })).toEqual(
      { cards: false, labels: true },
    );
  });

  it("that the settings name is in use", () => {
    expect(used({}, { softDelete: "deleted_at", survey: { leastFiles: 10 } })).toEqual({ cards: true, labels: true });
  });

  it("of a small application is in use, for too little of it is seen", () => {
    expect(used({}, { survey: { leastFiles: 13 } })).toEqual({ cards: true, labels: true });
    expect(used({}, { survey: { leastFiles: 12 } })).toEqual({ cards: false, labels: false });
    expect(used({}, { survey: false })).toEqual({ cards: true, labels: true });
  });
});
