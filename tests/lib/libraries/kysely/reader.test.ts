import {
  DummyDriver,
  expressionBuilder,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  sql,
  type KyselyPlugin,
} from "kysely";
import { jsonArrayFrom, jsonBuildObject, jsonObjectFrom, mergeAction } from "kysely/helpers/postgres";
import { describe, expect, it } from "vitest";
import { expectReading, readBuilderIn, type Project } from "../../read/builder/agree.ts";

const client = (plugins: KyselyPlugin[] = []): Kysely<unknown> =>
  new Kysely({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (db) => new PostgresIntrospector(db),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
    plugins,
  });

const names = { sql, jsonArrayFrom, jsonObjectFrom, jsonBuildObject, mergeAction, expressionBuilder };

/** What kysely sends for an expression, or a body, that gives a builder. */
function sent(body: string, given: Readonly<Record<string, unknown>> = {}, plugins: KyselyPlugin[] = []): string {
  const all = { db: client(plugins), ...names, ...given };
  const run = new Function(...Object.keys(all), /;$/.test(body) ? body : `return ${body}`) as (
    ...values: readonly unknown[]
  ) => { compile(): { sql: string; parameters: readonly unknown[] } };
  const { sql: text, parameters } = run(...Object.values(all)).compile();
  return text.replace(/\$(\d+)/g, (placeholder, number: string) =>
    parameters[Number(number) - 1] === null ? "NULL" : placeholder,
  );
}

const imports = `import { Kysely, sql, expressionBuilder, CamelCasePlugin } from "kysely";
import { jsonArrayFrom, jsonObjectFrom, jsonBuildObject, mergeAction } from "kysely/helpers/postgres";
`;

/** The same in a file of a project, run by `execute`. */
function source(body: string, parameters = "a, b", options = "{ dialect }"): string {
  const code = /;$/.test(body) ? body.replace(/;$/, ".execute();") : `return ${body}.execute();`;
  return `${imports}const db = new Kysely(${options});\nexport async function shape(${parameters}) {\n  ${code}\n}\n`;
}

const readingOf = (body: string, project: Project = {}, options?: string) => {
  const { readings } = readBuilderIn(source(body, "a, b", options), { file: "app.js", ...project });
  expect(readings).toHaveLength(1);
  return readings[0]!;
};

