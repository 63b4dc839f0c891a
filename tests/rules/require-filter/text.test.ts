import { describe } from "vitest";
import { requireFilter } from "../../../rules/require-filter.ts";
import { drawn, ts } from "../../draw.ts";

const { valid, invalid } = drawn(requireFilter, {
  schema: `
    CREATE TABLE readings (id bigint PRIMARY KEY, region text NOT NULL, value numeric);
    CREATE TABLE notes (id bigint PRIMARY KEY, owner_id bigint NOT NULL, region text, text text);
    CREATE TABLE logs (id bigint PRIMARY KEY, region text);
  `,
  options: { columns: ["readings.region", "notes.region", "owner_id"] },
});
const query = (text: string) =>
  `import { Pool } from "pg"; const pool = new Pool();\nexport const f = (a: any, b: any) => pool.query(\`${text}\`, [a, b]);`;

describe("columns that the options name", () => {
  invalid(
    "each of them",
    ts`
    import { Pool } from "pg"; const pool = new Pool();
    export const f = (id: number) => pool.query("SELECT value FROM readings WHERE id = $1", [id]);
                                                                   ~~~~~~~~ openRead: Rows of "readings" are read whatever their "region" is. Restrict it in the WHERE clause.
    export const g = (id: number) => pool.query("DELETE FROM notes WHERE owner_id = $1", [id]);
                                                             ~~~~~ openDelete: Rows of "notes" are deleted whatever their "region" is.
    export const h = (id: number) => pool.query("UPDATE notes SET text = '' WHERE region = 'x' AND id = $1", [id]);
                                                        ~~~~~ openUpdate: "owner_id"
    export const i = (id: number) => pool.query("INSERT INTO readings (id, value) VALUES ($1, 1)", [id]);
                                                             ~~~~~~~~ unset: This INSERT leaves "region" of "readings" empty. Set it.
    export const j = (id: number) => pool.query("SELECT value FROM readings WHERE region = 'x' OR id = $1", [id]);
                                                                   ~~~~~~~~ inOr
  `,
  );
  valid("that are given", query("SELECT value FROM readings WHERE region = $1 AND id = $2"));
  valid("of tables that are not named", query("SELECT id FROM logs WHERE id = $1"));
  valid("unless none is named", query("SELECT value FROM readings WHERE id = $1"), { options: { columns: [] } });
  valid("or the table is ignored", query("SELECT value FROM readings WHERE id = $1"), {
    options: { columns: ["region"], ignoreTables: ["readings"] },
  });
});
