import { execFileSync } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { expect, it } from "vitest";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const fixture = join(root, "tests/fixtures/new-library");

it("is made of a folder, a line in the list of libraries, and one in the list of readers", () => {
  const copy = realpathSync(mkdtempSync(join(tmpdir(), "new-library-")));
  try {
    cpSync(join(root, "dist/lib"), join(copy, "lib"), { recursive: true });
    writeFileSync(join(copy, "package.json"), '{ "type": "module" }');
    symlinkSync(realpathSync(join(root, "node_modules")), join(copy, "node_modules"));
    const libraries = join(copy, "lib/libraries");
    mkdirSync(join(libraries, "ninth-query"));
    for (const name of ["facts", "readers"])
      writeFileSync(
        join(libraries, `ninth-query/${name}.js`),
        compiled(readFileSync(join(fixture, `${name}.ts`), "utf8")),
      );
    add(join(libraries, "index.js"), "ninth", "facts.js", "libraries = [", "ninth,");
    add(join(libraries, "readers.js"), "readers as ninth", "readers.js", "readers = {", '"ninth-query": ninth,');
    cpSync(join(fixture, "ask.js"), join(copy, "ask.js"));
    expect(JSON.parse(execFileSync(process.execPath, ["ask.js"], { cwd: copy, encoding: "utf8" }))).toEqual({
      quickLook: [true, true, true, true],
      tag: true,
      package: "ninth-query",
      generated: "ninth-query",
      driver: true,
      dependency: ["ninth-query"],
      like: "ninth-query",
      migrations: "ninth-query",
      order: ["/10_a.ts", "/9_b.ts"],
      places: 2,
      configuration: true,
      readings: ["ninth-query builder checked", "ninth-query text checked", "ninth-query tag checked"],
    });
  } finally {
    rmSync(copy, { recursive: true });
  }
});

function add(path: string, imported: string, file: string, after: string, entry: string): void {
  const text = readFileSync(path, "utf8");
  expect(text).toContain(after);
  const line = `import { ${imported} } from "./ninth-query/${file}";`;
  writeFileSync(path, `${line}\n${text.replace(after, `${after}\n  ${entry}`)}`);
}

/** As the build does it, without a look at types. */
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
