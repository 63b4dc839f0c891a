import type { TSESTree } from "@typescript-eslint/utils";
import type { Span } from "../model/span.ts";
import { variableOf } from "./bindings.ts";
import type { SourceModule } from "./module.ts";
import { functionAround, memberName, spanOf, unwrap, walk } from "./nodes.ts";

type Node = TSESTree.Node;

/** An object of a class that a function makes without arguments and fills property by property: `const run = new Run(); run.input = input`. */
export interface FilledInstance {
  /** The name of the class. */
  readonly model: string;
  readonly span: Span;
  /** What its properties are given, where that happens on every way. */
  readonly given: ReadonlyMap<string, Span>;
  /** Properties that are given something on some ways. */
  readonly sometimes: ReadonlySet<string>;
}

/** Methods that keep an object as it is, and what they are given is what they keep. */
const keepers = /^(?:save|create|insert|persist|persistAndFlush|upsert|push|add|preload)$/;

/** The objects that a module fills. Those that something else may fill as well are left out. In: the names of the classes. */
export function filledInstances(module: SourceModule, models: ReadonlySet<string>): readonly FilledInstance[] {
  const found: FilledInstance[] = [];
  walk(module.ast, (node) => {
    if (node.type !== "VariableDeclarator" || node.id.type !== "Identifier" || !node.init) return;
    const made = unwrap(node.init);
    if (made.type !== "NewExpression" || made.arguments.length > 0 || made.callee.type !== "Identifier") return;
    const { name } = made.callee;
    const filled = models.has(name) ? fillingOf(node.id, module) : null;
    if (filled) found.push({ model: name, span: spanOf(made), ...filled });
  });
  return found;
}

function fillingOf(id: TSESTree.Identifier, module: SourceModule): Pick<FilledInstance, "given" | "sometimes"> | null {
  const variable = variableOf(module, id);
  if (!variable) return null;
  const given = new Map<string, Span>();
  const branches = new Map<string, TSESTree.IfStatement[]>();
  const sometimes = new Set<string>();
  for (const { identifier, init } of variable.references) {
    if (init) continue;
    const use: Node = identifier;
    const { parent } = use;
    if (parent?.type === "MemberExpression" && parent.object === use) {
      const assignment = parent.parent;
      if (assignment.type !== "AssignmentExpression" || assignment.left !== parent) continue;
      const property = memberName(parent);
      if (property === null || assignment.operator !== "=") return null;
      const way = wayTo(assignment, id);
      if (way === "always") given.set(property, spanOf(assignment.right));
      else {
        sometimes.add(property);
        if (way !== "sometimes") branches.set(property, [...(branches.get(property) ?? []), way]);
        // Both branches of one `if` are every way.
        const ways = branches.get(property) ?? [];
        if (ways.some((one, index) => one.alternate && ways.indexOf(one) !== index))
          given.set(property, spanOf(assignment.right));
      }
    } else if (!isKept(use)) return null;
  }
  return { given, sometimes };
}

/** Whether the program gets to an assignment on every way from where the variable is declared; the `if` of which it is a branch. */
function wayTo(assignment: Node, id: Node): "always" | "sometimes" | TSESTree.IfStatement {
  const block = id.parent?.parent?.parent;
  if (functionAround(assignment) !== functionAround(id)) return "sometimes";
  for (let at: Node | undefined = assignment.parent; at && at !== block; at = at.parent) {
    if (at.type === "IfStatement") return at.parent === block || at.parent?.parent === block ? at : "sometimes";
    if (at.type !== "ExpressionStatement" && at.type !== "BlockStatement" && at.type !== "TryStatement")
      return "sometimes";
  }
  return "always";
}

/** Whether it is given to what keeps it, given back, or put into a list or another object. */
function isKept(use: Node): boolean {
  const { parent } = use;
  switch (parent?.type) {
    case "ReturnStatement":
    case "ArrayExpression":
    case "Property":
    case "AwaitExpression":
    case "AssignmentExpression":
    case "VariableDeclarator":
      return true;
    case "CallExpression":
      return (
        parent.callee.type === "MemberExpression" &&
        parent.callee.object.type !== "ThisExpression" &&
        keepers.test(memberName(parent.callee) ?? "")
      );
    default:
      return false;
  }
}
