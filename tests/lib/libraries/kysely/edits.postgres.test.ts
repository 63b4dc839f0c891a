import { Kysely, PostgresDialect, sql } from "kysely";
import { expect, it } from "vitest";
import type { Reading } from "../../../../lib/model/reading.ts";
import { knownItems } from "../../../../lib/model/clause.ts";
import type { FromItem } from "../../../../lib/model/statement.ts";
import { readBuilderIn } from "../../read/builder/agree.ts";
import { emptyDatabase } from "../../../postgres.ts";

const schema = `
  CREATE TABLE teams (id int PRIMARY KEY, name text);
  CREATE TABLE users (id int PRIMARY KEY, team_id int, name text, deleted_at timestamptz);
`;
const postgres = await emptyDatabase();
const client = {
  query: async (text: string, values: unknown[]) => {
    const { rows, affectedRows } = await postgres.query(text, values);
    return { command: text.slice(0, 6).toUpperCase().trim(), rowCount: affectedRows ?? rows.length, rows };
  },
  release: () => undefined,
};
const db = new Kysely<unknown>({
  dialect: new PostgresDialect({ pool: { connect: async () => client, end: async () => undefined } as never }),
});

const column = { column: "deleted_at", live: null, type: "timestamp with time zone" } as const;
const head = `import { Kysely, sql } from "kysely";\nconst db = new Kysely({ dialect });\nexport const shape = () => `;
const read = (code: string): Reading => readBuilderIn(code, { schema, file: "app.js" }).readings[0]!;

/** The expression after an edit of its first statement. */
function edited(expression: string, kind: "filter" | "delete"): string {
  const code = `${head}${expression};\n`;
  const statement = read(code).variants[0]?.[0];
  if (!statement || statement.kind === "opaque") throw new Error("not read");
  const target =
    statement.kind === "delete"
      ? statement.target
      : statement.kind === "select" && statement.query.kind === "select-query"
        ? tableIn(knownItems(statement.query.from)[0])
        : null;
  if (!target || target.kind !== "table") throw new Error("no table");
  const edits =
    kind === "filter" ? statement.edits.addLiveFilter(target, column) : statement.edits.softDelete(target, column);
  if (!edits) throw new Error("no edits");
  const after = [...edits]
    .sort((one, other) => other.span.start - one.span.start)
    .reduce((text, { span, text: inserted }) => text.slice(0, span.start) + inserted + text.slice(span.end), code);
  return after.slice(after.indexOf(head) + head.length).replace(/;\n$/, "");
}

/** The table of a FROM, the joined one where there is a join. */
const tableIn = (item: FromItem | undefined): FromItem | undefined => (item?.kind === "join" ? item.right : item);
const run = async (expression: string): Promise<unknown> =>
  (await new Function("db", "sql", `return ${expression}`)(db, sql)) as unknown;

it("leaves out deleted rows after the edit, keeps them in the table after the other, and changes nothing else", async () => {
  await postgres.exec(
    `${schema} INSERT INTO teams VALUES (1, 'a'), (2, 'b'); INSERT INTO users VALUES (1, 1, 'x', NULL), (2, 1, 'y', now()), (3, 2, 'z', now());`,
  );
  expect(await run(edited(`db.selectFrom("users").select("id").orderBy("id").execute()`, "filter"))).toEqual([
    { id: 1 },
  ]);
  const joined = edited(
    `db.selectFrom("teams").leftJoin("users", "users.team_id", "teams.id").select(["teams.id", "users.name"]).orderBy("teams.id").execute()`,
    "filter",
  );
  expect(await run(joined)).toEqual([
    { id: 1, name: "x" },
    { id: 2, name: null },
  ]);
  await run(edited(`db.deleteFrom("users").where("id", "=", 1).execute()`, "delete"));
  expect((await postgres.query(`SELECT id, deleted_at IS NULL AS live FROM users ORDER BY id`)).rows).toEqual([
    { id: 1, live: false },
    { id: 2, live: false },
    { id: 3, live: false },
  ]);
});
