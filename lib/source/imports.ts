import type { Definition } from "@typescript-eslint/scope-manager";
import type { TSESTree } from "@typescript-eslint/utils";
import { memberName, nameOfKey } from "./nodes.ts";

type Node = TSESTree.Node;

/** A name of another module: `default` for its default, `*` for all of it. */
export interface Imported {
  readonly specifier: string;
  readonly name: string;
}

/** What a definition of the scope manager imports: `import { a } from`, `import a from`, `import * as a from`, `import a = require()`; null for others. */
export function importedBy(definition: Definition | null | undefined): Imported | null {
  if (definition?.type !== "ImportBinding") return null;
  const node = definition.node;
  const declaration = definition.parent;
  if (node.type === "TSImportEqualsDeclaration") return importedByEquals(node);
  return declaration?.type === "ImportDeclaration"
    ? { specifier: declaration.source.value, name: nameOfSpecifier(node) }
    : null;
}

function nameOfSpecifier(node: Node): string {
  if (node.type === "ImportSpecifier") return nameOfKey(node.imported) ?? "";
  return node.type === "ImportDefaultSpecifier" ? "default" : "*";
}

function importedByEquals({ moduleReference }: TSESTree.TSImportEqualsDeclaration): Imported | null {
  return moduleReference.type === "TSExternalModuleReference" && moduleReference.expression.type === "Literal"
    ? { specifier: String(moduleReference.expression.value), name: "*" }
    : null;
}

/** The names that the imports of a module bind. */
export function importsIn(program: TSESTree.Program): ReadonlyMap<string, Imported> {
  const found = new Map<string, Imported>();
  for (const statement of program.body) {
    if (statement.type === "ImportDeclaration") {
      for (const specifier of statement.specifiers)
        found.set(specifier.local.name, { specifier: statement.source.value, name: nameOfSpecifier(specifier) });
    } else if (statement.type === "TSImportEqualsDeclaration") {
      const imported = importedByEquals(statement);
      if (imported) found.set(statement.id.name, imported);
    }
  }
  return found;
}

/** What `require("…")`, `await import("…")` and a member of either give; null for any other expression. */
export function requiredBy(node: Node | null | undefined): Imported | null {
  if (node?.type === "MemberExpression") {
    const from = requiredBy(node.object);
    const name = memberName(node);
    return from?.name === "*" && name !== null ? { specifier: from.specifier, name } : null;
  }
  const specifier = requiredModule(node);
  return specifier === null ? null : { specifier, name: "*" };
}

function requiredModule(node: Node | null | undefined): string | null {
  switch (node?.type) {
    case "AwaitExpression":
      return requiredModule(node.argument);
    case "ImportExpression":
      return constantText(node.source);
    case "CallExpression":
      return node.callee.type === "Identifier" && node.callee.name === "require" && node.arguments.length === 1
        ? constantText(node.arguments[0])
        : null;
    default:
      return null;
  }
}

function constantText(node: Node | undefined): string | null {
  if (node?.type === "Literal") return typeof node.value === "string" ? node.value : null;
  return node?.type === "TemplateLiteral" && node.expressions.length === 0
    ? (node.quasis[0]?.value.cooked ?? null)
    : null;
}
