import type { TSESTree } from "@typescript-eslint/utils";
import type { Variable } from "@typescript-eslint/scope-manager";
import { variableOf } from "../bindings.ts";
import type { BuiltObject, Entry, Frame, Place, Value } from "./built.ts";
import type { Evaluator } from "./evaluator.ts";

type Node = TSESTree.Node;

/** A `namespace` of TypeScript, of all its parts: an object of what they export; null for every other variable. */
export function namespaceOf(variable: Variable, place: Place): BuiltObject | null {
  if (variable.defs[0]?.node.type !== "TSModuleDeclaration") return null;
  const parts = variable.defs.map(({ node }) => node as Node);
  if (!parts.every((part) => part.type === "TSModuleDeclaration")) return null;
  const entries = new Map<string, Entry>();
  for (const part of parts) if (part.body) addExports(entries, part.body.body, place.frame);
  return { kind: "object", entries, open: parts.some(({ declare }) => declare), place };
}

function addExports(entries: Map<string, Entry>, statements: readonly Node[], frame: Frame): void {
  for (const statement of statements) {
    const declaration = statement.type === "ExportNamedDeclaration" ? statement.declaration : null;
    if (declaration?.type === "VariableDeclaration") {
      for (const { id, init } of declaration.declarations)
        if (id.type === "Identifier") {
          // What is not constant may be set by anybody.
          const isKnown = declaration.kind === "const" && init !== null;
          entries.set(id.name, entryOf(id, isKnown ? { node: init, frame } : unknownAt(id, frame)));
        }
    } else if (declaration && "id" in declaration && declaration.id?.type === "Identifier") {
      const { id } = declaration;
      entries.set(id.name, entryOf(id, { node: id, frame }));
    }
  }
}

function entryOf(name: TSESTree.Identifier, value: Entry["value"]): Entry {
  const frame = "kind" in value ? value.place.frame : value.frame;
  return { name: name.name, key: { node: name, frame }, value };
}

const unknownAt = (node: Node, frame: Frame): Entry["value"] => ({ kind: "input", place: { node, frame } });

/** What another part of the namespace around a place exports under a name; null where none does. */
export function inOtherPart(evaluator: Evaluator, node: TSESTree.Identifier, { frame }: Place): Value | null {
  for (let at: Node | undefined = node.parent; at; at = at.parent) {
    if (at.type !== "TSModuleDeclaration" || at.id.type !== "Identifier") continue;
    const variable = variableOf(frame.module, at.id);
    const entry = variable && namespaceOf(variable, { node: at, frame })?.entries.get(node.name);
    if (entry) return evaluator.evaluate(entry.value);
  }
  return null;
}

/** `import name = Names.table;`; null for other names. */
export function importedMember(evaluator: Evaluator, name: Node, place: Place): Value | null {
  if (name.type === "Identifier") return evaluator.evaluate({ node: name, frame: place.frame });
  if (name.type !== "TSQualifiedName") return null;
  const whole = importedMember(evaluator, name.left, place);
  return whole && evaluator.memberOf(whole, name.right.name, place);
}
