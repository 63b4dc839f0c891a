import { describe } from "vitest";
import { requireSoftDeleteFilter } from "../../../rules/require-soft-delete-filter.ts";
import { drawn, ts } from "../../draw.ts";
import { files, schema } from "../projects/knex.ts";

describe("require-soft-delete-filter on knex", () => {
  const { valid, invalid } = drawn(requireSoftDeleteFilter, { schema, files });

  valid(
    "a filter in each of its forms",
    ts`
    import { db } from "./db.ts";
    import { live } from "./scopes.ts";
    await db("users").whereNull("deleted_at");
    await db("users").where("deleted_at", null);
    await db("users").where({ id: 1, deleted_at: null }).first();
    await db("users").where("users.deleted_at", "is", null);
    await db("users").modify(live);
    await db("users").whereRaw("deleted_at IS NULL");
    await db("plans").where("deleted", false);
    await db("plans").whereNot("deleted", true);
    await db("users").whereNotNull("deleted_at");
    await db("users").leftJoin("posts", function () { this.on("posts.user_id", "users.id").andOnNull("posts.deleted_at"); }).whereNull("users.deleted_at");
    await db("users").whereNull("deleted_at").whereIn("id", db("posts").select("user_id").whereNull("deleted_at"));
    await db("logs");
  `,
  );

  valid(
    "what is not known",
    ts`
    import type { Knex } from "knex";
    import { db } from "./db.ts";
    export async function list(filter: Record<string, unknown>, scope: (query: Knex.QueryBuilder) => void, column: string, table: string) {
      await db("users").where(filter);
      await db("users").modify(scope);
      await db("users").where(column, 1);
      await db(table);
      await db("users").paginate({ perPage: 10 });
    }
    export function open() { return db("users").where("id", 1); }
    export const add = (query: Knex.QueryBuilder) => query.where("id", 1);
  `,
    {
      files: {
        "caller.ts": `import { open } from "./code.ts"; export const live = async () => await open().whereNull("deleted_at");`,
      },
    },
  );

  valid(
    "a branch that was thought of",
    ts`
    import { db } from "./db.ts";
    export async function list(all: boolean) {
      let query = db("users").select("id");
      if (!all) query = query.whereNull("deleted_at");
      return query;
    }
  `,
  );

  invalid(
    "a table by its name",
    ts`
    import { db } from "./db.ts";
    const rows = await db("users").where("team_id", 1).orderBy("id");
                          ~~~~~~~ unfilteredRead: "users"
  `,
    { suggestions: [`db("users").where("team_id", 1).whereNull("deleted_at").orderBy("id")`] },
  );

  invalid(
    "a name from another file, and a mark that is false",
    ts`
    import { db, USERS } from "./db.ts";
    await db(USERS).first();
             ~~~~~ unfilteredRead: "users"
    await db.select("*").from("plans as p").where("p.id", 1);
                               ~~~~~ unfilteredRead: "plans"
  `,
    { suggestions: [`db(USERS).whereNull("deleted_at").first()`, `.where("p.id", 1).where("deleted", false)`] },
  );

  invalid(
    "joins of either kind",
    ts`
    import { db } from "./db.ts";
    await db("users as u")
              ~~~~~ unfilteredRead: "users"
      .join("posts as p", "p.user_id", "u.id")
             ~~~~~ unfilteredRead: "posts"
      .where("p.id", 1);
    await db("users").leftJoin("posts", "posts.user_id", "users.id").whereNull("users.deleted_at");
                               ~~~~~~~ unfilteredRead: ON clause
    await db("users").leftJoin("posts", (join) => { join.on("posts.user_id", "users.id"); }).whereNull("users.deleted_at");
                               ~~~~~~~ unfilteredRead: ON clause
  `,
    {
      suggestions: [
        `.where("p.id", 1)\n  .whereNull("u.deleted_at")`,
        `.where("p.id", 1)\n  .whereNull("p.deleted_at")`,
        `leftJoin("posts", (join) => join.on("posts.user_id", "users.id").andOnNull("posts.deleted_at"))`,
        `{ join.on("posts.user_id", "users.id").andOnNull("posts.deleted_at"); }`,
      ],
    },
  );

  invalid(
    "a subquery, a callback and a CTE",
    ts`
    import { db } from "./db.ts";
    await db("logs").whereIn("id", db("posts").select("user_id"));
                                      ~~~~~~~ unfilteredRead: "posts"
    await db("logs").whereExists(function () { this.select("*").from("posts").whereRaw("posts.user_id = logs.id"); });
                                                                     ~~~~~~~ unfilteredRead: "posts"
    await db.with("mine", (query) => query.from("users").where("team_id", 1)).from("mine");
                                                ~~~~~~~ unfilteredRead: "users"
  `,
    {
      suggestions: [
        `db("posts").whereNull("deleted_at").select("user_id")`,
        `.whereRaw("posts.user_id = logs.id").whereNull("deleted_at")`,
        `.where("team_id", 1).whereNull("deleted_at"))`,
      ],
    },
  );

  invalid(
    "an OR beside the filter, as knex writes it",
    ts`
    import { db } from "./db.ts";
    await db("users").whereNull("deleted_at").where("team_id", 1).orWhere("team_id", 2);
             ~~~~~~~ filterBesideOr: "users"
    await db("users").whereNull("deleted_at").whereRaw("team_id = 1 OR team_id = 2");
             ~~~~~~~ filterBesideOr: "users"
  `,
  );

  invalid(
    "a query of several statements, and one made by a function",
    ts`
    import { db } from "./db.ts";
    const base = (team: number) => db("users").where("team_id", team);
    export async function list(team?: number) {
      const query = db("posts").select("id");
                       ~~~~~~~ unfilteredRead: "posts"
      if (team) query.where("user_id", team);
      const rows = await query;
      return [rows, await base(1).first(), await base(2)];
                          ~~~~~~~ unfilteredRead: "users"
                                                 ~~~~~~~ unfilteredRead: "users"
    }
  `,
    {
      suggestions: [
        `db("posts").whereNull("deleted_at").select("id")`,
        `await base(1).whereNull("deleted_at").first()`,
        `await base(2).whereNull("deleted_at")]`,
      ],
    },
  );

  invalid(
    "what is done to the query of another function, where that is called",
    ts`
    import { db } from "./db.ts";
    export class Users {
      live() { return db("users").where({ deleted_at: null }); }
      search(name: string): Promise<unknown> { return this.live().where("email", name).orWhere("nickname", name); }
                                                      ~~~~~~~~~~~ filterBesideOr: "users"
      async count() { return this.live().count("*"); }
    }
  `,
  );

  invalid(
    "a join that is added under a condition",
    ts`
    import { db } from "./db.ts";
    export async function find(post?: number) {
      const query = db("logs");
      if (post) query.join("posts", "posts.id", "logs.id").where("posts.id", post);
                           ~~~~~~~ unfilteredRead: "posts"
      return await query;
    }
  `,
    { suggestions: [`.where("posts.id", post).whereNull("posts.deleted_at")`] },
  );

  invalid(
    "an UPDATE of many rows",
    ts`
    import { db } from "./db.ts";
    await db("users").where("team_id", 1).update({ nickname: null });
             ~~~~~~~ unfilteredUpdate: "users"
    await db("users").where("id", 1).update({ nickname: null });
    await db("users").where("team_id", 1).update({ deleted_at: db.fn.now() });
  `,
    { suggestions: [`db("users").where("team_id", 1).whereNull("deleted_at").update({ nickname: null })`] },
  );

  invalid(
    "names in camel case that the project's mappers turn into the schema's",
    ts`
    import { knex } from "knex";
    import { knexSnakeCaseMappers } from "objection";
    const db = knex({ client: "pg", ...knexSnakeCaseMappers() });
    await db("users").where("teamId", 1);
             ~~~~~~~ unfilteredRead: "users"
    await db("users").where("teamId", 1).whereNull("deletedAt");
  `,
  );
});

