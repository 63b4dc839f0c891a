export const schema = `
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
export const files = {
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
