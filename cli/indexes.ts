import { relative } from "node:path";
import { unindexedColumns, type ColumnUse } from "../lib/analysis/column-uses.ts";
import { scopesOf } from "../lib/analysis/scopes.ts";
import { tellFailures } from "./failures.ts";
import { plural } from "./findings.ts";
import type { ExitStatus, IndexesOptions } from "./options.ts";
import { printable, printableDocument } from "./printable.ts";
import { progressOn } from "./progress.ts";
import { run, type FileRead } from "./run.ts";
import { describeSchema, noSchema, openSession } from "./session.ts";
import { colorsFor, type Streams } from "./streams.ts";

/** A column that statements look for rows by, and that no index begins with. */
export interface IndexAdvice {
  readonly table: string;
  readonly column: string;
  /** How many statements look by it, and how. */
  readonly statements: number;
  readonly uses: Readonly<Record<ColumnUse, number>>;
  readonly places: readonly { readonly file: string; readonly line: number }[];
  readonly sql: string;
}

interface PlacedUse {
  readonly table: string;
  readonly column: string;
  readonly use: ColumnUse;
  readonly file: string;
  readonly line: number;
}

/** `rowguard indexes`: the columns by which many statements look for rows, and that no index begins with. */
export async function indexesCommand(options: IndexesOptions, streams: Streams): Promise<ExitStatus> {
  const session = openSession(options, streams);
  const done = await run(session.files, {
    base: session.base,
    settings: session.settings,
    rules: {},
    types: false,
    fix: false,
    progress: progressOn(streams.stderr),
    note: (file, analysis) => ({
      uses: usesIn(relative(session.settings.root, file).replaceAll("\\", "/"), analysis),
      failures: analysis.failures.messages,
    }),
  });
  const failed = tellFailures(done, session.show, false, streams);
  const advice = adviceOf(
    [...done.read.values()].flatMap(({ uses }) => uses),
    options.least,
  );
  if (options.format === "json") streams.stdout.write(`${printableDocument(JSON.stringify(advice, null, 2))}\n`);
  else {
    const { bold, dim } = colorsFor(streams);
    const lines = advice.flatMap((one) => {
      const [first] = one.places;
      const place = first ? dim(`  ${first.file}:${first.line}`) : "";
      return [`${bold(printable(`${one.table}.${one.column}`))}  ${counted(one)}${place}`, `  ${printable(one.sql)}`];
    });
    const schema = describeSchema(session);
    const end = schema === null ? noSchema(session) : [`Schema: ${schema}.`];
    const found = `${plural(advice.length, "column")} without an index, by which ${options.least} statements or more look for rows.`;
    streams.stdout.write([...lines, ...(lines.length > 0 ? [""] : []), found, ...end, ""].join("\n"));
  }
  return session.failed || failed ? 2 : 0;
}

/** Tests and migrations do not say what the application waits for. */
function usesIn(file: string, { readings, catalog, ownRole, locate }: FileRead): readonly PlacedUse[] {
  if (ownRole !== "application") return [];
  return readings.flatMap(({ variants, site }) => {
    const { line } = locate(site.span.start);
    const found = new Map<string, PlacedUse>();
    for (const level of variants.flat().flatMap((statement) => scopesOf(statement, catalog).levels))
      for (const { table, column, use } of unindexedColumns(level)) {
        const name = table.schema === "public" ? table.name : `${table.schema}.${table.name}`;
        found.set(`${name} ${column}`, { table: name, column, use, file, line });
      }
    return [...found.values()];
  });
}

function adviceOf(uses: readonly PlacedUse[], least: number): readonly IndexAdvice[] {
  const byColumn = new Map<string, PlacedUse[]>();
  for (const use of uses) {
    const key = `${use.table} ${use.column}`;
    byColumn.set(key, [...(byColumn.get(key) ?? []), use]);
  }
  return [...byColumn.values()]
    .filter((all) => all.length >= least)
    .flatMap((all): readonly IndexAdvice[] => {
      const [first] = all;
      if (!first) return [];
      const { table, column } = first;
      const count = (use: ColumnUse) => all.filter((one) => one.use === use).length;
      return [
        {
          table,
          column,
          statements: all.length,
          uses: { where: count("where"), join: count("join"), order: count("order") },
          places: all.map(({ file, line }) => ({ file, line })),
          sql: `CREATE INDEX ON ${table.split(".").map(quoted).join(".")} (${quoted(column)});`,
        },
      ];
    })
    .sort((one, other) => other.statements - one.statements || (one.table < other.table ? -1 : 1));
}

const quoted = (name: string): string => (/^[a-z_][a-z0-9_$]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`);

function counted({ statements, uses }: IndexAdvice): string {
  const parts = Object.entries(uses).flatMap(([use, count]) => (count > 0 ? [`${count} ${use.toUpperCase()}`] : []));
  return `${plural(statements, "statement")}: ${parts.join(", ")}`;
}
