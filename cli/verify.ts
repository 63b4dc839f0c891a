import { readFileSync } from "node:fs";
import type { ESLint, Linter } from "eslint";
import type { LoadedSchema } from "../lib/catalog/load.ts";
import { answersTo, questionsOf, type Answer, type Questions } from "../lib/verify/questions.ts";
import type { Span } from "../lib/model/span.ts";
import { connectWithPg, describeUrl, reasonOf, type Connect } from "./database-client.ts";
import { plural } from "./findings.ts";
import { PackageMissing } from "./project-package.ts";
import { withMessages, type FileRead } from "./run.ts";
import type { Session } from "./session.ts";
import { statementsIn } from "./statements-in.ts";
import { complain, type Streams } from "./streams.ts";
import {
  embeddedPostgres,
  NotMigrated,
  serverAt,
  serverFor,
  type Verifying,
  type VerifyingServer,
} from "./verifying-servers.ts";

/** What is found by asking is reported under this name; no rule has it. */
export const verifyRule = "rowguard/verify";

/** What is to be asked of a file. */
export interface FileQuestions extends Questions {
  readonly schema: LoadedSchema;
}

/** What came of asking. */
export interface Verified {
  /** By absolute path. */
  readonly messages: ReadonlyMap<string, readonly Linter.LintMessage[]>;
  /** What to say of it at the end, a line each. */
  readonly summary: readonly string[];
  readonly failed: boolean;
}

/** The databases that `--verify` may ask; tests give others. */
export interface Databases {
  readonly embedded: typeof embeddedPostgres;
  readonly connect: Connect;
}

export const databasesOf = (cwd: string): Databases => ({ embedded: embeddedPostgres, connect: connectWithPg(cwd) });

/**
 * Makes ready what `--verify` asks, before anything is read. In: the URL of a database; "embedded" for PGlite. Out: null, and a line on standard
 * error, where that cannot be.
 */
export async function openVerifying(
  where: string,
  { embedded, connect }: Databases,
  session: Session,
  streams: Streams,
): Promise<Verifying | null> {
  try {
    if (where !== "embedded") return await openRemote(where, connect, streams);
    if (session.schema.sources.length === 0) {
      complain(streams, "--verify needs a schema, for PostgreSQL to have tables. Name it: --schema path/to/migrations");
      return null;
    }
    const postgres = await embedded(streams.cwd);
    return {
      open: (schema) => serverFor(postgres, schema, session.settings.root),
      close: () => Promise.resolve(),
    };
  } catch (error) {
    if (!(error instanceof PackageMissing)) throw error;
    const [name, purpose] =
      where === "embedded" ? ["@electric-sql/pglite", "which embeds PostgreSQL"] : ["pg", "which connects to a server"];
    complain(streams, `--verify needs the package ${name}, ${purpose}. Run: npm install --save-dev ${name}`);
    return null;
  }
}

async function openRemote(url: string, connect: Connect, streams: Streams): Promise<Verifying | null> {
  const place = describeUrl(url) ?? "the database";
  const client = await connect(url);
  // A connection that breaks is told by the query that fails.
  client.on("error", () => undefined);
  try {
    return await serverAt(client, place);
  } catch (error) {
    await client.end().catch(() => undefined);
    complain(streams, `${reasonOf(error, place)}.`);
    return null;
  }
}

/** The questions of a file: of what the application sends, and of tests where they are checked. */
export function fileQuestions(analysis: FileRead, tests: boolean): FileQuestions | null {
  const { role, catalog, schema } = analysis;
  if (!schema || role === "migration" || (role === "test" && !tests)) return null;
  const questions = questionsOf(statementsIn(analysis), catalog);
  return questions.asked.length + questions.unknown > 0 ? { ...questions, schema } : null;
}

const mostProblems = 10;

/** Asks PostgreSQL about each file. What could not be made or asked is said on standard error. */
export async function verify(
  files: ReadonlyMap<string, FileQuestions>,
  results: readonly ESLint.LintResult[],
  verifying: Verifying,
  { show }: Session,
  streams: Streams,
): Promise<Verified> {
  const servers = new Map<string, VerifyingServer>();
  const messages = new Map<string, readonly Linter.LintMessage[]>();
  const count = { answered: 0, open: 0, unknown: 0, refused: 0, disagree: 0 };
  try {
    for (const [file, questions] of files) {
      const key = `${questions.schema.serves} ${questions.schema.digest}`;
      const server = servers.get(key) ?? (await verifying.open(questions.schema));
      if (!servers.has(key)) tellProblems(server, streams);
      servers.set(key, server);
      const { answers, answered, open: left } = await answersTo(questions, server, server.problems.length > 0);
      count.answered += answered;
      count.open += left;
      count.unknown += questions.unknown;
      const told = results.find(({ filePath }) => filePath === file);
      const isTold = isToldIn(told, file);
      for (const { verdict } of answers) {
        if (verdict.kind === "refused") count.refused++;
        if (verdict.kind === "disagree" || verdict.isUntold) count.disagree++;
      }
      const shown = answers.filter((answer) => answer.verdict.kind === "disagree" || !isTold(answer.site));
      if (shown.length > 0)
        messages.set(
          file,
          shown.map((answer) => messageOf(answer, placesIn(file))),
        );
    }
  } catch (error) {
    complain(
      streams,
      `--verify went no further: ${error instanceof NotMigrated ? error.message : reasonOf(error, show("the server"))}.`,
    );
    return { messages, summary: [], failed: true };
  } finally {
    for (const one of [...new Set(servers.values()), verifying]) await one.close().catch(() => undefined);
  }
  const names = [...new Set([...servers.values()].map(({ name }) => name))];
  return { messages, summary: names.length > 0 ? [summaryOf(names.join(" and "), count)] : [], failed: false };
}

