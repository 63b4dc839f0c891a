import knexPackage from "knex";
import * as objection from "objection";
import { describe, expect, it } from "vitest";
import { expectAgreement, readBuilderIn, type Project } from "../../read/builder/agree.ts";

const db = knexPackage({ client: "pg" });

const models = `
class User extends Model {
  static tableName = "users";
  static modifiers = {
    active(query) { query.where("users.active", true); },
    since: (query, day) => query.where("created_at", ">", day),
  };
  static relationMappings = () => ({
    posts: { relation: Model.HasManyRelation, modelClass: Post, join: { from: "users.id", to: "posts.user_id" } },
    drafts: { relation: Model.HasManyRelation, modelClass: Post, filter: (query) => query.where("draft", true), join: { from: "users.id", to: "posts.user_id" } },
    team: { relation: Model.BelongsToOneRelation, modelClass: Team, join: { from: "users.team_id", to: "teams.id" } },
  });
}
class Post extends Model {
  static get tableName() { return "posts"; }
  static get modifiers() { return { shown: (query) => query.whereNull("hidden_at") }; }
  static get relationMappings() {
    return {
      author: { relation: Model.BelongsToOneRelation, modelClass: User, join: { from: "posts.user_id", to: "users.id" } },
      tags: { relation: Model.ManyToManyRelation, modelClass: Tag, join: { from: "posts.id", through: { from: "post_tags.post_id", to: "post_tags.tag_id" }, to: "tags.id" } },
    };
  }
}
class Team extends Model {
  static tableName = "teams";
}
class Tag extends Model {
  static tableName = "tags";
}
class Seat extends Model {
  static tableName = "seats";
  static idColumn = ["row", "number"];
}
`;

interface Query {
  toKnexQuery(): { toQuery(): string };
}

/** Runs the body of a function that speaks of the models. */
function run<T>(body: string, client: unknown = db): T {
  const { Model, raw, ref, fn } = objection;
  return (
    new Function(
      "Model",
      "raw",
      "ref",
      "fn",
      "db",
      `${models}\nfor (const model of [User, Post, Team, Tag, Seat]) model.knex(db);\n${body}`,
    ) as (...given: readonly unknown[]) => T
  )(class extends Model {}, raw, ref, fn, client);
}

const sent = (shape: string): string => run<Query>(`return ${shape};`).toKnexQuery().toQuery();

const readingsOf = (body: string, project: Project = {}) =>
  readBuilderIn(
    `import { Model, raw, ref, fn } from "objection";\n${models}\nexport async function shape(given) {\n  ${body}\n}\n`,
    { file: "app.js", ...project },
  ).readings;

