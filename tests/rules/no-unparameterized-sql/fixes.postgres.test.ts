import { createRequire } from "node:module";
import type { PGlite } from "@electric-sql/pglite";
import { PgDialect } from "drizzle-orm/pg-core";
import { sql as drizzleSql, type SQL } from "drizzle-orm";
import knex from "knex";
import { beforeAll, describe, expect, it } from "vitest";
import { noUnparameterizedSql } from "../../../rules/no-unparameterized-sql.ts";
import { linterFor } from "../../draw.ts";
import { emptyDatabase } from "../../postgres.ts";

type Row = Readonly<Record<string, unknown>>;
type Rows = Promise<readonly Row[]>;

let database: PGlite;

beforeAll(async () => {
  database = await emptyDatabase();
  await database.exec(`
    CREATE TABLE ports (id int PRIMARY KEY, name text NOT NULL, opened timestamptz NOT NULL DEFAULT now() - interval '3 days');
    INSERT INTO ports (id, name) VALUES (1, 'Bergen'), (2, 'Oban'), (3, 'O''Brien');
  `);
}, 60_000);

const send = async (text: string, values: readonly unknown[] = []): Rows =>
  (await database.query<Row>(text, [...values])).rows;

const require = createRequire(import.meta.url);

/** What a tag sends for its strings and holes. */
const tag = (strings: TemplateStringsArray, ...values: readonly unknown[]): Rows =>
  send(
    strings.reduce((text, part, index) => `${text}$${index}${part}`),
    values,
  );

/** How a client takes a text: what stands above it in a file, the call around a text, and the client itself, in front of PostgreSQL. */
interface Client {
  readonly head: string;
  readonly call: (text: string) => string;
  readonly names: () => Readonly<Record<string, unknown>>;
}

const withText = (query: (text: string, ...given: readonly never[]) => unknown) => query;

const clients: Readonly<Record<string, Client>> = {
  pg: {
    head: `import { Pool } from "pg";\nconst pool = new Pool();`,
    call: (text) => `pool.query(${text})`,
    names: () => ({ pool: { query: withText((text, values) => send(text, values)) } }),
  },
  "pg with a configuration": {
    head: `import { Pool } from "pg";\nconst pool = new Pool();`,
    call: (text) => `pool.query({ text: ${text} })`,
    names: () => ({
      pool: { query: ({ text, values }: { text: string; values?: readonly unknown[] }) => send(text, values) },
    }),
  },
  "postgres.js": {
    head: `import postgres from "postgres";\nconst sql = postgres();`,
    call: (text) => `sql.unsafe(${text})`,
    names: () => ({ sql: Object.assign(tag, { unsafe: withText((text, values) => send(text, values)) }) }),
  },
  Prisma: {
    head: `import { PrismaClient } from "@prisma/client";\nconst prisma = new PrismaClient();`,
    call: (text) => `prisma.$queryRawUnsafe(${text})`,
    names: () => ({
      prisma: { $queryRaw: tag, $queryRawUnsafe: (text: string, ...values: readonly unknown[]) => send(text, values) },
    }),
  },
  TypeORM: {
    head: `import { DataSource } from "typeorm";\nconst source = new DataSource({ type: "postgres" });`,
    call: (text) => `source.query(${text})`,
    names: () => ({ source: { query: withText((text, values) => send(text, values)) } }),
  },
  knex: {
    head: `import knex from "knex";\nconst db = knex({ client: "pg" });`,
    call: (text) => `db.raw(${text})`,
    names: () => ({
      db: {
        raw(text: string, bindings: readonly never[] = []) {
          const { sql, bindings: values } = knex({ client: "pg" }).raw(text, bindings).toSQL().toNative();
          return send(sql, values);
        },
      },
    }),
  },
  Sequelize: {
    head: `import { Sequelize } from "sequelize";\nconst sequelize = new Sequelize({ dialect: "postgres" });`,
    call: (text) => `sequelize.query(${text})`,
    names: () => ({
      sequelize: {
        query(text: string, { replacements, bind }: { replacements?: object; bind?: readonly unknown[] } = {}) {
          const { injectReplacements } = require("sequelize/lib/utils/sql") as {
            injectReplacements(text: string, dialect: unknown, replacements: object): string;
          };
          const { Sequelize } = require("sequelize") as { Sequelize: new (options: object) => { dialect: unknown } };
          const { dialect } = new Sequelize({ dialect: "postgres", logging: false });
          return replacements ? send(injectReplacements(text, dialect, replacements)) : send(text, bind);
        },
      },
    }),
  },
  kysely: {
    head: `import { Kysely, sql } from "kysely";\nconst db = new Kysely({ dialect: null });`,
    call: (text) => `sql.raw(${text}).execute(db)`,
    names: () => ({
      db: null,
      sql: Object.assign(
        (strings: TemplateStringsArray, ...values: readonly unknown[]) => ({ execute: () => tag(strings, ...values) }),
        { raw: (text: string) => ({ execute: () => send(text) }) },
      ),
    }),
  },
  neon: {
    head: `import { neon } from "@neondatabase/serverless";\nconst sql = neon(process.env.URL);`,
    call: (text) => `sql.query(${text})`,
    names: () => ({ sql: Object.assign(tag, { query: withText((text, values) => send(text, values)) }) }),
  },
  drizzle: {
    head: `import { sql } from "drizzle-orm";\nimport { drizzle } from "drizzle-orm/node-postgres";\nconst db = drizzle(process.env.URL);`,
    call: (text) => `db.execute(sql.raw(${text}))`,
    names: () => ({
      sql: drizzleSql,
      db: {
        execute(query: SQL) {
          const { sql, params } = new PgDialect().sqlToQuery(query);
          return send(sql, params);
        },
      },
    }),
  },
};

