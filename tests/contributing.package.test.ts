import { execFileSync } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { ninthQuery, placed, withNinthQuery } from "./templates.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

/** Parts of facts that the template does without. */
const more =
  'title: "Ninth Query", drivers: ["ninth-query"], generated: ["NinthClient"], bookkeeping: ["ninth_migrations"]';

const read = (file: string) => readFileSync(join(root, file), "utf8");

describe("CONTRIBUTING.md", () => {
  it("has templates whose types fit the project, where the page says they go", () => {
    expect(problemsOf()).toEqual([]);
  });

  it("adds a library by a folder, a line in the list of libraries, and one in the list of readers", () => {
    const copy = realpathSync(mkdtempSync(join(tmpdir(), "new-library-")));
    try {
      for (const file of readdirSync(join(root, "lib"), { recursive: true, encoding: "utf8" })) {
        if (!file.endsWith(".ts")) continue;
        const to = join(copy, "lib", file.replace(/ts$/, "js"));
        mkdirSync(dirname(to), { recursive: true });
        writeFileSync(to, compiled(read(join("lib", file))));
      }
      writeFileSync(join(copy, "package.json"), '{ "type": "module" }');
      symlinkSync(realpathSync(join(root, "node_modules")), join(copy, "node_modules"));
      const libraries = join(copy, "lib/libraries");
      mkdirSync(join(libraries, "ninth-query"));
      for (const [name, text] of ninthQuery)
        writeFileSync(join(libraries, "ninth-query", name.replace(/ts$/, "js")), compiled(text));
      add(join(libraries, "index.js"), "ninth", "facts.js", `{ ...ninth, ${more} },`);
      add(join(libraries, "readers.js"), "readers as ninth", "readers.js", '"ninth-query": ninth,');
      cpSync(join(root, "tests/fixtures/new-library/ask.js"), join(copy, "ask.js"));
      expect(JSON.parse(execFileSync(process.execPath, ["ask.js"], { cwd: copy, encoding: "utf8" }))).toEqual({
        quickLook: [true, true, true, true],
        tag: true,
        package: "ninth-query",
        generated: "ninth-query",
        driver: true,
        dependency: ["ninth-query"],
        client: true,
        like: "ninth-query",
        migrations: "ninth-query",
        order: ["/10_a.ts", "/9_b.ts"],
        places: 3,
        configuration: true,
        sources: ["ninth models: notes", "ninth-query: tags, users"],
        problems: [],
        readings: [
          "ninth-query builder checked: users",
          "ninth-query builder partly: users",
          "ninth-query text checked: users",
          "ninth-query tag checked: users",
        ],
      });
    } finally {
      rmSync(copy, { recursive: true });
    }
  });
});

function add(path: string, imported: string, file: string, entry: string): void {
  writeFileSync(path, withNinthQuery(readFileSync(path, "utf8"), imported, file, entry));
}

/** As JavaScript, without a look at types. */
function compiled(text: string): string {
  return ts.transpileModule(text, {
    compilerOptions: {
      target: ts.ScriptTarget.ES2023,
      module: ts.ModuleKind.ESNext,
      verbatimModuleSyntax: true,
      rewriteRelativeImportExtensions: true,
    },
  }).outputText;
}

/** What TypeScript says of the templates: one program for all of them, in which they stand beside the project's own files. */
function problemsOf(): readonly string[] {
  const { config } = ts.parseConfigFileTextToJson("tsconfig.json", read("tsconfig.json")) as { config: unknown };
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
  const texts = new Map([...placed].map(([file, text]) => [join(root, file).replaceAll("\\", "/"), text]));
  const host = ts.createCompilerHost(options);
  const onDisk = { ...host };
  host.directoryExists = () => true;
  host.fileExists = (file) => texts.has(file) || onDisk.fileExists(file);
  host.readFile = (file) => texts.get(file) ?? onDisk.readFile(file);
  host.getSourceFile = (file, target, ...more) => {
    const text = texts.get(file);
    return text === undefined ? onDisk.getSourceFile(file, target, ...more) : ts.createSourceFile(file, text, target);
  };
  const program = ts.createProgram({ rootNames: [...texts.keys()], options, host });
  return [...texts.keys()].flatMap((file) => {
    const source = program.getSourceFile(file);
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map(
      ({ messageText }) => `${file}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`,
    );
  });
}
