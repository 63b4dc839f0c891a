import { createRequire } from "node:module";
import { InvalidArgumentError, Command, CommanderError, Option } from "commander";
import { didYouMean } from "../lib/nearest.ts";
import { parseSoftDelete, SettingsError, type SoftDeleteSetting } from "../lib/settings.ts";
import {
  type CheckOptions,
  type ExitStatus,
  type IndexesOptions,
  type ProjectOptions,
  type QueriesOptions,
  type RulesOptions,
  type SchemaOptions,
  type SurveyOptions,
} from "./options.ts";
import { parseShard, type Shard } from "./shard.ts";
import { complain, type Output, type Streams } from "./streams.ts";

interface Flags {
  readonly schema?: string[];
  readonly softDelete?: SoftDeleteSetting[];
  readonly rule?: string[];
  readonly preset?: string[];
  readonly types?: boolean;
  readonly explain?: boolean;
  readonly tests?: boolean;
  readonly sinceBase?: string;
  readonly format?: string;
  readonly verify?: string | true;
  readonly fix?: boolean;
  readonly fixDryRun?: boolean;
  readonly exitZero?: boolean;
  readonly strictErrors?: boolean;
  readonly shard?: Shard;
  readonly from?: string;
  readonly out?: string;
  readonly least?: string;
  readonly check?: boolean;
}

const strictErrors = "exit with 2 when rowguard itself failed on something, even if the rest was checked";

const examples = `
Examples:
  $ rowguard check                                    everything below this folder
  $ rowguard check src --schema db/migrations         with the schema named
  $ rowguard check --soft-delete removed_at           rows are deleted by another column
  $ rowguard check --soft-delete is_live=true         live rows have is_live = true
  $ rowguard check --rule no-hard-delete --format github
  $ rowguard check --preset strict --preset migrations
  $ rowguard check --preset migrations --since-base origin/main
  $ rowguard check --verify                           PostgreSQL itself is asked, embedded
  $ rowguard check --verify postgres://me@db/shop     the one of a database, in which nothing is changed
  $ rowguard rules db/migrations/001.sql              the rules, and which are on for this file
  $ rowguard explain no-hard-delete                   the page of a rule
  $ rowguard migrate db/migrations/003.sql:5          a new migration that repairs what was found there
  $ rowguard queries src                              what was read, what not, and why
  $ rowguard types --out src/queries.types.ts         a TypeScript type for each query
  $ rowguard indexes                                  columns that many statements look by, and no index begins with
  $ rowguard survey                                   which tables mark deleted rows, and who filters them
  $ rowguard schema --format json                     the schema as the rules see it
  $ rowguard schema --from postgres://me@db/shop      a snapshot of a live database, for --schema

Exit status: 0 nothing found or warnings only, 1 findings, 2 usage, configuration or internal error.`;

/**
 * Runs the `rowguard` command. In: arguments as in `process.argv`, and where it runs. Out: the exit status; nothing is
 * thrown for what a user did.
 */
export async function main(argv: readonly string[], streams: Streams): Promise<ExitStatus> {
  let status: ExitStatus = 0;
  const program = commands(streams, (run) => async () => {
    status = await run();
  });
  try {
    await program.parseAsync([...argv]);
    return status;
  } catch (error) {
    // Commander has said what was wrong, or shown the help that was asked for.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (error instanceof SettingsError) return complain(streams, error.message);
    if ((error as NodeJS.ErrnoException).code === "ERR_MODULE_NOT_FOUND" && /'eslint'/.test(String(error))) {
      return complain(streams, "ESLint is not installed. Run: npm install --save-dev eslint");
    }
    throw error;
  }
}

