import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { ESLint } from "eslint";
import type { FileRole } from "../lib/model/file-role.ts";
import type { Reading } from "../lib/model/reading.ts";
import plugin from "../rules/index.ts";
import type { CheckOptions, ExitStatus } from "./options.ts";
import { tellFailures, type Noted } from "./failures.ts";
import { findingsOf, plural } from "./findings.ts";
import { formatGithub } from "./format-github.ts";
import { formatSarif } from "./format-sarif.ts";
import { describeFindings, formatStylish } from "./format-stylish.ts";
import { printableDocument } from "./printable.ts";
import { progressOn } from "./progress.ts";
import { run, type Run } from "./run.ts";
import { describeSchema, noSchema, openSession, suspectedMarks, type Session } from "./session.ts";
import { colorsFor, complain, type Colors, type Output, type Streams } from "./streams.ts";

/** `rowguard check`: findings on standard output, what could not be done on standard error. */
export async function checkCommand(options: CheckOptions, streams: Streams): Promise<ExitStatus> {
  const session = openSession(options, streams);
  const done = await run(session.files, {
    base: session.base,
    settings: { ...session.settings, tests: options.tests },
    rules: options.rules,
    types: options.types,
    fix: options.fix !== null,
    progress: progressOn(streams.stderr),
    note: (_, { role, readings, failures }) => ({
      role,
      failures: failures.messages,
      statuses: readings.filter(({ site }) => site.role === "statement").map(({ status }) => status),
    }),
  });
  if (options.fix === "write") await ESLint.outputFixes([...done.results]);
  const failed = tellFailures(done, session.show, options.strictErrors, streams);
  if (done.untyped.length > 0) {
    complain(
      streams,
      `${plural(done.untyped.length, "file")} in no tsconfig.json, read without type information: ${done.untyped.slice(0, 3).map(session.show).join(", ")}${done.untyped.length > 3 ? ", …" : ""}`,
    );
  }
  await print(done, options, session, streams);
  if (session.failed || failed) return 2;
  return findingsOf(done.results).length > 0 && !options.exitZero ? 1 : 0;
}

/** What a file is for, and how well each statement of it was read. */
type Checked = Run<Noted & { readonly role: FileRole; readonly statuses: readonly Reading["status"][] }>;

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
      const rules = options.rules.map((name) => ({
        id: `rowguard/${name}`,
        description: plugin.rules[name]?.meta?.docs?.description ?? "",
        url: page(name) ?? "",
      }));
      write(printableDocument(formatSarif(results, rules, version, session.show)));
      return;
    }
    default:
      write(printableDocument(await done.format(options.format)));
  }
}

/** What was read, how well, against which schema, and what was found. */
function summary(done: Checked, options: CheckOptions, session: Session, colors: Colors): string[] {
  const read = [...done.read.values()];
  const readings = read.flatMap(({ statuses }) => statuses);
  const tests = options.tests ? 0 : read.filter(({ role, statuses }) => role === "test" && statuses.length > 0).length;
  const count = (status: string) => readings.filter((one) => one === status).length;
  const files = plural(session.files.length, "file");
  if (session.files.length === 0) return [`No JavaScript or TypeScript files in ${options.paths.join(", ")}.`];
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
    ...(tests > 0
      ? [`${plural(tests, "test file")} left without findings: --tests checks ${tests === 1 ? "it" : "them"}, too.`]
      : []),
    ...(fatal > 0 ? [`${plural(fatal, "file")} not checked: see above.`] : []),
    colors.bold(describeFindings(done.results)),
  ];
}

const page = (rule: string): string | null => plugin.rules[rule.replace(/^rowguard\//, "")]?.meta?.docs?.url ?? null;

function readText(file: string): string | null {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return null;
  }
}

function writeText(stdout: Output, text: string): void {
  stdout.write(text.endsWith("\n") ? text : `${text}\n`);
}