describe("a chain from its client to its end", () => {
  const schema = "CREATE TABLE users (id bigint PRIMARY KEY, email text, deleted_at timestamptz);";
  const { valid, invalid } = drawn(requireSoftDeleteFilter, { schema });
  invalid(
    "a chain without the filter",
    ts`
    import knexOf from "knex";
    const knex = knexOf({ client: "pg" });
    export async function list() { return knex("users").select("id"); }
                                               ~~~~~~~ unfilteredRead
  `,
  );
  valid(
    "the program looks at the column right after",
    ts`
    import knexOf from "knex";
    const knex = knexOf({ client: "pg" });
    export async function one(id: number) {
      const user = await knex("users").select("id", "deleted_at").where("id", id).first();
      if (!user || user.deleted_at) return null;
      return user.id;
    }
  `,
  );
  valid(
    "one function adds it for all who ask",
    ts`
    import knexOf from "knex";
    const knex = knexOf({ client: "pg" });
    const live = () => knex("users").whereNull("deleted_at");
    export async function list() { return live().select("id"); }
  `,
  );
  invalid(
    "one of the callers leaves it out",
    ts`
    import knexOf from "knex";
    const knex = knexOf({ client: "pg" });
    const all = () => knex("users");
    export async function list() { return all().select("id"); }
                                          ~~~~~ unfilteredRead
    export async function live() { return all().whereNull("deleted_at"); }
  `,
  );
  valid(
    "who goes on with it is out of sight",
    ts`
    import knexOf from "knex";
    const knex = knexOf({ client: "pg" });
    export const all = () => knex("users");
  `,
  );
  invalid(
    "nobody in the project goes on with it",
    ts`
    import knexOf from "knex";
    const knex = knexOf({ client: "pg" });
    export const named = (name: string) => knex("users").select("id").where({ name });
                                                ~~~~~~~ unfilteredRead
    export class Users {
      listed(name: string) { return knex("users").where({ name }).orderBy("id"); }
                                         ~~~~~~~ unfilteredRead
      counted = (name: string) => knex("users").where({ name }).count();
                                       ~~~~~~~ unfilteredRead
    }
  `,
    {
      files: {
        "caller.ts": `
          import { named, Users } from "./code.ts";
          const users = new Users();
          export const one = async () => (await named("x"))[0];
          export const two = () => Promise.all([users.listed("x"), named("y").then((rows) => rows.length)]);
          export async function three() { const all = users.counted("x"); return await all; }
        `,
      },
    },
  );
  valid(
    "somebody goes on with it",
    ts`
    import knexOf from "knex";
    const knex = knexOf({ client: "pg" });
    export const named = (name: string) => knex("users").select("id").where({ name });
    export const listed = (name: string) => knex("users").select("id").where({ name });
    export const paged = (name: string) => knex("users").select("id").where({ name });
    export const handed = (name: string) => knex("users").select("id").where({ name });
    export const kept = (name: string) => knex("users").select("id").where({ name });
    export const hidden = (name: string) => knex("users").select("id").where({ name });
  `,
    {
      files: {
        "caller.ts": `
          import { named, listed, paged, handed as given, kept } from "./code.ts";
          import * as queries from "./code.ts";
          export const one = async () => await named("x").whereNull("deleted_at");
          const withListed = () => listed("x");
          export const two = async () => await withListed().whereNull("deleted_at");
          export const three = async (live) => await live(paged("x"));
          export const four = async (live) => await given("x").whereNull("deleted_at");
          export async function five() { const query = kept("x"); query.whereNull("deleted_at"); return await query; }
          export const six = async () => await queries?.hidden!("x").whereNull("deleted_at");
        `,
      },
    },
  );
});
