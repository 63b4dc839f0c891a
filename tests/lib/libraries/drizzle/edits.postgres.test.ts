import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import * as orm from "drizzle-orm";
import * as core from "drizzle-orm/pg-core";
import { drizzle } from "drizzle-orm/pglite";
import ts from "typescript";
import { beforeAll, describe, expect, it } from "vitest";
import type { Edit } from "../../../../lib/model/span.ts";
import type { SoftDeleteColumn, Statement, TableReference } from "../../../../lib/model/statement.ts";
import { readBuilderIn } from "../../read/builder/agree.ts";
import * as schema from "./schema.ts";
import { emptyDatabase } from "../../../postgres.ts";

const models = { "schema.ts": readFileSync(fileURLToPath(new URL("schema.ts", import.meta.url)), "utf8") };
const head =
  'import { drizzle } from "drizzle-orm/pglite";\nimport { eq } from "drizzle-orm";\nimport * as schema from "./schema";\nimport { gardens, members, plants } from "./schema";\nconst db = drizzle({ schema });\n';
const columns: Readonly<Record<string, SoftDeleteColumn>> = {
  gardens: { column: "deleted_at", live: null, type: "timestamp with time zone" },
  members: { column: "deleted_at", live: null, type: "timestamp without time zone" },
  plants: { column: "is_removed", live: false, type: "boolean" },
};

const client = await emptyDatabase();
const db = drizzle(client, { schema });

beforeAll(async () => {
  await client.exec(`
    CREATE TYPE member_role AS ENUM ('owner', 'guest');
    CREATE TABLE members (id serial PRIMARY KEY, full_name text NOT NULL, email text NOT NULL, role member_role NOT NULL DEFAULT 'guest', referrer_id int, deleted_at timestamp);
    CREATE TABLE gardens (id serial PRIMARY KEY, title text NOT NULL, slug text NOT NULL, area int, tags text[], options jsonb, owner_id int REFERENCES members, created_at timestamp NOT NULL DEFAULT now(), updated_at timestamp, deleted_at timestamptz);
    CREATE TABLE plants (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), garden_id int NOT NULL, name text NOT NULL, planted_on date, height int, is_removed boolean NOT NULL DEFAULT false);
    INSERT INTO members (full_name, email, deleted_at) VALUES ('Ada', 'a', NULL), ('Bo', 'b', now());
    INSERT INTO gardens (title, slug, owner_id, deleted_at) VALUES ('Roof', 'r', 1, NULL), ('Gone', 'g', 1, now()), ('Yard', 'y', 2, NULL);
    INSERT INTO plants (garden_id, name, is_removed) VALUES (1, 'rose', false), (1, 'weed', true), (3, 'fern', false);
  `);
}, 60_000);

/** Every table that the statement names, however deep. */
function tablesIn(node: unknown, found: TableReference[] = []): TableReference[] {
  if (typeof node !== "object" || node === null) return found;
  if ("kind" in node && node.kind === "table" && "nameSpan" in node) found.push(node as TableReference);
  for (const [key, value] of Object.entries(node)) if (key !== "edits" && key !== "span") tablesIn(value, found);
  return found;
}

function applied(code: string, edits: readonly Edit[]): string {
  return [...edits]
    .sort((one, other) => other.span.start - one.span.start || other.span.end - one.span.end)
    .reduce((text, { span, text: put }) => text.slice(0, span.start) + put + text.slice(span.end), code);
}

function only(code: string): Statement {
  const { readings } = readBuilderIn(code, { models });
  const statement = readings.at(-1)?.variants[0]?.[0];
  if (!statement) throw new Error(`not read: ${code}`);
  return statement;
}

/** The code after one edit; the names it imports must be there for it. */
function edited(body: string, table: string, change: "addLiveFilter" | "softDelete"): string {
  const code = `${head}export async function run(input: any) {\n${body}\n}\n`;
  const statement = only(code);
  if (!("edits" in statement)) throw new Error("no edits");
  const reference = tablesIn(statement).find(({ name }) => name === table);
  if (!reference) throw new Error(`${table} is not named`);
  const edits = statement.edits[change](reference, columns[table]!);
  if (!edits) throw new Error("no edit");
  const made = applied(code, edits);
  accepted.push(made);
  return made;
}

async function rowsOf(code: string): Promise<unknown> {
  const { diagnostics, outputText } = ts.transpileModule(code, {
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ES2022 },
    reportDiagnostics: true,
  });
  expect(diagnostics).toEqual([]);
  const imported = [...code.matchAll(/^import \{ ([^}]*) \} from "drizzle-orm";$/gm)].flatMap(([, names = ""]) =>
    names.split(", "),
  );
  const body = outputText
    .replace(/^import .*$/gm, "")
    .replace(/^const db = .*$/gm, "")
    .replace("export async function", "async function");
  const names: Record<string, unknown> = { ...schema, schema, db };
  for (const name of imported) names[name] = { ...core, ...orm }[name as "eq"];
  return new Function(...Object.keys(names), `${body}\nreturn run({ id: 1 });`)(
    ...Object.values(names),
  ) as Promise<unknown>;
}

const accepted: string[] = [];

