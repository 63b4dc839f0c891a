import { existsSync, readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, isAbsolute, join, resolve } from "node:path";
import type { TSESTree } from "@typescript-eslint/utils";
import type { SourceModule } from "./module.ts";
import { keyName } from "./nodes.ts";
import { parseProgram } from "./parse-program.ts";

/**
 * Whether a type without null excludes it: not in a project that does not use `strictNullChecks`. The program's options say so,
 * or the nearest tsconfig.json with what it extends; where neither is to be had, it is taken to be so.
 */
export function checksNull(module: SourceModule): boolean {
  const options = module.types?.program.getCompilerOptions();
  if (options) return options.strictNullChecks ?? options.strict ?? isStrictByDefault(dirname(module.file));
  return checksNullIn(dirname(module.file));
}

/** How long a look at a configuration is good for: a run of the command, and a moment in an editor. */
const freshFor = 10_000;
const answers = new Map<string, { readonly checks: boolean; readonly at: number }>();

function checksNullIn(folder: string): boolean {
  const known = answers.get(folder);
  if (known && Date.now() - known.at < freshFor) return known.checks;
  const file = join(folder, "tsconfig.json");
  const above = dirname(folder);
  const checks = isFile(file) ? checksNullBy(file) : above === folder ? true : checksNullIn(above);
  if (answers.size > 10_000) answers.clear();
  answers.set(folder, { checks, at: Date.now() });
  return checks;
}

function checksNullBy(file: string): boolean {
  const { strictNullChecks, strict, whole } = optionsOf(file, 0);
  // What is extended may say anything where it is not installed.
  return strictNullChecks ?? strict ?? (whole ? isStrictByDefault(dirname(file)) : true);
}

interface NullOptions {
  readonly strictNullChecks: boolean | null;
  readonly strict: boolean | null;
  /** Everything that is extended was found. */
  readonly whole: boolean;
}

const none: NullOptions = { strictNullChecks: null, strict: null, whole: true };

/** What a configuration says itself goes before what it extends, and the last one extended before those named first. */
function optionsOf(file: string, depth: number): NullOptions {
  const config = depth > 10 ? null : readConfiguration(file);
  if (!config) return { ...none, whole: false };
  const compilerOptions = objectIn(config, "compilerOptions");
  const own = {
    strictNullChecks: booleanIn(compilerOptions, "strictNullChecks"),
    strict: booleanIn(compilerOptions, "strict"),
  };
  const parents = textsIn(config, "extends").toReversed();
  // A solution holds no files: those of its projects are checked as the first of these says.
  const [project] = isSolution(config) ? referencesIn(config) : [];
  const others = project === undefined ? parents : [`./${project}`.replace("/./", "/"), ...parents];
  return others.reduce<NullOptions>(
    (found, other) => {
      const path = extended(other, dirname(file));
      const options = path === null ? { ...none, whole: false } : optionsOf(path, depth + 1);
      return {
        strictNullChecks: found.strictNullChecks ?? options.strictNullChecks,
        strict: found.strict ?? options.strict,
        whole: found.whole && options.whole,
      };
    },
    { ...own, whole: true },
  );
}

/** The file that `extends` or a reference names: a path with or without its ending, a folder, or a package's own. */
function extended(name: string, folder: string): string | null {
  if (isAbsolute(name) || name.startsWith(".")) {
    const path = resolve(folder, name);
    return [path, `${path}.json`, join(path, "tsconfig.json")].find(isFile) ?? null;
  }
  const require = createRequire(join(folder, "tsconfig.json"));
  for (const specifier of [name, `${name}.json`, `${name}/tsconfig.json`])
    try {
      const path = require.resolve(specifier);
      if (path.endsWith(".json")) return path;
    } catch {
      // It has another of these forms, or is not installed.
    }
  return null;
}

/** TypeScript is strict without being told since its version 6. */
function isStrictByDefault(folder: string): boolean {
  try {
    const { version } = createRequire(join(folder, "x"))("typescript/package.json") as { readonly version: string };
    return Number.parseInt(version, 10) >= 6;
  } catch {
    return false;
  }
}

const isFile = (path: string): boolean => existsSync(path) && statSync(path).isFile();

/** JSON with comments and commas at the end, which is an object of TypeScript. */
function readConfiguration(file: string): TSESTree.ObjectExpression | null {
  try {
    const text = readFileSync(file, "utf8").replace(/^\uFEFF/, "");
    const [statement] = parseProgram(`export default (${text}\n);`, "tsconfig.ts")?.body ?? [];
    const value = statement?.type === "ExportDefaultDeclaration" ? statement.declaration : null;
    return value?.type === "ObjectExpression" ? value : null;
  } catch {
    return null;
  }
}

function valueIn(config: TSESTree.ObjectExpression | null, name: string): TSESTree.Node | null {
  const found = config?.properties.find((property) => property.type === "Property" && keyName(property) === name);
  return found?.type === "Property" ? found.value : null;
}

function objectIn(config: TSESTree.ObjectExpression, name: string): TSESTree.ObjectExpression | null {
  const value = valueIn(config, name);
  return value?.type === "ObjectExpression" ? value : null;
}

function booleanIn(config: TSESTree.ObjectExpression | null, name: string): boolean | null {
  const value = valueIn(config, name);
  return value?.type === "Literal" && typeof value.value === "boolean" ? value.value : null;
}

function elementsIn(config: TSESTree.ObjectExpression, name: string): readonly TSESTree.Node[] {
  const value = valueIn(config, name);
  return value?.type === "ArrayExpression" ? value.elements.flatMap((element) => element ?? []) : value ? [value] : [];
}

const textOf = (node: TSESTree.Node | null): readonly string[] =>
  node?.type === "Literal" && typeof node.value === "string" ? [node.value] : [];

function textsIn(config: TSESTree.ObjectExpression, name: string): readonly string[] {
  return elementsIn(config, name).flatMap(textOf);
}

function referencesIn(config: TSESTree.ObjectExpression): readonly string[] {
  return elementsIn(config, "references").flatMap((reference) =>
    reference.type === "ObjectExpression" ? textOf(valueIn(reference, "path")) : [],
  );
}

function isSolution(config: TSESTree.ObjectExpression): boolean {
  const files = valueIn(config, "files");
  return files?.type === "ArrayExpression" && files.elements.length === 0 && valueIn(config, "include") === null;
}
