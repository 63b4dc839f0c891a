import type { TSESTree } from "@typescript-eslint/utils";
import type { RowFacts } from "../../libraries/builder-facts.ts";
import { libraries } from "../../libraries/index.ts";
import { oneOf } from "../../libraries/names.ts";
import type { SchemaNames } from "../../model/names.ts";
import type { Library } from "../../model/site.ts";
import { variableOf } from "../bindings.ts";
import { nameOfKey } from "../meaning.ts";
import { traceValue } from "../trace.ts";
import type { Chain, Frame, Instance, Place, Step } from "./built.ts";
import { instanceMember } from "./classes.ts";
import { modelLibrary } from "./clients.ts";
import { libraryChain, type LibraryChain } from "./evidence.ts";
import type { Path } from "./path.ts";

type Node = TSESTree.Node;

/** What stands between a model and a method of one of its rows: `User`, found, `destroy()`. */
export const rowStep = "await";

/** What libraries say of their rows. */
const saidBy: ReadonlyMap<Library, RowFacts> = new Map(
  libraries.flatMap(({ name, builder }) => (builder?.rows ? [[name, builder.rows] as const] : [])),
);
const isMethod = oneOf([...saidBy.values()].flatMap(({ methods }) => methods));

/**
 * Rows of a model; `form`: one, a list of them, a list that begins with what is meant, an object with a list in `rows`.
 */
interface Rows {
  readonly library: Library;
  readonly how: LibraryChain["how"];
  /** The model: the chain up to what finds the rows. */
  readonly model: Chain;
  readonly form: "one" | "many" | "first" | "rows";
}

/** Whether a call has the name of a method that some library's rows have. */
export const isRowCall = (node: Node): boolean => rowMethod(node) !== null;

function rowMethod(node: Node): { readonly member: TSESTree.MemberExpression; readonly name: string } | null {
  const member = node.type === "CallExpression" ? bare(node.callee) : null;
  if (member?.type !== "MemberExpression" || member.computed) return null;
  const name = nameOfKey(member.property);
  return name !== null && isMethod(name) ? { member, name } : null;
}

/**
 * A call of a method that a row of a model has: `user.destroy()`, where `user` is what a model of the library found, or
 * is declared to be one of its rows. Out: the model with two more steps; null for every other call, whatever its method
 * is called.
 */
export function rowChain(node: Node, run: Path, names: SchemaNames): LibraryChain | null {
  const callee = rowMethod(node);
  if (!callee || node.type !== "CallExpression") return null;
  const { name } = callee;
  const object = bare(callee.member.object);
  const rows = rowsOf(object, run, names, 0);
  if (rows?.form !== "one" || !saidBy.get(rows.library)?.methods.includes(name) || isOwn(rows.model, name, run))
    return null;
  const at = run.place(object);
  const place = run.place(node);
  const steps: Step[] = [
    ...rows.model.steps.map((step) => ({ ...step, at })),
    { name: rowStep, arguments: null, spread: false, template: null, types: null, at, place: at },
    {
      name,
      arguments: node.arguments.filter(({ type }) => type !== "SpreadElement").map((one) => run.place(one)),
      spread: node.arguments.some(({ type }) => type === "SpreadElement"),
      template: null,
      types: null,
      at: run.place(callee.member.property),
      place,
    },
  ];
  return {
    library: rows.library,
    how: rows.how,
    chain: { kind: "chain", root: { ...rows.model.root, place: at }, steps, place },
  };
}

/** True of a method that the project's own class has in place of the library's. */
function isOwn({ root }: Chain, name: string, run: Path): boolean {
  if (root.kind !== "class") return false;
  const instance: Instance = { node: root.node, frame: root.frame, given: null };
  return (
    instanceMember(
      run,
      instance,
      { kind: "chain", root: { kind: "unknown", place: root.place, instance }, steps: [], place: root.place },
      name,
    ) !== null
  );
}

/** The rows that an expression is. */
function rowsOf(expression: Node, run: Path, names: SchemaNames, depth: number): Rows | null {
  if (depth > 6) return null;
  const node = bare(expression);
  switch (node.type) {
    case "AwaitExpression":
      return foundBy(node.argument, run, names);
    case "MemberExpression":
      return node.computed ? element(rowsOf(node.object, run, names, depth + 1), 0) : typed(node, run);
    case "Identifier":
      return ofVariable(node, run, names, depth) ?? typed(node, run);
    case "ThisExpression":
      return typed(node, run);
    default:
      return null;
  }
}

