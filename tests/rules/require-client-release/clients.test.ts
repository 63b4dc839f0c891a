import { describe } from "vitest";
import { requireClientRelease } from "../../../rules/require-client-release.ts";
import { drawn, ts } from "../../draw.ts";

const { valid, invalid } = drawn(requireClientRelease);

describe("a client of pg", () => {
  invalid(
    "that is never given back, or not where something fails",
    ts`
    import { Pool } from "pg";
    const pool = new Pool();
    export async function never(id: number) {
      const client = await pool.connect();
                           ~~~~~~~~~~~~~~ neverReleased: "client" is taken out of the pool and never given back. Call release() in finally.
      return await client.query("SELECT id FROM users WHERE id = $1", [id]);
    }
    export async function atTheEnd(id: number) {
      const client = await pool.connect();
                           ~~~~~~~~~~~~~~ releasedUnlessItFails
      const { rows } = await client.query("SELECT id FROM users WHERE id = $1", [id]);
      client.release();
      return rows;
    }
    export async function inTry(id: number) {
      const c = await pool.connect();
                      ~~~~~~~~~~~~~~ releasedUnlessItFails: "c" is not given back where something fails before release().
      try {
        await c.query("SELECT id FROM users WHERE id = $1", [id]);
        c.release();
      } catch (error) {
        console.error(error);
      }
    }
  `,
  );
  valid(
    "that is given back whatever happens, handed on, or kept",
    ts`
    import { Pool, type PoolClient } from "pg";
    import { take } from "./elsewhere";
    const pool = new Pool();
    export async function inFinally(id: number) {
      const client = await pool.connect();
      try {
        return await client.query("SELECT id FROM users WHERE id = $1", [id]);
      } finally {
        client.release();
      }
    }
    export async function onBothWays() {
      const client = await pool.connect();
      try {
        await client.query("SELECT 1");
        client.release();
      } catch (error) {
        client.release(true);
        throw error;
      }
    }
    export async function given(): Promise<PoolClient> {
      const client = await pool.connect();
      await client.query("SELECT 1");
      return client;
    }
    export async function handedOn() {
      const client = await pool.connect();
      await take(client);
    }
    export async function nothingWaitedFor() {
      const client = await pool.connect();
      client.release();
    }
    export const one = (id: number) => pool.query("SELECT id FROM users WHERE id = $1", [id]);
  `,
    { files: { "elsewhere.ts": "export async function take(client: any) { client.release(); }" } },
  );
});

describe("transactions", () => {
  invalid(
    "on a pool",
    ts`
    import { Pool } from "pg";
    const pool = new Pool();
    export async function move(id: number) {
      await pool.query("BEGIN");
                        ~~~~~ transactionOnPool: A pool sends BEGIN by any free connection. Take a client of your own for a transaction.
      await pool.query("UPDATE users SET id = 1 WHERE id = $1", [id]);
      await pool.query("COMMIT");
                        ~~~~~~ transactionOnPool
    }
  `,
  );
  valid(
    "on a client, and by the library",
    ts`
    import { Pool, Client } from "pg";
    import postgres from "postgres";
    const pool = new Pool();
    const sql = postgres();
    export async function move(id: number) {
      const client = await pool.connect();
      try {
        await client.query("BEGIN");
        await client.query("COMMIT");
      } catch (error) {
        await client.query("ROLLBACK");
        throw error;
      } finally {
        client.release();
      }
      await sql.begin((tx) => tx\`UPDATE users SET id = 1 WHERE id = \${id}\`);
      await new Client().query("BEGIN");
      await pool.query("SET search_path = app");
    }
  `,
  );
});

describe("a connection of postgres.js", () => {
  invalid(
    "that is never given back",
    ts`
    import postgres from "postgres";
    const sql = postgres();
    export async function never(id: number) {
      const own = await sql.reserve();
                        ~~~~~~~~~~~~~ neverReleased: "own"
      console.log(own.count, id);
    }
  `,
  );
});
