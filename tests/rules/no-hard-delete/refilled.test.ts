import { describe } from "vitest";
import { noHardDelete } from "../../../rules/no-hard-delete.ts";
import { drawn, ts } from "../../draw.ts";

const { valid, invalid } = drawn(noHardDelete, {
  schema: `
    CREATE TABLE boxes (id text PRIMARY KEY, title text NOT NULL, deleted_at timestamptz);
    CREATE TABLE shown_boxes (id text PRIMARY KEY, title text NOT NULL, deleted_at timestamptz);`,
});

describe("a table that is emptied and filled again", () => {
  valid(
    "has no rows that are to be kept",
    ts`
    import { Pool } from "pg";
    import knex from "knex";
    const pool = new Pool();
    const db = knex({ client: "pg" });
    export async function rebuild() {
      await pool.query("BEGIN");
      await pool.query("DELETE FROM shown_boxes");
      await pool.query("INSERT INTO shown_boxes (id, title, deleted_at) SELECT id, title, deleted_at FROM boxes");
      await pool.query("COMMIT");
    }
    export async function reload(rows: { id: string; title: string }[]) {
      await pool.query("TRUNCATE shown_boxes");
      for (const row of rows) await pool.query("INSERT INTO shown_boxes (id, title) VALUES ($1, $2)", [row.id, row.title]);
    }
    export const replaceAll = (rows: { id: string; title: string }[]) =>
      db.transaction(async (trx) => {
        await trx("shown_boxes").del();
        await trx("shown_boxes").insert(rows);
      });
  `,
  );
  invalid(
    "is filled behind, in the same function and whole",
    ts`
    import { Pool } from "pg";
    const pool = new Pool();
    export async function early() {
      await pool.query("INSERT INTO shown_boxes (id, title) SELECT id, title FROM boxes");
      await pool.query("DELETE FROM shown_boxes");
                                    ~~~~~~~~~~~ hardDelete
    }
    export async function another() {
      await pool.query("TRUNCATE boxes");
                                 ~~~~~ truncate
      await pool.query("INSERT INTO shown_boxes (id, title) VALUES ('a', 'b')");
    }
    export async function some(title: string) {
      await pool.query("DELETE FROM shown_boxes WHERE title = $1", [title]);
                                    ~~~~~~~~~~~ hardDelete
      await pool.query("INSERT INTO shown_boxes (id, title) SELECT id, title FROM boxes");
    }
    export const empty = () => pool.query("DELETE FROM shown_boxes");
                                                       ~~~~~~~~~~~ hardDelete
  `,
  );
});
