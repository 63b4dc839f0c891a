import type { TSESTree } from "@typescript-eslint/utils";
import type { Symbol as TypeScriptSymbol, Type } from "typescript";
import { factsOf } from "../libraries/index.ts";
import type { Library } from "../model/site.ts";
import type { SourceModule } from "./module.ts";
import type { Origin } from "./package-value.ts";
import { canonicalPath, knownPackage } from "./packages.ts";

/**
 * Where the value of an expression comes from by its type: the package that declares the type of the innermost receiver
 * it is read from. Out: null without type information, and for types of the project or of packages that are no database
 * library.
 */
export function originByType(expression: TSESTree.Node, module: SourceModule): Origin | null {
  if (!module.types) return null;
  try {
    return follow(expression, module, 0);
  } catch {
    // The checker throws on nodes it never saw, such as those of a processor.
    return null;
  }
}

function follow(node: TSESTree.Node, module: SourceModule, depth: number): Origin | null {
  const own = declared(node, module);
  if (own || depth > 8) return own;
  const inner = node.type === "MemberExpression" ? node.object : node.type === "CallExpression" ? node.callee : null;
  const name =
    node.type === "MemberExpression" && !node.computed && node.property.type === "Identifier"
      ? `.${node.property.name}`
      : node.type === "CallExpression"
        ? "()"
        : "";
  const receiver = inner && name && follow(inner, module, depth + 1);
  return receiver ? { ...receiver, path: canonicalPath(knownPackage(receiver.package), receiver.path + name) } : null;
}

function declared(node: TSESTree.Node, module: SourceModule): Origin | null {
  const services = module.types;
  if (!services) return null;
  const type = services.program.getTypeChecker().getNonNullableType(services.getTypeAtLocation(node));
  for (const each of type.isUnionOrIntersection() ? type.types : [type]) {
    const found = originOfType(each);
    if (found) return found;
  }
  return null;
}

function originOfType(type: Type): Origin | null {
  const symbol = type.aliasSymbol ?? type.getSymbol();
  if (!symbol) return null;
  const from = packageOf(symbol);
  const known = from ? knownPackage(from) : null;
  if (!from || !known) return null;
  const path = canonicalPath(known, `${symbol.name}()`);
  // Only what the library's facts speak of: a row type or an options type of the package is no receiver.
  return path !== `${symbol.name}()` || Object.values(known.flows).includes(path) || isReceiver(known.library, path)
    ? { library: known.library, package: from, path, how: "type" }
    : null;
}

/** True of what the library's facts know a member of that takes SQL, or that begins a builder. */
function isReceiver(library: Library, path: string): boolean {
  const facts = factsOf(library);
  const takers = [facts?.sql?.tags, facts?.sql?.texts, facts?.sql?.runs].flatMap((paths) => Object.keys(paths ?? {}));
  return takers.some((taker) => taker.startsWith(`${path}.`)) || facts?.builder?.clients.includes(path) === true;
}

function packageOf(symbol: TypeScriptSymbol): string | null {
  for (const declaration of symbol.declarations ?? []) {
    const file = declaration.getSourceFile().fileName;
    const [, scope, name] = /.*\/node_modules\/(?:@types\/)?(?:(@[^/]+)\/)?([^/]+)\//.exec(file) ?? [];
    if (name) return scope ? `${scope}/${name}` : name;
  }
  return null;
}
