import { readFileSync, writeFileSync } from "node:fs";
import { basename, resolve } from "node:path";
import { rowColumns, type RowColumn } from "../lib/analysis/row-columns.ts";
import { rowProperties } from "../lib/analysis/row-properties.ts";
import type { RowValue } from "../lib/model/row-value.ts";
import type { Reading } from "../lib/model/reading.ts";
import { printedTypes, type TypedParameter, type TypedQuery } from "../lib/query-types/printed-types.ts";
import { nameInComment } from "../lib/query-types/query-names.ts";
import { typeOfParameter } from "../lib/query-types/typescript-type.ts";
import { commentsBefore, parameterNames } from "../lib/query-types/written-queries.ts";
import type { ExitStatus, TypesOptions } from "./options.ts";
import { tellFailures } from "./failures.ts";
import { progressOn } from "./progress.ts";
import { queriesOf, type Query } from "./queries.ts";
import { run, type FileRead } from "./run.ts";
import { noSchema, openSession } from "./session.ts";
import { statementsIn } from "./statements-in.ts";
import { complain, type Streams } from "./streams.ts";

/** `rowguard types`: a TypeScript type for the rows and parameters of each query, on standard output or in a file. */
export async function typesCommand(options: TypesOptions, streams: Streams): Promise<ExitStatus> {
  if (options.check && options.out === null)
    return complain(streams, "--check is for --out: it compares that file with what would be written.");
  const session = openSession(options, streams);
  const done = await run(session.files, {
    base: session.base,
    settings: session.settings,
    rules: {},
    types: false,
    fix: false,
    progress: progressOn(streams.stderr),
    note: (file, analysis) => ({
      queries:
        analysis.role === "migration" || analysis.role === "test"
          ? []
          : typedQueries(file, session.show(file), analysis),
      failures: analysis.failures.messages,
    }),
  });
  const failed = tellFailures(done, session.show, false, streams);
  if (session.schema.sources.length === 0) for (const line of noSchema(session)) complain(streams, line);
  const queries = [...done.read].sort(([one], [other]) => (one < other ? -1 : 1)).flatMap(([, { queries }]) => queries);
  const text = printedTypes(queries);
  if (options.out === null) streams.stdout.write(text);
  else if (options.check) {
    if (textOf(resolve(streams.cwd, options.out)) !== text) {
      complain(streams, `${options.out} is out of date. Run: rowguard types --out ${options.out}`);
      return 1;
    }
  } else writeFileSync(resolve(streams.cwd, options.out), text);
  return session.failed || failed ? 2 : 0;
}

function textOf(file: string): string | null {
  try {
    return readFileSync(file, "utf8").replaceAll("\r\n", "\n");
  } catch {
    return null;
  }
}

/** The queries of a file that are texts: those of builders have types by their libraries. */
function typedQueries(file: string, shown: string, analysis: FileRead): readonly TypedQuery[] {
  return statementsIn(analysis)
    .filter(({ site, status }) => site.kind !== "builder" && status !== "unread")
    .flatMap((reading) => {
      const queries = queriesOf(shown, reading, analysis);
      return queries.length === 1 ? queries.flatMap((query) => typedQuery(file, query, reading, analysis)) : [];
    });
}

function typedQuery(file: string, query: Query, reading: Reading, analysis: FileRead): readonly TypedQuery[] {
  const { catalog } = analysis;
  const { site } = reading;
  const names = parameterNames(reading);
  // A text of which something is not known may have other columns.
  const columns = reading.status === "checked" ? (rowColumns(reading, catalog)?.all ?? []) : [];
  const row =
    columns.length > 0 ? rowProperties(columns, (column) => valueOf(column, reading, analysis), catalog) : null;
  const parameters = query.parameters.map(({ number, type }): TypedParameter => ({
    name: names.get(number) ?? null,
    type: typeOfParameter(type, catalog),
  }));
  if (!row && parameters.length === 0) return [];
  const { function: called, variable } = analysis.calledBy(site.span.start);
  return [
    {
      file: query.file,
      row,
      parameters,
      hints: {
        said: nameInComment(commentsBefore(reading, file)) ?? null,
        function: called,
        variable,
        file: basename(file).replace(/\..*$/, ""),
      },
    },
  ];
}

function valueOf(column: RowColumn, reading: Reading, analysis: FileRead): RowValue | null {
  const type = column.type();
  return type === null ? null : analysis.rowValue(reading, type, column.json());
}
