import { libraries } from "../../libraries/index.ts";
import type { Span } from "../../model/span.ts";
import type { Statement } from "../../model/statement.ts";
import type { SourceModule } from "../../source/module.ts";
import { languageGlobal } from "../../source/evaluate/members.ts";
import { installedFile } from "../../source/evaluate/installed-file.ts";
import { nodePackage, urlClass } from "../../source/evaluate/node-packages.ts";
import { Program, TooLong } from "../../source/evaluate/program.ts";
import type { Closure, ProgramPoint, ProgramValue } from "../../source/evaluate/program-value.ts";
import type { MigrationLibrary, Reading } from "./library.ts";
import { definesSomething, MigrationScript, type ReadSql, type SentPiece } from "./migration-script.ts";

/** What a migration in code does. Offsets and spans are UTF-16 units of the migration's source. */
export interface MigrationReading {
  /** What it defines, in order. */
  readonly statements: readonly Statement[];
  /** Those under a condition: one that cannot be applied is no problem. */
  readonly guarded: ReadonlySet<Statement>;
  /** The texts that it sends, in order. */
  readonly sent: readonly SentPiece[];
  readonly problems: readonly { readonly offset: number; readonly message: string }[];
  /** Other files that were read for it: modules it imports, .sql files it sends. Absolute paths. */
  readonly reads: readonly string[];
  /** Of those, the modules that send its SQL or hold the text of it. */
  readonly writtenIn: readonly string[];
  /** The function that was followed. */
  readonly followed: Followed;
  /** The library it is written with. */
  readonly kind: string | null;
  /** What it asked of the schema before it, and was answered: with other answers, it has to be read again. */
  readonly asked: readonly (Question & { readonly answer: boolean | null })[];
}

/** Whether a table, or a column of it, is there. */
interface Question {
  readonly schema: string | null;
  readonly table: string;
  readonly column: string | null;
}

/**
 * A function of a migration, up to its body. `none`: the file has none; `refused`: it says that it has none (`exports.down = false`); null: it
 * stands in another file, or the library is not known.
 */
export type Followed =
  | { readonly span: Span; readonly throws: boolean; readonly isEmpty: boolean; readonly saysWhy: boolean }
  | "none"
  | "refused"
  | null;

export interface MigrationOptions {
  /** The library it is written with; by what it imports and calls, where this is left out or none that is known. */
  readonly kind?: string;
  /** Which of its functions: what is applied, or what undoes it. Default: `up`. */
  readonly direction?: "up" | "down";
  /** What the schema holds before the migration; null where that is not known. */
  readonly exists?: (question: Question) => boolean | null;
}

/**
 * Reads the part of a migration in code that is applied, or undoes it, as syntax: nothing of it is executed. `readSql` reads the SQL
 * that it sends or that its library would make of it; `libraryOf` gives what follows the migrations of a library. What
 * cannot be told is a problem with its place. Never throws.
 */
