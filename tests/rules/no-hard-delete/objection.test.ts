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
