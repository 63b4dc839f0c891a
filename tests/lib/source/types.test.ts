import { join } from "node:path";
import { parseForESLint } from "@typescript-eslint/parser";
import type { TSESTree } from "@typescript-eslint/utils";
import ts from "typescript";
import { expect, test } from "vitest";
import { findSites } from "../../../lib/find/sites.ts";
import { tablesOf } from "../../../lib/read/sql/tables-of.ts";
import { validate } from "../../../lib/settings.ts";
import { openModule } from "../../../lib/source/open-module.ts";
import { folderWith } from "../../project-folder.ts";

/** The sites found with type information, where a package `pg` declares its clients and a package `container` hands out values. */
function typed(text: string): readonly string[] {
  const root = folderWith({
    "node_modules/@types/pg/index.d.ts":
      "export class Pool { query(text: string): Promise<unknown> } export interface Other { query(text: string): void }",
    "node_modules/container/index.d.ts": `import { Pool, Other } from "pg"; export function get(): { pool: Pool; other: Other; map: Map<string, string> };`,
    "node_modules/container/package.json": `{ "name": "container", "types": "index.d.ts" }`,
    "app.ts": text,
  });
  const file = join(root, "app.ts");
  const program = ts.createProgram([file], {
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    module: ts.ModuleKind.ESNext,
    target: ts.ScriptTarget.ES2022,
    strict: true,
  });
  const { ast, scopeManager, services } = parseForESLint(text, {
    programs: [program],
    filePath: file,
    range: true,
    loc: true,
  });
  const link = (node: TSESTree.Node, parent?: TSESTree.Node): void => {
    if (parent) node.parent = parent;
    for (const [key, child] of Object.entries(node)) {
      if (key === "parent") continue;
      for (const each of Array.isArray(child) ? (child as unknown[]) : [child]) {
        if (
          typeof each === "object" &&
          each !== null &&
          typeof (each as { type?: unknown }).type === "string" &&
          "range" in each
        )
          link(each as TSESTree.Node, node);
      }
    }
  };
  link({ ...ast, tokens: [], comments: [] } as unknown as TSESTree.Node);
  const module = openModule(
    { text, ast: ast as unknown as TSESTree.Program, scopeManager: scopeManager as never, parserServices: services },
    file,
  );
  const settings = validate({}, "settings", root);
  return findSites(module, { settings, catalog: { relations: new Map(), searchPath: [] }, parses: tablesOf }).map(
    ({ library, how, callee }) => `${library} ${how} ${callee}`,
  );
}

test("a receiver's type decides where the syntax has no answer", () => {
  expect(
    typed(
      `import { get } from "container"; const { pool } = get(); pool.query("select 1"); get().pool.query("select 2");`,
    ),
  ).toEqual(["pg type pool.query", "pg type get().pool.query"]);
});

test("types of the same package that run nothing, and types of others, do not", () => {
  expect(typed(`import { get } from "container"; get().other.query("select 1"); get().map.get("select 1");`)).toEqual(
    [],
  );
});
