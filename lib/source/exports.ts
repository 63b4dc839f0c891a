import type { TSESTree } from "@typescript-eslint/utils";
import { variableNamed } from "./bindings.ts";
import type { SourceModule } from "./module.ts";

/** What stands behind an exported name. */
export type Exported =
  | { readonly kind: "expression"; readonly node: TSESTree.Node }
  /** A declared name of the module. */
  | { readonly kind: "binding"; readonly node: TSESTree.Identifier }
  /** A name of another module, `*` for all of it. `guess`: `export *` may or may not have it. */
  | { readonly kind: "outside"; readonly specifier: string; readonly name: string; readonly guess: boolean };

interface Exports {
  readonly named: ReadonlyMap<string, readonly Exported[]>;
  readonly all: readonly string[];
}

const cache = new WeakMap<SourceModule, Exports>();

function exportsOf(module: SourceModule): Exports {
  let found = cache.get(module);
  if (!found) cache.set(module, (found = readExports(module)));
  return found;
}

/**
 * Where the value a module exports under a name comes from, in the order to try: the name itself, then every `export *`.
 * `export=` names what `module.exports = …` or `export = …` assigns.
 */
export function exportedValue(module: SourceModule, name: string): readonly Exported[] {
  const { named, all } = exportsOf(module);
  const own = named.get(name);
  if (own) return own;
  if (name === "default" || name === "export=") return [];
  return all.map((specifier) => ({ kind: "outside", specifier, name, guess: true }));
}

export type ExportedType =
  | { readonly kind: "declaration"; readonly node: TSESTree.Node; readonly module: SourceModule }
  | { readonly kind: "outside"; readonly specifier: string; readonly name: string; readonly module: SourceModule };

/** The declaration of the type a module exports under a name, in it or in the modules it re-exports; null for values. */
export function exportedType(module: SourceModule, name: string, seen = new Set<SourceModule>()): ExportedType | null {
  if (seen.has(module) || seen.size > 50) return null;
  seen.add(module);
  for (const exported of exportedValue(module, name)) {
    if (exported.kind === "binding") {
      const definitions = variableNamed(module, exported.node.name, exported.node)?.defs ?? [];
      for (const definition of definitions) {
        const node = definition.node;
        if (definition.type === "Type" || definition.type === "ClassName") return { kind: "declaration", node, module };
        if (definition.type === "ImportBinding") {
          const from = definition.parent;
          if (from.type !== "ImportDeclaration") continue;
          const original =
            node.type === "ImportSpecifier"
              ? nameOf(node.imported)
              : node.type === "ImportDefaultSpecifier"
                ? "default"
                : "*";
          return inModule(module, from.source.value, original, seen);
        }
      }
    } else if (exported.kind === "expression") {
      if (/^(?:TS(?:Interface|TypeAlias)|Class)Declaration$/.test(exported.node.type))
        return { kind: "declaration", node: exported.node, module };
    } else if (exported.guess) {
      const target = module.import(exported.specifier);
      const found = target && exportedType(target, name, seen);
      if (found) return found;
    } else {
      return inModule(module, exported.specifier, exported.name, seen);
    }
  }
  return null;
}

function inModule(module: SourceModule, specifier: string, name: string, seen: Set<SourceModule>): ExportedType | null {
  const target = module.import(specifier);
  return target ? exportedType(target, name, seen) : { kind: "outside", specifier, name, module };
}

function nameOf(node: TSESTree.Identifier | TSESTree.StringLiteral): string {
  return node.type === "Identifier" ? node.name : node.value;
}

function readExports(module: SourceModule): Exports {
  const named = new Map<string, Exported[]>();
  const all: string[] = [];
  const add = (name: string, exported: Exported): void => {
    named.set(name, [...(named.get(name) ?? []), exported]);
  };
  for (const statement of module.ast.body) {
    switch (statement.type) {
      case "ExportDefaultDeclaration":
        add("default", { kind: "expression", node: statement.declaration });
        break;
      case "ExportAllDeclaration":
        if (statement.exported)
          add(nameOf(statement.exported), {
            kind: "outside",
            specifier: statement.source.value,
            name: "*",
            guess: false,
          });
        else all.push(statement.source.value);
        break;
      case "ExportNamedDeclaration":
        for (const { local, exported } of statement.specifiers) {
          if (statement.source)
            add(nameOf(exported), {
              kind: "outside",
              specifier: statement.source.value,
              name: nameOf(local),
              guess: false,
            });
          else if (local.type === "Identifier") add(nameOf(exported), { kind: "binding", node: local });
        }
        for (const name of declaredNames(statement.declaration)) add(name.name, { kind: "binding", node: name });
        break;
      case "TSExportAssignment":
        add("export=", { kind: "expression", node: statement.expression });
        break;
      case "ExpressionStatement":
        readCommonJs(statement.expression, add);
        break;
      default:
    }
  }
  return { named, all };
}

function declaredNames(node: TSESTree.Node | null): TSESTree.Identifier[] {
  switch (node?.type) {
    case "VariableDeclaration":
      return node.declarations.flatMap(({ id }) => boundNames(id));
    case "FunctionDeclaration":
    case "TSDeclareFunction":
    case "ClassDeclaration":
      return node.id ? [node.id] : [];
    case "TSInterfaceDeclaration":
    case "TSTypeAliasDeclaration":
    case "TSEnumDeclaration":
      return [node.id];
    default:
      return [];
  }
}

function boundNames(pattern: TSESTree.Node | null): TSESTree.Identifier[] {
  switch (pattern?.type) {
    case "Identifier":
      return [pattern];
    case "AssignmentPattern":
      return boundNames(pattern.left);
    case "ObjectPattern":
      return pattern.properties.flatMap((property) =>
        boundNames(property.type === "Property" ? property.value : property.argument),
      );
    case "ArrayPattern":
      return pattern.elements.flatMap(boundNames);
    default:
      return [];
  }
}

/** `exports.a = …`, `module.exports.a = …`, `module.exports = …`, and chains of them. */
function readCommonJs(node: TSESTree.Expression, add: (name: string, exported: Exported) => void): void {
  let at: TSESTree.Expression = node;
  const targets: string[] = [];
  for (; at.type === "AssignmentExpression" && at.operator === "="; at = at.right) {
    const target = commonJsTarget(at.left);
    if (target !== null) targets.push(target);
  }
  for (const target of targets) add(target, { kind: "expression", node: at });
}

function commonJsTarget(node: TSESTree.Node): string | null {
  if (node.type !== "MemberExpression") return null;
  const { object, property } = node;
  const name =
    !node.computed && property.type === "Identifier"
      ? property.name
      : property.type === "Literal" && typeof property.value === "string"
        ? property.value
        : null;
  if (name === null) return null;
  if (object.type === "Identifier" && object.name === "exports") return name;
  if (object.type === "Identifier" && object.name === "module" && name === "exports") return "export=";
  return object.type === "MemberExpression" && commonJsTarget(object) === "export=" ? name : null;
}
