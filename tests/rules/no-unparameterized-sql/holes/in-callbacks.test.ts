import { labelled } from "./labelled.ts";

const knex =
  'import knexOf, { Knex } from "knex"; const knex = knexOf({ client: "pg" }); interface Filters { names?: string[] | null; name?: string; tags?: string[] }';

labelled("knex: pasted in a loop, a callback or a helper", { before: knex }, [
  [
    "forEach in a grouped condition, of a destructured parameter with a default",
    "export const f = ({ names, tags }: { names?: string[] | null; tags?: string[] } = {}, q: Knex.QueryBuilder) => { if (names?.length) { q.where((b) => { names.forEach((s) => { b.orWhereRaw(`?? @> '[\"${«s»}\"]'::jsonb`, ['ports.names']); }); }); } };",
  ],
  [
    "for of in a grouped condition",
    "export const f = ({ names = [] }: Filters = {}) => knex('ports').where((b) => { for (const s of names ?? []) b.orWhereRaw(`name = '${«s»}'`); });",
  ],
  [
    "for with an index",
    "export const f = (names: string[]) => knex('ports').where((b) => { for (let i = 0; i < names.length; i++) b.orWhereRaw(`name = '${«names[i]»}'`); });",
  ],
  [
    "for in of a record",
    "export const f = (filters: Record<string, string>) => knex('ports').where((b) => { for (const key in filters) b.orWhereRaw(`name = '${«filters[key]»}'`); });",
  ],
  [
    "entries of a record",
    "export const f = (filters: Record<string, string>) => { const q = knex('ports'); for (const [key, value] of Object.entries(filters)) q.whereRaw(`name = '${«value»}'`); return q; };",
  ],
  [
    "a function with this",
    "export const f = (names: string[]) => knex('ports').where(function () { names.forEach((s) => this.orWhereRaw(`name = '${«s»}'`)); });",
  ],
  [
    "this under another name",
    "export const f = (names: string[]) => knex('ports').where(function () { const self = this; for (const s of names) { self.orWhereRaw(`name = '${«s»}'`); } });",
  ],
  [
    "nested groups",
    "export const f = (name: string) => knex('ports').where((b) => b.where('a', 1).orWhere((c) => c.whereRaw(`name = '${«name»}'`)));",
  ],
  [
    "modify with a function in place",
    "export const f = (name?: string) => knex('ports').modify((q) => { if (name) q.whereRaw(`name = '${«name»}'`); });",
  ],
  [
    "modify with a function that has a name, and what it is given",
    "const named = (q: Knex.QueryBuilder, name: string) => { q.whereRaw(`name = '${«name»}'`); }; export const f = (name: string) => knex('ports').modify(named, name);",
  ],
  [
    "a closure that is called below",
    "export const f = (name: string) => { const q = knex('ports'); const add = () => { q.andWhereRaw(`name = '${«name»}'`); }; add(); return q; };",
  ],
  [
    "a helper that gets the builder and a value",
    "function add(q: Knex.QueryBuilder, value: string) { return q.whereRaw(`name = '${«value»}'`); } export const f = (name: string) => add(knex('ports'), name);",
  ],
  [
    "reduce over the builder",
    "export const f = (names: string[]) => names.reduce((q, s) => q.orWhereRaw(`name = '${«s»}'`), knex('ports'));",
  ],
  [
    "a method of a class",
    "export class Ports { constructor(private readonly db: Knex) {} #named(q: Knex.QueryBuilder, names: string[]) { names.forEach((s) => { q.orWhereRaw(`name = '${«s»}'`); }); } all(names: string[]) { const q = this.db('ports'); this.#named(q, names); return q; } }",
  ],
  [
    "the join of a list in a loop",
    "export const f = (names: string[]) => { const all: string[] = []; for (const s of names) { all.push(`name = '${«s»}'`); } return knex('ports').whereRaw(all.join(' OR ')); };",
  ],
  [
    "a text that grows",
    "export const f = (names: string[]) => { let text = ''; names.forEach((s, i) => { if (i > 0) text += ' OR '; text += `name = '${«s»}'`; }); return knex('ports').whereRaw(text); };",
  ],
  [
    "a join's callback",
    "export const f = (name: string) => knex('ports').join('ships', (j) => { j.on('ports.id', 'ships.port').andOn(knex.raw(`ships.name = '${«name»}'`)); });",
  ],
  [
    "a subquery's callback",
    "export const f = (name: string) => knex('ports').whereExists((b) => b.select('*').from('ships').whereRaw(`name = '${«name»}'`));",
  ],
  [
    "a common table's callback",
    "export const f = (name: string) => knex.with('x', (q) => q.from('ships').whereRaw(`name = '${«name»}'`)).select('*').from('x');",
  ],
  [
    "a having in a transaction",
    "export const f = (names: string[]) => knex.transaction(async (trx) => { for (const s of names) await trx('ports').groupBy('name').havingRaw(`name = '${«s»}'`); });",
  ],
  [
    "a map of promises",
    "export const f = (names: string[]) => Promise.all(names.map((s) => knex.raw(`UPDATE ports SET name = '${«s»}'`)));",
  ],
  [
    "members of elements",
    "export const f = (filters: { field: string; value: string }[]) => knex('ports').where((b) => { filters.forEach(({ value }) => b.orWhereRaw(`name = '${«value»}'`)); filters.forEach((one) => b.orWhereRaw(`name = '${«one.value»}'`)); });",
  ],
  [
    "behind a test that only asks whether there are any",
    "const isNotEmpty = (list: string[] | undefined): list is string[] => list !== undefined && list.length > 0; export const f = (names?: string[]) => knex('ports').where((b) => { if (isNotEmpty(names)) names.map((s) => b.orWhereRaw(`name = '${«s»}'`)); });",
  ],
  [
    "a switch over the key",
    "export const f = (filters: Record<string, string>) => { const q = knex('ports'); for (const key of Object.keys(filters)) { switch (key) { case 'name': q.whereRaw(`name = '${«filters[key]»}'`); break; default: break; } } return q; };",
  ],
  [
    "a while loop",
    "export const f = (names: string[]) => { const q = knex('ports'); let s: string | undefined; while ((s = names.pop())) { q.orWhereRaw(`name = '${«s»}'`); } return q; };",
  ],
]);

