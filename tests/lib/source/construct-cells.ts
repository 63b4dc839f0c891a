import { rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { analyseSource } from "../../../lib/pipeline.ts";
import { modelsReaderOf, readersOf } from "../../../lib/libraries/readers.ts";
import { readMigration } from "../../../lib/read/migrations/read-migration.ts";
import { readModels } from "../../../lib/read/models/read-models.ts";
import { readScript } from "../../../lib/read/sql/read-script.ts";
import { settingsFrom } from "../../../lib/settings.ts";
import { parseModule, type ParsedSource } from "../../../lib/source/open-module.ts";
import type { TSESLint } from "@typescript-eslint/utils";
import { noUnparameterizedSql } from "../../../rules/no-unparameterized-sql.ts";
import { folderWith } from "../../project-folder.ts";
import { columns, type Column, type Construct } from "./constructs.ts";

/** One question to one construct. */
export interface Cell {
  /** `ternary × text` */
  readonly name: string;
  readonly construct: Construct;
  readonly column: Column;
  /** Tables as `logs|notes`, or `unknown`; of a danger: `silent` or `reports`. */
  readonly expected: string;
}

/** Every cell of a construct's row. */
export function cellsOf(construct: Construct): readonly Cell[] {
  return columns
    .filter((column) => !construct.without.includes(column) && (column !== "input" || carriesInput(construct)))
    .map((column) => ({
      name: `${construct.name} × ${column}`,
      construct,
      column,
      expected: expectedOf(construct, column),
    }));
}

function carriesInput({ answer, carries, body, expression }: Construct): boolean {
  return answer !== "unknown" && carries !== null && (body + expression).includes(carries);
}

const names = { known: "notes", either: "logs|notes", unknown: "unknown" };

function expectedOf({ answer, makes }: Construct, column: Column): string {
  switch (column) {
    case "text":
    case "chain":
      return names[answer];
    // In quotes nothing but a value can stand: what is not known there is reported.
    case "danger":
      return answer === "unknown" ? "reports" : "silent";
    case "input":
      return "reports";
    case "migration":
      return makes ?? (answer === "known" ? "notes" : "unknown");
    // One of two tables is in the database, and nobody can say which.
    case "model":
      return answer === "known" ? "notes" : "unknown";
  }
}

/** What runs in each column, beside the construct. */
interface Around {
  readonly typescript: string;
  readonly javascript: string;
  /** In: the expression. */
  readonly use: (expression: string) => string;
}

const pool: Omit<Around, "use"> = {
  typescript: 'import { Pool } from "pg"; const pool = new Pool();',
  javascript: 'const { Pool } = require("pg"); const pool = new Pool();',
};

const around: Readonly<Record<Column, Around>> = {
  text: { ...pool, use: (expression) => `await pool.query(\`DELETE FROM \${${expression}}\`);` },
  chain: {
    typescript: 'import knexOf from "knex"; const knex = knexOf({ client: "pg" });',
    javascript: 'const knex = require("knex")({ client: "pg" });',
    use: (expression) => `await knex(${expression}).del();`,
  },
  danger: {
    ...pool,
    use: (expression) => `await pool.query(\`SELECT * FROM logs WHERE kind = '\${${expression}}'\`);`,
  },
  // Here only what is known to come from a request is reported.
  input: { ...pool, use: (expression) => `await pool.query(\`SELECT * FROM logs ORDER BY \${${expression}}\`);` },
  migration: {
    typescript: 'import type { Knex } from "knex";',
    javascript: "",
    use: (expression) => `await knex.schema.createTable(${expression}, (table) => { table.increments("id"); });`,
  },
  model: {
    typescript: 'import { integer, pgTable } from "drizzle-orm/pg-core";',
    javascript: 'const { integer, pgTable } = require("drizzle-orm/pg-core");',
    use: (expression) => `pgTable(${expression}, { id: integer().primaryKey() });`,
  },
};

const functionOf: Readonly<Record<Exclude<Column, "model">, readonly [name: string, parameter: string, type: string]>> =
  {
    text: ["run", "", ""],
    chain: ["run", "", ""],
    danger: ["run", "", ""],
    input: ["handler", "req, res", "req: any, res: any"],
    migration: ["up", "knex", "knex: Knex"],
  };

/** The file of a cell. */
export function programOf({ construct, column }: Pick<Cell, "construct" | "column">): string {
  const typed = construct.language === "ts";
  const { typescript, javascript, use } = around[column];
  const taken = (code: string): string =>
    column === "input" && construct.carries ? code.replaceAll(construct.carries, "req.query.name") : code;
  const statement = use(taken(construct.expression));
  const inModule = construct.module.includes("USE;");
  const top = [typed ? typescript : javascript, construct.module.replace("USE;", () => statement)];
  if (/\bflag\b/.test(construct.module + construct.body + construct.expression))
    top.splice(1, 0, 'const flag = process.env.FLAG === "1";');
  const body = taken(construct.body);
  if (column === "model") return [...top, body, `${typed ? "export " : ""}const model = ${statement}`].join("\n");
  if (inModule) return top.join("\n");
  const inside = construct.body.includes("USE;") ? body.replace("USE;", () => statement) : `${body}\n${statement}`;
  const [name, parameter, type] = functionOf[column];
  const head = typed ? `export async function ${name}(${type})` : `exports.${name} = async function (${parameter})`;
  return [...top, `${head} {`, inside, "}"].join("\n");
}

const schema = ["notes", "logs"]
  .map((table) => `CREATE TABLE ${table} (id int PRIMARY KEY, kind text, deleted_at timestamptz);`)
  .join("\n");

/** Works out cells. Only what a program imports, and models, are written to files. */
export class Cells {
  readonly #root = folderWith({ "schema.sql": schema });
  readonly #given = { root: this.#root, schema: ["schema.sql"] };
  readonly #settings = settingsFrom(this.#given, this.#root);
  readonly #folders = new Map<Construct["files"], string>();
  #models = 0;

  /** What rowguard says of a cell today: as `expected`, and where it is unknown, what more there is to say in brackets. */
  answer(cell: Cell): string {
    const text = programOf(cell);
    const file = join(this.#folderOf(cell.construct), `app.${cell.construct.language}`);
    try {
      switch (cell.column) {
        case "text":
        case "chain":
          return this.#deleted(text, file);
        case "danger":
        case "input":
          return this.#reported(text, file);
        case "migration":
          return migrated(text, file);
        case "model": {
          const model = join(dirname(file), `model-${++this.#models}.${cell.construct.language}`);
          writeFileSync(model, text);
          const tables = modelled(model);
          // What is left would be a part of the project of the cells that come later.
          rmSync(model);
          return tables;
        }
      }
    } catch (error) {
      return `failed: ${String(error)}`;
    }
  }

  /** Where the other files of a construct are. */
  #folderOf({ files }: Construct): string {
    if (Object.keys(files).length === 0) return this.#root;
    const known = this.#folders.get(files);
    if (known !== undefined) return known;
    const folder = folderWith(files, join(this.#root, `with-files-${this.#folders.size}`));
    this.#folders.set(files, folder);
    return folder;
  }

  /** The tables of the statements that delete. */
  #deleted(text: string, file: string): string {
    const source = parsed(text, file);
    if (!source) return "failed: does not parse";
    const { readings } = analyseSource(source, file, this.#settings);
    if (readings.length === 0) return "unknown (no statement)";
    const targets = readings.flatMap(({ variants }) =>
      variants.flat().map((statement) => (statement.kind === "delete" ? statement.target.name : statement.kind)),
    );
    const tables = namesIn(targets.flatMap((name) => name ?? []));
    const open = readings.find(({ status }) => status !== "checked");
    if (open) return `unknown (${open.status}: ${open.reason ?? ""}${tables && `; ${tables}`})`;
    return targets.includes(null) ? `unknown (checked; ${tables})` : tables;
  }

  /** What the rule says; what ESLint does around a rule is asked by `tests/draw.ts`. */
  #reported(text: string, file: string): string {
    const source = parsed(text, file);
    if (!source) return "failed: does not parse";
    let answer = "silent";
    const context = {
      cwd: this.#root,
      filename: file,
      options: [],
      settings: { rowguard: this.#given },
      sourceCode: { ...source, getLocFromIndex: () => ({ line: 1, column: 0 }) },
      report: () => void (answer = "reports"),
    };
    const program = source.ast;
    noUnparameterizedSql.create(context as never)["Program:exit"]?.(program as never);
    return answer;
  }
}

function parsed(text: string, file: string): Readonly<TSESLint.SourceCode> | null {
  const module = parseModule(text, file);
  const source: ParsedSource | null = module && { text: module.text, ast: module.ast, scopeManager: module.scopes };
  return source as Readonly<TSESLint.SourceCode> | null;
}

const namesIn = (all: readonly string[]): string => [...new Set(all)].sort().join("|");

function migrated(text: string, file: string): string {
  const module = parseModule(text, file);
  if (!module) return "failed: does not parse";
  const { statements, problems } = readMigration(module, readScript, (kind) => readersOf(kind).migrations ?? null, {
    kind: "knex",
  });
  const tables = statements.flatMap((statement) =>
    statement.kind === "definition" && statement.definition.kind === "create-table"
      ? [statement.definition.table.name]
      : [],
  );
  return said(tables, problems);
}

function modelled(file: string): string {
  const { definitions, problems } = readModels(
    { kind: "drizzle", files: [file] },
    modelsReaderOf("drizzle")!,
    readScript,
  );
  const tables = definitions.flatMap(({ definition }) =>
    definition.kind === "create-table" ? [definition.table.name] : [],
  );
  return said(tables, problems);
}

function said(tables: readonly string[], problems: readonly { readonly message: string }[]): string {
  const [problem] = problems;
  if (tables.length > 0 && !problem) return namesIn(tables);
  return `unknown (${problem?.message ?? "nothing made"}${tables.length > 0 ? `; ${namesIn(tables)}` : ""})`;
}

/** Whether an answer is the expected one; of what is unknown, the reason is not compared. */
export const agrees = (expected: string, actual: string): boolean =>
  expected === "unknown" ? actual.startsWith("unknown") : actual === expected;
