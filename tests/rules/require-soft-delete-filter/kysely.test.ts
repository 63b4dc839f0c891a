import { describe } from "vitest";
import { requireSoftDeleteFilter } from "../../../rules/require-soft-delete-filter.ts";
import { drawn, ts } from "../../draw.ts";
import { schema, db } from "../projects/kysely.ts";

describe("reads through kysely", () => {
  const { valid, invalid } = drawn(requireSoftDeleteFilter, { schema, files: db });

  invalid(
    "a table without its filter",
    ts`
    import { db } from "./db.ts";
    export const all = () => db.selectFrom("users").selectAll().execute();
                                            ~~~~~ unfilteredRead
  `,
    { suggestions: [`db.selectFrom("users").where("users.deleted_at", "is", null).selectAll().execute()`] },
  );

  invalid(
    "behind the last condition, on a line of its own",
    ts`
    import { db } from "./db.ts";
    export async function find(id: number) {
      return await db
        .selectFrom('users as u')
                     ~~~~~ unfilteredRead
        .innerJoin('teams', 'teams.id', 'u.team_id')
        .selectAll('u')
        .where('u.team_id', '=', id)
        .orderBy('u.name')
        .execute();
    }
  `,
    {
      suggestions: [`    .where('u.team_id', '=', id)\n    .where('u.deleted_at', 'is', null)\n    .orderBy('u.name')`],
    },
  );

  invalid(
    "the null-extended side, in its ON",
    ts`
    import { db } from "./db.ts";
    export const all = () => db.selectFrom("teams").leftJoin("users", "users.team_id", "teams.id").selectAll("teams").execute();
                                                              ~~~~~ unfilteredRead
  `,
    {
      suggestions: [
        `.leftJoin("users", (join) => join.onRef("users.team_id", "=", "teams.id").on("users.deleted_at", "is", null))`,
      ],
    },
  );

  invalid(
    "the null-extended side, in the ON it has",
    ts`
    import { db } from "./db.ts";
    export const all = () => db.selectFrom("teams").leftJoin("users", (join) => join.onRef("users.team_id", "=", "teams.id")).selectAll("teams").execute();
                                                              ~~~~~ unfilteredRead
  `,
    { suggestions: [`.onRef("users.team_id", "=", "teams.id").on("users.deleted_at", "is", null))`] },
  );

  invalid(
    "a correlated subquery",
    ts`
    import { jsonArrayFrom } from "kysely/helpers/postgres";
    import { db } from "./db.ts";
    export const all = () => db.selectFrom("teams").select((eb) => [
      "teams.id",
      jsonArrayFrom(eb.selectFrom("users").select("users.name").whereRef("users.team_id", "=", "teams.id")).as("members"),
                                   ~~~~~ unfilteredRead
    ]).execute();
  `,
    { suggestions: [`.whereRef("users.team_id", "=", "teams.id").where("users.deleted_at", "is", null))`] },
  );

  invalid(
    "an alternative beside the filter",
    ts`
    import { db } from "./db.ts";
    export const all = () => db.selectFrom("users").selectAll().where((eb) => eb.or([eb("deleted_at", "is", null), eb("team_id", "=", 1)])).execute();
                                            ~~~~~ filterInOr
  `,
  );

  invalid(
    "a filter on one way only is not on all",
    ts`
    import { db } from "./db.ts";
    export async function list(name?: string) {
      let query = db.selectFrom("users").selectAll();
                                 ~~~~~ unfilteredRead
      if (name) query = query.where("name", "=", name);
      return query.execute();
    }
  `,
    { suggestions: [`db.selectFrom("users").where("users.deleted_at", "is", null).selectAll();`] },
  );

  valid(
    "filtered in all the ways there are",
    ts`
    import { sql } from "kysely";
    import { jsonArrayFrom } from "kysely/helpers/postgres";
    import { db } from "./db.ts";
    import { live } from "./live.ts";
    const isLive = (eb) => eb("deleted_at", "is", null);
    export async function all(eb, id: number, conditions) {
      await db.selectFrom("users").selectAll().where("deleted_at", "is", null).execute();
      await db.selectFrom("users").selectAll().where(isLive).executeTakeFirst();
      await db.selectFrom("users").$call(live).selectAll().execute();
      await live(db.selectFrom("users")).selectAll().execute();
      await db.selectFrom("users as u").selectAll().where(sql\`u.deleted_at is null\`).execute();
      await db.selectFrom("users").selectAll().where((eb) => eb.and({ id, deleted_at: null })).execute();
      await db.selectFrom("users").selectAll().where(({ eb, and }) => and([eb("id", "=", id), eb("deleted_at", "is", null)])).execute();
      await db.selectFrom("users").selectAll().where(conditions).execute();
      await db.selectFrom("users").selectAll().where((eb) => eb.and(conditions)).execute();
      await db.selectFrom("teams").leftJoin("users", (join) => join.onRef("users.team_id", "=", "teams.id").on("users.deleted_at", "is", null)).selectAll("teams").execute();
      await db.with("live", (qb) => qb.selectFrom("users").selectAll().where("deleted_at", "is", null)).selectFrom("live").selectAll().execute();
      await db.transaction().execute((trx) => trx.selectFrom("users").selectAll().where("deleted_at", "is not", null).execute());
      await db.selectFrom("users").selectAll().$if(id > 1, (qb) => qb.limit(1)).where("deleted_at", "is", null).execute();
    }
  `,
    { files: { ...db, "live.ts": `export const live = (qb) => qb.where("deleted_at", "is", null);` } },
  );

  valid(
    "what others may go on with",
    ts`
    import { db } from "./db.ts";
    import { paginated } from "somewhere";
    export const users = () => db.selectFrom("users").selectAll();
    export const page = async () => paginated(db.selectFrom("users").selectAll());
    export const some = (apply) => db.selectFrom("users").selectAll().$call(apply).execute();
    export const odd = (all) => db.selectFrom("users").selectAll().where(...all).execute();
  `,
  );

  valid(
    "a plugin that may add the filter",
    ts`
    import { Kysely, type KyselyPlugin } from "kysely";
    class SoftDeletePlugin implements KyselyPlugin {
      transformQuery({ node }) { return withCondition(node, "deleted_at"); }
      async transformResult({ result }) { return result; }
    }
    const db = new Kysely<any>({ dialect, plugins: [new SoftDeletePlugin()] });
    export const one = () => db.selectFrom("users").selectAll().execute();
    const other = new Kysely<any>({ dialect }).withPlugin(new SoftDeletePlugin());
    export const two = () => other.selectFrom("users").selectAll().execute();
    const plugins = [new SoftDeletePlugin()];
    const third = new Kysely<any>({ dialect, plugins });
    export const three = () => third.selectFrom("users").selectAll().execute();
    const options = { dialect, plugins: [...plugins] };
    const fourth = new Kysely<any>(options);
    export const four = () => fourth.selectFrom("users").selectAll().execute();
  `,
  );

  invalid(
    "plugins of kysely itself, which add no filter",
    ts`
    import { Kysely, SafeNullComparisonPlugin, DeduplicateJoinsPlugin } from "kysely";
    const db = new Kysely<any>({ dialect, plugins: [new SafeNullComparisonPlugin(), new DeduplicateJoinsPlugin()] });
    export const one = () => db.selectFrom("users").selectAll().execute();
                                            ~~~~~ unfilteredRead
  `,
  );

  invalid(
    "a client that Prisma's is extended with",
    ts`
    import { PrismaClient } from "@prisma/client";
    import { CamelCasePlugin, Kysely, sql } from "kysely";
    import kyselyExtension from "prisma-extension-kysely";
    const prisma = new PrismaClient().$extends(kyselyExtension({ kysely: (driver) => new Kysely<any>({ dialect: driver, plugins: [new CamelCasePlugin()] }) }));
    export const all = () => prisma.$kysely.selectFrom("users").select("id").execute();
                                                        ~~~~~ unfilteredRead
    export const raw = () => prisma.$kysely.selectFrom("users").where(() => sql\`id = 1\`).select("id").execute();
                                                        ~~~~~ unfilteredRead
    export const live = () => prisma.$kysely.selectFrom("users").select("id").where("deletedAt", "is", null).execute();
    export const inOne = () => prisma.$transaction((tx) => tx.$kysely.deleteFrom("users").where("deletedAt", "is", null).execute());
    export const old = () => prisma.$transaction(async (tx) => await tx.$kysely.selectFrom("users").select("id").execute());
                                                                                            ~~~~~ unfilteredRead
  `,
  );

  invalid(
    "columns in camelCase",
    ts`
    import { CamelCasePlugin, Kysely } from "kysely";
    const db = new Kysely<any>({ dialect, plugins: [new CamelCasePlugin()] });
    export const live = () => db.selectFrom("users").select("users.id").where("users.deletedAt", "is", null).execute();
    export const all = () => db.selectFrom("users").select("teamId").execute();
                                            ~~~~~ unfilteredRead
  `,
    { suggestions: [`db.selectFrom("users").where("users.deletedAt", "is", null).select("teamId")`] },
  );
});
