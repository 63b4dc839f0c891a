import type { TSESTree } from "@typescript-eslint/utils";
import type { Variable } from "@typescript-eslint/scope-manager";
import { variableOf } from "../bindings.ts";
import { nameOfKey } from "../meaning.ts";
import type { Built, BuiltConstant, BuiltList, Place, Value } from "./built.ts";
import { choicesOf, isOptional, mapped } from "./choice.ts";
import type { Evaluator } from "./evaluator.ts";

type Node = TSESTree.Node;
type Entries = ReadonlyMap<BuiltConstant["value"], Place | Built>;

/** `map.get(key)` and `map.has(key)`, where all that is in the map is told; null for every other call. */
export function mapMethod(evaluator: Evaluator, callee: Node, given: BuiltList, what: Place): Value | null {
  if (callee.type !== "MemberExpression" || callee.computed || callee.object.type !== "Identifier") return null;
  const name = nameOfKey(callee.property);
  const [key] = given.items;
  if ((name !== "get" && name !== "has") || !key || given.items.length > 1) return null;
  const variable = variableOf(what.frame.module, callee.object);
  const entries = variable && entriesOf(evaluator, variable, what);
  const wanted = entries && evaluator.value(key);
  if (!wanted || choicesOf(wanted).some(({ kind }) => kind !== "constant")) return null;
  return mapped(wanted, (plain) => {
    const found = plain.kind === "constant" ? entries.get(plain.value) : undefined;
    if (name === "has") return { kind: "constant", value: found !== undefined, place: what };
    if (!found) return { kind: "constant", value: undefined, place: what };
    // What is changed where it is taken out of the map is changed in the map as well.
    return mapped(evaluator.evaluate(found), (value) =>
      value.kind === "object" || value.kind === "list" ? { kind: "input", place: what } : value,
    );
  });
}

/** What is in a map that is read, and set by statements beside its declaration, and nothing else; null for others. */
function entriesOf(evaluator: Evaluator, variable: Variable, what: Place): Entries | null {
  const { frame } = what;
  const declared = variable.defs.length === 1 ? (variable.defs[0]?.node as Node | undefined) : undefined;
  if (declared?.type !== "VariableDeclarator" || declared.init?.type !== "NewExpression") return null;
  const { callee, arguments: given } = declared.init;
  if (callee.type !== "Identifier" || callee.name !== "Map" || variableOf(frame.module, callee)) return null;
  if (declared.parent.kind !== "const" || declared.parent.parent.type === "ExportNamedDeclaration") return null;
  const entries = new Map<BuiltConstant["value"], Place | Built>();
  const add = (key: Place | Built, value: Place | Built): boolean => {
    const name = evaluator.value(key);
    if (name.kind === "constant") entries.set(name.value, value);
    return name.kind === "constant";
  };
  const [first] = given;
  const initial = first && evaluator.value({ node: first, frame });
  if (initial) {
    if (initial.kind !== "list" || isLoose(initial)) return null;
    for (const item of initial.items) {
      const pair = evaluator.value(item);
      const [key, value] = pair.kind === "list" && !isLoose(pair) ? pair.items : [];
      if (!key || !value || !add(key, value)) return null;
    }
  }
  const set = setBeside(variable, declared.parent);
  if (!set) return null;
  for (const { arguments: pair } of set) {
    const [key, value] = pair;
    if (!key || !value || pair.some(({ type }) => type === "SpreadElement")) return null;
    const constant = evaluator.value({ node: key, frame });
    // What is set again is another value before.
    if (constant.kind !== "constant" || entries.has(constant.value)) return null;
    add({ node: key, frame }, { node: value, frame });
  }
  return entries;
}

const isLoose = ({ open, openWhen, items }: BuiltList): boolean =>
  open || openWhen !== undefined || items.some(isOptional);

const reading: ReadonlySet<string> = new Set(["get", "has", "size", "keys", "values", "entries", "forEach"]);

/** The calls that set an entry; null where something else may change the map, or sees it before all are set. */
function setBeside(variable: Variable, declaration: Node): readonly TSESTree.CallExpression[] | null {
  const calls: TSESTree.CallExpression[] = [];
  for (const { identifier, init } of variable.references) {
    const node = identifier as Node;
    if (init === true) continue;
    const member = node.parent;
    if (member?.type !== "MemberExpression" || member.object !== node || member.computed) return null;
    const name = nameOfKey(member.property) ?? "";
    const call = member.parent;
    if (reading.has(name)) continue;
    const isBeside =
      name === "set" &&
      call.type === "CallExpression" &&
      call.callee === member &&
      call.parent.type === "ExpressionStatement" &&
      call.parent.parent === declaration.parent;
    if (!isBeside) return null;
    calls.push(call);
  }
  const last = calls.at(-1);
  const isSeenBefore = variable.references.some(
    ({ identifier, init }) => init !== true && last && identifier.range[1] < last.range[0] && !isSet(identifier),
  );
  return isSeenBefore ? null : calls;
}

function isSet({ parent }: Node): boolean {
  return parent?.type === "MemberExpression" && nameOfKey(parent.property) === "set";
}
