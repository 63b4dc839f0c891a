import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import * as orm from "drizzle-orm";
import { drizzle } from "drizzle-orm/node-postgres";
import * as core from "drizzle-orm/pg-core";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { contentOf, knownItems } from "../../../../lib/model/clause.ts";
import type { Query, Statement } from "../../../../lib/model/statement.ts";
import { emitted, expectReading, readBuilderIn } from "../../read/builder/agree.ts";
import * as schema from "./schema.ts";

const models = { "schema.ts": readFileSync(fileURLToPath(new URL("schema.ts", import.meta.url)), "utf8") };
const db = drizzle.mock({ schema });

const sources = { "drizzle-orm": orm, "drizzle-orm/pg-core": core, "./schema": schema } as const;

/** A file whose function gives the builder of a shape. In: the body of the function. */
function fileOf(body: string): string {
  const imports = Object.entries(sources).map(([from, exports]) => {
    const used = Object.keys(exports).filter(
      (name) =>
        name !== "default" &&
        name !== "drizzle" &&
        new RegExp(`(?<![\\w$"']|(?<!\\.\\.)\\.)${name}\\b(?!["':])`).test(body),
    );
    return used.length === 0 ? "" : `import { ${used.join(", ")} } from "${from}";\n`;
  });
  return `${imports.join("")}import * as schema from "./schema";\nimport { drizzle } from "drizzle-orm/node-postgres";\nconst db = drizzle(process.env.URL!, { schema });\nexport async function run(input: any) {\n${body}\n}\n`;
}

/** What drizzle makes of the same body. */
function sentBy(body: string, input: unknown): string {
  const code = ts.transpileModule(`(function () {${body}})`, {
    compilerOptions: { target: ts.ScriptTarget.ES2022 },
  }).outputText;
  const names = { ...core, ...orm, ...schema, schema, db, input } as Record<string, unknown>;
  delete names["default"];
  const result = new Function(
    ...Object.keys(names),
    `return ${code.slice(code.indexOf("(")).trim().replace(/;$/, "")}()`,
  )(...Object.values(names)) as { toSQL?: () => { sql: string; params: unknown[] }; sql?: unknown };
  const { sql, params } = result.toSQL ? result.toSQL() : new core.PgDialect().sqlToQuery(result.sql as never);
  // NULL is sent as a value, and told apart from others all the same.
  return sql.replace(/\$(\d+)/g, (parameter, number: string) =>
    params[Number(number) - 1] === null ? "null" : parameter,
  );
}

/** Columns and their number; names that drizzle gives in the program (`deletedAt`) are compared as the columns they stand for. */
function outputsOf(statement: Statement | undefined): readonly unknown[] {
  const of = (query: Query): readonly unknown[] =>
    query.kind === "set-operation"
      ? of(query.left)
      : query.kind === "select-query"
        ? knownItems(query.outputs).map(({ expression }) =>
            expression.kind === "column" ? expression.name : expression.kind,
          )
        : [];
  if (statement?.kind === "select") return of(statement.query);
  return statement && "returning" in statement
    ? knownItems(contentOf(statement.returning)?.outputs ?? []).map(({ expression }) =>
        expression.kind === "column" ? expression.name : expression.kind,
      )
    : [];
}

interface Options {
  readonly variant?: number;
  readonly files?: Readonly<Record<string, string>>;
}

function agrees(name: string, body: string, input: unknown = {}, { variant, files }: Options = {}): void {
  it(name, () => {
    const { readings, catalog } = readBuilderIn(fileOf(body), { models, ...(files ? { files } : {}) });
    const sent = sentBy(body, input);
    const reading = readings.at(-1);
    expectReading(reading, sent, {
      catalog,
      ignore: ["outputs", "returning"],
      ...(variant === undefined ? {} : { variant }),
    });
    expect(outputsOf(reading?.variants[variant ?? 0]?.[0])).toEqual(outputsOf(emitted(sent)[0]));
  });
}

