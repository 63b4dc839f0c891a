import { join } from "node:path";
import type { TSESTree } from "@typescript-eslint/utils";
import type { Library } from "../../../lib/model/site.ts";
import type { Hole, SqlText } from "../../../lib/model/sql-text.ts";
import { textOf } from "../../../lib/find/text.ts";
import { childrenOf } from "../../../lib/source/meaning.ts";
import type { SourceModule } from "../../../lib/source/module.ts";
import { openFile } from "../../../lib/source/open-module.ts";
import { folderWith, type Files } from "../../project-folder.ts";

/** A module of the project from its text, beside other files. */
export function moduleFrom(code: string, files: Files = {}, name = "code.ts"): SourceModule {
  const root = folderWith({ ...files, [name]: code });
  const module = openFile(join(root, name));
  if (!module) throw new Error(`does not parse:\n${code}`);
  return module;
}

/** The argument of the last call of `run(…)`. */
export function argumentOfRun(module: SourceModule): TSESTree.Node {
  let found: TSESTree.Node | null = null;
  const visit = (node: TSESTree.Node): void => {
    if (node.type === "CallExpression" && node.callee.type === "Identifier" && node.callee.name === "run")
      found = node.arguments[0] ?? null;
    childrenOf(node).forEach(visit);
  };
  visit(module.ast);
  if (!found) throw new Error("no run(…) in the code");
  return found;
}

/**
 * The text handed to `run(…)` in one line: choices as `{one|other}`, holes as `<source>` followed by how they are treated
 * (`=` bound, `~` composed, `!` escaped; spliced ones by their value), with the first stand-in.
 */
export function textIn(
  code: string,
  mode: "tag" | "text" = "text",
  library: Library = mode === "tag" ? "slonik" : "pg",
  files: Readonly<Record<string, string>> = {},
  name?: string,
): string {
  const module = moduleFrom(code, files, name);
  return shown(textOf(argumentOfRun(module), { module, library, mode }));
}

export function shown(text: SqlText): string {
  return text
    .map((part) => {
      if (part.kind === "text") return part.text;
      if (part.kind === "optional") return `{${shown(part.text)}|}`;
      if (part.kind === "choice") return `{${part.options.map(shown).join("|")}}`;
      return `<${part.hole.source}>${mark(part.hole)}`;
    })
    .join("");
}

function mark(hole: Hole): string {
  const standIn = hole.standIns[0] === undefined ? "" : `[${hole.standIns[0]}]`;
  switch (hole.treatment) {
    case "bound":
      return `=${standIn}`;
    case "composed":
      return `~${standIn}`;
    case "escaped":
      return `!${standIn}`;
    case "spliced":
      return hole.value;
  }
}
