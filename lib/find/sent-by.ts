import type { TSESTree } from "@typescript-eslint/utils";
import { variableOf } from "../source/bindings.ts";
import type { SourceModule } from "../source/module.ts";
import { memberName, type FunctionNode } from "../source/nodes.ts";
import { leavesAlone } from "../source/built/clients.ts";
import { traceValue } from "../source/trace.ts";

/** Deep that a function is followed into those that it hands a builder to. */
const deepest = 3;

/**
 * Whether a function of the project runs a builder that it is given, and adds nothing to it: `run(db.deleteFrom("tokens"))` with
 * `run = (query) => retry(() => query.execute())`. In: the argument of a call that the builder is. Out: false where that is not known.
 */
export function isSentByCallee(argument: TSESTree.Node, module: SourceModule, depth = 0): boolean {
  const call = argument.parent;
  if (call?.type !== "CallExpression" || depth > deepest) return false;
  const index = call.arguments.findIndex((one) => one === argument);
  if (index < 0 || call.arguments.slice(0, index).some(({ type }) => type === "SpreadElement")) return false;
  const callee = traceValue(call.callee, module);
  return callee?.kind === "function" && sendsParameter(callee.node, index, callee.module, depth);
}

function sendsParameter(fn: FunctionNode, index: number, module: SourceModule, depth: number): boolean {
  const parameter = fn.params[index];
  const variable = parameter?.type === "Identifier" ? variableOf(module, parameter) : null;
  const uses = variable?.references.filter((reference) => reference.isRead()).map(({ identifier }) => identifier) ?? [];
  return (
    uses.length > 0 &&
    variable?.references.every((reference) => !reference.isWrite()) === true &&
    uses.every((use) => use.type === "Identifier" && isSent(use, module, depth))
  );
}

/** `await query`, `query.execute()`, `query.then(…)`, `run(query)`. */
function isSent(use: TSESTree.Identifier, module: SourceModule, depth: number): boolean {
  const { parent } = use;
  switch (parent.type) {
    case "AwaitExpression":
      return true;
    case "MemberExpression": {
      const call = parent.parent;
      return (
        parent.object === use &&
        call.type === "CallExpression" &&
        call.callee === parent &&
        leavesAlone(memberName(parent) ?? "") &&
        !goesOn(call)
      );
    }
    case "CallExpression":
      return isSentByCallee(use, module, depth + 1);
    default:
      return false;
  }
}

/** Whether a builder's method is called on what a step gives: `query.clone().where(…)`. */
function goesOn({ parent }: TSESTree.CallExpression): boolean {
  return (
    parent.type === "MemberExpression" &&
    parent.parent.type === "CallExpression" &&
    !leavesAlone(memberName(parent) ?? "")
  );
}
