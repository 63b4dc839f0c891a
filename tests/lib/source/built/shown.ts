import { join } from "node:path";
import type { TSESTree } from "@typescript-eslint/utils";
import { isPlace, type Built, type Place } from "../../../../lib/source/built/built.ts";
import { everyWay } from "../../../../lib/source/built/decisions.ts";
import { evaluatorOf } from "../../../../lib/source/built/evaluator.ts";
import { Path } from "../../../../lib/source/built/path.ts";
import { childrenOf } from "../../../../lib/source/meaning.ts";
import { openFile } from "../../../../lib/source/open-module.ts";
import type { SourceModule } from "../../../../lib/source/module.ts";
import { folderWith, type Files } from "../../../project-folder.ts";

export function moduleOf(code: string, files: Files = {}): SourceModule {
  const folder = folderWith({ ...files, "app.ts": code });
  const module = openFile(join(folder, "app.ts"));
  if (!module) throw new Error(`does not parse: ${code}`);
  return module;
}

/** What `probe(…)` in the code is given, on every way through the program, each way once. */
export function ways(code: string, files: Readonly<Record<string, string>> = {}, most = 64): string[] {
  return waysAndSteps(code, files, most).ways;
}

/** The ways, and how many expressions were evaluated for them. */
export function waysAndSteps(
  code: string,
  files: Readonly<Record<string, string>> = {},
  most = 64,
): { readonly ways: string[]; readonly steps: number } {
  const module = moduleOf(`${code}\ndeclare function probe(it: unknown): void;`, files);
  const node = probed(module.ast);
  if (!node) throw new Error("nothing is probed");
  const evaluator = evaluatorOf(module);
  const { results } = everyWay(most, (decisions) => {
    const run = new Path(evaluator, decisions);
    return shown(run.reach(node), run);
  });
  return { ways: [...new Set(results)].sort(), steps: evaluator.evaluated };
}

function probed(node: TSESTree.Node): TSESTree.Node | null {
  if (node.type === "CallExpression" && node.callee.type === "Identifier" && node.callee.name === "probe")
    return node.arguments[0] ?? null;
  for (const child of childrenOf(node)) {
    const found = probed(child);
    if (found) return found;
  }
  return null;
}

/** `knex("users").where({ a: 1, b: ? })`; `…` for what may stand there beside. */
export function shown(what: Built | Place, run: Path, deep = 0): string {
  if (deep > 8) return "deep";
  const value = run.value(what);
  const inner = (one: Built | Place): string => shown(one, run, deep + 1);
  switch (value.kind) {
    case "constant":
      return typeof value.value === "string" ? `"${value.value}"` : String(value.value);
    case "object":
      return `{ ${[...[...value.entries.values()].map((entry) => `${entry.name}: ${inner(entry.value)}`), ...(value.open ? ["…"] : [])].join(", ")} }`.replace(
        "{  }",
        "{}",
      );
    case "list":
      return `[${[...value.items.map(inner), ...(value.each ? [`${inner(value.each)}*`] : []), ...(value.open && !value.each ? ["…"] : [])].join(", ")}]`;
    case "function":
      return "function";
    case "class":
      return `class ${value.node.id?.name ?? ""}`;
    case "input":
      return "?";
    case "chain": {
      const { root: begin } = value;
      const name =
        begin.kind === "package"
          ? begin.origin.path
          : begin.kind === "class"
            ? (begin.node.id?.name ?? "class")
            : begin.kind === "given"
              ? begin.name
              : "?";
      return (
        name +
        value.steps
          .map((step) => {
            if (step.template) return "``";
            const called =
              step.arguments === null
                ? ""
                : `(${[...step.arguments.map((one) => (isPlace(one) && /Function/.test(one.node.type) ? "fn" : inner(one))), ...(step.spread ? ["…"] : [])].join(", ")})`;
            return step.name === "" ? called : `.${step.name}${called}`;
          })
          .join("")
      );
    }
  }
}
