import knexPackage from "knex";
import { describe, expect, it } from "vitest";
import { expectAgreement, expectReading, readBuilderIn, type Project } from "../../read/builder/agree.ts";

const db = knexPackage({ client: "pg" });

/** What knex sends for a function's body that returns a builder. */
function sent(body: string, ...given: readonly unknown[]): string {
  const run = new Function("db", "a", "b", body) as (...all: readonly unknown[]) => { toQuery(): string };
  return run(db, ...given).toQuery();
}

const source = (body: string): string =>
  `import { knex } from "knex";\nconst db = knex({ client: "pg" });\nexport async function shape(a, b) {\n  ${body}\n}\n`;

/** The one builder of a body, in every way through it. */
const readingOf = (body: string, project: Project = {}) => {
  const { readings } = readBuilderIn(source(body), { file: "app.js", ...project });
  expect(readings).toHaveLength(1);
  return readings[0]!;
};

const shapes = [
  `db("users")`,
  `db.select("id", "name as n").from("users as u").where("u.id", 1)`,
  `db("users").where({ id: 1, deleted_at: null })`,
  `db("users").where("age", ">", 18).orWhere("age", null)`,
  `db("users").where("age", "in", [1,2]).andWhere("b", "not in", [3])`,
  `db("users").where((b) => b.where("a", 1).orWhere("b", 2)).andWhereNot("c", 3)`,
  `db("users").where(function () { this.where("a", 1); this.orWhere({ b: 2, c: 3 }); })`,
  `db("users").orWhere({ a: 1, b: 2 }).orWhere({ c: 3 })`,
  `db("users").whereNot({ a: 1, b: null })`,
  `db("users").whereIn("id", [])`,
  `db("users").whereNotIn("id", [])`,
  `db("users").whereIn("id", db("posts").select("user_id").whereNull("deleted_at"))`,
  `db("users").whereIn("id", function () { this.select("user_id").from("posts").where("x", 1); })`,
  `db("users").whereIn(["a", "b"], [[1, 2], [3, 4]])`,
  `db("users").whereNotNull("a").orWhereNull("b")`,
  `db("users").whereExists(function () { this.select("*").from("posts").whereRaw("posts.user_id = users.id"); })`,
  `db("users").whereNotExists(db.select(db.raw("1")).from("posts").whereColumn("posts.user_id", "users.id"))`,
  `db("users").whereBetween("age", [1, 5]).orWhereNotBetween("age", [6, 7])`,
  `db("users").whereLike("name", "a%").orWhereILike("name", "b%")`,
  `db("users").whereRaw("a = ? or b = ?", [1, 2]).where("c", 1)`,
  `db("users").where(db.raw("a = :a and :col: = 2", { a: 1, col: "users.b" }))`,
  `db("users").where("a", db.raw("lower(?)", ["X"]))`,
  `db("users").where(db.raw("lower(name)"), "x")`,
  `db("users").where("created_at", "<", db.fn.now())`,
  `db("users").where("a", "=", db.ref("b"))`,
  `db("users").whereColumn("a", ">", "b").orWhereColumn({ c: "d", e: "f" })`,
  `db("users").whereJsonPath("data", "$.a", "=", "x").whereJsonSupersetOf("data", { a: 1 }).whereJsonObject("data", {a:1})`,
  `db("users").where(true).orWhere(false)`,
  `db("users").join("posts", "posts.user_id", "users.id").leftJoin("tags as t", "t.id", "=", "posts.tag_id")`,
  `db("users").leftJoin("posts", function () { this.on("posts.user_id", "=", "users.id").andOnNull("posts.deleted_at").orOnVal("posts.x", 5); })`,
  `db("users").leftJoin("posts", (j) => { j.on("posts.user_id", "users.id"); j.onIn("posts.kind", [1,2]); j.andOn((q) => q.on("a.b", "c.d").orOn("e.f", "g.h")) })`,
  `db("users").join({ p: "posts" }, { "p.user_id": "users.id" })`,
  `db("users").join(db("posts").select("user_id").groupBy("user_id").as("p"), "p.user_id", "users.id")`,
  `db("users").crossJoin("posts").rightJoin("tags", "tags.id", "posts.tag_id").fullOuterJoin("x", "x.id", "tags.id")`,
  `db("users").joinRaw("left join posts on posts.user_id = users.id and posts.deleted_at is null")`,
  `db("users").join("posts", db.raw("posts.user_id = users.id"))`,
  `db("users").join("posts", function () { this.using("user_id") })`,
  `db("users").select("team").count("* as n").groupBy("team").having("n", ">", 5).orHavingRaw("count(*) < ?", [2]).orderBy("n", "desc").limit(5).offset(10)`,
  `db("users").count("id")`,
  `db("users").count({ n: "*" }).max("age as oldest").countDistinct("a", "b").sum("x", { as: "total" })`,
  `db("users").first("id", "email").where({ id: 3 })`,
  `db("users").pluck("id")`,
  `db("users").distinct("a", "b")`,
  `db("users").distinctOn("a").orderBy([{ column: "a", order: "desc" }, "b"])`,
  `db("users").select({ n: "users.name", e: "users.email" })`,
  `db("users").select("id", db("posts").count("*").whereRaw("posts.user_id = users.id").as("posts"))`,
  `db.with("active", db("users").whereNull("deleted_at")).select("*").from("active")`,
  `db.withRecursive("tree", ["id", "parent"], (qb) => { qb.select("id", "parent").from("nodes").where("id", 1).unionAll((u) => { u.select("n.id", "n.parent").from("nodes as n").join("tree", "tree.id", "n.parent"); }); }).from("tree")`,
  `db("a").select("x").union(db("b").select("x"), db("c").select("x"))`,
  `db.union([db("a").select("x"), db("b").select("x")], true).orderBy("x")`,
  `db("a").select("x").except(function () { this.select("x").from("b") })`,
  `db("users").insert({ name: "a", age: 1 })`,
  `db("users").insert([{ name: "a" }, { age: 2 }]).returning("*")`,
  `db("users").insert({ name: "a" }, ["id"])`,
  `db("users").insert(db("old").select("a", "b"))`,
  `db("users").insert({ email: "a", name: "b" }).onConflict("email").merge()`,
  `db("users").insert({ email: "a", name: "b" }).onConflict(["email", "team"]).merge(["name"]).where("users.x", 1)`,
  `db("users").insert({ email: "a" }).onConflict("email").ignore()`,
  `db("users").insert({ email: "a" }).onConflict().ignore()`,
  `db("users").insert({ email: "a" }).onConflict(db.raw("(email) where deleted_at is null")).merge({ email: "x", n: db.raw("users.n + 1") })`,
  `db("users").where("id", 1).update({ name: "x", upd: db.fn.now() }).returning(["id"])`,
  `db("users").where("id", 1).update("name", "x")`,
  `db("users").update({ name: undefined, a: 1 }).where({ id: 2 })`,
  `db("users").where("id", 1).increment("n", 5)`,
  `db("users").where("id", 1).decrement({ n: 5, m: 2 }).update({ z: 1 })`,
  `db("users").where("id", 1).del()`,
  `db("users").del("id").where({ a: 1 })`,
  `db("users").using("posts").whereColumn("posts.user_id", "users.id").del()`,
  `db("users").join("posts", "posts.user_id", "users.id").where("posts.x", 1).del()`,
  `db("users").truncate()`,
  `db("users").where("id", 1).forUpdate().skipLocked()`,
  `db("users").withSchema("app").where("id", 1)`,
  `db("app.users as u").where("u.id", 1)`,
  `db({ u: "users", p: "posts" }).whereColumn("u.id", "p.user_id")`,
  `db.from(db("users").where("a", 1).as("t")).where("t.b", 2)`,
  `db("users").where("a", 1).clearWhere().where("b", 2).clone()`,
  `db("users").modify((qb) => { qb.where("a", 1); })`,
  `db("users").modify((qb, x) => qb.where("a", x), 5)`,
  `db("users").where("a", 1).or.where("b", 2).not.where("c", 3)`,
  `db("users").rank("r", "score", "team").rowNumber("n", ["id"])`,
  `db("users").jsonExtract("data", "$.a", "a")`,
  `db.queryBuilder().select("*").from("users")`,
  `db.table("users").select("id")`,
  `db("users").where("tags", "@>", ["a"]).where("meta", "?", "k")`,
  `db("users").updateFrom("posts").update({ a: 1 }).whereRaw("users.id = posts.user_id")`,
  `db("users").where("a", "!=", null)`,
  `db("users").where("a", "is not", null)`,
  `db("users").where("a", "between", [1, 2])`,
  `db("users").where({ "users.a": 1, b: [1,2] })`,
  `db(db.raw("?? (??, ??)", ["users", "a", "b"])).insert(db("old").select("a", "b"))`,
];

