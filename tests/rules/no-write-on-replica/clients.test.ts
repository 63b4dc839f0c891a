import { describe } from "vitest";
import { noWriteOnReplica } from "../../../rules/no-write-on-replica.ts";
import { drawn, js, ts } from "../../draw.ts";

describe("a client that is made of a replica's address", () => {
  const { valid, invalid } = drawn(noWriteOnReplica, {
    files: {
      "db.ts": `import { Pool } from "pg";
import knex from "knex";
import { Kysely, PostgresDialect } from "kysely";
const url = process.env.REPLICA_DB_URL;
export const replicaPool = new Pool({ connectionString: url, max: 50 });
export const masterPool = new Pool({ connectionString: process.env.MASTER_DB_URL, max: 20 });
export const reader = knex({ client: "pg", connection: process.env.PG_REPLICA });
export const k = new Kysely<any>({ dialect: new PostgresDialect({ pool: replicaPool }) });
`,
    },
  });
  valid(
    "as bookworm's standard uses it",
    js`
    const { Pool } = require("pg");
    const masterPool = new Pool({ connectionString: process.env.MASTER_DB_URL, max: 20 });
    const replicaPool = new Pool({ connectionString: process.env.REPLICA_DB_URL, max: 50 });
    async function createUser(data) {
      return masterPool.query("INSERT INTO users (name) VALUES ($1)", [data]);
    }
    async function getUsers() {
      return replicaPool.query("SELECT name FROM users");
    }
    module.exports = { createUser, getUsers };
  `,
  );
  invalid(
    "writes, by texts and builders, in this file and from another",
    ts`
    import { Pool } from "pg";
    import { k, masterPool, reader, replicaPool } from "./db";
    const own = new Pool({ connectionString: process.env.REPLICA_DB_URL });
    export const a = (name: string) => own.query("INSERT INTO users (name) VALUES ($1)", [name]);
                                                              ~~~~~ writes: INSERT does not run on a replica, and "REPLICA_DB_URL" is one. Send it by the client of the primary.
    export const b = (id: number) => replicaPool.query("UPDATE users SET name = '' WHERE id = $1", [id]);
                                                               ~~~~~ writes: UPDATE
    export const c = async (id: number) => await reader("users").where({ id }).del();
                                                        ~~~~~~~ writes: "PG_REPLICA"
    export const d = (id: number) => k.deleteFrom("users").where("id", "=", id).execute();
                                                   ~~~~~ writes: DELETE
    export const e = () => replicaPool.query("TRUNCATE users");
                                                       ~~~~~ writes
    export const f = (id: number) => replicaPool.query("SELECT id FROM users WHERE id = $1 FOR UPDATE", [id]);
                                                        ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ writes: SELECT … FOR UPDATE
    export const g = (id: number) => masterPool.query("DELETE FROM users WHERE id = $1", [id]);
    export const h = async () => await reader("users").select("id");
  `,
  );
});

describe("a client that the options name", () => {
  const { valid, invalid } = drawn(noWriteOnReplica, { options: { clients: ["reader"] } });
  invalid(
    "anywhere on the way to it",
    ts`
    import { Pool } from "pg";
    const reader = new Pool();
    export class Users {
      private readonly db = { reader: new Pool(), writer: new Pool() };
      add() { return this.db.reader.query("INSERT INTO users (id) VALUES (1)"); }
                                                       ~~~~~ writes: "reader"
      put() { return this.db.writer.query("INSERT INTO users (id) VALUES (1)"); }
    }
    export const a = () => reader.query("DELETE FROM users WHERE id = 1");
                                                     ~~~~~ writes
  `,
  );
  valid(
    "reads",
    `import { Pool } from "pg"; const reader = new Pool(); export const a = () => reader.query("SELECT 1 FROM users");`,
  );
});