/** The commands and flags there are. In: `action` makes of a command what commander calls for it. */
export function commands(streams: Streams, action: (run: () => Promise<ExitStatus>) => () => Promise<void>): Command {
  const { version } = createRequire(import.meta.url)("eslint-plugin-rowguard/package.json") as { version: string };
  const program = new Command("rowguard")
    .description(
      "Checks the SQL inside TypeScript and JavaScript, and in .sql files, against the schema in your migrations.\nNo database, no configuration needed; of the project's own ESLint configuration only rowguard's settings are read.",
    )
    .version(version, "-v, --version")
    .showSuggestionAfterError()
    .showHelpAfterError("(rowguard --help says more)")
    .addHelpText("after", examples)
    .configureOutput({
      writeOut: (text) => streams.stdout.write(text),
      writeErr: (text) => streams.stderr.write(text),
      getOutHelpWidth: () => widthOf(streams.stdout),
      getErrHelpWidth: () => widthOf(streams.stderr),
      getOutHasColors: () => streams.colors,
      getErrHasColors: () => streams.colors,
    })
    .exitOverride();

  const collect = (value: string, list: string[] = []) => [...list, value];
  const softDelete = (value: string, list: SoftDeleteSetting[] = []) => [
    ...list,
    parseSoftDelete(value, "--soft-delete"),
  ];
  const shard = (value: string): Shard => {
    const parsed = parseShard(value);
    if (!parsed) throw new InvalidArgumentError("It is a part of so many, 2/4.");
    return parsed;
  };
  const command = (name: string, description: string, formats: readonly string[]) => {
    const made = program
      .command(name)
      .description(description)
      .argument("[paths...]", "files, folders or globs (default: this folder)")
      .option("--schema <path|glob>", "migrations or a dump, repeatable (default: the usual places)", collect)
      .option(
        "--soft-delete <column[=live]>",
        "a column that marks deleted rows, and its value in live ones, repeatable",
        softDelete,
      )
      .exitOverride();
    if (formats.length === 0) return made;
    return made.addOption(new Option("--format <name>", "how to print").choices([...formats]).default("stylish"));
  };

  const check = command("check", "lint with rowguard's rules alone", ["stylish", "json", "sarif", "github", "html"])
    .option("--rule <name>", "this rule instead of the recommended ones, repeatable", collect)
    .option("--preset <name>", "this set of rules instead of those of the settings, repeatable", collect)
    .option("--types", "use type information: slower, sharper")
    .option("--tests", "check test files, too")
    .option("--since-base <commit>", "of migrations, judge those that this commit does not have: origin/main")
    .option("--shard <part/of>", "a part of the files, for several machines: 2/4", shard)
    .option("--verify [url]", "ask PostgreSQL about each statement: the one that PGlite embeds, or a database of yours")
    .option("--fix", "repair what can be repaired safely")
    .option("--fix-dry-run", "show what would be left after --fix, and write nothing")
    .option("--exit-zero", "exit with 0 even when something was found")
    .option("--strict-errors", strictErrors)
    .addHelpText("after", examples);
  check.action((paths: string[], flags: Flags) =>
    action(async () => {
      const rules = await knownRules(flags.rule ?? [], streams);
      if (rules === null) return 2;
      const { verify, path } = verifyFlag(flags.verify);
      const { checkCommand } = await import("./check.ts");
      return checkCommand(
        {
          ...projectOptions([...path, ...paths], flags),
          rules,
          verify,
          presets: flags.preset ?? [],
          types: flags.types ?? false,
          tests: flags.tests ?? false,
          sinceBase: flags.sinceBase ?? null,
          shard: flags.shard ?? null,
          format: flags.format as CheckOptions["format"],
          fix: flags.fixDryRun ? "show" : flags.fix ? "write" : null,
          exitZero: flags.exitZero ?? false,
          strictErrors: flags.strictErrors ?? false,
        },
        streams,
      );
    })(),
  );

  const queries = command("queries", "list every statement found: where, what, whether it was read, and why not", [
    "stylish",
    "json",
  ])
    .option("--types", "use type information: slower, sharper")
    .option("--explain", "say of each column that comes back how it got its type, and why it may be NULL or not")
    .option("--strict-errors", strictErrors);
  queries.action((paths: string[], flags: Flags) =>
    action(async () => {
      const { queriesCommand } = await import("./queries.ts");
      return queriesCommand(
        {
          ...projectOptions(paths, flags),
          types: flags.types ?? false,
          explain: flags.explain ?? false,
          format: flags.format as QueriesOptions["format"],
          strictErrors: flags.strictErrors ?? false,
        },
        streams,
      );
    })(),
  );

  const types = command("types", "print a TypeScript type for the rows and parameters of each query", [])
    .option("--out <file>", "write them to a file")
    .option("--check", "exit with 1 where that file is out of date, and write nothing");
  types.action((paths: string[], flags: Flags) =>
    action(async () => {
      const { typesCommand } = await import("./types.ts");
      return typesCommand(
        { ...projectOptions(paths, flags), out: flags.out ?? null, check: flags.check ?? false },
        streams,
      );
    })(),
  );

  const indexes = command("indexes", "print the columns that many statements look by and no index begins with", [
    "stylish",
    "json",
  ]).option("--least <number>", "so many statements have to look by a column", "3");
  indexes.action((paths: string[], flags: Flags) =>
    action(async () => {
      const { indexesCommand } = await import("./indexes.ts");
      const format = flags.format as IndexesOptions["format"];
      const least = Number(flags.least);
      if (!(least >= 1)) return complain(streams, "--least must be a number from 1 on.");
      return indexesCommand({ ...projectOptions(paths, flags), format, least }, streams);
    })(),
  );
  const survey = command("survey", "print what the statements do with each soft-delete table: mark, filter, remove", [
    "stylish",
    "json",
    "html",
  ]).option("--out <file>", "where to write it; ESLint reads rowguard.survey.json beside the configuration");
  survey.action((paths: string[], flags: Flags) =>
    action(async () => {
      const { surveyCommand } = await import("./survey.ts");
      return surveyCommand(
        {
          ...projectOptions(paths, flags),
          format: flags.format as SurveyOptions["format"],
          out: flags.out ?? null,
        },
        streams,
      );
    })(),
  );

  program
    .command("rules")
    .description("list the rules, the presets they are in, and which are on")
    .argument("[file]", "for this file (default: this folder)")
    .addOption(new Option("--format <name>", "how to print").choices(["stylish", "json"]).default("stylish"))
    .exitOverride()
    .action((file: string | undefined, flags: Flags) =>
      action(async () => {
        const { rulesCommand } = await import("./rules.ts");
        return rulesCommand({ file: file ?? null, format: flags.format as RulesOptions["format"] }, streams);
      })(),
    );

  program
    .command("migrate")
    .description("print a new migration that repairs what rules on tables find in a line of an old one")
    .argument("<file:line>", "where it was found")
    .option("--rule <name>", "what this rule finds, repeatable (default: all)", collect)
    .exitOverride()
    .action((place: string, flags: Flags) =>
      action(async () => {
        const rules = await knownRules(flags.rule ?? [], streams);
        if (rules === null) return 2;
        const { migrateCommand } = await import("./migrate.ts");
        return migrateCommand({ place, rules }, streams);
      })(),
    );

  program
    .command("explain")
    .description("print the page of a rule: what it reports and why, its options and limits")
    .argument("<rule>", "its name")
    .exitOverride()
    .action((rule: string) =>
      action(async () => {
        const { explainCommand } = await import("./explain.ts");
        return explainCommand(rule, streams);
      })(),
    );

  const schema = command("schema", "print the schema as it was read, and from which files", ["stylish", "json"])
    .option("--from <url>", "read a live database instead, with the project's pg package, and change nothing in it")
    .option("--out <file>", "where the snapshot of --from is written (schema.json)");
  schema.action((paths: string[], flags: Flags) =>
    action(async () => {
      if (flags.from !== undefined) {
        const { snapshotCommand } = await import("./snapshot.ts");
        return snapshotCommand(flags.from, flags.out ?? "schema.json", streams);
      }
      if (flags.out !== undefined) return complain(streams, "--out is for --from: it names the file of a snapshot.");
      const { schemaCommand } = await import("./schema.ts");
      return schemaCommand(
        { ...projectOptions(paths, flags), format: flags.format as SchemaOptions["format"] },
        streams,
      );
    })(),
  );
  return program;
}

