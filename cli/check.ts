import { createRequire } from "node:module";
import { isAbsolute, relative, resolve, sep } from "node:path";
import { ESLint } from "eslint";
import { readTextFile } from "../lib/text-file.ts";
import type { FileRole } from "../lib/model/file-role.ts";
import type { Reading } from "../lib/model/reading.ts";
import type { SurveySettings } from "../lib/settings.ts";
import { habitOf, type Habit } from "../lib/survey/habit.ts";
import type { Survey } from "../lib/survey/survey.ts";
import plugin from "../rules/index.ts";
import type { CheckOptions, ExitStatus } from "./options.ts";
import { chosenRules } from "./chosen-rules.ts";
import { tellFailures, type Noted } from "./failures.ts";
import { findingsOf, plural } from "./findings.ts";
import { formatGithub } from "./format-github.ts";
import { formatSarif } from "./format-sarif.ts";
import { describeFindings, formatStylish } from "./format-stylish.ts";
import { nameOf } from "./format-survey.ts";
import { inLightOf, placedFindings, type PlacedAbout } from "./in-light-of-survey.ts";
import { migrationsSince } from "./since-base.ts";
import { printableDocument } from "./printable.ts";
import { progressOn } from "./progress.ts";
import { run, type Run } from "./run.ts";
import { describeSchema, noSchema, openSession, suspectedMarks, type Session } from "./session.ts";
import { statementsIn } from "./statements-in.ts";
import {
  databasesOf,
  fileQuestions,
  openVerifying,
  verify,
  withVerdicts,
  type Databases,
  type FileQuestions,
} from "./verify.ts";
import { fileSurvey, surveyOfFiles, type FileSurvey } from "./survey.ts";
import { inShard } from "./shard.ts";
import { colorsFor, complain, type Colors, type Output, type Streams } from "./streams.ts";

/** `rowguard check`: findings on standard output, what could not be done on standard error. */
export async function checkCommand(
  options: CheckOptions,
  streams: Streams,
  databases: Databases = databasesOf(streams.cwd),
): Promise<ExitStatus> {
  const whole = openSession(options, streams);
  const session = options.shard ? { ...whole, files: inShard(whole.files, options.shard) } : whole;
  const newFiles = options.sinceBase === null ? {} : migrationsSince(options.sinceBase, session, streams);
  if (newFiles === null) return 2;
  const verifying = options.verify === null ? null : await openVerifying(options.verify, databases, session, streams);
  if (options.verify !== null && verifying === null) return 2;
  const isWhole =
    options.shard === null &&
    options.paths.some((path) => isSameOrAbove(resolve(streams.cwd, path), session.settings.root));
  // Of a whole project it shows at the end what its statements do; of a part, what was written down counts.
  const survey = { ...session.settings.survey, ...(isWhole ? { file: null } : {}) };
  const rules = chosenRules(options, session.settings, Object.keys(plugin.rules));
  const ran = await run(session.files, {
    base: session.base,
    settings: { ...session.settings, ...newFiles, survey, tests: options.tests, judgesLater: isWhole },
    rules,
    types: options.types,
    fix: options.fix !== null,
    progress: progressOn(streams.stderr),
    note: (file, analysis): CheckedFile => ({
      role: analysis.role,
      failures: analysis.failures.messages,
      statuses: statementsIn(analysis).map(({ status }) => status),
      ...(verifying ? { questions: fileQuestions(analysis, options.tests) } : {}),
      ...(isWhole ? { survey: fileSurvey(file, analysis, session.settings), about: placedFindings(analysis) } : {}),
    }),
  });
  const files = [...ran.read.values()];
  const surveyed = isWhole
    ? surveyOfFiles(
        files.flatMap(({ survey }) => survey ?? []),
        [session.schema],
        session.settings,
      )
    : null;
  const about = new Map([...ran.read].map(([file, { about = [] }]) => [file, about]));
  const judged = surveyed ? inLightOf(surveyed, ran.results, about, survey) : ran.results;
  const verified = verifying && (await verify(questionsIn(ran.read), judged, verifying, session, streams));
  const results = verified ? withVerdicts(judged, verified) : judged;
  const done: Checked = { ...ran, results, surveyed, rules: Object.keys(rules), verified: verified?.summary ?? [] };
  if (options.fix === "write") await ESLint.outputFixes([...done.results]);
  const failed = tellFailures(done, session.show, options.strictErrors, streams);
  if (done.untyped.length > 0) {
    complain(
      streams,
      `${plural(done.untyped.length, "file")} in no tsconfig.json, read without type information: ${done.untyped.slice(0, 3).map(session.show).join(", ")}${done.untyped.length > 3 ? ", …" : ""}`,
    );
  }
  await print(done, options, session, streams);
  if (session.failed || failed || verified?.failed) return 2;
  const errors = findingsOf(done.results).filter(({ message }) => message.severity === 2);
  return errors.length > 0 && !options.exitZero ? 1 : 0;
}

/** What is kept of a file. */
interface CheckedFile extends Noted {
  readonly role: FileRole;
  /** How well each statement of it was read. */
  readonly statuses: readonly Reading["status"][];
  /** What PostgreSQL is asked, where it is. */
  readonly questions?: FileQuestions | null;
  /** Where the whole project is checked. */
  readonly survey?: FileSurvey;
  readonly about?: readonly PlacedAbout[];
}

