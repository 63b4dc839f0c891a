import { namedTables } from "../lib/analysis/tables.ts";
import { outputColumns, outputReasons } from "../lib/analysis/outputs.ts";
import { typeReasons } from "../lib/analysis/types/type-reasons.ts";
import { typesOf } from "../lib/analysis/types/types-of.ts";
import type { Reading } from "../lib/model/reading.ts";
import type { Span } from "../lib/model/span.ts";
import type { Statement } from "../lib/model/statement.ts";
import type { ExitStatus, QueriesOptions } from "./options.ts";
import { tellFailures } from "./failures.ts";
import { findingsOf, plural } from "./findings.ts";
import { progressOn } from "./progress.ts";
import { run, type FileRead } from "./run.ts";
import { describeSchema, noSchema, openSession } from "./session.ts";
import { statementsIn } from "./statements-in.ts";
import { printable, printableDocument } from "./printable.ts";
import { colorsFor, complain, type Colors, type Streams } from "./streams.ts";

/** One statement of the application, as `rowguard queries --format json` prints it. Lines and columns from 1. */
export interface Query {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly library: string;
  /** What shows that it is SQL: the client's `origin` or `type`, a `setting`, or its own `evidence`. */
  readonly how: string;
  /** `select`, `insert`, …; `unknown` where it could not be read. */
  readonly kind: string;
  readonly status: "checked" | "partly" | "unread";
  readonly reason: string | null;
  readonly tables: readonly { readonly name: string; readonly alias: string | null; readonly role: "read" | "write" }[];
  /** Types as PostgreSQL's `format_type` writes them, null where they are not known. */
  readonly outputs: readonly {
    readonly name: string;
    readonly type: string | null;
    readonly nullable: "never" | "maybe" | "unknown";
    /** Why it may be NULL or not, and how it got its type: with `--explain` alone. */
    readonly why?: string;
    readonly typeFrom?: string;
  }[];
  readonly parameters: readonly { readonly number: number; readonly type: string | null }[];
}

/** `rowguard queries`: every statement found on standard output, what could not be done on standard error. */
export async function queriesCommand(options: QueriesOptions, streams: Streams): Promise<ExitStatus> {
  const session = openSession(options, streams);
  const done = await run(session.files, {
    base: session.base,
    settings: session.settings,
    rules: {},
    types: options.types,
    fix: false,
    progress: progressOn(streams.stderr),
    note: (file, analysis) => ({
      queries: statementsIn(analysis).flatMap((reading) =>
        queriesOf(session.show(file), reading, analysis, options.explain),
      ),
      failures: analysis.failures.messages,
    }),
  });
  const failed = tellFailures(done, session.show, options.strictErrors, streams);
  for (const { file, message } of findingsOf(done.results))
    complain(streams, `${session.show(file)}:${message.line}:${message.column}: ${message.message}`);

  const queries = [...done.read].sort(([a], [b]) => (a < b ? -1 : 1)).flatMap(([, found]) => found.queries);
  if (options.format === "json") streams.stdout.write(`${printableDocument(JSON.stringify(queries, null, 2))}\n`);
  else {
    const colors = colorsFor(streams);
    const schema = describeSchema(session);
    const lines = [
      ...queries.map((query) => describe(query, colors)),
      ...(queries.length > 0 ? [""] : []),
      tally(queries, session.files.length),
      ...(schema === null ? noSchema(session) : [`Schema: ${schema}.`]),
    ];
    streams.stdout.write(`${lines.join("\n")}\n`);
  }
  return session.failed || failed ? 2 : 0;
}

/** The statements of a reading. In: the file as it is to be shown; `explain`, whether to say why. */
export function queriesOf(file: string, reading: Reading, analysis: FileRead, explain = false): readonly Query[] {
  const [first = []] = reading.variants;
  if (first.length === 0) return [unread(file, reading, analysis)];
  return first.map((statement, index) => queryOf(file, reading, statement, index, first.length > 1, analysis, explain));
}

function queryOf(
  file: string,
  reading: Reading,
  statement: Statement,
  index: number,
  several: boolean,
  analysis: FileRead,
  explain: boolean,
): Query {
  const opaque = statement.kind === "opaque";
  const variants = reading.variants.flatMap((variant) => variant[index] ?? []);
  return {
    file,
    ...place(several ? statement.span : reading.site.span, analysis),
    library: reading.site.library,
    how: reading.site.how,
    kind: opaque ? "unknown" : statement.kind,
    status: opaque ? "unread" : reading.status === "unread" ? "partly" : reading.status,
    reason: opaque ? statement.reason : reading.reason,
    tables: tablesOf(variants),
    outputs: outputsOf(variants, analysis, explain),
    parameters: parametersOf(variants, analysis),
  };
}

const unread = (file: string, reading: Reading, analysis: FileRead): Query => ({
  file,
  ...place(reading.site.span, analysis),
  library: reading.site.library,
  how: reading.site.how,
  kind: "unknown",
  status: "unread",
  reason: reading.reason,
  tables: [],
  outputs: [],
  parameters: [],
});

/** The tables of all variants of a statement, each once. */
function tablesOf(variants: readonly Statement[]): Query["tables"] {
  const tables = new Map<string, Query["tables"][number]>();
  for (const { reference, role } of variants.flatMap(namedTables)) {
    if (reference.name === null) continue;
    const name = reference.schema === null ? reference.name : `${reference.schema}.${reference.name}`;
    tables.set(`${name} ${reference.alias ?? ""} ${role}`, { name, alias: reference.alias, role });
  }
  return [...tables.values()];
}

