/** Rows that another file of the project gives: read where they arrive, drawn. */
import { describe } from "vitest";
import { noUnguardedNullableRead } from "../../../rules/no-unguarded-nullable-read.ts";
import { drawn, js, ts } from "../../draw.ts";

const repository = `
  import { Pool } from "pg";
  const pool = new Pool();
  export async function findUser(id) {
    const { rows } = await pool.query("SELECT id, email, nick FROM users WHERE id = $1", [id]);
    return rows[0];
  }
  export const listUsers = async () => (await pool.query("SELECT id, email, nick FROM users")).rows;
  export async function named() {
    const { rows } = await pool.query("SELECT id, email, nick FROM users");
    return rows.filter((user) => user.nick !== null);
  }
  export async function mustFind(id) {
    const { rows: [user] } = await pool.query("SELECT id, email, nick FROM users WHERE id = $1", [id]);
    if (!user?.nick) throw new Error("nobody");
    return user;
  }
  export async function filled(id) {
    const { rows: [user] } = await pool.query("SELECT id, email, nick FROM users WHERE id = $1", [id]);
    return { ...user, nick: user.nick ?? "" };
  }
  export async function page() {
    const { rows } = await pool.query("SELECT id, email, nick FROM users");
    return { users: rows.map((row) => ({ handle: row.nick, email: row.email })), total: rows.length };
  }
  export async function nickOf(id) {
    const { rows } = await pool.query("SELECT nick FROM users WHERE id = $1", [id]);
    return rows[0].nick;
  }
  export default { findUser, all: async () => (await pool.query("SELECT nick FROM users")).rows };
`;
const files = {
  "users.js": repository,
  "index.js": 'export * from "./users.js";',
  "service.js": `
    import { findUser, listUsers } from "./users.js";
    export const getUser = async (id) => findUser(id);
    export async function firstUser() {
      const users = await listUsers();
      return users[0];
    }
    export const sql = "SELECT 1 FROM users";
  `,
  "repo.js": `
    import { Pool } from "pg";
    export class Users {
      constructor(pool = new Pool()) {
        this.pool = pool;
      }
      async find(id) {
        const pool = new Pool();
        const { rows } = await pool.query("SELECT id, email, nick FROM users WHERE id = $1", [id]);
        return rows[0];
      }
    }
    export const users = new Users();
  `,
  "users.cjs": `
    const { Pool } = require("pg");
    const pool = new Pool();
    exports.list = async () => (await pool.query("SELECT id, nick FROM users")).rows;
  `,
};

const { valid, invalid } = drawn(noUnguardedNullableRead, {
  espree: true,
  files,
  schema: "CREATE TABLE users (id int PRIMARY KEY, email text NOT NULL, nick text);",
});

