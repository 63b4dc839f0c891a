import { describe } from "vitest";
import { noHardDelete } from "../../../rules/no-hard-delete.ts";
import { drawn, ts } from "../../draw.ts";
import { schema, files } from "../projects/objection.ts";

describe("no-hard-delete on objection", () => {
  const { valid, invalid } = drawn(noHardDelete, { schema, files });

  valid(
    "deletes that mark rows, and purges",
    ts`
    import { User } from "./marked.js";
    import { User as Plugged } from "./plugin.js";
    await User.query().where("id", 1).delete();
    await User.query().deleteById(1);
    await Plugged.query().where("id", 1).delete();
    await User.query().withDeleted().whereNotNull("deleted_at").hardDelete();
  `,
  );

  invalid(
    "rows that a query gave",
    ts`
    import { Post, User } from "./models.js";
    export async function remove(id: number, name: string) {
      const post = await Post.query().findById(id).throwIfNotFound();
      await post.$query().delete();
            ~~~~~~~~~~~~~ hardDelete: "posts"
      for (const each of await Post.query()) await each.$query().delete();
                                                   ~~~~~~~~~~~~~ hardDelete: "posts"
      const posts = await Post.query().where({ name });
      await Promise.all(posts.map((one) => one.$query().delete()));
                                           ~~~~~~~~~~~~ hardDelete: "posts"
      const [made, user] = await Promise.all([Post.query().insert({ name }), User.query().findOne({ name })]);
      await made.$query().delete();
            ~~~~~~~~~~~~~ hardDelete: "posts"
      if (user) await user.$relatedQuery("posts").delete();
                                         ~~~~~~~ hardDelete: "posts"
      await posts[0].$query().delete();
            ~~~~~~~~~~~~~~~~~ hardDelete: "posts"
      // How many there were, and a field of a row.
      const count = await Post.query().resultSize();
      await count.$query().delete();
      await post.query.delete();
    }
  `,
  );

  valid(
    "rows whose model is out of sight, and those that a mixin marks",
    ts`
    import { Model } from "objection";
    import softDelete from "objection-soft-delete";
    import { other } from "elsewhere";
    const marking = softDelete({ columnName: "deleted_at", deletedValue: new Date() });
    class Base extends marking(Model) {}
    class Both extends other(softDelete({ columnName: "deleted_at" })(Model)) {}
    export class Under extends Base { static tableName = "users"; }
    export class Beside extends Both { static tableName = "users"; }
    export const one = async (context: any) => await context.user.$query().delete();
    export const two = async (id: number) => await Under.query().deleteById(id);
    export const three = async (id: number) => { const found = await Beside.query().findById(id); await found.$query().delete(); };
  `,
  );

  invalid(
    "a mixin that marks nothing",
    ts`
    import { Model } from "objection";
    import { visible } from "objection-visibility";
    class Base extends visible({ columnName: "deleted_at" })(Model) {}
    export class Under extends Base { static tableName = "users"; }
    export const one = async (id: number) => await Under.query().deleteById(id);
                                                   ~~~~~ hardDelete: "users"
  `,
  );

  invalid(
    "deletes for good",
    ts`
    import { Model } from "objection";
    import { User, Post } from "./models.js";
    await User.query().deleteById(1);
          ~~~~ hardDelete: "users"
    await Post.query().delete().where("user_id", 1);
          ~~~~ hardDelete: "posts"
    class Note extends Model {
      static tableName = "posts";
      async remove() { await this.$query().delete(); }
                             ~~~~~~~~~~~~~ hardDelete: "posts"
      static async clear() { await this.query().delete(); }
                                   ~~~~ hardDelete: "posts"
    }
  `,
  );
});
