import { describe } from "vitest";
import { requireSoftDeleteFilter } from "../../../rules/require-soft-delete-filter.ts";
import { drawn, ts } from "../../draw.ts";
import { schema, files } from "../projects/objection.ts";

describe("require-soft-delete-filter on objection", () => {
  const { valid, invalid } = drawn(requireSoftDeleteFilter, { schema, files });

  valid(
    "filters, modifiers and what is not known",
    ts`
    import { User, Post } from "./models.js";
    export async function list(filter, name) {
      await User.query().whereNull("deleted_at").withGraphFetched("posts(live)");
      await User.query().modify("live");
      await User.query().where(filter);
      await User.query().modify(name);
      await User.query().whereNull("users.deleted_at").joinRelated("posts").whereNull("posts.deleted_at");
      await User.query().whereNull("deleted_at").withGraphFetched("posts").modifyGraph("posts", (query) => query.whereNull("deleted_at"));
      await User.relatedQuery("posts").for(1).whereNull("deleted_at");
    }
  `,
  );

  valid(
    "a builder of the project that leaves deleted rows out, unless they are asked for",
    ts`
    import { User } from "./marked.js";
    await User.query().where("team_id", 1);
    await User.query().findById(1).withGraphFetched("posts");
    await User.query().withDeleted();
    await User.relatedQuery("posts").for(1);
  `,
  );

  valid(
    "a plug-in's own words",
    ts`
    import { User } from "./plugin.js";
    await User.query().whereNotDeleted();
    await User.query().whereDeleted();
  `,
  );

  valid(
    "relations of models whose own builder filters",
    ts`
    import { User } from "./marked.js";
    await User.query().joinRelated("posts");
    await User.query().withGraphJoined({ posts: true });
    await User.query().withGraphFetched("posts");
    export async function posts(id: number) {
      const user = await User.query().findById(id);
      return await user.$relatedQuery("posts");
    }
  `,
  );

  invalid(
    "rows that a query gave, an object of a declared type, a builder's method of the project's own",
    ts`
    import { Model, QueryBuilder } from "objection";
    import { Post, User } from "./models.js";
    interface Key { team_id: number }
    export async function posts(id: number) {
      const user = await User.query().findById(id).whereNull("deleted_at");
      return await user.$relatedQuery("posts");
                                      ~~~~~~~ unfilteredRead: "posts"
    }
    export const keyed = async (key: Key) => await User.query().where(key);
                                                   ~~~~ unfilteredRead: "users"
    class Paged extends QueryBuilder {
      page2(after?: string) {
        const table = this.modelClass().tableName;
        if (typeof after === "string")
          return this.whereRaw(\`"\${table}"."id" > (select "id" from ?? where "id" = ?)\`, [table, after]).limit(20);
        return this.limit(20);
      }
    }
    export class Note extends Model { static tableName = "posts"; static QueryBuilder = Paged; }
    export const page = async (after?: string) => await Note.query().page2(after);
                                                        ~~~~ unfilteredRead: "posts"
  `,
  );

  valid(
    "what may hold the condition",
    ts`
    import { Post, User } from "./models.js";
    interface Key { team_id: number; deleted_at: null }
    interface Open { team_id: number; [name: string]: unknown }
    export const keyed = async (key: Key) => await User.query().where(key);
    export const open = async (key: Open) => await User.query().where(key);
    export const any = async (key: Record<string, unknown>) => await User.query().where(key);
    export const some = async (scope: any, id: number) => await User.query().modify(scope).where("id", id).orWhere({ team_id: id, deleted_at: null });
    export const row = async (context: any) => await context.user.$relatedQuery("posts");
  `,
  );

  invalid(
    "models, relations and joins",
    ts`
    import { User, Post } from "./models.js";
    await User.query().where("team_id", 1);
          ~~~~ unfilteredRead: "users"
    await User.query().whereNull("deleted_at").withGraphFetched("posts");
                                                                 ~~~~~ unfilteredRead: "posts"
    await User.query().joinRelated("posts").whereNull("users.deleted_at");
                                    ~~~~~ unfilteredRead: "posts"
    await User.relatedQuery("posts").for([1, 2]);
                            ~~~~~~~ unfilteredRead: "posts"
    await Post.query().findById(1);
          ~~~~ unfilteredRead: "posts"
  `,
    {
      suggestions: [
        `User.query().where("team_id", 1).whereNull("deleted_at")`,
        `.withGraphFetched("posts").modifyGraph("posts", (builder) => void builder.whereNull("deleted_at"))`,
        `.joinRelated("posts").whereNull("users.deleted_at").whereNull("posts.deleted_at")`,
        `User.relatedQuery("posts").whereNull("deleted_at").for([1, 2])`,
        `Post.query().whereNull("deleted_at").findById(1)`,
      ],
    },
  );
});