describe("SELECT agrees with what drizzle sends", () => {
  agrees("a whole table", "return db.select().from(gardens);");
  agrees(
    "a table below a namespace",
    "return db.select().from(schema.gardens).where(isNull(schema.gardens.deletedAt));",
  );
  agrees(
    "chosen columns",
    "return db.select({ id: gardens.id, label: gardens.title, gone: gardens.deletedAt }).from(gardens);",
  );
  agrees(
    "equality and null",
    "return db.select().from(members).where(and(eq(members.email, input.email), isNull(members.deletedAt)));",
    { email: "a" },
  );
  agrees(
    "comparisons",
    "return db.select().from(plants).where(and(gt(plants.height, 3), lte(plants.height, input.most), ne(plants.name, 'x'), gte(plants.gardenId, 1), lt(plants.gardenId, 9)));",
    { most: 9 },
  );
  agrees(
    "alternatives in a conjunction",
    "return db.select().from(members).where(and(isNull(members.deletedAt), or(eq(members.role, 'owner'), like(members.name, 'A%'))));",
  );
  agrees(
    "raw text in a conjunction, as it stands",
    "return db.select().from(gardens).where(and(eq(gardens.id, 1), sql`${gardens.area} > 3 or ${gardens.title} = ${input.title}`));",
    { title: "t" },
  );
  agrees(
    "members that are undefined",
    "return db.select().from(gardens).where(and(undefined, isNull(gardens.deletedAt), undefined));",
  );
  agrees("a conjunction of nothing", "return db.select().from(gardens).where(and());");
  agrees("where(undefined)", "return db.select().from(gardens).where(undefined);");
  agrees(
    "not",
    "return db.select().from(gardens).where(and(not(eq(gardens.id, 3)), not(isNull(gardens.area)), not(or(eq(gardens.area, 1), eq(gardens.area, 2))!)));",
  );
  agrees(
    "lists",
    "return db.select().from(gardens).where(and(inArray(gardens.id, [1, 2, 3]), notInArray(gardens.title, input.titles)));",
    { titles: ["a", "b"] },
  );
  agrees("a list of nothing", "return db.select().from(gardens).where(inArray(gardens.id, []));");
  agrees(
    "ranges",
    "return db.select().from(plants).where(or(between(plants.height, 1, input.most), notBetween(plants.height, 5, 6)));",
    { most: 2 },
  );
  agrees(
    "patterns",
    "return db.select().from(members).where(or(ilike(members.name, `%${input.q}%`), notLike(members.email, '%x'), notIlike(members.email, 'y%')));",
    { q: "q" },
  );
  agrees(
    "arrays",
    "return db.select().from(gardens).where(and(arrayContains(gardens.tags, ['a']), arrayOverlaps(gardens.tags, input.tags), arrayContained(gardens.tags, ['a', 'b'])));",
    { tags: ["x"] },
  );
  agrees(
    "a left join",
    "return db.select().from(gardens).leftJoin(members, and(eq(members.id, gardens.ownerId), isNull(members.deletedAt))).where(isNull(gardens.deletedAt));",
  );
  agrees(
    "an inner join with chosen columns",
    "return db.select({ garden: gardens.title, owner: members.name }).from(gardens).innerJoin(members, eq(gardens.ownerId, members.id)).where(gt(gardens.area, 10));",
  );
  agrees(
    "nested columns and whole tables",
    "return db.select({ garden: gardens, owner: { id: members.id, name: members.name } }).from(gardens).leftJoin(members, eq(gardens.ownerId, members.id));",
  );
  agrees(
    "right and full joins",
    "return db.select({ id: plants.id }).from(gardens).rightJoin(plants, eq(plants.gardenId, gardens.id)).fullJoin(waterings, eq(waterings.plantId, plants.id));",
  );
  agrees("a cross join", "return db.select({ id: plants.id }).from(gardens).crossJoin(plants);");
  agrees(
    "a self join by alias",
    "const referrer = alias(members, 'referrer');\nreturn db.select({ name: members.name, by: referrer.name }).from(members).leftJoin(referrer, eq(referrer.id, members.referrerId)).where(isNull(referrer.deletedAt));",
  );
  agrees("aliasedTable", "const m = aliasedTable(members, 'm');\nreturn db.select().from(m).where(eq(m.id, 1));");
  agrees(
    "a table of a schema",
    "return db.select().from(events).where(and(eq(events.kind, 'login'), isNull(events.deletedAt)));",
  );
  agrees("a table of a project's own maker", "return db.select().from(notes).where(isNull(notes.deletedAt));");
  agrees(
    "a view and a materialized view",
    "return db.select({ id: bigGardens.id, total: gardenTotals.total }).from(bigGardens).innerJoin(gardenTotals, eq(gardenTotals.gardenId, bigGardens.id));",
  );
  agrees("a view as a whole", "return db.select().from(bigGardens).where(eq(bigGardens.title, 'x'));");
  agrees("DISTINCT", "return db.selectDistinct({ role: members.role }).from(members);");
  agrees(
    "DISTINCT ON",
    "return db.selectDistinctOn([plants.gardenId], { id: plants.id, gardenId: plants.gardenId }).from(plants).orderBy(plants.gardenId, desc(plants.planted));",
  );
  agrees(
    "groups",
    "return db.select({ role: members.role, total: count() }).from(members).groupBy(members.role).having(({ total }) => gt(total, 3)).orderBy((fields) => [desc(fields.total), asc(members.role)]);",
  );
  agrees(
    "aggregates",
    "return db.select({ a: avg(plants.height), b: sum(plants.height), c: max(plants.height), d: min(plants.height), e: countDistinct(plants.name), f: count(plants.height) }).from(plants);",
  );
  agrees(
    "limit and offset",
    "return db.select().from(gardens).orderBy(desc(gardens.createdAt), gardens.id).limit(10).offset(input.skip);",
    { skip: 5 },
  );
  agrees(
    "columns of a table and more",
    "return db.select({ ...getTableColumns(members), shout: sql<string>`upper(${members.name})` }).from(members);",
  );
  agrees(
    "a subquery",
    "const sq = db.select().from(members).where(isNull(members.deletedAt)).as('sq');\nreturn db.select({ id: sq.id, name: sq.name }).from(sq).where(eq(sq.role, 'owner'));",
  );
  agrees(
    "a subquery that is joined",
    "const totals = db.select({ gardenId: plants.gardenId, total: count().as('total') }).from(plants).where(eq(plants.isRemoved, false)).groupBy(plants.gardenId).as('totals');\nreturn db.select({ title: gardens.title, total: totals.total }).from(gardens).leftJoin(totals, eq(totals.gardenId, gardens.id)).where(isNull(gardens.deletedAt));",
  );
  agrees(
    "a whole subquery",
    "const sq = db.select({ id: gardens.id, gone: gardens.deletedAt }).from(gardens).as('sq');\nreturn db.select().from(sq).where(isNull(sq.gone));",
  );
  agrees(
    "WITH",
    "const live = db.$with('live').as(db.select().from(gardens).where(isNull(gardens.deletedAt)));\nreturn db.with(live).select().from(live).where(eq(live.ownerId, 1));",
  );
  agrees(
    "WITH of two, by callback",
    "const a = db.$with('a').as((qb) => qb.select({ id: gardens.id }).from(gardens));\nconst b = db.$with('b').as(db.select({ gardenId: plants.gardenId }).from(plants));\nreturn db.with(a, b).select({ id: a.id }).from(a).innerJoin(b, eq(a.id, b.gardenId));",
  );
  agrees(
    "EXISTS",
    "return db.select().from(gardens).where(exists(db.select({ one: sql`1` }).from(plants).where(and(eq(plants.gardenId, gardens.id), eq(plants.isRemoved, false)))));",
  );
  agrees(
    "NOT EXISTS",
    "return db.select().from(gardens).where(and(isNull(gardens.deletedAt), notExists(db.select().from(plants).where(eq(plants.gardenId, gardens.id)))));",
  );
  agrees(
    "IN a subquery",
    "return db.select().from(plants).where(inArray(plants.gardenId, db.select({ id: gardens.id }).from(gardens).where(isNull(gardens.deletedAt))));",
  );
  agrees(
    "a scalar subquery in a comparison",
    "return db.select().from(plants).where(eq(plants.height, db.select({ most: max(plants.height) }).from(plants)));",
  );
  agrees(
    "a count beside columns",
    "return db.select({ id: gardens.id, plants: db.$count(plants, eq(plants.gardenId, gardens.id)) }).from(gardens);",
  );
  agrees(
    "a lateral join",
    "const last = db.select({ at: waterings.at }).from(waterings).where(eq(waterings.plantId, plants.id)).orderBy(desc(waterings.at)).limit(1).as('last');\nreturn db.select({ name: plants.name, at: last.at }).from(plants).leftJoinLateral(last, sql`true`);",
  );
  agrees(
    "raw conditions",
    "return db.select().from(gardens).where(sql`${gardens.deletedAt} is null and lower(${gardens.title}) = ${input.title}`);",
    { title: "x" },
  );
  agrees(
    "raw pieces inside raw pieces",
    "const live = sql`${gardens.deletedAt} is null`;\nreturn db.select().from(gardens).where(sql`${live} and ${gardens.id} in ${[1, 2]}`);",
  );
  agrees(
    "sql.raw, sql.identifier, sql.join",
    "return db.select({ id: gardens.id }).from(gardens).where(sql.join([sql`${gardens.area} > 1`, sql.raw('1 = 1'), sql`${sql.identifier('title')} is not null`], sql` and `));",
  );
  agrees(
    "raw outputs",
    "return db.select({ n: sql<number>`count(*)`.mapWith(Number), label: sql`lower(${gardens.title})`.as('label') }).from(gardens);",
  );
  agrees(
    "placeholders",
    "return db.select().from(gardens).where(and(eq(gardens.id, sql.placeholder('id')), isNull(gardens.deletedAt))).limit(placeholder('most'));",
  );
  agrees("locks", "return db.select().from(gardens).where(eq(gardens.id, 1)).for('update', { skipLocked: true });");
  agrees(
    "a cast and a function in raw text",
    "return db.select().from(gardens).where(and(sql`${gardens.options} ->> 'open' = 'yes'`, sql`date_trunc('day', ${gardens.createdAt}) = ${input.day}::date`));",
    { day: "2020-01-01" },
  );
  agrees("null as a value", "return db.select().from(gardens).where(eq(gardens.ownerId, null as never));");
  agrees(
    "columns on both sides",
    "return db.select({ id: plants.id }).from(plants).innerJoin(gardens, and(eq(gardens.id, plants.gardenId), gt(plants.height, gardens.area)));",
  );
  agrees(
    "two where: the last counts",
    "return db.select().from(gardens).$dynamic().where(isNull(gardens.deletedAt)).where(eq(gardens.id, 1));",
  );
});