/** How wide help is; commander has 80 columns where no terminal shows it. */
const widthOf = ({ isTTY, columns }: Output) => (isTTY && columns) || 80;

const projectOptions = (paths: readonly string[], flags: Flags): ProjectOptions => ({
  paths: paths.length > 0 ? paths : ["."],
  schema: flags.schema ?? [],
  softDelete: flags.softDelete ?? [],
});

/** What `--verify` names: a word behind it that is no URL is the first of the paths. */
function verifyFlag(written: string | true | undefined): { readonly verify: string | null; readonly path: string[] } {
  if (written === undefined) return { verify: null, path: [] };
  if (written === true) return { verify: "embedded", path: [] };
  return /^postgres(?:ql)?:/.test(written) ? { verify: written, path: [] } : { verify: "embedded", path: [written] };
}

/** The rules by their bare names; null, and a line for each, where one does not exist. */
async function knownRules(written: readonly string[], streams: Streams): Promise<readonly string[] | null> {
  const { default: plugin } = await import("../rules/index.ts");
  const all = Object.keys(plugin.rules);
  const bare = (name: string) => name.replace(/^rowguard\//, "");
  const names = written.map(bare);
  const unknown = names.filter((name) => !all.includes(name));
  for (const name of unknown)
    complain(streams, `there is no rule "${name}".${didYouMean(name, all)} The rules: ${all.join(", ")}.`);
  return unknown.length > 0 ? null : [...new Set(names)];
}
