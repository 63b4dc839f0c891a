import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Writes an application of so many files, a sixth of them with queries, and its migrations; the same each time. */
export function generateProject(folder, files) {
  mkdirSync(join(folder, "db/migrations"), { recursive: true });
  mkdirSync(join(folder, "src"), { recursive: true });
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
  writeMigrations(join(folder, "db/migrations"), 50);
  for (let i = 0; i < files; i++) writeFileSync(join(folder, `src/module${i}.ts`), i % 6 === 0 ? queries(i) : plain(i));
}

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
  return `export async function load${q}(id: string) {
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
  (_, f) => `export function measure${f}(shape: Shape${i}, scale = ${f}): number {
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