describe("set operations agree", () => {
  agrees(
    "union, as a function",
    "return union(db.select({ id: gardens.id }).from(gardens), db.select({ id: members.id }).from(members).where(isNull(members.deletedAt)));",
  );
  agrees(
    "unionAll, as a method",
    "return db.select({ id: gardens.id }).from(gardens).where(isNull(gardens.deletedAt)).unionAll(db.select({ id: members.id }).from(members)).orderBy(gardens.id).limit(3);",
  );
  agrees(
    "intersect, except",
    "return except(intersect(db.select({ id: gardens.id }).from(gardens), db.select({ id: members.id }).from(members)), db.select({ id: members.id }).from(members).where(eq(members.id, 1)));",
  );
  agrees(
    "three of them",
    "return union(db.select({ id: gardens.id }).from(gardens), db.select({ id: members.id }).from(members), db.select({ id: notes.id }).from(notes));",
  );
});

describe("INSERT, UPDATE and DELETE agree", () => {
  agrees("an INSERT", "return db.insert(members).values({ name: input.name, email: 'a@b' });", { name: "n" });
  agrees(
    "an INSERT of several rows",
    "return db.insert(plants).values([{ gardenId: 1, name: 'rose' }, { gardenId: 2, name: 'fern', height: 3 }]).returning();",
  );
  agrees(
    "an INSERT of rows made elsewhere",
    "return db.insert(plants).values(input.rows).returning({ id: plants.id });",
    { rows: [{ gardenId: 1, name: "x" }] },
  );
  agrees("DO NOTHING", "return db.insert(members).values({ name: 'n', email: 'e' }).onConflictDoNothing();");
  agrees(
    "DO NOTHING on a target",
    "return db.insert(members).values({ name: 'n', email: 'e' }).onConflictDoNothing({ target: members.email, where: isNull(members.deletedAt) });",
  );
  agrees(
    "DO UPDATE",
    "return db.insert(members).values({ name: 'n', email: 'e' }).onConflictDoUpdate({ target: members.email, set: { name: sql`excluded.full_name`, deletedAt: null } });",
  );
  agrees(
    "DO UPDATE with conditions",
    "return db.insert(members).values({ name: 'n', email: 'e' }).onConflictDoUpdate({ target: [members.email, members.role], targetWhere: isNull(members.deletedAt), set: { name: input.name }, setWhere: ne(members.name, 'x') });",
    { name: "x" },
  );
  agrees(
    "INSERT … SELECT",
    "return db.insert(notes).select(db.select({ id: gardens.id, body: gardens.title, gardenId: gardens.id, deletedAt: gardens.deletedAt }).from(gardens).where(isNull(gardens.deletedAt)));",
  );
  agrees(
    "INSERT … SELECT by callback",
    "return db.insert(notes).select((qb) => qb.select({ id: notes.id, body: notes.body, gardenId: notes.gardenId, deletedAt: notes.deletedAt }).from(notes));",
  );
  agrees(
    "an UPDATE",
    "return db.update(members).set({ name: input.name, email: undefined }).where(eq(members.id, 3));",
    { name: "x" },
  );
  agrees(
    "an UPDATE of a table with $onUpdate",
    "return db.update(gardens).set({ title: 'x' }).where(and(eq(gardens.id, 3), isNull(gardens.deletedAt))).returning({ id: gardens.id });",
  );
  agrees(
    "an UPDATE with raw values",
    "return db.update(plants).set({ height: sql`${plants.height} + 1` }).where(sql`${plants.id} = ${input.id}`);",
    { id: "x" },
  );
  agrees(
    "UPDATE … FROM",
    "return db.update(plants).set({ isRemoved: true }).from(gardens).where(and(eq(gardens.id, plants.gardenId), isNotNull(gardens.deletedAt)));",
  );
  agrees(
    "UPDATE … FROM with a join",
    "return db.update(plants).set({ isRemoved: true }).from(gardens).innerJoin(members, eq(members.id, gardens.ownerId)).where(eq(gardens.id, plants.gardenId));",
  );
  agrees("a soft deletion", "return db.update(gardens).set({ deletedAt: new Date() }).where(eq(gardens.id, 1));");
  agrees("a DELETE", "return db.delete(plants).where(eq(plants.id, input.id)).returning();", { id: "x" });
  agrees("a DELETE of all", "return db.delete(waterings);");
  agrees(
    "a DELETE by subquery",
    "return db.delete(waterings).where(inArray(waterings.plantId, db.select({ id: plants.id }).from(plants).where(eq(plants.isRemoved, true))));",
  );
  agrees(
    "a DELETE with WITH",
    "const gone = db.$with('gone').as(db.select({ id: gardens.id }).from(gardens).where(isNotNull(gardens.deletedAt)));\nreturn db.with(gone).delete(plants).where(inArray(plants.gardenId, sql`(select id from ${gone})`));",
  );
  agrees(
    "a WITH that deletes",
    "const gone = db.$with('gone').as(db.delete(plants).where(eq(plants.isRemoved, true)).returning({ id: plants.id }));\nreturn db.with(gone).select({ id: gone.id }).from(gone);",
  );
  agrees("$count", "return db.$count(gardens, isNull(gardens.deletedAt));");
  agrees("$count of all", "return db.$count(gardens);");
});

