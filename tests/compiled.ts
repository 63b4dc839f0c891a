/** Code that rules have changed, as TypeScript sees it: one program over all of it. */
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { clientTypes } from "./client-types.ts";
import type { Changed } from "./draw.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

const options: ts.CompilerOptions = {
  strict: true,
  noEmit: true,
  skipLibCheck: true,
  allowImportingTsExtensions: true,
  types: ["node"],
  target: ts.ScriptTarget.ESNext,
  module: ts.ModuleKind.Preserve,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
};

/**
 * What TypeScript says of changed code that it did not say before the change, each with the code. What it says of both is the matter of the case,
 * which may leave out what it does not need.
 */
export function newErrors(all: readonly Changed[]): readonly string[] {
  const stubs = Object.entries(clientTypes).map(
    ([name, text]) => [join(root, `tests/in-memory/${name}.d.ts`), text] as const,
  );
  const texts = new Map<string, string>(stubs);
  const placed = all.map(({ before, after, files, file }, index) => {
    const [was, is] = ["before", "after"].map((name) => join(root, "tests", "in-memory", String(index), name, file));
    for (const [path, code] of [
      [was, before],
      [is, after],
    ] as const) {
      texts.set(path ?? "", code);
      for (const [name, text] of Object.entries(files)) texts.set(join(dirname(path ?? ""), name), text);
    }
    return { was: was ?? "", is: is ?? "", after };
  });
  const program = ts.createProgram(
    [...placed.flatMap(({ was, is }) => [was, is]), ...stubs.map(([file]) => file)],
    options,
    hostOf(texts),
  );
  const errorsIn = (file: string): readonly string[] => {
    const source = program.getSourceFile(file);
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map(
      ({ code, messageText }) => `TS${code} ${ts.flattenDiagnosticMessageText(messageText, "\n")}`,
    );
  };
  return placed.flatMap(({ was, is, after }) => {
    const left = [...errorsIn(was)];
    const fresh = errorsIn(is).filter((error) => {
      const at = left.indexOf(error);
      if (at >= 0) left.splice(at, 1);
      return at < 0;
    });
    return fresh.map((error) => `${error}\n${after}`);
  });
}

/** What a change leaves the rule to say that it did not say before, and changes whose own finding is left. */
export function notSilenced(all: readonly Changed[]): readonly string[] {
  return all.flatMap(({ after, said, of, left }) => {
    const others = said.filter((_, index) => index !== of);
    const more = left.filter((one) => !others.includes(one));
    return more.length > 0 || left.length > others.length ? [`${left.join("\n")}\n${after}`] : [];
  });
}

function hostOf(texts: ReadonlyMap<string, string>): ts.CompilerHost {
  const host = ts.createCompilerHost(options);
  const folders = new Set([...texts.keys()].map((file) => dirname(file)));
  return {
    ...host,
    fileExists: (file) => texts.has(file) || host.fileExists(file),
    readFile: (file) => texts.get(file) ?? host.readFile(file),
    directoryExists: (folder) => folders.has(folder) || (host.directoryExists?.(folder) ?? true),
    getSourceFile: (file, version, ...rest) => {
      const text = texts.get(file);
      return text === undefined
        ? host.getSourceFile(file, version, ...rest)
        : ts.createSourceFile(file, text, version, true);
    },
  };
}
