import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { expectReading, readBuilderIn, type Project } from "../../read/builder/agree.ts";
import { sentBy } from "./on-stub.ts";

const models = { "schema.ts": readFileSync(new URL("./schema.ts", import.meta.url), "utf8") };

const source = (body: string): string => `import { LockMode, raw, sql } from "@mikro-orm/core";
import { EntityManager } from "@mikro-orm/postgresql";
import { House, Label, Page, Work, Writer } from "./schema.ts";
export async function shape(em: EntityManager, a, b) {
  ${body}
}
`;

const readingsOf = (body: string, project: Project = {}) => readBuilderIn(source(body), { models, ...project });

/** The one builder of a body. */
const readingOf = (body: string, project: Project = {}) => {
  const { readings } = readingsOf(body, project);
  expect(readings).toHaveLength(1);
  return readings[0]!;
};

/** House has no filter; Writer, Work and Label have one that is on by default. */
const shapes = [
  // Conditions
  `em.find(House, { name: "a" })`,
  `em.find(House, {})`,
  `em.findAll(House)`,
  `em.findAll(House, { where: { name: "x" }, orderBy: { name: "desc" } })`,
  `em.find(House, { name: "a", city: null })`,
  `em.find(House, { name: { $like: "a%" }, city: { $ilike: "%b" } })`,
  `em.find(House, { id: { $gt: 3, $lte: 9 } })`,
  `em.find(House, { id: { $in: [1, 2] }, name: { $nin: ["a"] } })`,
  `em.find(House, { id: [1, 2] })`,
  `em.find(House, [1, 2])`,
  `em.find(House, { $or: [{ name: "a", city: "b" }, { city: { $ne: null } }] })`,
  `em.find(House, { $and: [{ name: "a" }, { $or: [{ city: "b" }, { id: 1 }] }] })`,
  `em.find(House, { $not: { name: "a", city: "b" } })`,
  `em.find(House, { closedAt: { $exists: true } })`,
  `em.find(House, { closedAt: { $ne: null }, deletedAt: { $eq: null } })`,
  `em.find(House, { name: "x", $and: [{ id: 1 }, { id: { $lt: 3 } }] })`,
  `em.find(House, { [raw("lower(name)")]: "x" })`,
  `em.find(House, { [raw("lower(name)")]: { $like: "x%" } })`,
  `em.find(House, { [raw((alias) => \`\${alias}.name = 'x'\`)]: [] })`,
  `em.find(House, { name: raw("upper(?)", ["x"]) })`,
  `em.find(House, { name: sql\`upper(\${"x"})\` })`,
  `em.find(House, { closedAt: { $lt: sql.now() } })`,
  `em.find(House, { id: { $in: em.qb(Work, "w").select("w.house").where({ title: "x" }).getKnexQuery() } })`,
  `em.find(House, {}, { limit: 5, offset: 10, orderBy: [{ name: "asc" }, { id: "desc" }] })`,
  `em.findOne(House, 7)`,
  `em.findOne(House, { id: 7 })`,
  `em.findOneOrFail(House, { name: "a" })`,
  `em.findAndCount(House, { name: { $ilike: "x%" } }, { limit: 1, offset: 2 })`,
  `em.findByCursor(House, { name: "x" }, { first: 3, after: { id: 4 }, orderBy: { id: "asc" } })`,
  `em.findByCursor(House, { name: "x" }, { first: 3, orderBy: { id: "asc" } })`,
  `em.count(House, { name: "a" })`,
  `em.count(House)`,
  `em.count(Work)`,
  // Filters
  `em.find(Label, { text: "a" })`,
  `em.find(Label, {}, { filters: false })`,
  `em.find(Label, {}, { filters: { live: false } })`,
  `em.find(Work, {}, { filters: { shop: true } })`,
  `em.find(Work, {}, { filters: ["shop"] })`,
  `em.find(Work, {}, { filters: { live: false, shop: true } })`,
  `em.count(Label, { text: "a" })`,
  `em.count(Label, { text: "a" }, { filters: false })`,
  `em.nativeUpdate(Label, { text: "a" }, { text: "b" })`,
  `em.nativeDelete(Label, { text: "a" })`,
  `em.nativeDelete(Label, { text: "a" }, { filters: false })`,
  `em.nativeDelete(Label, 7)`,
  // Relations in conditions
  `em.find(Work, { title: "a" })`,
  `em.find(Work, { writer: 1, house: { id: [1, 2] } })`,
  `em.find(Work, { writer: { $in: [1, 2] }, house: null })`,
  `em.find(Work, { writer: { penName: "x" } })`,
  `em.find(House, { works: { title: "x" } })`,
  `em.find(House, { works: 3 })`,
  `em.find(Work, { labels: [1, 2] })`,
  `em.find(Work, { labels: { id: 1 } })`,
  `em.find(Work, { labels: { text: "x" } })`,
  `em.find(Writer, { works: { house: { name: "x" } } })`,
  `em.find(House, { works: { $some: { title: "x" } } })`,
  `em.find(House, { works: { $none: { title: "x" } } })`,
  `em.find(House, { works: { $every: { title: "x" } } })`,
  `em.find(Writer, { penName: "x", page: { bio: "y" } })`,
  `em.find(Work, { $or: [{ house: { name: "x" } }, { house: { city: "y" } }] })`,
  `em.count(Work, { writer: { penName: "x" } })`,
  `em.count(House, { works: { title: "x" } })`,
  `em.find(Work, {}, { orderBy: { house: { name: "asc" } } })`,
  `em.find(Work, { facts: { size: 3, cover: { kind: "soft" } } }, { filters: false })`,
  // What is read along
  `em.find(House, {}, { populate: ["works"] })`,
  `em.find(House, {}, { populate: ["works.labels"] })`,
  `em.find(Work, {}, { populate: ["house", "writer"] })`,
  `em.find(Work, {}, { populate: ["house"], filters: false })`,
  `em.find(Writer, {}, { populate: ["works"], populateWhere: { works: { title: "x" } } })`,
  `em.find(Writer, { works: { title: "x" } }, { populate: ["works"], populateWhere: "infer" })`,
  `em.find(Writer, { works: { title: "x" } }, { populate: ["works"] })`,
  `em.findOne(Work, { id: 7 }, { populate: ["writer", "house"] })`,
  `em.find(Work, {}, { fields: ["title", "house.name"] })`,
  // Writes
  `em.nativeUpdate(House, { name: "x" }, { city: "y", closedAt: null })`,
  `em.nativeUpdate(Work, { title: "x" }, { price: 3, writer: 4 })`,
  `em.nativeUpdate(Work, { writer: { penName: "x" } }, { price: 3 })`,
  `em.nativeDelete(House, { name: "x" })`,
  `em.nativeDelete(House, { works: { title: "x" } })`,
  `em.insert(House, { name: "a", city: "b" })`,
  `em.insertMany(House, [{ name: "a", city: "b" }, { name: "c", city: "d" }])`,
  `em.insert(Work, { title: "a", price: 1, writer: 3 })`,
  `em.upsert(House, { id: 1, name: "b" })`,
  `em.upsertMany(House, [{ id: 1, name: "b" }, { id: 2, name: "c" }])`,
  `em.upsert(Writer, { email: "a", penName: "b", age: 3 }, { onConflictFields: ["email"] })`,
  `em.upsert(Writer, { email: "a", penName: "b" }, { onConflictFields: ["email"], onConflictAction: "ignore" })`,
  `em.upsert(Writer, { email: "a", penName: "b", age: 3 }, { onConflictFields: ["email"], onConflictMergeFields: ["penName"] })`,
  `em.upsert(Writer, { email: "a", penName: "b", age: 3 }, { onConflictFields: ["email"], onConflictExcludeFields: ["age"] })`,
  // Repositories and forks
  `em.getRepository(House).find({ name: "x" })`,
  `em.fork().getRepository(Label).findOne({ text: "x" })`,
  `em.repo(House).nativeDelete({ name: "x" })`,
  `em.transactional(async (tx) => { await tx.nativeDelete(House, { name: "x" }); })`,
  // The query builder
  `em.qb(House, "h").select("*").where({ name: "x" })`,
  `em.createQueryBuilder(House, "h").select(["h.id", "h.name"]).where({ name: "x", city: { $ne: null } }).orderBy({ name: "asc" }).limit(5)`,
  `em.qb(House, "h").where("h.name = ? or h.city = ?", ["a", "b"]).andWhere({ id: { $gt: 3 } })`,
  `em.qb(House, "h").where({ name: "a" }).orWhere({ city: "b" }).andWhere({ id: 1 })`,
  `em.qb(Label, "l").select("*").where({ text: "x" })`,
  `em.qb(Work, "w").select("w.*").leftJoin("w.house", "h").where({ "h.name": "x" })`,
  `em.qb(Work, "w").leftJoinAndSelect("w.writer", "a", { "a.age": { $gt: 3 } }).where({ "a.penName": "x", title: "y" })`,
  `em.qb(Work, "w").innerJoinAndSelect("w.labels", "l").where({ "l.text": ["a", "b"] })`,
  `em.qb(House, "h").leftJoin("h.works", "w").select(["h.name", raw("count(w.id) as n")]).groupBy("h.name").having("count(w.id) > ?", [3])`,
  `em.qb(Work, "w").where({ house: { name: "x" } })`,
  `em.qb(House).update({ city: "x" }).where({ name: "y" })`,
  `em.qb(House).delete({ name: "y" })`,
  `em.qb(House).delete().where({ name: "y" }).andWhere("city is null")`,
  `em.qb(House).insert({ name: "y", city: "z" })`,
  `em.qb(House).insert({ id: 1, name: "y" }).onConflict("id").merge(["name"])`,
  `em.qb(House).insert({ id: 1, name: "y" }).onConflict("id").ignore()`,
  `em.qb(House, "h").count("h.id", true).where({ name: "x" })`,
  `em.qb(House, "h").where({ name: "x" }).getCount()`,
  `em.qb(House, "h").select("*").where({ id: { $in: em.qb(Work, "w").select("w.house").where({ title: "x" }).getKnexQuery() } }).getResultList()`,
  `em.qb(House, "h").select("*").where({ name: "x" }).getSingleResult()`,
  `em.qb(House, "h").select("id", true).where({ name: "x" }).execute()`,
];

describe("a call of MikroORM", () => {
  it.each(shapes)("%s", async (shape) => {
    const sent = await sentBy(`return await ${shape};`);
    const { readings, catalog } = readingsOf(`return await ${shape};`);
    expect(readings).toHaveLength(1);
    // What an upsert does not know it reads again.
    expectReading(readings[0], shape.startsWith("em.upsert") ? sent.slice(0, 1) : sent, {
      catalog,
      ignore: ["returning"],
    });
  });
});
void readingOf;