describe("a chain of knex", () => {
  it.each(shapes)("%s", (shape) => {
    expectReading(readingOf(`return ${shape};`), sent(`return ${shape};`));
  });
});

/** Bodies, and what they are called with: each way through them is sent once. */
const programs: readonly (readonly [body: string, ...calls: (readonly unknown[])[]])[] = [
  [`let query = db("users"); if (a) query = query.where("team", a); return query;`, [1], [null]],
  [
    `const query = db("users").select("id"); if (a) { query.where("team", a); } query.whereNull("deleted_at"); return query;`,
    [1],
    [0],
  ],
  [`const query = db("users"); if (a) query.where("x", a); else query.whereNull("x"); return query.first();`, [1], [0]],
  [`const query = db("users").where("x", 1); const other = query.clone().where("y", 2); return query;`, []],
  [`const query = db("users").where("x", 1); const other = query.clone().where("y", 2); return other;`, []],
  [`const query = db("users").where("x", 1); const other = query.where("y", 2); return query;`, []],
  [`const base = () => db("users").whereNull("deleted_at"); return base().where("id", a);`, [1]],
  [
    `function visible(query) { query.whereNull("deleted_at"); } const query = db("users"); visible(query); return query.where("id", 1);`,
    [],
  ],
  [
    `const visible = (query) => { query.whereNull("deleted_at"); }; return db("users").modify(visible).where("id", 1);`,
    [],
  ],
  [`function visible() { this.whereNull("deleted_at"); } return db("users").modify(visible);`, []],
  [`const filter = { team: 1 }; if (a) filter.deleted_at = null; return db("users").where(filter);`, [1], [0]],
  [`return db("users").where({ team: 1, ...(a ? {} : { deleted_at: null }) });`, [1], [0]],
  [`return db("users").where((query) => { query.where("x", 1); if (a) query.orWhere("y", a); });`, [1], [0]],
  [`return db("users").where(function () { this.where("x", 1); if (a) this.orWhere("y", a); });`, [1], [0]],
  [`return db("users").modify((query) => { if (a) query.where("y", a); });`, [1], [0]],
  [`return db("users").modify((query) => a && query.where("y", a));`, [1], [0]],
  [`return db("users").modify((query) => void query.where("y", a));`, [1]],
  [`const add = (query) => { query.where("y", a); }; return db("users").where((query) => add(query));`, [1]],
  [`const columns = ["id", "name"]; if (a) columns.push("email"); return db("users").select(columns);`, [1], [0]],
  [`const columns = ["id", "name"]; return db("users").select(...columns, "email");`, []],
  [
    `const query = db("users"); switch (a) { case "x": query.where("x", 1); break; default: query.where("y", 1); } return query;`,
    ["x"],
    ["z"],
  ],
  [
    `const sub = db("posts").select("user_id").where("x", 1); return db("users").whereIn("id", sub).whereNotIn("id", sub);`,
    [],
  ],
  [`const table = "users"; return db(table).where(\`\${table}.id\`, 1);`, []],
  [`const users = "users as u"; return db.select("u.id").from(users);`, []],
  [`const trx = db; return trx("users").transacting(trx).where("id", 1).del();`, []],
  [`const patch = { name: 1 }; if (a) patch.email = a; return db("users").where("id", 1).update(patch);`, [1], [0]],
  [`const rows = [1, 2].map((x) => ({ x, y: 1 })); return db("users").insert(rows);`, []],
  [
    `return db("users").leftJoin("posts", function () { this.on("posts.user_id", "users.id"); if (a) this.andOnNull("posts.deleted_at"); });`,
    [1],
    [0],
  ],
  [
    `const query = db("users").select("id"); query.groupBy("team"); query.having("x", ">", 1); return query.orderBy("x");`,
    [],
  ],
  [`return (a ? db("users") : db("users").where("x", 1)).where("y", 2);`, [1], [0]],
  [`const query = db("users"); for (const x of [1]) query.where("x", x); return query;`, []],
];

describe("a query of knex that is built over several statements", () => {
  for (const [body, ...calls] of programs)
    it(body, () => {
      const { reason, variants, site } = readingOf(body);
      expect(reason).toBe(null);
      for (const call of calls) {
        const sql = sent(body, ...call);
        const agrees = variants.some((variant) => {
          try {
            expectAgreement(variant, sql);
            return true;
          } catch {
            return false;
          }
        });
        expect(agrees ? sql : JSON.stringify(site.text.map((part) => (part.kind === "text" ? part.text : part)))).toBe(
          sql,
        );
      }
    });
});
