import type { TSESTree } from "@typescript-eslint/utils";
import type { SourceModule } from "../../source/module.ts";
import { type ClassNode, isClass, isFunction, nameOfKey } from "../../source/nodes.ts";
import { nothingGiven, packageNameOf, resolved, resultOf, returnOf, term, type Term } from "./syntax.ts";

/** A class with its decorators understood. */
export interface ModelClass {
  readonly node: ClassNode;
  readonly module: SourceModule;
  readonly name: string;
  readonly decorators: readonly Decorator[];
  /** Its own, in order. */
  readonly properties: readonly ModelProperty[];
}

export interface ModelProperty {
  readonly name: string;
  readonly at: Term;
  readonly decorators: readonly Decorator[];
  readonly type: TSESTree.TypeNode | null;
  readonly optional: boolean;
  readonly value: TSESTree.Expression | null;
  readonly accessor: boolean;
}

/** A decorator of a package, or what a function of the project gives back for one. */
export interface Decorator {
  /** The package it comes from; null for one of the project that cannot be followed. */
  readonly from: string | null;
  readonly name: string;
  readonly arguments: readonly Term[];
}

/** Every class of a module. */
export function classesOf(module: SourceModule): ModelClass[] {
  return module.ast.body.flatMap((statement) => {
    const node =
      statement.type === "ExportNamedDeclaration" || statement.type === "ExportDefaultDeclaration"
        ? statement.declaration
        : statement;
    return node && isClass(node) ? modelClass(node, module) : [];
  });
}

const known = new WeakMap<ClassNode, ModelClass>();

export function modelClass(node: ClassNode, module: SourceModule): ModelClass {
  let found = known.get(node);
  if (!found) {
    const own = { module, given: nothingGiven };
    const properties = node.body.body.flatMap((member): ModelProperty[] => {
      const accessor = member.type === "MethodDefinition" && (member.kind === "get" || member.kind === "set");
      if (!accessor && member.type !== "PropertyDefinition" && member.type !== "TSAbstractPropertyDefinition")
        return [];
      const name = member.computed ? null : nameOfKey(member.key);
      if (name === null || member.static) return [];
      return [
        {
          name,
          at: term(member.key, own),
          decorators: member.decorators.flatMap((decorator) => decoratorsOf(term(decorator.expression, own))),
          accessor,
          type:
            member.type === "MethodDefinition"
              ? (member.value.returnType?.typeAnnotation ?? null)
              : (member.typeAnnotation?.typeAnnotation ?? null),
          optional: member.type !== "MethodDefinition" && member.optional,
          value: member.type === "MethodDefinition" ? null : member.value,
        },
      ];
    });
    found = {
      node,
      module,
      name: node.id?.name ?? "",
      decorators: node.decorators.flatMap((decorator) => decoratorsOf(term(decorator.expression, own))),
      properties,
    };
    known.set(node, found);
  }
  return found;
}

function decoratorsOf(start: Term, depth = 0): Decorator[] {
  const { node } = start;
  const call = node.type === "CallExpression" ? node : null;
  const callee = term(call ? call.callee : node, start);
  const args = call ? call.arguments.map((argument) => term(argument, start)) : [];
  const packaged = packageNameOf(callee);
  // NestJS's applyDecorators(A(), B())
  if (packaged?.name === "applyDecorators") return args.flatMap((inner) => decoratorsOf(inner, depth + 1));
  if (packaged) return [{ from: packaged.specifier, name: packaged.name, arguments: args }];
  const named =
    callee.node.type === "Identifier"
      ? callee.node.name
      : callee.node.type === "MemberExpression"
        ? (nameOfKey(callee.node.property) ?? "")
        : "";
  if (depth < 4) {
    const inner = call ? returnOf(start) : null;
    const made = inner && resolved(inner).node.type === "CallExpression" ? inner : null;
    if (made) return decoratorsOf(made, depth + 1);
    const applied = inner && appliedIn(resolved(inner));
    if (applied && applied.length > 0) return applied.flatMap((one) => decoratorsOf(one, depth + 1));
    const fn = resolved(callee);
    if (!call && isFunction(fn.node)) {
      const result = resultOf({ ...fn, node: fn.node }, []);
      if (result?.node.type === "CallExpression") return decoratorsOf(result, depth + 1);
    }
  }
  return [{ from: null, name: named, arguments: args }];
}

/** What a decorator puts on the class it is given: `(target) => { Filter({ … })(target); }`. */
function appliedIn(fn: Term): Term[] {
  if (!isFunction(fn.node) || fn.node.body.type !== "BlockStatement") return [];
  return fn.node.body.body.flatMap((statement) => {
    const call =
      statement.type === "ExpressionStatement" && statement.expression.type === "CallExpression"
        ? statement.expression
        : null;
    return call?.callee.type === "CallExpression" ? [term(call.callee, fn)] : [];
  });
}

/** The class a class extends, where it is one of the project; `outside` where it is not. */
export function parentOf({ node, module }: ModelClass): ModelClass | "outside" | null {
  if (!node.superClass) return null;
  const parent = resolved({ node: node.superClass, module, given: nothingGiven });
  if (isClass(parent.node)) return modelClass(parent.node, parent.module);
  // A mixin: a function that gives back a class.
  const made = parent.node.type === "CallExpression" ? returnOf(parent) : null;
  const mixed = made && resolved(made);
  return mixed && isClass(mixed.node) ? modelClass(mixed.node, mixed.module) : "outside";
}

/** A class and those it extends, the outermost first. */
export function lineageOf(own: ModelClass): ModelClass[] {
  const line: ModelClass[] = [own];
  for (let parent = parentOf(own); parent && parent !== "outside" && line.length < 12; parent = parentOf(parent))
    line.unshift(parent);
  return line;
}

/** The class an argument such as `() => User`, `User` or `type => User` names. */
export function classNamed(start: Term | undefined): ModelClass | null {
  if (!start) return null;
  const value = resolved(start);
  if (isClass(value.node)) return modelClass(value.node, value.module);
  if (!isFunction(value.node)) return null;
  const result = resultOf({ ...value, node: value.node }, []);
  const named = result && resolved(result);
  return named && isClass(named.node) ? modelClass(named.node, named.module) : null;
}

/** A type without `| null` and `| undefined`, and whether it had null. */
export function withoutNull(type: TSESTree.TypeNode | null): {
  readonly type: TSESTree.TypeNode | null;
  readonly nullable: boolean;
} {
  if (type?.type !== "TSUnionType") return { type, nullable: false };
  const rest = type.types.filter((member) => member.type !== "TSNullKeyword" && member.type !== "TSUndefinedKeyword");
  return {
    type: rest.length === 1 ? (rest[0] ?? type) : type,
    nullable: type.types.some((member) => member.type === "TSNullKeyword"),
  };
}
