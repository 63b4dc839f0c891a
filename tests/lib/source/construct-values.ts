import { posix } from "node:path";
import * as typescript from "typescript";
import { constructs, type Construct } from "./constructs.ts";

/**
 * What JavaScript itself makes of a construct's expression: the values it has where the statement stands, the condition holding
 * and not holding. The table's answers are held against it.
 */
export async function valuesOf(construct: Construct): Promise<readonly unknown[]> {
  const seen = new Set<unknown>();
  compiled ??= compiledAll();
  const code = compiled.get(construct.name) ?? {};
  for (const flag of ["1", "0"]) await run(code, flag, seen);
  return [...seen].sort();
}

type Load = (path: string) => Record<string, unknown>;
type Body = (
  require: Load,
  module: object,
  exports: object,
  process: object,
  console: object,
  seen: Set<unknown>,
) => void;

async function run(code: Readonly<Record<string, string>>, flag: string, seen: Set<unknown>): Promise<void> {
  const loaded = new Map<string, { exports: Record<string, unknown> }>();
  const load = (path: string): Record<string, unknown> => {
    const known = loaded.get(path);
    if (known) return known.exports;
    const module = { exports: {} };
    loaded.set(path, module);
    const from: Load = (specifier) => load(resolve(posix.join(posix.dirname(path), specifier), code));
    const body = new Function("require", "module", "exports", "process", "console", "seen", code[path] ?? "") as Body;
    const process = { env: { FLAG: flag }, argv: [], pid: 1 };
    body(from, module, module.exports, process, { log: () => undefined }, seen);
    return module.exports;
  };
  const { run: start } = load("app.ts");
  if (typeof start === "function") await (start as () => Promise<void>)();
}

function resolve(path: string, files: Readonly<Record<string, string>>): string {
  const found = [path, `${path}.ts`, `${path}.js`, `${path}/index.ts`].find((one) => one in files);
  if (found === undefined) throw new Error(`no file ${path}`);
  return found;
}

function programOf({ module, body, expression }: Construct): string {
  const use = `seen.add(${expression});`;
  const inside = body.includes("USE;") ? body.replace("USE;", () => use) : `${body}\n${use}`;
  return [
    'const flag = process.env.FLAG === "1";',
    module.replace("USE;", () => use),
    `export async function run() { ${inside}\n }`,
  ].join("\n");
}

/** The JavaScript of a construct's files, by their paths. */
type Code = Readonly<Record<string, string>>;

let compiled: ReadonlyMap<string, Code> | undefined;

const options: typescript.CompilerOptions = {
  target: typescript.ScriptTarget.ES2022,
  module: typescript.ModuleKind.CommonJS,
  esModuleInterop: true,
  alwaysStrict: false,
  allowJs: true,
  // As `transpileModule` does it, which takes several times as long for as many files.
  isolatedModules: true,
  noResolve: true,
  noLib: true,
  noCheck: true,
  suppressOutputPathCheck: true,
};

/** All constructs as JavaScript, by their names. */
function compiledAll(): ReadonlyMap<string, Code> {
  const code = new Map<string, Record<string, string>>();
  const sources = new Map<string, typescript.SourceFile>();
  const targets = new Map<string, (text: string) => void>();
  constructs.forEach((construct, index) => {
    const own: Record<string, string> = {};
    code.set(construct.name, own);
    for (const [path, text] of Object.entries({ ...construct.files, "app.ts": programOf(construct) })) {
      if (path.endsWith(".json")) {
        own[path] = `module.exports = ${text};`;
        continue;
      }
      const name = `/${index}/${path}`;
      sources.set(name, typescript.createSourceFile(name, text, typescript.ScriptTarget.ES2022));
      targets.set(name, (output) => (own[path] = output));
    }
  });
  const host: typescript.CompilerHost = {
    getSourceFile: (name) => sources.get(name),
    fileExists: (name) => sources.has(name),
    readFile: () => undefined,
    writeFile: (_, text, __, ___, from) => from?.forEach(({ fileName }) => targets.get(fileName)?.(text)),
    getDefaultLibFileName: () => "lib.d.ts",
    getCurrentDirectory: () => "/",
    getCanonicalFileName: (name) => name,
    useCaseSensitiveFileNames: () => true,
    getNewLine: () => "\n",
  };
  typescript.createProgram([...sources.keys()], options, host).emit();
  return code;
}