describe("what a function of another file gives", () => {
  invalid(
    "a row",
    js`
    import { findUser } from "./users.js";
    export async function show(id) {
      const user = await findUser(id);
      return user.email.trim() + user.nick.trim();
                                      ~~~~ nullableRead: "nick" of "users"
    }
  `,
  );
  invalid(
    "a list of rows",
    js`
    import { listUsers } from "./users.js";
    export const nicks = async () => (await listUsers()).map((user) => user.nick.trim());
                                                                            ~~~~ nullableRead
  `,
  );
  invalid(
    "new objects in an object",
    js`
    import { page } from "./users.js";
    export async function show() {
      const { users, total } = await page();
      return users.map((user) => user.handle.trim() + user.email.trim() + total);
                                      ~~~~~~ nullableRead: "nick" of "users"
    }
  `,
  );
  invalid(
    "a value",
    js`
    import { nickOf } from "./users.js";
    export const show = (id) => nickOf(id).then((nick) => nick.trim());
                                                          ~~~~ nullableRead
  `,
  );
  invalid(
    "by another name, through a file that passes it on",
    js`
    import { findUser as load } from "./index.js";
    export const show = async (id) => (await load(id)).nick.trim();
                                                       ~~~~ nullableRead
  `,
  );
  invalid(
    "of a namespace and of a default object",
    js`
    import * as users from "./users.js";
    import repo from "./users.js";
    export const show = async (id) => (await users.findUser(id)).nick.trim();
                                                                 ~~~~ nullableRead
    export const all = async () => (await repo.all()).map(({ nick }) => nick.trim());
                                                                        ~~~~ nullableRead
  `,
  );
  invalid(
    "of an instance, made here or there",
    js`
    import { users, Users } from "./repo.js";
    export const show = async (id) => (await users.find(id)).nick.trim();
                                                             ~~~~ nullableRead
    export const again = async (id) => (await new Users().find(id)).nick.trim();
                                                                    ~~~~ nullableRead
  `,
  );
  invalid(
    "of a class that the constructor is given",
    ts`
    import type { Users } from "./repo.js";
    export class Service {
      constructor(private readonly users: Users) {}
      async show(id: number) {
        const user = await this.users.find(id);
        return user.nick.trim();
                    ~~~~ nullableRead
      }
    }
  `,
  );
  invalid(
    "with require",
    js`
    const users = require("./users.cjs");
    const { list } = require("./users.cjs");
    exports.show = async () => (await users.list()).map((user) => user.nick.trim());
                                                                       ~~~~ nullableRead
    exports.again = async () => (await list())[0].nick.trim();
                                                  ~~~~ nullableRead
  `,
    { file: "code.cjs" },
  );
  invalid(
    "through a service in between",
    js`
    import { firstUser, getUser } from "./service.js";
    export const show = async (id) => (await getUser(id)).nick.trim();
                                                          ~~~~ nullableRead
    export const first = async () => (await firstUser()).nick.trim();
                                                         ~~~~ nullableRead
  `,
  );
  invalid(
    "a type that says it never is",
    ts`
    import { listUsers } from "./users.js";
    interface User { id: number; nick: string }
                                 ~~~~ nonNullType
    export async function all(): Promise<User[]> {
      return listUsers();
    }
  `,
  );
});

describe("what is checked on the way, or another's", () => {
  valid(
    "checked where it is given",
    js`
    import { filled, mustFind, named } from "./users.js";
    export const all = async () => (await named()).map((user) => user.nick.trim());
    export const one = async (id) => (await mustFind(id)).nick.trim();
    export const full = async (id) => (await filled(id)).nick.trim();
  `,
  );
  valid(
    "checked where it arrives",
    js`
    import { findUser, listUsers } from "./users.js";
    export async function show(id) {
      const user = await findUser(id);
      if (!user?.nick) return null;
      return user.nick.trim();
    }
    export const all = async () => (await listUsers()).filter((user) => user.nick).map((user) => user.nick.trim());
  `,
  );
  valid(
    "another function of that name, and a column that is never NULL",
    js`
    import { findUser } from "./users.js";
    import { findUser as other } from "./others.js";
    export const one = async (id) => (await findUser(id)).email.trim();
    export const two = async (id) => (await other(id)).nick.trim();
    export const three = async (repo, id) => (await repo.findUser(id)).nick.trim();
  `,
    { files: { ...files, "others.js": "export const findUser = (id) => fetch(id);" } },
  );
  valid(
    "a type that says null, written where it is given",
    ts`
    import { find } from "./typed.ts";
    export const one = async (id: number) => (await find(id)).nick.trim();
  `,
    {
      files: {
        "typed.ts":
          'import { Pool } from "pg";\nexport async function find(id: number): Promise<{ nick: string | null }> { return (await new Pool().query("SELECT nick FROM users WHERE id = $1", [id])).rows[0]; }',
      },
    },
  );
  valid(
    "a type that says never, which is told of where it is written",
    ts`
    import { find } from "./typed.ts";
    export const one = async (id: number) => (await find(id)).nick.trim();
  `,
    {
      files: {
        "typed.ts":
          'import { Pool } from "pg";\nexport async function find(id: number): Promise<{ nick: string }> { return (await new Pool().query("SELECT nick FROM users WHERE id = $1", [id])).rows[0]; }',
      },
    },
  );
});
