import { createRequire } from "node:module";
import { positionAt } from "./lines.ts";
import type { SourceModule } from "./module.ts";
import { visitorKeys } from "./nodes.ts";
import { openFile } from "./open-module.ts";

type Parser = typeof import("@typescript-eslint/parser");

let loaded: Parser | undefined;
/** It brings TypeScript, and is loaded where a file needs it. */
const typescript = (): Parser => (loaded ??= createRequire(import.meta.url)("@typescript-eslint/parser") as Parser);

// What is found out about a tree is kept with it, and rests on the settings of its run: a tree is handed out once.
const handedOut = new WeakSet<object>();

/**
 * typescript-eslint's parser, for an ESLint that runs rowguard's rules alone: a file that imports led to before is not
 * parsed again, nor is one that was linted when imports lead to it. Its trees may be without tokens and without `loc`,
 * which no rule of rowguard asks for; of the program, ESLint does.
 */
export const sharedParser = {
  meta: { name: "rowguard/shared-parser" },
  parseForESLint(text: string, options: { readonly filePath?: string; readonly projectService?: unknown }): object {
    const module = options.projectService || !options.filePath ? null : openFile(options.filePath);
    if (module?.text !== text || handedOut.has(module.ast) || switchesOn(module))
      return typescript().parseForESLint(text, options as never);
    handedOut.add(module.ast);
    module.ast.tokens ??= [];
    module.ast.loc ??= { start: positionAt(text, 0), end: positionAt(text, text.length) };
    return { ast: module.ast, scopeManager: module.scopes, visitorKeys: visitorKeys(), services: {} };
  },
};

/** Whether comments switch on rules of ESLint's own, which do ask for tokens and `loc`. */
const switchesOn = ({ ast }: SourceModule): boolean =>
  ast.comments?.some(({ type, value }) => String(type) === "Block" && /^\s*eslint\s/.test(value)) ?? false;