function ofVariable(node: TSESTree.Identifier, run: Path, names: SchemaNames, depth: number): Rows | null {
  const variable = variableOf(run.module, node);
  const definition = variable?.defs.length === 1 ? variable.defs[0] : undefined;
  if (!variable || !definition) return null;
  const writes = variable.references.filter((reference) => reference.isWrite());
  const declared = definition.node;
  if (definition.type === "Parameter")
    return writes.length === 0 ? handed(definition.name, declared, run, names, depth) : null;
  if (declared.type !== "VariableDeclarator" || writes.length !== 1) return null;
  const loop = declared.parent.parent;
  if (loop.type === "ForOfStatement" && loop.left === declared.parent)
    return declared.id.type === "Identifier" ? elementOfEach(rowsOf(loop.right, run, names, depth + 1)) : null;
  if (!declared.init) {
    const written = writes[0]?.writeExpr;
    return written &&
      declared.id.type === "Identifier" &&
      written.parent?.type === "AssignmentExpression" &&
      written.parent.left.type === "Identifier" &&
      written.parent.operator === "="
      ? rowsOf(written, run, names, depth + 1)
      : null;
  }
  const { init } = declared;
  return inPattern(declared.id, definition.name, () => rowsOf(init, run, names, depth + 1));
}

/** What a name in a pattern takes from the rows that the pattern is given. */
function inPattern(pattern: Node, name: Node, rows: () => Rows | null): Rows | null {
  if (pattern === name) return rows();
  if (pattern.type === "ArrayPattern") {
    const index = pattern.elements.findIndex((one) => one === name);
    return index < 0 ? null : element(rows(), index);
  }
  if (pattern.type !== "ObjectPattern") return null;
  const property = pattern.properties.find((one) => one.type === "Property" && one.value === name);
  const found =
    property?.type === "Property" && !property.computed && nameOfKey(property.key) === "rows" ? rows() : null;
  return found?.form === "rows" ? { ...found, form: "many" } : null;
}

function element(rows: Rows | null, index: number): Rows | null {
  if (rows?.form === "many") return { ...rows, form: "one" };
  if (rows?.form !== "first" || index !== 0) return null;
  return { ...rows, form: saidBy.get(rows.library)?.firstIs ?? "one" };
}

/** What a callback is handed: `users.map((user) => …)`, `User.findByPk(id).then((user) => …)`. */
function handed(name: Node, fn: Node, run: Path, names: SchemaNames, depth: number): Rows | null {
  if (fn.type !== "ArrowFunctionExpression" && fn.type !== "FunctionExpression") return null;
  const call = fn.parent;
  const [first] = fn.params;
  if (
    call.type !== "CallExpression" ||
    call.arguments[0] !== fn ||
    call.callee.type !== "MemberExpression" ||
    call.callee.computed ||
    !first
  )
    return null;
  const { object, property } = call.callee;
  const method = nameOfKey(property) ?? "";
  if (method === "then") return inPattern(first, name, () => foundBy(object, run, names));
  return first === name && /^(?:map|flatMap|forEach|filter|find|some|every)$/.test(method)
    ? elementOfEach(rowsOf(object, run, names, depth + 1))
    : null;
}

const elementOfEach = (rows: Rows | null): Rows | null => (rows?.form === "many" ? element(rows, 0) : null);

/** What a call of a model gives when it is awaited. */
function foundBy(node: Node, run: Path, names: SchemaNames): Rows | null {
  const value = run.follow(run.place(bare(node)));
  const found = value.kind === "chain" ? libraryChain(value, run, names) : null;
  const said = found && saidBy.get(found.library);
  const last = found?.chain.steps.at(-1);
  if (!found || !said || !last?.arguments) return null;
  if (said.onlyOfClasses && (found.chain.root.kind !== "class" || found.chain.steps.length !== 1)) return null;
  const form = (["one", "many", "first", "rows"] as const).find((each) => said[each]?.includes(last.name));
  if (!form) return null;
  const model = { ...found.chain, steps: found.chain.steps.slice(0, -1) };
  return { library: found.library, how: found.how, model, form };
}

/** `user: User`, `this` in a model's own method. */
function typed(node: Node, run: Path): Rows | null {
  const value = traceValue(node, run.module);
  const origin = value?.kind === "instance" ? modelLibrary(value.node, value.module) : null;
  if (value?.kind !== "instance" || !origin?.library || !saidBy.has(origin.library)) return null;
  const frame: Frame =
    value.module === run.module
      ? run.top
      : { ...run.top, module: value.module, anchor: { start: node.range[0], end: node.range[1] } };
  const place: Place = run.place(node);
  return {
    library: origin.library,
    how: origin.how,
    form: "one",
    model: { kind: "chain", root: { kind: "class", node: value.node, frame, place }, steps: [], place },
  };
}

function bare(node: Node): Node {
  switch (node.type) {
    case "ChainExpression":
    case "TSNonNullExpression":
    case "TSAsExpression":
    case "TSSatisfiesExpression":
      return bare(node.expression);
    default:
      return node;
  }
}
