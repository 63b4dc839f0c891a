import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Writes an application of so many files and its migrations; the same each time. Of twelve files two have texts, two have builders with conditions, one
 * has fragments, and one imports these and hands their rows on: all of them through modules of the project's own, as applications do.
 */
export function generateProject(folder, files) {
  mkdirSync(join(folder, "db/migrations"), { recursive: true });
  mkdirSync(join(folder, "src"), { recursive: true });
  writeFileSync(
    join(folder, "package.json"),
    '{ "type": "module", "dependencies": { "pg": "8", "knex": "3", "postgres": "3" } }',
  );
  writeMigrations(join(folder, "db/migrations"), 50);
  for (const [name, text] of Object.entries(shared)) writeFileSync(join(folder, "src", name), text);
  for (let i = 0; i < files; i++) writeFileSync(join(folder, `src/module${i}.ts`), moduleOf(i));
}

function moduleOf(i) {
  switch (i % 12) {
    case 0:
    case 6:
      return queries(i);
    case 2:
    case 8:
      return builders(i);
    case 4:
      return fragments(i);
    case 10:
      return callers(i);
    default:
      return plain(i);
  }
}

const shared = {
  "pool.ts": `import { Pool } from "pg";
import { settings } from "./settings.ts";
export const pool = new Pool(settings.database);
export async function inTransaction<T>(run: (client: { query: typeof pool.query }) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  try { return await run(client); } finally { client.release(); }
}
`,
  "knex.ts": `import knex from "knex";
import { settings } from "./settings.ts";
export const db = knex({ client: "pg", connection: settings.database });
export const live = (query: any, table: string) => query.whereNull(\`\${table}.deleted_at\`);
`,
  "sql.ts": `import postgres from "postgres";
import { settings } from "./settings.ts";
export const sql = postgres(settings.database.url);
export const liveOnly = sql\`deleted_at IS NULL\`;
`,
  "settings.ts": `export const settings = { database: { url: process.env.DATABASE_URL ?? "", max: 10 } };
`,
};

const builders = (i) => `import { db, live } from "./knex.ts";

${Array.from({ length: 6 }, (_, q) => {
  const table = `table_${(i + q) % 17}`;
  return `export async function page${i}_${q}(filter: { owner?: number; name?: string; all?: boolean; page?: number }) {
  const query = db("${table} as t").leftJoin("table_${q} as o", "o.id", "t.owner_id");
  if (!filter.all) live(query, "t");
  if (filter.owner) query.where({ "t.owner_id": filter.owner });
  if (filter.name) query.andWhere((or) => or.where("t.name", filter.name).orWhere("t.note", "like", filter.name));
  for (const column of ["name", "created_at"]) query.orderBy(\`t.\${column}\`);
  return await query.select("t.id", "t.name", "o.note as comment").limit(20).offset((filter.page ?? 0) * 20);
}`;
}).join("\n\n")}
`;

const fragments = (i) => `import { liveOnly, sql } from "./sql.ts";

${Array.from({ length: 6 }, (_, q) => {
  const table = `table_${(i + q) % 17}`;
  return `export async function search${i}_${q}(name: string | null, owner?: number) {
  const byName = name === null ? sql\`\` : sql\`AND name = \${name}\`;
  return await sql\`SELECT id, name, note FROM ${table} WHERE \${liveOnly} \${byName} \${owner ? sql\`AND owner_id = \${owner}\` : sql\`\`}\`;
}`;
}).join("\n\n")}
`;

const callers = (i) => `import { load${i - 4}_0 as load0, load${i - 4}_1 as load1 } from "./module${i - 4}.ts";
import { page${i - 2}_0 as page0 } from "./module${i - 2}.ts";
import { inTransaction } from "./pool.ts";

export async function report${i}(id: string, owner: number) {
  const [first] = await load0(id);
  const others = await page0({ owner, all: first === undefined });
  await inTransaction(async (client) => client.query("UPDATE table_${i % 17} SET note = $1 WHERE id = $2", [first?.label, id]));
  return [...(await load1(id)), ...others].map((row) => ({ id: row.id, note: row.comment ?? "" }));
}
`;

/** Writes so many migrations: each makes a table, alters the one before it, or adds an index. */
export function writeMigrations(folder, count) {
  mkdirSync(folder, { recursive: true });
  for (let i = 0; i < count; i++) {
    const table = `table_${Math.floor(i / 3)}`;
    const text = [
      `CREATE TABLE ${table} (\n  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,\n  name text NOT NULL,\n  note text,\n  created_at timestamptz NOT NULL DEFAULT now(),\n  deleted_at timestamptz\n);`,
      `ALTER TABLE ${table} ADD COLUMN owner_id bigint, ALTER COLUMN note SET DEFAULT '';`,
      `CREATE INDEX ${table}_owner ON ${table} (owner_id) WHERE deleted_at IS NULL;`,
    ][i % 3];
    writeFileSync(join(folder, `${String(i + 1).padStart(5, "0")}_step.sql`), `${text}\n`);
  }
}

const queries = (i) => `import { pool } from "./pool.ts";

${Array.from({ length: 8 }, (_, q) => {
  const table = `table_${(i + q) % 17}`;
  return `export async function load${i}_${q}(id: string) {
  const { rows } = await pool.query(
    \`SELECT t.id, t.name, o.note AS comment_${i}_${q}
     FROM ${table} t
     LEFT JOIN table_${q} o ON o.id = t.owner_id AND o.deleted_at IS NULL
     WHERE t.id = $1 AND t.deleted_at IS NULL
     ORDER BY t.created_at DESC\`,
    [id],
  );
  return rows.map((row) => ({ ...row, label: row.name.trim(), comment: row.comment_${i}_${q} ?? "" }));
}`;
}).join("\n\n")}
`;

const plain = (i) => `export interface Shape${i} { readonly kind: string; readonly sides: readonly number[]; }

${Array.from(
  { length: 12 },
  (_, f) => `export function measure${i}_${f}(shape: Shape${i}, scale = ${f}): number {
  if (shape.sides.length === 0) return scale;
  const longest = Math.max(...shape.sides);
  return shape.sides.map((side) => side * scale).reduce((sum, side) => sum + side, 0) / longest;
}`,
).join("\n\n")}
`;

/** Writes the same tables as knex's migrations. */
export function writeKnexMigrations(folder, count) {
  mkdirSync(folder, { recursive: true });
  for (let i = 0; i < count; i++) {
    const table = `table_${Math.floor(i / 3)}`;
    const up = [
      `await knex.schema.createTable("${table}", (table) => {
    table.bigIncrements("id");
    table.text("name").notNullable();
    table.text("note");
    table.timestamp("created_at").notNullable().defaultTo(knex.fn.now());
    table.timestamp("deleted_at");
  });`,
      `await knex.schema.alterTable("${table}", (table) => {
    table.bigInteger("owner_id");
    table.text("note").defaultTo("").alter();
  });`,
      `await knex.raw("CREATE INDEX ${table}_owner ON ${table} (owner_id) WHERE deleted_at IS NULL");`,
    ][i % 3];
    writeFileSync(
      join(folder, `${20200101000000 + i}_step.js`),
      `exports.up = async (knex) => {
  ${up}
};

exports.down = async (knex) => {
  await knex.schema.dropTable("${table}");
};
`,
    );
  }
}