const shapes = [
  `db.selectFrom("users").selectAll()`,
  `db.selectFrom("users as u").select(["u.id", "u.name as n"]).where("u.id", "=", 1)`,
  `db.selectFrom("public.users as u").selectAll("u")`,
  `db.selectFrom(["users as u", "teams"]).select("u.id").whereRef("u.team_id", "=", "teams.id")`,
  `db.selectFrom((eb) => eb.selectFrom("users").select("id").where("deleted_at", "is", null).as("live")).select("live.id")`,
  `db.selectFrom(db.selectFrom("users").selectAll().as("u")).selectAll("u")`,
  `db.selectFrom(sql\`generate_series(1, 3)\`.as("n")).selectAll()`,
  `db.selectNoFrom((eb) => [eb.selectFrom("users").select((e) => e.fn.countAll().as("n")).as("users"), eb.lit(1).as("one")])`,
  `db.selectFrom("users").select((eb) => ["id", eb.fn.count("team_id").distinct().as("teams"), eb.ref("name").as("n")]).groupBy("id")`,
  `db.selectFrom("users").select(({ fn, val, ref, lit }) => [fn.max("age").as("oldest"), fn("concat", [ref("name"), val("!")]).as("loud"), fn.coalesce("name", lit(0)).as("c")])`,
  `db.selectFrom("users").select(({ eb, selectFrom, or, not, exists }) => [eb("age", ">", 18).as("adult"), not(exists(selectFrom("posts").select("id").whereRef("posts.user_id", "=", "users.id"))).as("silent")])`,
  `db.selectFrom("users").select(sql\`count(*) filter (where deleted_at is null)\`.as("live"))`,
  `db.selectFrom("users").select([sql\`lower(\${sql.ref("name")})\`.as("n"), "id"])`,
  `db.selectFrom("users").distinct().select("name")`,
  `db.selectFrom("users").distinctOn(["name", "age"]).selectAll().orderBy("name")`,
  `db.selectFrom("users").distinctOn("name").selectAll()`,
  `db.selectFrom("users").innerJoin("posts", "posts.user_id", "users.id").select(["users.id", "posts.title"])`,
  `db.selectFrom("users as u").leftJoin("posts as p", "p.user_id", "u.id").rightJoin("teams", "teams.id", "u.team_id").selectAll()`,
  `db.selectFrom("users").fullJoin("posts", "posts.user_id", "users.id").selectAll("posts")`,
  `db.selectFrom("users").crossJoin("teams").selectAll()`,
  `db.selectFrom("users").leftJoin("posts", (join) => join.onRef("posts.user_id", "=", "users.id").on("posts.deleted_at", "is", null)).selectAll()`,
  `db.selectFrom("users").innerJoin("posts", (join) => join.onTrue()).selectAll()`,
  `db.selectFrom("users").leftJoin("posts", (join) => join.on((eb) => eb.or([eb("posts.user_id", "=", eb.ref("users.id")), eb("posts.title", "like", "a%")]))).selectAll()`,
  `db.selectFrom("users").innerJoin((eb) => eb.selectFrom("posts").select(["user_id as owner"]).groupBy("user_id").as("p"), (join) => join.onRef("p.owner", "=", "users.id")).selectAll("users")`,
  `db.selectFrom("users").innerJoinLateral((eb) => eb.selectFrom("posts").selectAll().whereRef("posts.user_id", "=", "users.id").limit(1).as("last"), (join) => join.onTrue()).select("last.title")`,
  `db.selectFrom("users").leftJoinLateral((eb) => eb.selectFrom("posts").select("title").as("p"), (join) => join.onTrue()).select("p.title")`,
  `db.selectFrom("users").crossJoinLateral((eb) => eb.selectFrom("posts").select("title").as("p")).select("p.title")`,
  `db.selectFrom("users").selectAll().where("deleted_at", "is", null).where("age", "is not", null).where("active", "is", true)`,
  `db.selectFrom("users").selectAll().where("id", "in", [1, 2, 3]).where("name", "not in", ["x"])`,
  `db.selectFrom("users").selectAll().where("id", "in", db.selectFrom("posts").select("user_id").where("deleted_at", "is", null))`,
  `db.selectFrom("users").selectAll().where("id", "in", (eb) => eb.selectFrom("posts").select("user_id"))`,
  `db.selectFrom("users").selectAll().where((eb) => eb.and([eb("age", ">", 1), eb("age", "<", 9)]))`,
  `db.selectFrom("users").selectAll().where((eb) => eb.or([eb("age", ">", 1), eb.and([eb("name", "=", "x"), eb("deleted_at", "is", null)])]))`,
  `db.selectFrom("users").selectAll().where((eb) => eb.or({ age: 1, deleted_at: null }))`,
  `db.selectFrom("users").selectAll().where((eb) => eb.and({ age: 1, active: true, name: undefined }))`,
  `db.selectFrom("users").selectAll().where((eb) => eb.and([])).where((eb) => eb.or([]))`,
  `db.selectFrom("users").selectAll().where((eb) => eb("age", ">", 1).or("name", "=", "x").or("id", "=", 2))`,
  `db.selectFrom("users").selectAll().where((eb) => eb("age", ">", 1).and("name", "=", "x"))`,
  `db.selectFrom("users").selectAll().where((eb) => eb.not(eb.exists(eb.selectFrom("posts").select("id").whereRef("posts.user_id", "=", "users.id"))))`,
  `db.selectFrom("users").selectAll().where(({ eb, not, exists, selectFrom }) => not(exists(selectFrom("posts").select(eb.lit(1).as("one")).where("posts.user_id", "=", eb.ref("users.id")))))`,
  `db.selectFrom("users").selectAll().where(({ between, val }) => between("age", 1, val(9)))`,
  `db.selectFrom("users").selectAll().where((eb) => eb(eb.refTuple("id", "age"), "in", [eb.tuple(1, 2), eb.tuple(3, 4)]))`,
  `db.selectFrom("users").selectAll().where((eb) => eb(eb.fn("lower", ["name"]), "=", "x"))`,
  `db.selectFrom("users").selectAll().where((eb) => eb(eb.val(1), "=", eb.fn.any("age")))`,
  `db.selectFrom("users").selectAll().where((eb) => eb.parens(eb("age", "=", 1).or("age", "=", 2)))`,
  `db.selectFrom("users").selectAll().where(sql\`lower(name) = \${"x"}\`).where(sql\`deleted_at is null or age = 1\`)`,
  `db.selectFrom("users").selectAll().where(sql.ref("name"), "=", "x").where(sql\`coalesce(age, 0)\`, ">", 3)`,
  `db.selectFrom("users").selectAll().where("name", sql\`similar to\`, "x")`,
  `db.selectFrom("users").selectAll().where("created_at", "<", sql\`now() - interval '1 day'\`)`,
  `db.selectFrom("users").selectAll().where(sql\`id in (\${sql.join([1, 2])})\`)`,
  `db.selectFrom("users").selectAll().where(sql\`exists (select 1 from posts where posts.user_id = users.id)\`)`,
  `db.selectFrom("users").selectAll().where((eb) => eb.cast("age", "text"), "=", "1")`,
  `db.selectFrom("users").selectAll().where((eb) => eb(eb("age", "+", 1), ">", eb.neg("age")))`,
  `db.selectFrom("users").selectAll().whereRef("users.created_at", "<", "users.updated_at")`,
  `db.selectFrom("users").selectAll().where("age", "is distinct from", 3)`,
  `db.selectFrom("users").select("team_id").select((eb) => eb.fn.countAll().as("n")).groupBy(["team_id", "name"]).having((eb) => eb.fn.countAll(), ">", 3).havingRef("team_id", "=", "name").orderBy("n", "desc").limit(10).offset(5)`,
  `db.selectFrom("users").selectAll().groupBy((eb) => [eb.fn("lower", ["name"]), "id"])`,
  `db.selectFrom("users").selectAll().orderBy((eb) => eb.fn("lower", ["name"]), "asc").orderBy("age", (ob) => ob.desc().nullsLast()).limit(1)`,
  `db.selectFrom("users").select((eb) => eb.fn.agg("rank").over((ob) => ob.partitionBy("team_id").orderBy("age", "desc")).as("r"))`,
  `db.selectFrom("users").select((eb) => eb.fn.sum("age").filterWhere("deleted_at", "is", null).as("total"))`,
  `db.selectFrom("users").select((eb) => eb.case().when("age", ">", 18).then("adult").when(eb("age", "=", 0)).then(eb.val("baby")).else(null).end().as("kind"))`,
  `db.selectFrom("users").select((eb) => eb.case("name").when("x").then(1).else(2).end().as("kind"))`,
  `db.selectFrom("users").select((eb) => eb.ref("profile", "->").key("address").at(0).as("first"))`,
  `db.selectFrom("users").select(["id"]).union(db.selectFrom("teams").select(["id"])).orderBy("id")`,
  `db.selectFrom("users").select("id").unionAll((eb) => eb.selectFrom("teams").select("id")).intersect(db.selectFrom("posts").select("id")).except(db.selectFrom("tags").select("id"))`,
  `db.selectFrom("users").select("id").union((eb) => eb.parens(eb.selectFrom("teams").select("id").limit(1)))`,
  `db.with("live", (qb) => qb.selectFrom("users").selectAll().where("deleted_at", "is", null)).selectFrom("live").select("live.id")`,
  `db.with("one(a, b)", (qb) => qb.selectFrom("users").select(["id", "name"])).with("two", (qb) => qb.selectFrom("one").select("a")).selectFrom("two").selectAll()`,
  `db.with((cte) => cte("live").materialized(), (qb) => qb.selectFrom("users").select("id")).selectFrom("live").selectAll()`,
  `db.withRecursive("tree", (qb) => qb.selectFrom("teams").select(["id", "parent_id"]).where("id", "=", 1).unionAll(qb.selectFrom("teams").innerJoin("tree", "tree.id", "teams.parent_id").select(["teams.id", "teams.parent_id"]))).selectFrom("tree").selectAll()`,
  `db.with("gone", (qb) => qb.deleteFrom("posts").where("id", "=", 1).returning("id")).selectFrom("gone").selectAll()`,
  `db.with("made", (qb) => qb.insertInto("users").values({ name: "x" }).returning("id")).insertInto("posts").expression((eb) => eb.selectFrom("made").select("made.id")).columns(["user_id"])`,
  `db.insertInto("users").values({ name: "x", age: 1 }).returning("id")`,
  `db.insertInto("users").values([{ name: "x" }, { name: "y", age: 2 }]).returningAll()`,
  `db.insertInto("users").values((eb) => ({ name: "x", age: eb.selectFrom("users as u").select((e) => e.fn.max("u.age").as("m")) }))`,
  `db.insertInto("users").values({ name: sql\`upper(\${"x"})\`, age: null, team_id: undefined })`,
  `db.insertInto("users").columns(["name", "age"]).expression(db.selectFrom("posts").select(["title", "user_id"]).where("deleted_at", "is", null))`,
  `db.insertInto("users").defaultValues().returning(["id as made"])`,
  `db.insertInto("users").values({ name: "x" }).onConflict((oc) => oc.column("name").doNothing())`,
  `db.insertInto("users").values({ name: "x" }).onConflict((oc) => oc.doNothing())`,
  `db.insertInto("users").values({ name: "x", age: 1 }).onConflict((oc) => oc.columns(["name", "team_id"]).where("deleted_at", "is", null).doUpdateSet({ age: 2, deleted_at: null }).where("users.age", "<", 3))`,
  `db.insertInto("users").values({ name: "x", age: 1 }).onConflict((oc) => oc.constraint("users_name_key").doUpdateSet((eb) => ({ age: eb.ref("excluded.age") })))`,
  `db.updateTable("users").set({ name: "x", deleted_at: null }).where("id", "=", 1)`,
  `db.updateTable("users as u").set("name", "x").where("u.id", "in", [1, 2]).returning(["u.id"])`,
  `db.updateTable("users").set((eb) => ({ age: eb("age", "+", 1), name: eb.fn("upper", ["name"]) })).where("deleted_at", "is", null).returningAll()`,
  `db.updateTable("users").set({ deleted_at: sql\`now()\` }).from("teams").innerJoin("posts", "posts.team_id", "teams.id").whereRef("teams.id", "=", "users.team_id")`,
  `db.updateTable("users").set((eb) => ({ team_id: eb.selectFrom("teams").select("id").where("name", "=", "a").limit(1) }))`,
  `db.deleteFrom("users").where("id", "=", 1)`,
  `db.deleteFrom("users as u").using("teams as t").whereRef("t.id", "=", "u.team_id").where("t.name", "=", "x").returning("u.id")`,
  `db.deleteFrom("users").where((eb) => eb.exists(eb.selectFrom("posts").select("id").whereRef("posts.user_id", "=", "users.id"))).returningAll()`,
  `db.mergeInto("users as u").using("teams as t", "t.id", "u.team_id").whenMatchedAnd("t.name", "=", "x").thenDelete().whenMatched().thenUpdateSet({ name: "y" }).whenNotMatched().thenInsertValues({ name: "z" })`,
  `db.mergeInto("users").using("teams", (join) => join.onRef("teams.id", "=", "users.team_id")).whenNotMatched().thenDoNothing()`,
  `db.selectFrom("users").selectAll().$if(true, (qb) => qb.where("deleted_at", "is", null)).$if(false, (qb) => qb.where("age", "=", 1))`,
  `db.selectFrom("users").$call((qb) => qb.where("deleted_at", "is", null)).select("id").$narrowType()`,
  `db.selectFrom("users").selectAll().where("id", "=", 1).clearWhere().where("deleted_at", "is", null).limit(1).clearLimit().orderBy("id").clearOrderBy()`,
  `db.selectFrom("users").select("id").clearSelect().select("name")`,
  `db.selectFrom("users").selectAll().forUpdate().skipLocked()`,
  `db.selectFrom("users as u").selectAll().forUpdate("u").noWait()`,
  `db.selectFrom("users").select((eb) => ["id", jsonArrayFrom(eb.selectFrom("posts").select(["posts.id", "posts.title"]).whereRef("posts.user_id", "=", "users.id").where("posts.deleted_at", "is", null)).as("posts")])`,
  `db.selectFrom("users").select((eb) => jsonObjectFrom(eb.selectFrom("teams").selectAll("teams").whereRef("teams.id", "=", "users.team_id")).as("team"))`,
  `db.selectFrom("users").select((eb) => jsonBuildObject({ id: eb.ref("id"), name: eb.fn("upper", ["name"]) }).as("o"))`,
  `db.selectFrom("users").select((eb) => eb.fn.jsonAgg("users").as("all"))`,
  `db.selectFrom("users").select(db.dynamic.ref("users.name")).selectAll()`,
  `db.selectFrom(db.dynamic.table("users").as("u")).select("u.id")`,
  `db.selectFrom("users").selectAll().where("name", "ilike", "%x%").where("tags", "@>", sql\`ARRAY['a']\`)`,
  `const eb = expressionBuilder(); const live = eb("deleted_at", "is", null); return db.selectFrom("users").selectAll().where(live);`,
  `const live = (eb) => eb("deleted_at", "is", null); return db.selectFrom("users").selectAll().where(live);`,
  `const live = (qb) => qb.where("deleted_at", "is", null); return live(db.selectFrom("users")).selectAll();`,
  `const conditions = []; conditions.push(sql\`age > 1\`); return db.selectFrom("users").selectAll().where((eb) => eb.and([...conditions, eb("deleted_at", "is", null)]));`,
  `const posts = db.selectFrom("posts").select("user_id"); return db.selectFrom("users").selectAll().where("id", "in", posts.where("deleted_at", "is", null));`,
  `return db.selectFrom("users").selectAll().where((eb) => { const all = [eb("age", "=", 1)]; all.push(eb("deleted_at", "is", null)); return eb.and(all); });`,
];

describe("kysely chains", () => {
  it.each(shapes)("%s", (body) => {
    expectReading(readingOf(body), sent(body));
  });
});