/** A hole, with a value that does no harm and one that does. */
interface Place {
  readonly text: string;
  readonly harmless: unknown;
  readonly hostile: unknown;
}

const places: Readonly<Record<string, Place>> = {
  "in quotes": {
    text: "`SELECT id, name FROM ports WHERE name = '${value}' ORDER BY id`",
    harmless: "Oban",
    hostile: "x' OR '1'='1",
  },
  "in a pattern": {
    text: "`SELECT id, name FROM ports WHERE name LIKE '%${value}%' ORDER BY id`",
    harmless: "ba",
    hostile: "zz%' OR '1%'='1",
  },
  "after a comparison": {
    text: "`SELECT id, name FROM ports WHERE id = ${value} ORDER BY id`",
    harmless: 2,
    hostile: "0 OR 1=1",
  },
  "behind another value": {
    text: "`SELECT id, name FROM ports WHERE name <> '${value}' AND id IN (SELECT id FROM ports WHERE name = '${value}') ORDER BY id`",
    harmless: "nobody",
    hostile: "x' OR '1'='1",
  },
  "in an interval": {
    text: "`SELECT id, name FROM ports WHERE opened < now() - interval '${value} days' ORDER BY id`",
    harmless: "1",
    hostile: "9 days' OR '1 days'='1",
  },
  "in a list of numbers": {
    text: '`SELECT id, name FROM ports WHERE id IN (${value.join(",")}) ORDER BY id`',
    harmless: [1, 3],
    hostile: ["1) OR (1=1"],
  },
  "in a list of texts": {
    text: "`SELECT id, name FROM ports WHERE name IN ('${value.join(\"','\")}') ORDER BY id`",
    harmless: ["Oban", "Bergen"],
    hostile: ["x') OR ('1'='1"],
  },
  "in a list of quoted texts": {
    text: "`SELECT id, name FROM ports WHERE name IN (${value.map((one) => `'${one}'`).join(\", \")}) ORDER BY id`",
    harmless: ["Oban"],
    hostile: ["x') OR ('1'='1"],
  },
  "with a cast": {
    text: "`SELECT id, name FROM ports WHERE id = '${value}'::int ORDER BY id`",
    harmless: "2",
    hostile: "0' OR '1'='1",
  },
  "with a cast of what was a number": {
    text: "`SELECT id, name FROM ports WHERE id::text = '${value}' ORDER BY id`",
    harmless: 2,
    hostile: "0' OR '1'='1",
  },
  "as a moment": {
    text: "`SELECT id, name FROM ports WHERE opened > timestamptz '${value}' ORDER BY id`",
    harmless: "2020-01-01",
    hostile: "2999-01-01' OR opened > timestamptz '2000-01-01",
  },
  "between two": {
    text: "`SELECT id, name FROM ports WHERE name BETWEEN '${value[0]}' AND '${value[1]}' ORDER BY id`",
    harmless: ["A", "C"],
    hostile: ["A", "A' OR '1'='1"],
  },
  "twice in one pattern": {
    text: "`SELECT id, name FROM ports WHERE name ILIKE '${value.a}%${value.b}' ORDER BY id`",
    harmless: { a: "o", b: "n" },
    hostile: { a: "x", b: "x' OR '1'='1" },
  },
  "as a limit": {
    text: "`SELECT id, name FROM ports ORDER BY id LIMIT ${value}`",
    harmless: 2,
    hostile: "ALL",
  },
  "in a sum of texts": {
    text: `"SELECT id, name FROM ports WHERE name = '" + value + "' ORDER BY id"`,
    harmless: "Oban",
    hostile: "x' OR '1'='1",
  },
  "as an argument of a function": {
    text: "`SELECT id, name FROM ports WHERE lower(name) = lower('${value}') ORDER BY id`",
    harmless: "oban",
    hostile: "x') OR lower('1')=lower('1",
  },
  "where nothing says a type": {
    text: "`SELECT id, name FROM ports WHERE coalesce('${value}', '') = 'all' ORDER BY id`",
    harmless: "all",
    hostile: "x', '') = 'x' OR coalesce('x",
  },
};

