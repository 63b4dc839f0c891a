import { describe } from "vitest";
import { noHardDelete } from "../../rules/no-hard-delete.ts";
import { requireSoftDeleteFilter } from "../../rules/require-soft-delete-filter.ts";
import { drawn, ts } from "../draw.ts";

const schema = `
  CREATE TABLE users (id int PRIMARY KEY, team_id int, deleted_at timestamptz);
  CREATE TABLE posts (id int PRIMARY KEY, user_id int NOT NULL, deleted_at timestamptz);
  CREATE TABLE tags (id int PRIMARY KEY, name text);
`;
const models = (base: string): string => `
  export class User extends ${base} {
    static tableName = "users";
    static modifiers = { live(query) { query.whereNull("users.deleted_at"); } };
    static relationMappings = () => ({ posts: { relation: Model.HasManyRelation, modelClass: Post, join: { from: "users.id", to: "posts.user_id" } } });
    posts() { return this.$relatedQuery("posts"); }
    async remove() { await this.$query().delete(); }
  }
  export class Post extends ${base} {
    static tableName = "posts";
    static modifiers = { live: (query) => query.whereNull("posts.deleted_at") };
  }
`;
const files = {
  "models.js": `import { Model } from "objection"; ${models("Model")}`,
  "marked.js": `
    import { Model } from "objection";
    class LiveQueryBuilder extends Model.QueryBuilder {
      constructor(...given) { super(...given); this.onBuild((builder) => { if (!builder.context().withDeleted) builder.whereNull("deleted_at"); }); }
      delete() { return this.patch({ deleted_at: new Date() }); }
      hardDelete() { return super.delete(); }
      withDeleted() { return this.context({ withDeleted: true }); }
    }
    class Base extends Model { static QueryBuilder = LiveQueryBuilder; }
    ${models("Base")}
  `,
  "plugin.js": `import { Model } from "objection"; import softDelete from "objection-soft-delete"; ${models('softDelete({ columnName: "deleted_at", deletedValue: new Date(), notDeletedValue: null })(Model)')}`,
};

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