interface Checked extends Run<CheckedFile> {
  /** What the whole project does with deleted rows; null where only a part of it was checked. */
  readonly surveyed: Survey | null;
  /** The rules that ran, by their bare names. */
  readonly rules: readonly string[];
  /** What to say of what PostgreSQL was asked. */
  readonly verified: readonly string[];
}

const questionsIn = (read: ReadonlyMap<string, CheckedFile>): ReadonlyMap<string, FileQuestions> =>
  new Map([...read].flatMap(([file, { questions }]) => (questions ? [[file, questions] as const] : [])));

async function print(done: Checked, options: CheckOptions, session: Session, streams: Streams): Promise<void> {
  const colors = colorsFor(streams);
  const write = (text: string) => writeText(streams.stdout, text);
  const { results } = done;
  switch (options.format) {
    case "stylish": {
      const findings = formatStylish(results, {
        show: session.show,
        read: readText,
        page,
        colors,
        width: streams.stdout.columns ?? 140,
      });
      const lines = [...(findings ? [findings, ""] : []), ...summary(done, options, session, colors)];
      write(lines.join("\n"));
      return;
    }
    case "github":
      write(formatGithub(results, session.show));
      return;
    case "sarif": {
      const { version } = createRequire(import.meta.url)("eslint-plugin-rowguard/package.json") as { version: string };
      const ran = options.verify === null ? done.rules : [...done.rules, "verify"];
      const rules = ran.map((name) => ({
        id: `rowguard/${name}`,
        description: plugin.rules[name]?.meta?.docs?.description ?? "What PostgreSQL says of a statement",
        url: page(name) ?? "",
      }));
      write(printableDocument(formatSarif(results, rules, version, session.show)));
      return;
    }
    default:
      write(printableDocument(await done.format(options.format, results)));
  }
}

/** What was read, how well, against which schema, and what was found. */
function summary(done: Checked, options: CheckOptions, session: Session, colors: Colors): string[] {
  const read = [...done.read.values()];
  const readings = read.flatMap(({ statuses }) => statuses);
  const tests = options.tests ? 0 : read.filter(({ role, statuses }) => role === "test" && statuses.length > 0).length;
  const count = (status: string) => readings.filter((one) => one === status).length;
  const files = plural(session.files.length, "file");
  if (session.files.length === 0) return [`No JavaScript, TypeScript or SQL files in ${options.paths.join(", ")}.`];
  const doubts = [
    ...(count("partly") ? [`${count("partly")} partly`] : []),
    ...(count("unread") ? [`${count("unread")} not read`] : []),
  ];
  const statements =
    readings.length === 0 && done.crashes.length === 0 && done.unreadable.length < session.files.length
      ? `No SQL found in ${files}. If your database client is wrapped, name it: configure({ clients: [{ name: "db", methods: ["run"] }] }).`
      : `Read ${files}: ${plural(readings.length, "statement")}${doubts.length ? `, ${doubts.join(", ")} (rowguard queries says why)` : ", every one in full"}.`;
  const schema = describeSchema(session);
  const fatal = findingsOf(done.results).filter(({ message }) => message.fatal).length;
  return [
    ...(options.fix === "show"
      ? [plural(done.results.filter(({ output }) => output !== undefined).length, "file") + " would change with --fix."]
      : []),
    ...(options.fix === "write"
      ? [plural(done.results.filter(({ output }) => output !== undefined).length, "file") + " repaired."]
      : []),
    statements,
    ...(schema === null
      ? readings.length > 0
        ? noSchema(session)
        : []
      : [`Schema: ${schema}.`, ...(readings.length > 0 ? suspectedMarks(session) : [])]),
    ...done.verified,
    ...notJudged(done.surveyed, session.settings.survey),
    ...(tests > 0
      ? [`${plural(tests, "test file")} left without findings: --tests checks ${tests === 1 ? "it" : "them"}, too.`]
      : []),
    ...(fatal > 0 ? [`${plural(fatal, "file")} not checked: see above.`] : []),
    colors.bold(describeFindings(done.results)),
  ];
}

/** Says which tables nothing is said of, since the project does not use their marks, or not for soft deletion. */
function notJudged(survey: Survey | null, settings: SurveySettings): string[] {
  const read = (survey?.tables ?? []).filter(({ uses }) => (uses.reads ?? uses.removes ?? []).length > 0);
  const line = (kind: Habit["kind"], reason: string) => {
    const tables = read.filter((table) => habitOf(table, settings).kind === kind);
    const names = tables.slice(0, 5).map((table) => `"${nameOf(table)}"`);
    const more = tables.length > names.length ? ` and ${tables.length - names.length} more` : "";
    return tables.length > 0 ? [`Not judged: ${names.join(", ")}${more}, ${reason} (rowguard survey).`] : [];
  };
  return [
    ...line("unused", "whose soft-delete column nothing in the project sets or asks for"),
    ...line("dated", "whose soft-delete column is set and asked for, and filtered by no read"),
  ];
}

/** Whether a folder is another, or has it below. */
function isSameOrAbove(folder: string, other: string): boolean {
  const way = relative(folder, other);
  return way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

const page = (rule: string): string | null => plugin.rules[rule.replace(/^rowguard\//, "")]?.meta?.docs?.url ?? null;

function readText(file: string): string | null {
  try {
    return readTextFile(file).text;
  } catch {
    return null;
  }
}

function writeText(stdout: Output, text: string): void {
  stdout.write(text.endsWith("\n") ? text : `${text}\n`);
}