const objection =
  'import { Model, QueryBuilder, raw } from "objection"; class Port extends Model { static tableName = "ports"; name!: string; } interface Filters { names?: string[] | null }';

labelled("objection: pasted in a loop, a callback or a helper", { before: objection }, [
  [
    "forEach in a grouped condition, of a destructured parameter with a default",
    "export const f = ({ names }: { names?: string[] | null } = {}, q: QueryBuilder<Port, Port[]>) => { if (names) { q.where((b) => { names.forEach((s) => { b.orWhereRaw(`?? @> '[\"${«s»}\"]'::jsonb`, ['ports.names']); }); }); } };",
  ],
  [
    "of one of two builders",
    "export const f = (q: QueryBuilder<Port, Port[]> | QueryBuilder<Model, Model[]>, names: string[]) => { q.where((b) => { for (const s of names) b.orWhereRaw(`name = '${«s»}'`); }); };",
  ],
  [
    "a modifier of the model",
    "export class Ship extends Model { static tableName = 'ships'; static modifiers = { named(q: QueryBuilder<Ship>, name: string) { q.whereRaw(`name = '${«name»}'`); } }; }",
  ],
  [
    "modifyGraph",
    "export const f = (name: string) => Port.query().withGraphFetched('ships').modifyGraph('ships', (b) => { b.whereRaw(`name = '${«name»}'`); });",
  ],
  [
    "raw in a grouped condition",
    "export const f = ({ names }: Filters) => Port.query().where((b) => { names?.forEach((s) => { b.orWhere(raw(`name = '${«s»}'`)); }); });",
  ],
]);

labelled(
  "kysely: pasted in a loop, a callback or a helper",
  {
    before:
      'import { Kysely, sql, type SqlBool } from "kysely"; declare const db: Kysely<any>; interface Filters { names?: string[] }',
  },
  [
    [
      "map in an or",
      "export const f = ({ names = [] }: Filters = {}) => db.selectFrom('ports').selectAll().where((eb) => eb.or(names.map((s) => sql<SqlBool>`name = '${sql.raw(«s»)}'`)));",
    ],
    [
      "a loop over the builder",
      "export const f = ({ names = [] }: Filters = {}) => { let q = db.selectFrom('ports').selectAll(); for (const s of names) q = q.where(sql.raw<SqlBool>(`name = '${«s»}'`)); return q; };",
    ],
    [
      "$if",
      "export const f = (name?: string) => db.selectFrom('ports').selectAll().$if(name !== undefined, (q) => q.where(sql.raw<SqlBool>(`name = '${«name»}'`)));",
    ],
  ],
);