/** Calls that have values already. */
const beside: readonly (readonly [client: string, call: (hole: string) => string])[] = [
  ["pg", (hole) => `pool.query(\`SELECT id, name FROM ports WHERE id > $1 AND ${hole} ORDER BY id\`, [0])`],
  [
    "pg with a configuration",
    (hole) => `pool.query({ text: \`SELECT id, name FROM ports WHERE ${hole} AND id > $1 ORDER BY id\`, values: [0] })`,
  ],
  ["postgres.js", (hole) => `sql.unsafe(\`SELECT id, name FROM ports WHERE id > $1 AND ${hole} ORDER BY id\`, [0])`],
  [
    "Prisma",
    (hole) => `prisma.$queryRawUnsafe(\`SELECT id, name FROM ports WHERE id > $1 AND ${hole} ORDER BY id\`, 0)`,
  ],
  ["knex", (hole) => `db.raw(\`SELECT id, name FROM ports WHERE id > ? AND ${hole} AND id < ? ORDER BY id\`, [0, 9])`],
  [
    "Sequelize",
    (hole) =>
      `sequelize.query(\`SELECT id, name FROM ports WHERE id > ? AND ${hole} AND id < ? ORDER BY id\`, { replacements: [0, 9] })`,
  ],
  [
    "Sequelize",
    (hole) => `sequelize.query(\`SELECT id, name FROM ports WHERE id > $1 AND ${hole} ORDER BY id\`, { bind: [0] })`,
  ],
];

/** What the code of a file gives for a value, with the client in front of PostgreSQL. */
async function rowsOf(code: string, { head, names }: Client, value: unknown): Rows {
  const given = names();
  const body = code.slice(head.length).replace("export const find =", "return");
  const find = (new Function(...Object.keys(given), body) as (...all: readonly unknown[]) => (value: unknown) => Rows)(
    ...Object.values(given),
  );
  return await find(value);
}

/** The code with every change that is offered, one after the other. */
function mended(code: string): string {
  const lint = linterFor(noUnparameterizedSql, {}, { code, marks: [], extension: "js" });
  for (let text = code, round = 0; round < 5; round++) {
    const messages = lint.verify(text);
    const [message] = messages;
    if (!message) return text;
    const fix = message.fix ?? message.suggestions?.[0]?.fix;
    if (!fix) throw new Error(`nothing is offered for ${text}`);
    text = text.slice(0, fix.range[0]) + fix.text + text.slice(fix.range[1]);
  }
  throw new Error(`it is not silent after five changes: ${code}`);
}

/** A sum has no holes that a tag could bind: nothing is offered. */
const unoffered: Readonly<Record<string, readonly string[]>> = {
  kysely: ["in a sum of texts"],
  drizzle: ["in a sum of texts"],
};

describe.each(Object.entries(clients))("what is offered for %s", (name, client) => {
  it.each(Object.entries(places).filter(([place]) => unoffered[name]?.includes(place) !== true))(
    "%s gives the same rows, and lets nobody in",
    async (__, { text, harmless, hostile }) => {
      const code = `${client.head}\nexport const find = (value) => ${client.call(text)};\n`;
      const after = mended(code);
      expect(after).not.toContain("${value}'");
      expect(await rowsOf(after, client, harmless)).toEqual(await rowsOf(code, client, harmless));
      const all = [1, 2, 3];
      expect(
        (await rowsOf(code, client, hostile)).map(({ id }) => id),
        "the old text leaks",
      ).toEqual(all);
      const found = await rowsOf(after, client, hostile).catch((): readonly Row[] => []);
      expect(
        found.map(({ id }) => id),
        "the new one does not",
      ).not.toEqual(all);
    },
  );
});

