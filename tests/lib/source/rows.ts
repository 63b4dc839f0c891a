import type { TSESTree } from "@typescript-eslint/utils";
import { parseForESLint } from "@typescript-eslint/parser";
import type { ColumnRead, RowUse } from "../../../lib/model/row-use.ts";
import type { ResultShape, Site } from "../../../lib/model/site.ts";
import type { SourceModule } from "../../../lib/source/module.ts";
import { childrenOf, nodeAt, some, spanOf } from "../../../lib/source/nodes.ts";
import { rowUse } from "../../../lib/source/row-use.ts";

/** A module of code written in a test; `others` are the modules it may import, by specifier: each is one, whoever imports it. */
export function moduleOf(code: string, others: Readonly<Record<string, string>> = {}): SourceModule {
  return parsed("/project/code.ts", code, others, new Map());
}

function parsed(
  file: string,
  code: string,
  others: Readonly<Record<string, string>>,
  imported: Map<string, SourceModule>,
): SourceModule {
  const { ast, scopeManager } = parseForESLint(code, {
    range: true,
    loc: true,
    sourceType: "module",
    ecmaFeatures: { jsx: false },
  });
  const link = (node: TSESTree.Node): void => {
    for (const child of childrenOf(node)) {
      (child as { parent?: TSESTree.Node }).parent = node;
      link(child);
    }
  };
  link(ast as TSESTree.Program);
  return {
    file,
    text: code,
    ast: ast as TSESTree.Program,
    scopes: scopeManager as SourceModule["scopes"],
    types: null,
    import(specifier) {
      const other = others[specifier];
      const known = imported.get(specifier);
      if (known || other === undefined) return known ?? null;
      const module = parsed(`/project/${specifier}`, other, others, imported);
      imported.set(specifier, module);
      return module;
    },
    textOf(specifier) {
      const text = others[specifier];
      return text === undefined ? null : { file: `/project/${specifier}`, text };
    },
  };
}

const shapes: Readonly<Record<string, ResultShape>> = {
  all: "rows",
  query: "result",
  one: "row",
  maybeOne: "row-or-null",
};

/** What is made of the rows of the first call of `all`, `query`, `one` or `maybeOne`, or of the first template of `sql`. */
export function useOf(code: string, others: Readonly<Record<string, string>> = {}): RowUse {
  const module = moduleOf(code, others);
  let call: TSESTree.Node | null = null;
  let shape: ResultShape = "rows";
  some(module.ast, (node) => {
    const callee =
      node.type === "CallExpression"
        ? node.callee
        : node.type === "TaggedTemplateExpression" && node.parent.type !== "CallExpression"
          ? node.tag
          : null;
    const name =
      callee?.type === "MemberExpression" && callee.property.type === "Identifier"
        ? callee.property.name
        : callee?.type === "Identifier"
          ? callee.name
          : callee?.type === "CallExpression"
            ? "sql"
            : "";
    const isPromise =
      callee?.type === "MemberExpression" && callee.object.type === "Identifier" && callee.object.name === "Promise";
    if (isPromise || (name !== "sql" && !shapes[name])) return false;
    call = node;
    shape = shapes[name] ?? "rows";
    return true;
  });
  if (!call) throw new Error("no call of all, query, one or maybeOne, and no sql template");
  const found = call as TSESTree.Node;
  const text = found.type === "CallExpression" ? found.arguments[0] : found;
  const site: Site = {
    library: "pg",
    how: "origin",
    kind: "text",
    role: "statement",
    span: spanOf(text ?? found),
    call: spanOf(found),
    callee: "query",
    text: [],
    placeholders: "numbered",
    values: { kind: "unknown" },
    result: shape,
  };
  if (nodeAt(module.ast, site.call) === null) throw new Error("the call is not found by its range");
  return rowUse(site, module);
}

/** The reads that nothing guards, as `use column`, and `?` after those that the compiler sees. */
export function unguarded(code: string, others?: Readonly<Record<string, string>>): string[] {
  return useOf(code, others)
    .reads.filter((read) => !read.guarded)
    .map(described);
}

function described(read: ColumnRead): string {
  return `${read.use} ${read.column}${read.typed ? " typed" : ""}`;
}

/** Code after the edits. */
export function edited(
  code: string,
  edits: readonly { readonly span: { readonly start: number; readonly end: number }; readonly text: string }[],
): string {
  return [...edits]
    .sort((a, b) => b.span.start - a.span.start)
    .reduce((text, { span, text: by }) => text.slice(0, span.start) + by + text.slice(span.end), code);
}