labelled(
  "TypeORM: pasted in a loop, a callback or a helper",
  {
    before:
      'import { Brackets, DataSource, SelectQueryBuilder, type WhereExpressionBuilder, Entity } from "typeorm"; @Entity() class Port { name!: string } declare const source: DataSource; interface Filters { names?: string[] }',
  },
  [
    [
      "forEach in brackets",
      "export const f = ({ names = [] }: Filters = {}) => source.getRepository(Port).createQueryBuilder('p').where(new Brackets((b) => { names.forEach((s) => { b.orWhere(`p.name = '${«s»}'`); }); })).getMany();",
    ],
    [
      "for of in brackets",
      "export const f = ({ names = [] }: Filters = {}) => source.createQueryBuilder(Port, 'p').andWhere(new Brackets((b: WhereExpressionBuilder) => { for (const s of names) b.orWhere(`p.name ILIKE '%${«s»}%'`); })).getMany();",
    ],
    [
      "a helper",
      "const named = (b: SelectQueryBuilder<Port>, names: string[]) => { names.forEach((s) => b.orWhere(`p.name = '${«s»}'`)); return b; }; export const f = (names: string[]) => named(source.createQueryBuilder(Port, 'p'), names).getMany();",
    ],
    [
      "a subquery's callback",
      "export const f = (name: string) => source.createQueryBuilder(Port, 'p').where((q) => `p.id IN ${q.subQuery().select('s.port').from('ships', 's').where(`s.name = '${«name»}'`).getQuery()}`).getMany();",
    ],
  ],
);

labelled(
  "Sequelize: pasted in a loop, a callback or a helper",
  {
    before:
      'import { Sequelize, Op, literal, Model } from "sequelize"; const sequelize = new Sequelize("postgres://x"); class Port extends Model {} interface Filters { names?: string[] }',
  },
  [
    [
      "map to literals",
      "export const f = ({ names = [] }: Filters = {}) => Port.findAll({ where: { [Op.or]: names.map((s) => literal(`name = '${«s»}'`)) } });",
    ],
    [
      "push in a loop",
      "export const f = ({ names = [] }: Filters = {}) => { const all: any[] = []; for (const s of names) all.push(Sequelize.literal(`name = '${«s»}'`)); return Port.findAll({ where: { [Op.or]: all } }); };",
    ],
    [
      "queries in a loop",
      "export const f = async (names: string[]) => { for (const s of names) { await sequelize.query(`UPDATE ports SET name = '${«s»}'`); } };",
    ],
  ],
);

const hook = (method: string, call: string, start = "Model") =>
  `export class Ship extends ${start} { static tableName = 'ships'; name!: string; ${method} { await ${call}(\`SELECT '\${«this.name»}'::text\`); } }`;

labelled(
  "objection: what a hook or a model is given to query with",
  {
    before: `${objection} import type { QueryContext, ModelOptions, StaticHookArguments } from "objection"; class Base extends Port { async $beforeInsert(context) { await super.$beforeInsert(context); } }`,
  },
  [
    ["a context with a type", hook("async $beforeInsert(context: QueryContext)", "context.transaction.raw")],
    ["a context without one", hook("async $beforeInsert(context)", "context.transaction.raw")],
    ["taken out of it", hook("async $afterFind({ transaction })", "transaction.raw")],
    ["an update's", hook("async $beforeUpdate(opt: ModelOptions, context: QueryContext)", "context.transaction.raw")],
    ["an update's without a type", hook("async $beforeUpdate(opt, context)", "context.transaction.raw")],
    ["of a class between", hook("async $beforeInsert(context)", "context.transaction.raw", "Base")],
    ["a static hook", hook("static async beforeDelete({ transaction }: StaticHookArguments<Ship>)", "transaction.raw")],
    ["a static hook without a type", hook("static async beforeFind({ context })", "context.transaction.raw")],
    ["the model's knex", "export const f = (name: string) => Port.knex().raw(`SELECT '${«name»}'::text`);"],
    [
      "a transaction",
      "export const f = (name: string) => Port.transaction(async (trx) => trx.raw(`SELECT '${«name»}'::text`));",
    ],
    ["raw of the model", "export const f = (name: string) => Port.query().where(Port.raw(`name = '${«name»}'`));"],
  ],
);

labelled("what is no client of a hook", { before: objection }, [
  ["another member", hook("async $beforeInsert(context)", "context.logger.raw").replace(/[«»]/g, "")],
  [
    "an update's first parameter",
    hook("async $beforeUpdate(opt, context)", "opt.transaction.log").replace(/[«»]/g, ""),
  ],
  ["another method", hook("async report(context)", "context.transaction.log").replace(/[«»]/g, "")],
]);