/** The columns of all variants of a statement: one that may be null on some way through the program may be null. */
function outputsOf(variants: readonly Statement[], { catalog }: FileRead, explain: boolean): Query["outputs"] {
  const outputs = new Map<string, Query["outputs"][number]>();
  for (const variant of variants) {
    const seen = new Map<string, number>();
    const columns = variant.kind === "opaque" ? [] : (outputColumns(variant, catalog) ?? []);
    const types = columns.length > 0 ? typesOf(variant, catalog).outputs : null;
    const reasons = explain && columns.length > 0 ? outputReasons(variant, catalog) : null;
    const sources = explain && columns.length > 0 ? typeReasons(variant, catalog) : null;
    for (const [index, { name, nullable }] of columns.entries()) {
      // A name may be given twice.
      const count = (seen.get(name) ?? 0) + 1;
      seen.set(name, count);
      const before = outputs.get(`${count} ${name}`);
      const type = types?.[index]?.type ?? null;
      const doubt = [before?.nullable ?? nullable, nullable].sort(byDoubt)[0] ?? nullable;
      const why = before?.nullable === doubt ? before.why : reasons?.[index];
      const isOther = before !== undefined && before.type !== type;
      const typeFrom = isOther ? "not the same on every way" : (before?.typeFrom ?? sources?.[index]);
      outputs.set(`${count} ${name}`, {
        name,
        type: isOther ? null : type,
        nullable: doubt,
        ...(why === undefined ? {} : { why }),
        ...(typeFrom === undefined ? {} : { typeFrom }),
      });
    }
  }
  return [...outputs.values()];
}

/** The parameters of all variants of a statement; one that has several types is of an unknown one. */
function parametersOf(variants: readonly Statement[], { catalog }: FileRead): Query["parameters"] {
  const parameters = new Map<number, Query["parameters"][number]>();
  for (const variant of variants)
    for (const { number, type } of variant.kind === "opaque" ? [] : typesOf(variant, catalog).parameters) {
      const before = parameters.get(number);
      parameters.set(number, { number, type: before && before.type !== type ? null : type });
    }
  return [...parameters.values()].sort((one, other) => one.number - other.number);
}

const doubts = ["maybe", "unknown", "never"];

const byDoubt = (one: string, other: string): number => doubts.indexOf(one) - doubts.indexOf(other);

function place(span: Span, { locate }: FileRead) {
  const start = locate(span.start);
  const end = locate(span.end);
  return { line: start.line, column: start.column + 1, endLine: end.line, endColumn: end.column + 1 };
}

function describe(query: Query, colors: Colors): string {
  const { file, line, column, library, how, kind, status, reason, tables } = query;
  const marks = { checked: colors.green("checked"), partly: colors.yellow("partly "), unread: colors.red("unread ") };
  const names = tables
    .map(({ name, role }) => (role === "write" ? colors.bold(printable(name)) : printable(name)))
    .join(", ");
  const found = how === "evidence" ? "found by its own text" : library;
  return `${marks[status]}  ${colors.cyan(printable(file))}${colors.dim(`:${line}:${column}`)}  ${kind}${names ? ` ${names}` : ""}${colors.dim(`  ${found}`)}${reason === null ? "" : `\n         ${printable(reason)}`}${signature(query, colors)}${explained(query, colors)}`;
}

const words = { never: "never NULL", maybe: "NULL", unknown: "unknown" };

/** Each output with its type and NULL on lines of their own, with the reasons; empty without `--explain`. */
function explained({ outputs }: Query, colors: Colors): string {
  return outputs
    .flatMap(({ name, nullable, type, why, typeFrom }) => [
      ...(typeFrom === undefined
        ? []
        : [`\n           ${printable(name)}: ${printable(type ?? "?")}${colors.dim(printable(` (${typeFrom})`))}`]),
      ...(why === undefined
        ? []
        : [
            `\n           ${printable(name)}: ${words[nullable]}${nullable === "maybe" ? " " : ": "}${colors.dim(printable(why))}`,
          ]),
    ])
    .join("");
}

/** How many columns of a statement are written out. */
const shownColumns = 8;

/** What a statement takes and gives, on a line of its own; empty where that is nothing. */
function signature({ parameters, outputs }: Query, colors: Colors): string {
  const taken = parameters.map(({ number, type }) => `$${number} ${type ?? "?"}`);
  const given = outputs
    .slice(0, shownColumns)
    .map(({ name, type, nullable }) => `${name} ${type ?? "?"}${nullable === "never" ? "" : " | null"}`);
  const rest = outputs.length > shownColumns ? [`${outputs.length - shownColumns} more`] : [];
  if (taken.length + given.length === 0) return "";
  const sides = [taken.join(", "), ...(given.length > 0 ? [`→ ${[...given, ...rest].join(", ")}`] : [])];
  return `\n         ${colors.dim(printable(sides.filter((side) => side !== "").join(" ")))}`;
}

function tally(queries: readonly Query[], files: number): string {
  if (queries.length === 0) return `No SQL found in ${plural(files, "file")}.`;
  const count = (status: Query["status"]) => queries.filter((query) => query.status === status).length;
  return `${plural(queries.length, "statement")} in ${plural(files, "file")}: ${count("checked")} checked, ${count("partly")} partly, ${count("unread")} not read.`;
}