export function readMigration(
  module: SourceModule,
  readSql: ReadSql,
  libraryOf: (kind: string) => MigrationLibrary | null,
  options: MigrationOptions = {},
): MigrationReading {
  const script = new MigrationScript(module);
  const reads = new Set<string>();
  const asked: (Question & { readonly answer: boolean | null })[] = [];
  const told = options.kind === undefined ? null : libraryOf(options.kind);
  const kind = told ? (options.kind ?? null) : kindOf(module.text);
  const whole: ProgramPoint = { node: module.ast, module };
  const failed = (message: string, followed: Followed = null): MigrationReading => ({
    statements: [],
    guarded: new Set(),
    sent: [],
    problems: [{ offset: 0, message }],
    reads: [...reads],
    writtenIn: [],
    followed,
    kind,
    asked,
  });
  const library = told ?? (kind === null ? null : libraryOf(kind));
  if (!library) return failed("is no migration of a library that is known");
  const program: Program = new Program({
    global: (name, following) => (name === "URL" ? urlClass : languageGlobal(name, following)),
    package: (specifier, following) =>
      library.packages?.(specifier, reading) ?? nodePackage(specifier, following, (path) => reads.add(path)),
    installed: installedFile,
    unread: (reason, values, at) => {
      library.unread?.(values, at, reading);
      if (values.some((value) => value === handed))
        script.problem(`hands the connection to ${reason}: what it changes is not read`, at);
    },
  });
  const reading: Reading = {
    readSql,
    script,
    program,
    exists(table, column, schema) {
      const left = script.leaves(table, column, readSql);
      if (left !== null) return left;
      const answer = options.exists?.({ schema, table, column }) ?? null;
      asked.push({ schema, table, column, answer });
      return answer;
    },
  };
  let handed: ProgramValue | undefined;
  let followed: Followed = null;
  const { direction = "up" } = options;
  try {
    const values = library.values(reading);
    handed = values[0];
    if (library.setup) {
      const setup = program.exported(module, "setup");
      if (setup.kind === "closure") program.call(setup, [library.setup()], whole);
    }
    const exporting = { module, program, library, reading, values, at: whole };
    const { up, self } = exportedFunction(direction, exporting);
    if (!up) {
      const given = program.exported(module, direction);
      const isRefused = given.kind === "constant" && given.value === false;
      // Beside what a runner of the project applies, other modules may lie.
      if (library.functions && !definesSomething(module.text)) return { ...failed("", "none"), problems: [] };
      return failed(`exports no function that is applied: ${direction}`, isRefused ? "refused" : "none");
    }
    followed = up.kind === "closure" && up.scope.module === module ? factsOf(up, module.text) : null;
    if (up.kind === "closure" && up.scope.module === module) script.startAt(up.node.range[0]);
    program.settle(
      program.call(
        up,
        values,
        { node: up.kind === "closure" && up.scope.module === module ? up.node : module.ast, module },
        self,
      ),
      whole,
    );
  } catch (error) {
    if (!(error instanceof TooLong) && !(error instanceof RangeError)) throw error;
    // What moves data about may go on for as long as it likes.
    if (!library.functions || program.modules.some(({ text }) => definesSomething(text)))
      script.problem(`could not be followed to its end: ${error.message}`, whole);
  }
  for (const file of program.files) if (file !== module.file) reads.add(file);
  const { statements, guarded, problems } = script.read(readSql);
  return {
    statements,
    guarded,
    sent: script.sent(),
    problems,
    reads: [...reads],
    writtenIn: script.writtenIn(program.modules),
    followed,
    kind,
    asked,
  };
}

interface Exporting {
  readonly module: SourceModule;
  readonly program: Program;
  readonly library: MigrationLibrary;
  readonly reading: Reading;
  /** What the function is called with. */
  readonly values: readonly ProgramValue[];
  readonly at: ProgramPoint;
}

interface Applied {
  readonly up: ProgramValue | null;
  readonly self: ProgramValue | null;
}

function exportedFunction(direction: "up" | "down", exporting: Exporting): Applied {
  for (const name of exporting.library.functions?.[direction] ?? [direction]) {
    const found = functionNamed(name, direction, exporting);
    if (found.up) return found;
  }
  return { up: null, self: null };
}

function functionNamed(
  name: string,
  direction: "up" | "down",
  { module, program, library, reading, values, at }: Exporting,
): Applied {
  const exported = program.exported(module, "*");
  const candidates: ProgramValue[] = [program.exported(module, name), program.exported(module, "default"), exported];
  if (exported.kind === "struct") candidates.push(...exported.properties.values());
  for (const [index, candidate] of candidates.entries()) {
    // A file whose default is a function has nothing that undoes it.
    if (candidate.kind === "closure" && (index === 0 || (index <= 2 && direction === "up")))
      return { up: candidate, self: null };
    if (candidate.kind === "class") {
      const self = program.instance(candidate, values, library.base?.(reading) ?? null, at);
      const up = program.classMember(candidate, name, false, self, at);
      if (up) return { up, self };
    }
    if (candidate.kind === "struct") {
      const up = candidate.properties.get(name);
      if (up?.kind === "closure") return { up, self: candidate };
    }
  }
  return { up: null, self: null };
}

function factsOf({ node }: Closure, text: string): Followed {
  const { body } = node;
  const statements = body.type === "BlockStatement" ? body.body : null;
  return {
    span: { start: node.range[0], end: node.range[0] + text.slice(node.range[0], body.range[0]).trimEnd().length },
    throws: statements?.some(({ type }) => type === "ThrowStatement") ?? false,
    isEmpty: statements?.length === 0,
    saysWhy: statements?.length === 0 && isSentence(text.slice(body.range[0] + 1, body.range[1] - 1)),
  };
}

/** Whether a comment says more than that there is nothing: `no-op`, `TODO`. */
export const isSentence = (comment: string): boolean => (comment.match(/[\p{L}\d_'-]+/gu)?.length ?? 0) > 2;

/** The library a migration is written with, by what it imports and calls. */
export function kindOf(text: string): string | null {
  return libraries.find(({ migrations }) => migrations?.marks.some((mark) => mark.test(text)))?.name ?? null;
}