describe("queries put together over several statements agree", () => {
  agrees(
    "conditions in a list",
    "const conditions = [isNull(gardens.deletedAt)];\nif (input.title) conditions.push(eq(gardens.title, input.title));\nreturn db.select().from(gardens).where(and(...conditions));",
    {},
    { variant: 1 },
  );
  agrees(
    "conditions in a list, with the second",
    "const conditions = [isNull(gardens.deletedAt)];\nif (input.title) conditions.push(eq(gardens.title, input.title));\nreturn db.select().from(gardens).where(and(...conditions));",
    { title: "x" },
  );
  agrees(
    "a dynamic query",
    "let query = db.select().from(gardens).$dynamic();\nif (input.title) query = query.where(eq(gardens.title, input.title));\nreturn query;",
    { title: "x" },
  );
  agrees(
    "a dynamic query without its condition",
    "let query = db.select().from(gardens).$dynamic();\nif (input.title) query = query.where(eq(gardens.title, input.title));\nreturn query;",
    {},
    { variant: 1 },
  );
  agrees(
    "a dynamic query that is changed in place",
    "const query = db.select().from(gardens).$dynamic();\nif (input.title) query.where(eq(gardens.title, input.title));\nreturn query;",
    { title: "x" },
  );
  agrees(
    "a function that takes a dynamic query",
    "function paged(qb: any, page: number) { return qb.limit(10).offset(page * 10); }\nreturn paged(db.select().from(gardens).where(isNull(gardens.deletedAt)).$dynamic(), 2);",
  );
  agrees(
    "a function that gives a condition",
    "const live = (table: any) => isNull(table.deletedAt);\nreturn db.select().from(gardens).leftJoin(members, and(eq(members.id, gardens.ownerId), live(members))).where(live(gardens));",
  );
  agrees(
    "a function that adds a condition to others",
    "const withoutDeleted = (table: any, ...others: any[]) => and(isNull(table.deletedAt), ...others);\nreturn db.select().from(gardens).where(withoutDeleted(gardens, eq(gardens.id, 1)));",
  );
  agrees(
    "a ternary that adds a condition",
    "return db.select().from(gardens).where(and(isNull(gardens.deletedAt), input.q ? ilike(gardens.title, input.q) : undefined));",
    { q: "x" },
  );
  agrees(
    "a condition for each of a list",
    "const any = ['a', 'b'].map((word) => eq(gardens.title, word));\nreturn db.select().from(gardens).where(or(...any));",
  );
  agrees(
    "pieces for each of a list whose length is not known",
    "return db.select().from(members).where(sql`${sql.join(input.emails.map((email: string) => sql`lower(${members.email}) = ${email.toLowerCase()}`), sql` or `)}`);",
    { emails: ["A"] },
  );
  agrees(
    "conditions for each of a list whose length is not known",
    "return db.select().from(members).where(and(isNull(members.deletedAt), or(...input.emails.map((email: string) => eq(members.email, email)))));",
    { emails: ["A"] },
  );
  agrees(
    "a prepared query",
    "const query = db.select().from(gardens).where(eq(gardens.id, sql.placeholder('id')));\nreturn query;",
  );
});