/** The rows before the edit, and after it. */
function restricts(name: string, body: string, table: string, before: unknown, after: unknown): void {
  it(name, async () => {
    expect(await rowsOf(`${head}export async function run(input: any) {\n${body}\n}\n`)).toEqual(before);
    expect(await rowsOf(edited(body, table, "addLiveFilter"))).toEqual(after);
  });
}

describe("a filter that is added, run by drizzle on PostgreSQL", () => {
  restricts(
    "no condition before",
    "return db.select({ title: gardens.title }).from(gardens);",
    "gardens",
    [{ title: "Roof" }, { title: "Gone" }, { title: "Yard" }],
    [{ title: "Roof" }, { title: "Yard" }],
  );
  restricts(
    "a condition before",
    "return db.select({ title: gardens.title }).from(gardens).where(eq(gardens.ownerId, 1));",
    "gardens",
    [{ title: "Roof" }, { title: "Gone" }],
    [{ title: "Roof" }],
  );
  restricts(
    "the outer side of a join",
    "return db.select({ title: gardens.title, name: members.name }).from(gardens).leftJoin(members, eq(members.id, gardens.ownerId));",
    "members",
    [
      { title: "Roof", name: "Ada" },
      { title: "Gone", name: "Ada" },
      { title: "Yard", name: "Bo" },
    ],
    [
      { title: "Roof", name: "Ada" },
      { title: "Gone", name: "Ada" },
      { title: "Yard", name: null },
    ],
  );
  restricts(
    "a boolean column",
    "return db.select({ name: plants.name }).from(plants).where(eq(plants.gardenId, input.id));",
    "plants",
    [{ name: "rose" }, { name: "weed" }],
    [{ name: "rose" }],
  );
  restricts(
    "a relational query",
    "return db.query.gardens.findMany({ columns: { title: true } });",
    "gardens",
    [{ title: "Roof" }, { title: "Gone" }, { title: "Yard" }],
    [{ title: "Roof" }, { title: "Yard" }],
  );
  restricts(
    "a relation",
    "return db.query.gardens.findMany({ columns: { title: true }, where: (g, { eq }) => eq(g.id, 1), with: { plants: { columns: { name: true } } } });",
    "plants",
    [{ title: "Roof", plants: [{ name: "rose" }, { name: "weed" }] }],
    [{ title: "Roof", plants: [{ name: "rose" }] }],
  );
  restricts(
    "a callback of a relational query",
    "return db.query.gardens.findMany({ columns: { title: true }, where: (g, { eq }) => eq(g.ownerId, 1) });",
    "gardens",
    [{ title: "Roof" }, { title: "Gone" }],
    [{ title: "Roof" }],
  );
  restricts(
    "a subquery",
    "const sq = db.select().from(gardens).as('sq');\nreturn db.select({ title: sq.title }).from(sq);",
    "gardens",
    [{ title: "Roof" }, { title: "Gone" }, { title: "Yard" }],
    [{ title: "Roof" }, { title: "Yard" }],
  );
  restricts("$count", "return db.$count(gardens, eq(gardens.ownerId, 1));", "gardens", 2, 1);
});

describe("a deletion that marks rows instead, run by drizzle on PostgreSQL", () => {
  it("keeps the row and its moment", async () => {
    await rowsOf(edited("return db.delete(gardens).where(eq(gardens.title, 'Yard'));", "gardens", "softDelete"));
    expect((await client.query("SELECT title, deleted_at IS NULL AS live FROM gardens ORDER BY id")).rows).toEqual([
      { title: "Roof", live: true },
      { title: "Gone", live: false },
      { title: "Yard", live: false },
    ]);
  });

  it("marks by a boolean", async () => {
    expect(
      await rowsOf(
        edited(
          "return db.delete(plants).where(eq(plants.name, 'fern')).returning({ name: plants.name, isRemoved: plants.isRemoved });",
          "plants",
          "softDelete",
        ),
      ),
    ).toEqual([{ name: "fern", isRemoved: true }]);
  });

  it("writes a moment as text where the column has it so", async () => {
    await rowsOf(edited("return db.delete(members).where(eq(members.name, 'Ada'));", "members", "softDelete"));
    expect((await client.query("SELECT count(*)::int AS n FROM members WHERE deleted_at IS NULL")).rows).toEqual([
      { n: 0 },
    ]);
  });
});

it("leaves what TypeScript accepts, by drizzle's own types", () => {
  expect(accepted.length).toBeGreaterThan(10);
  const folder = fileURLToPath(new URL(".", import.meta.url));
  const files = new Map(
    accepted.map((code, index) => [`${folder}edited-${index}.ts`, code.replaceAll('"./schema"', '"./schema.ts"')]),
  );
  const options: ts.CompilerOptions = {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    allowImportingTsExtensions: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
  };
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists } = host;
  host.fileExists = (file) => files.has(file) || fileExists(file);
  host.getSourceFile = (file, ...rest) =>
    files.has(file)
      ? ts.createSourceFile(file, files.get(file)!, ts.ScriptTarget.ES2022, true)
      : getSourceFile(file, ...rest);
  const program = ts.createProgram([...files.keys()], options, host);
  const wrong = [...files.keys()].flatMap((file) =>
    program
      .getSemanticDiagnostics(program.getSourceFile(file))
      .map(({ messageText }) => `${files.get(file)!}\n${ts.flattenDiagnosticMessageText(messageText, "\n")}`),
  );
  expect(wrong).toEqual([]);
}, 120_000);