function tellProblems({ problems, name, instead }: VerifyingServer, streams: Streams): void {
  for (const { file, line, message } of problems.slice(0, mostProblems))
    complain(streams, `${file === null ? "" : `${file}:${line}: `}${message}.`);
  if (problems.length > mostProblems) complain(streams, `and ${problems.length - mostProblems} more.`);
  if (problems.length > 0) complain(streams, `${name}, has not all that the migrations make: ${instead}.`);
}

function summaryOf(
  name: string,
  {
    answered,
    open,
    unknown,
    refused,
    disagree,
  }: Readonly<Record<"answered" | "open" | "unknown" | "refused" | "disagree", number>>,
): string {
  const left = [
    ...(unknown > 0 ? [`${unknown} not asked about, as their text is not all known`] : []),
    ...(open > 0 ? [`${open} that hang on what it does not have, or on values`] : []),
  ];
  return `Asked ${name}: ${plural(answered, "statement")}, ${refused} refused, ${disagree} on which it and rowguard disagree${left.length > 0 ? `; ${left.join(", ")}` : ""}.`;
}

interface Place {
  readonly line: number;
  readonly column: number;
}

/** Whether no-invalid-sql has said, or was told not to say, something of a text. */
function isToldIn(result: ESLint.LintResult | undefined, file: string): (site: Span) => boolean {
  const told = [...(result?.messages ?? []), ...(result?.suppressedMessages ?? [])].filter(
    ({ ruleId }) => ruleId === "rowguard/no-invalid-sql",
  );
  if (told.length === 0) return () => false;
  const place = placesIn(file);
  return (site) => {
    const [start, end] = [place(site.start), place(site.end)];
    return told.some(({ line, column }) => isInOrder(start, { line, column }) && isInOrder({ line, column }, end));
  };
}

const isInOrder = (one: Place, other: Place): boolean =>
  one.line < other.line || (one.line === other.line && one.column <= other.column);

const lineBreak = /\r\n|[\n\r\u2028\u2029]/g;

/** In: a UTF-16 offset of a file. Out: line and column, from 1, as ESLint counts them. */
function placesIn(file: string): (offset: number) => Place {
  const text = readFileSync(file, "utf8").replace(/^\uFEFF/, "");
  return (offset) => {
    const before = text.slice(0, offset).split(lineBreak);
    return { line: before.length, column: (before.at(-1) ?? "").length + 1 };
  };
}

function messageOf({ verdict, span }: Answer, place: (offset: number) => Place): Linter.LintMessage {
  const [start, end] = [place(span.start), place(span.end)];
  return {
    ruleId: verifyRule,
    severity: verdict.kind === "refused" ? 2 : 1,
    message: textOf(verdict),
    line: start.line,
    column: start.column,
    endLine: end.line,
    endColumn: end.column,
  };
}

function textOf(verdict: Answer["verdict"]): string {
  if (verdict.kind === "disagree")
    return `rowguard and PostgreSQL disagree, please report it: PostgreSQL takes this, and ${verdict.about}.`;
  const { code, message, hint, isUntold } = verdict;
  const why = `PostgreSQL refuses this: ${message} (${code}).${hint === null ? "" : ` ${hint}`}`;
  return isUntold ? `${why} rowguard and PostgreSQL disagree, please report it: no-invalid-sql finds nothing.` : why;
}

/** Results with what PostgreSQL said, in the order of the file. */
export function withVerdicts(
  results: readonly ESLint.LintResult[],
  { messages }: Verified,
): readonly ESLint.LintResult[] {
  return results.map((result) => {
    const more = messages.get(result.filePath);
    if (!more) return result;
    const all = [...result.messages, ...more];
    return withMessages(
      result,
      all.sort((one, other) => one.line - other.line || one.column - other.column),
    );
  });
}
