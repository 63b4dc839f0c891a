import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));

/** What makes a test slow, and the ending of the tests that may have it: vitest.config.ts makes a project of each ending. */
const slow = [
  { name: "PGlite", of: /^@electric-sql\/pglite\b|\/verifying-servers\.ts$/, ending: ".postgres.test.ts" },
  { name: "a spawned process", of: /^node:child_process$/, ending: ".package.test.ts" },
] as const;

/**
 * Tests with something slow that is another project's, and what leads there. A real server is started beside PGlite where the
 * machine has one.
 */
const exceptions: Readonly<Record<string, string>> = {
  "tests/lib/catalog/snapshot.postgres.test.ts": "a spawned process",
};

describe("a test", () => {
  const tests = readdirSync(join(root, "tests"), { recursive: true, encoding: "utf8" })
    .map((file) => `tests/${file.replaceAll("\\", "/")}`)
    .filter((file) => file.endsWith(".test.ts") && !file.startsWith("tests/fixtures/"));

  it("without PostgreSQL and without processes is one of the quick ones, and no other is", () => {
    const misplaced = tests.flatMap((test) => {
      const found = slow.flatMap(({ name, of, ending }) => {
        const path = pathTo(of, test);
        return path && exceptions[test] !== name ? [{ name, ending, path }] : [];
      });
      const wrong = found.find(({ ending }) => !test.endsWith(ending));
      if (wrong)
        return [
          `${wrong.path.join(" imports ")}: a test with ${wrong.name} is called *${wrong.ending}, or does without`,
        ];
      const idle = slow.find(({ ending }) => test.endsWith(ending) && !found.some((one) => one.ending === ending));
      return idle ? [`${test} does without ${idle.name}: a quick test is called *.test.ts`] : [];
    });
    expect(misplaced).toEqual([]);
  });
});

/** The imports that lead from a file to a package, as files and at last the package; null: none do. */
function pathTo(specifier: RegExp, file: string, seen = new Set<string>()): readonly string[] | null {
  seen.add(file);
  for (const imported of importsOf(file)) {
    if (specifier.test(imported)) return [file, imported];
    const target = relative(root, join(root, dirname(file), imported)).replaceAll("\\", "/");
    // Of the package itself no file needs to be read: architecture.test.ts holds that it starts nothing.
    if (!imported.startsWith(".") || !/^tests\/.*\.ts$/.test(target) || seen.has(target)) continue;
    const path = pathTo(specifier, target, seen);
    if (path) return [file, ...path];
  }
  return null;
}

const imports = new Map<string, readonly string[]>();

/** The module specifiers that a file loads when it runs: types are not. */
function importsOf(file: string): readonly string[] {
  const known = imports.get(file);
  if (known) return known;
  const found: string[] = [];
  const text = readFileSync(join(root, file), "utf8");
  // Only a call that loads a module may stand deeper than the statements of the file.
  const isFlat = !text.includes("import(") && !text.includes("require(");
  const visit = (node: ts.Node): void => {
    const specifier = specifierIn(node);
    if (specifier && ts.isStringLiteral(specifier)) found.push(specifier.text);
    if (!isFlat || ts.isSourceFile(node)) ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, text, ts.ScriptTarget.Latest));
  imports.set(file, found);
  return found;
}

function specifierIn(node: ts.Node): ts.Node | undefined {
  if (ts.isImportDeclaration(node)) return node.importClause?.isTypeOnly ? undefined : node.moduleSpecifier;
  if (ts.isExportDeclaration(node)) return node.isTypeOnly ? undefined : node.moduleSpecifier;
  const loads =
    ts.isCallExpression(node) &&
    (node.expression.kind === ts.SyntaxKind.ImportKeyword ||
      (ts.isIdentifier(node.expression) && node.expression.text === "require"));
  return loads ? node.arguments[0] : undefined;
}