describe("relational queries agree, relation by relation", () => {
  agrees("findMany", "return db.query.gardens.findMany();");
  agrees(
    "a callback",
    "return db.query.gardens.findMany({ where: (gardens, { eq, and, isNull }) => and(isNull(gardens.deletedAt), eq(gardens.title, input.title)) });",
    { title: "x" },
  );
  agrees(
    "a condition",
    "return db.query.gardens.findMany({ where: isNull(gardens.deletedAt), orderBy: [desc(gardens.id)], limit: 3, offset: 1 });",
  );
  agrees(
    "a name that is not the table's",
    "return db.query.notes.findMany({ where: and(isNull(notes.deletedAt), eq(notes.body, 'x')) });",
  );
  agrees(
    "findFirst",
    "return db.query.members.findFirst({ where: eq(members.email, input.email), columns: { id: true, name: true } });",
    { email: "e" },
  );
  agrees("columns that are left out", "return db.query.members.findFirst({ columns: { email: false } });");
  agrees("a relation to many", "return db.query.gardens.findMany({ with: { plants: true } });");
  agrees("a relation to one", "return db.query.gardens.findMany({ with: { owner: true } });");
  agrees(
    "a relation with a condition",
    "return db.query.gardens.findMany({ where: isNull(gardens.deletedAt), with: { plants: { where: (p, { eq }) => eq(p.isRemoved, false), columns: { id: true, name: true } }, notes: { where: isNull(notes.deletedAt), orderBy: (n, { desc }) => [desc(n.id)], limit: 2 } } });",
  );
  agrees(
    "relations of relations",
    "return db.query.members.findMany({ with: { gardens: { where: isNull(gardens.deletedAt), with: { plants: { with: { waterings: { with: { member: true } } } } } } } });",
  );
  agrees(
    "a relation that is switched by a condition",
    "return db.query.gardens.findMany({ with: { plants: input.all ? true : undefined } });",
    { all: false },
    { variant: 1 },
  );
  agrees(
    "extras",
    "return db.query.members.findMany({ extras: { loud: sql<string>`upper(${members.name})`.as('loud') } });",
  );
  agrees(
    "a correlated EXISTS",
    "return db.query.gardens.findMany({ where: (g, { exists }) => exists(db.select().from(plants).where(eq(plants.gardenId, g.id))) });",
  );
});