const shapes = [
  `User.query()`,
  `User.query().where("id", 1)`,
  `User.query().where({ team_id: 1, deleted_at: null })`,
  `User.query().select("id", "name as n").where("age", ">", 18).orWhere("age", null)`,
  `User.query().findById(1)`,
  `User.query().findByIds([1, 2])`,
  `Seat.query().findById([1, 2])`,
  `Seat.query().findByIds([[1, 2], [3, 4]])`,
  `User.query().findOne({ email: "a" })`,
  `User.query().findOne("email", "a").whereNull("deleted_at")`,
  `User.query().first().orderBy("id")`,
  `User.query().alias("u").where("u.id", 1)`,
  `User.query().alias("u").findById(1)`,
  `User.query().where((query) => query.where("a", 1).orWhere("b", 2))`,
  `User.query().where((query) => { query.where("a", 1).orWhere((inner) => { inner.where("b", 2).where("c", 3); }); })`,
  `User.query().whereIn("id", Post.query().select("user_id").where("x", 1))`,
  `User.query().whereNotIn("id", [1, 2]).andWhereNot("x", 1)`,
  `User.query().whereExists(Post.query().whereColumn("posts.user_id", "users.id"))`,
  `User.query().whereExists(User.relatedQuery("posts").where("x", 1))`,
  `User.query().whereNotExists(User.relatedQuery("team"))`,
  `Post.query().whereExists(Post.relatedQuery("tags").where("name", "a"))`,
  `User.query().whereNull("deleted_at").orderBy("name").limit(5).offset(10)`,
  `User.query().whereBetween("age", [1, 2]).whereLike("name", "a%")`,
  `User.query().where(raw("lower(name) = ?", "a"))`,
  `User.query().whereRaw("age > ? or age is null", [1])`,
  `User.query().where("a", "=", ref("b"))`,
  `User.query().where("created_at", "<", fn.now())`,
  `User.query().where(ref("users.a"), raw("?", [5]))`,
  `User.query().select(raw("count(*)").as("n"), "team_id").groupBy("team_id").having("n", ">", 1)`,
  `User.query().select(ref("users.name").as("n"), fn("lower", ref("email")).as("e"))`,
  `User.query().select("users.*", User.relatedQuery("posts").count().as("posts"))`,
  `User.query().select("id", Post.query().count("*").whereColumn("posts.user_id", "users.id").as("n"))`,
  `User.query().joinRelated("posts").where("posts.x", 1)`,
  `User.query().leftJoinRelated("team").whereNull("team.deleted_at")`,
  `User.query().joinRelated("[posts, team]")`,
  `User.query().joinRelated("posts.tags").where("posts:tags.name", "a")`,
  `User.query().joinRelated("posts", { alias: "p" }).where("p.x", 1)`,
  `User.query().joinRelated("posts as p").where("p.x", 1)`,
  `User.query().joinRelated({ posts: { tags: true }, team: true })`,
  `User.query().joinRelated("drafts")`,
  `User.query().joinRelated("posts(shown)")`,
  `Post.query().joinRelated("tags").where("tags.name", "a")`,
  `Post.query().innerJoinRelated("author.team")`,
  `User.query().join("posts", "posts.user_id", "users.id")`,
  `User.query().leftJoin("posts", (join) => join.on("posts.user_id", "users.id").onNull("posts.deleted_at"))`,
  `User.query().join(Post.query().select("user_id").groupBy("user_id").as("p"), "p.user_id", "users.id")`,
  `User.query().join("posts as p", "p.user_id", "users.id").select("p.id")`,
  `User.query().distinct("team_id")`,
  `User.query().max("age as oldest")`,
  `User.query().count("* as n").where("x", 1).first()`,
  `User.query().modify("active")`,
  `User.query().modify("since", "2020-01-01").where("x", 1)`,
  `User.query().modify((query) => query.where("x", 1))`,
  `User.query().modify(["active"])`,
  `User.query().insert({ name: "a", email: "b" })`,
  `User.query().insert([{ name: "a" }, { name: "b" }]).returning("*")`,
  `User.query().insert({ email: "a" }).onConflict("email").merge()`,
  `User.query().insert({ email: "a" }).onConflict("email").ignore()`,
  `User.query().patch({ name: "a" }).where("id", 1)`,
  `User.query().patch({ name: "a" }).findById(1)`,
  `User.query().findById(1).patch({ deleted_at: fn.now() })`,
  `User.query().update({ name: "a", age: raw("age + 1") }).where("id", 1)`,
  `User.query().patch({ name: "a" }).where("id", 1).returning("*")`,
  `User.query().where("id", 1).increment("age", 2)`,
  `User.query().delete().where("id", 1)`,
  `User.query().deleteById(1)`,
  `User.query().findById(1).delete()`,
  `Seat.query().deleteById([1, 2])`,
  `User.query().delete().whereIn("id", Post.query().select("user_id"))`,
  `User.relatedQuery("posts").for(1)`,
  `User.relatedQuery("posts").for([1, 2]).where("x", 1)`,
  `User.relatedQuery("posts").for(User.query().where("x", 1))`,
  `Post.relatedQuery("tags").for(1)`,
  `Post.relatedQuery("author").for(Post.query().findById(3))`,
  `User.relatedQuery("drafts").for(1)`,
  `User.relatedQuery("posts").for(1).delete().where("x", 1)`,
  `User.relatedQuery("posts").for(1).patch({ x: 1 })`,
  `User.query().with("recent", Post.query().where("x", 1)).join("recent", "recent.user_id", "users.id")`,
  `User.query().select("id").union(Team.query().select("id"))`,
  `User.query().from("users as u").select("u.id")`,
  `User.query().forUpdate().findById(1).throwIfNotFound()`,
  `User.query(db).where("x", 1).debug().context({ a: 1 })`,
  `User.query().withGraphFetched("posts").where("x", 1)`,
  `User.query().whereComposite(["a", "b"], [1, 2])`,
  `User.query().whereInComposite(["a", "b"], [[1, 2], [3, 4]])`,
  `User.query().where("data", "@>", "x").whereNot({ a: 1 })`,
  `User.query().page(2, 10)`,
];

describe("a query of objection", () => {
  it.each(shapes)("%s", (shape) => {
    const readings = readingsOf(`return ${shape};`);
    expect(readings).toHaveLength(1);
    const [reading] = readings;
    expect(reading!.reason).toBe(null);
    expectAgreement(reading!.variants[0]?.[0], sent(shape));
  });
});

/** All that is sent while a query runs, on a connection that answers each with the same row. */
async function sentWhileRunning(body: string): Promise<readonly string[]> {
  const log: string[] = [];
  const client = knexPackage({ client: "pg" });
  const row = { id: 1, user_id: 1, team_id: 1, post_id: 1, tag_id: 1, objectiontmpjoin0: 1, count: "1" };
  Object.assign(client.client, {
    acquireConnection: () => Promise.resolve({}),
    releaseConnection: () => Promise.resolve(),
    _query: (_connection: unknown, query: { sql: string; response: unknown }) => {
      log.push(query.sql);
      query.response = { rows: [row], rowCount: 1, command: "SELECT" };
      return Promise.resolve(query);
    },
  });
  await run<Promise<unknown>>(body, client);
  return log;
}

const graphs = [
  `User.query().withGraphFetched("posts").where("x", 1)`,
  `User.query().withGraphFetched("[posts, team]")`,
  `User.query().withGraphFetched("posts.tags")`,
  `User.query().withGraphFetched("posts(shown)")`,
  `User.query().withGraphFetched("drafts")`,
  `User.query().withGraphFetched({ posts: { tags: true } })`,
  `User.query().withGraphFetched("posts").modifyGraph("posts", (query) => { query.where("x", 1); })`,
  `User.query().withGraphFetched("posts.tags").modifyGraph("posts.tags", (query) => query.where("name", "a"))`,
  `User.query().findById(1).withGraphFetched("team")`,
  `Post.query().withGraphFetched("tags").whereNull("hidden_at")`,
];

describe("rows of relations", () => {
  it.each(graphs)("%s", async (shape) => {
    const [reading] = readingsOf(`return ${shape};`);
    expect(reading!.reason).toBe(null);
    expectAgreement(
      reading!.variants[0],
      (await sentWhileRunning(`return ${shape};`)).map((text) => {
        let number = 0;
        return text.replace(/\?/g, () => `$${++number}`);
      }),
      { ignore: ["outputs"] },
    );
  });
});