/** A builder of TypeORM and one of knex, whose conditions are texts; they write the statement, and PostgreSQL is sent it. */
const builders: Readonly<Record<string, Client>> = {
  "TypeORM's builder": {
    head: `import { DataSource } from "typeorm";\nconst source = new DataSource({ type: "postgres" });`,
    call: (text) =>
      `source.createQueryBuilder().select("p.id", "id").addSelect("p.name", "name").from("ports", "p").where(${text}).andWhere("p.id < :last", { last: 9 }).orderBy("p.id").getRawMany()`,
    names: () => {
      const { DataSource } = require("typeorm") as {
        DataSource: new (options: object) => { createQueryBuilder(): QueryBuilder };
      };
      const source = new DataSource({ type: "postgres" });
      const createQueryBuilder = (): QueryBuilder => {
        const builder = source.createQueryBuilder();
        return Object.assign(builder, { getRawMany: () => send(...builder.getQueryAndParameters()) });
      };
      return { source: { createQueryBuilder } };
    },
  },
  "knex's builder": {
    head: `import knex from "knex";\nconst db = knex({ client: "pg" });`,
    call: (text) => `db("ports").select("id", "name").whereRaw(${text}).where("id", "<", 9).orderBy("id")`,
    names: () => {
      const db = (table: string) => {
        const builder = knex({ client: "pg" })(table);
        const then = (done: (rows: readonly Row[]) => void, failed: (error: unknown) => void): void => {
          const { sql, bindings } = builder.toSQL().toNative();
          send(sql, bindings).then(done, failed);
        };
        return Object.assign(builder, { then });
      };
      return { db };
    },
  },
};

interface QueryBuilder {
  getQueryAndParameters(): [string, readonly unknown[]];
}

const conditions: Readonly<Record<string, Place>> = {
  "in quotes": { text: "`name = '${value}'`", harmless: "Oban", hostile: "x' OR '1'='1" },
  "in a pattern": { text: "`name LIKE '%${value}%'`", harmless: "ba", hostile: "zz%' OR '1%'='1" },
  "in a list of numbers": { text: '`id IN (${value.join(",")})`', harmless: [1, 3], hostile: ["1) OR (1=1"] },
  "in a list of texts": {
    text: "`name IN ('${value.join(\"','\")}')`",
    harmless: ["Oban"],
    hostile: ["x') OR ('1'='1"],
  },
  "in a sum of texts": { text: '"name = \'" + value + "\'"', harmless: "Oban", hostile: "x' OR '1'='1" },
  "after a comparison": { text: "`id = ${value}`", harmless: 2, hostile: "0 OR 1=1" },
  twice: { text: "`name = '${value}' OR lower(name) = '${value}'`", harmless: "Oban", hostile: "x' OR '1'='1" },
};

describe.each(Object.entries(builders))("what is offered for %s", (_, client) => {
  it.each(Object.entries(conditions))(
    "%s gives the same rows, and lets nobody in",
    async (__, { text, harmless, hostile }) => {
      const code = `${client.head}\nexport const find = (value) => ${client.call(text)};\n`;
      const after = mended(code);
      expect(await rowsOf(after, client, harmless), after).toEqual(await rowsOf(code, client, harmless));
      expect(await rowsOf(code, client, hostile), "the old text leaks").toHaveLength(3);
      expect(await rowsOf(after, client, hostile).catch((): readonly Row[] => []), after).not.toHaveLength(3);
    },
  );
});

describe("what is offered beside values", () => {
  it.each(beside)("of %s: %o", async (name, call) => {
    const client = clients[name];
    if (!client) throw new Error(name);
    for (const [hole, harmless, hostile] of [
      ["name = '${value}'", "Oban", "x' OR id > 0 AND '1' = '1"],
      ['id IN (${value.join(",")})', [2], ["2) OR (1=1"]],
    ] as const) {
      const code = `${client.head}\nexport const find = (value) => ${call(hole)};\n`;
      const after = mended(code);
      expect(await rowsOf(after, client, harmless), after).toEqual(await rowsOf(code, client, harmless));
      expect(await rowsOf(code, client, hostile), "the old text leaks").toHaveLength(3);
      expect(await rowsOf(after, client, hostile).catch((): readonly Row[] => []), after).not.toHaveLength(3);
    }
  });
});
