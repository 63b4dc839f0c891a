import { describe } from "vitest";
import { requireReviveOnConflict } from "../../../rules/require-revive-on-conflict.ts";
import { drawn, ts } from "../../draw.ts";

const schema = `
  CREATE TABLE users_orgs (id serial PRIMARY KEY, user_id int NOT NULL, org_id int NOT NULL, role text, deleted_at timestamptz, UNIQUE (user_id, org_id));
  CREATE TABLE users (id uuid PRIMARY KEY, email text, deleted_at timestamptz);
  CREATE UNIQUE INDEX users_email ON users (email) WHERE deleted_at IS NULL;
  CREATE TABLE tags (id int PRIMARY KEY, word text UNIQUE);
  CREATE TABLE profiles (id serial PRIMARY KEY, user_id uuid UNIQUE REFERENCES users, deleted_at timestamptz);
  CREATE TABLE handles (id serial PRIMARY KEY, word text UNIQUE, name text, deleted_at timestamptz);
  CREATE TABLE names (word text, shelf int, deleted_at timestamptz, UNIQUE (word, deleted_at));
`;
const { valid, invalid } = drawn(requireReviveOnConflict, { schema });

describe("require-revive-on-conflict", () => {
  invalid(
    "INSERT with the key, as Sourcegraph's standard has it",
    ts`
    import { Pool } from "pg"; import knex from "knex"; import { Kysely } from "kysely";
    const pool = new Pool(); const db = knex({ client: "pg" });
    export const f = (user: number, org: number) => pool.query("INSERT INTO users_orgs (user_id, org_id) VALUES ($1, $2)", [user, org]);
                                                                            ~~~~~~~~~~ keptOut: A deleted row of "users_orgs" with the same user_id, org_id keeps this one out. Set "deleted_at" back ON CONFLICT.
    export const g = (user: number, org: number) =>
      pool.query("INSERT INTO users_orgs (user_id, org_id) VALUES ($1, $2) ON CONFLICT DO NOTHING", [user, org]);
                              ~~~~~~~~~~ keptOut
    export const h = (user: number, org: number) =>
      pool.query("INSERT INTO users_orgs (user_id, org_id) VALUES ($1, $2) ON CONFLICT (user_id, org_id) DO UPDATE SET role = ''", [user, org]);
                              ~~~~~~~~~~ staysDeleted: Where the row of "users_orgs" with the same user_id, org_id is deleted, it stays so.
    export const i = async (user_id: number, org_id: number) => await db("users_orgs").insert({ user_id, org_id });
                                                                         ~~~~~~~~~~~~ keptOut
    export const j = (k: Kysely<any>, user_id: number, org_id: number) => k.insertInto("users_orgs").values({ user_id, org_id }).execute();
                                                                                        ~~~~~~~~~~ keptOut
  `,
  );
  valid(
    "revived, or nothing keeps it out",
    ts`
    import { Pool } from "pg"; const pool = new Pool();
    export const f = (user: number, org: number) =>
      pool.query("INSERT INTO users_orgs (user_id, org_id) VALUES ($1, $2) ON CONFLICT (user_id, org_id) DO UPDATE SET deleted_at = NULL", [user, org]);
    export const g = (id: string, email: string) => pool.query("INSERT INTO users (id, email) VALUES ($1, $2)", [id, email]);
    export const h = (word: string) => pool.query("INSERT INTO tags (word) VALUES ($1)", [word]);
    export const i = (word: string) => pool.query("INSERT INTO names (word) VALUES ($1)", [word]);
    export const k = (user: string) => pool.query("INSERT INTO profiles (user_id) VALUES ($1)", [user]);
    export const j = () => pool.query("INSERT INTO users_orgs (role) VALUES ('x')");
    export const l = () => pool.query("INSERT INTO handles (word, name) VALUES (DEFAULT, 'x'), (NULL, 'y')");
  `,
  );
  valid(
    "revived by hand",
    ts`
    import { Pool } from "pg"; const pool = new Pool();
    export async function f(user: number, org: number) {
      const { rowCount } = await pool.query("UPDATE users_orgs SET deleted_at = NULL WHERE user_id = $1 AND org_id = $2", [user, org]);
      if (rowCount === 0) await pool.query("INSERT INTO users_orgs (user_id, org_id) VALUES ($1, $2)", [user, org]);
    }
  `,
  );
  valid(
    "a key that was made up for the row",
    ts`
    import { randomBytes, randomUUID } from "node:crypto"; import { customAlphabet, nanoid } from "nanoid"; import { Pool } from "pg"; import knex from "knex";
    const pool = new Pool(); const db = knex({ client: "pg" });
    const alphabet = "abc"; const newWord = customAlphabet(alphabet, 12); const made = () => newWord();
    const insert = "INSERT INTO handles (word) VALUES ($1)";
    export const f = () => pool.query(insert, [nanoid()]);
    export const g = () => { const word = nanoid(10) + "@example.org"; return db("handles").insert({ word }); };
    export const h = () => pool.query(insert, [crypto.randomUUID()]);
    export const i = () => pool.query(insert, [randomBytes(16).toString("hex").slice(0, 8)]);
    export const j = () => db("handles").insert({ word: made() });
    export const k = (names: string[]) => db("handles").insert(names.map((name) => ({ name, word: newWord() })));
    export const n = (given?: string) => db("handles").insert({ word: given ?? nanoid() });
    export const l = () => pool.query("INSERT INTO handles (word) VALUES (encode(gen_random_bytes(8), 'hex'))");
    export const m = () => db("handles").insert({ word: \`w-\${randomUUID()}\` });
  `,
  );
  invalid(
    "a key that may have been there before",
    ts`
    import { createHash } from "node:crypto"; import { nanoid } from "nanoid"; import slugify from "slugify"; import { Pool } from "pg"; import knex from "knex";
    const pool = new Pool(); const db = knex({ client: "pg" });
    export const g = (title: string) => db("handles").insert({ word: slugify(title) });
                                           ~~~~~~~~~ keptOut
    export const h = (word: string) => db("handles").insert({ word: createHash("md5").update(word).digest("hex") });
                                          ~~~~~~~~~ keptOut
    export const i = (word: string) => db("handles").insert([{ word: nanoid() }, { word }]);
                                          ~~~~~~~~~ keptOut
    export const m = (word: string) => pool.query("INSERT INTO handles (word, name) VALUES (DEFAULT, 'x'), ($1, 'y')", [word]);
                                                               ~~~~~~~ keptOut
    export const j = (at: number) => db("handles").insert({ word: String(Math.max(1, 2)) });
                                        ~~~~~~~~~ keptOut
    export const k = (word: string) => pool.query("INSERT INTO handles (word, name) VALUES ($1, $2)", [word, nanoid()]);
                                                               ~~~~~~~ keptOut
  `,
  );
});
