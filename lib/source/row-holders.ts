import type { TSESTree } from "@typescript-eslint/utils";
import { variableOf } from "./bindings.ts";
import type { SourceModule } from "./module.ts";
import { memberName } from "./nodes.ts";
import { asList, elementOf, listOf, type Shape } from "./row-shapes.ts";

type Call = TSESTree.CallExpression | TSESTree.NewExpression;

/** What a call of the language makes of what it is given. */
interface Given {
  readonly shape: Shape;
  /** The list, Map or object that it is put into; null where the call gives it. */
  readonly into: TSESTree.Identifier | null;
  /** What that has to be at first. */
  readonly filled: "ArrayExpression" | "ObjectExpression" | "NewExpression";
}

/**
 * What becomes of a shape that is an argument of a function of the language: `Object.fromEntries(pairs)`, `new Map(pairs)`, `Promise.all(all)`,
 * `users.push(user)`, `byId.set(id, user)`. In: which argument it is. Out: null of other functions, and where nothing of it is left.
 */
export function holdersGivenBy(call: Call, index: number, shape: Shape, module: SourceModule): Given | null {
  const made = madeBy(call, index, shape, module);
  if (made) return { shape: made, into: null, filled: "ArrayExpression" };
  const { callee } = call;
  if (callee.type !== "MemberExpression" || callee.object.type !== "Identifier") return null;
  const name = memberName(callee);
  if (name === "push" || name === "unshift")
    return { shape: listOf(shape), into: callee.object, filled: "ArrayExpression" };
  if (name === "set" && index === 1)
    return { shape: { kind: "map", of: shape }, into: callee.object, filled: "NewExpression" };
  return null;
}

function madeBy(call: Call, index: number, shape: Shape, module: SourceModule): Shape | null {
  const { callee } = call;
  if (call.type === "NewExpression")
    return callee.type === "Identifier" && isGlobal(callee, module) && index === 0
      ? constructed(callee.name, shape)
      : null;
  if (callee.type === "Identifier")
    return callee.name === "structuredClone" && isGlobal(callee, module) && index === 0 ? shape : null;
  if (callee.type !== "MemberExpression" || callee.object.type !== "Identifier" || !isGlobal(callee.object, module))
    return null;
  return givenBy(`${callee.object.name}.${memberName(callee) ?? ""}`, index, shape, call);
}

const isGlobal = (identifier: TSESTree.Identifier, module: SourceModule): boolean => !variableOf(module, identifier);

function constructed(name: string, shape: Shape): Shape | null {
  if (name === "Set") return asList(shape);
  return name === "Map" ? keyed(shape, "map") : null;
}

/** What has keys, made of pairs of a key and a value. */
function keyed(pairs: Shape, kind: "map" | "record"): Shape | null {
  const list = asList(pairs);
  const pair = list && elementOf(list);
  return pair?.kind === "tuple" && pair.index === 1 ? { kind, of: pair.of } : null;
}

function givenBy(name: string, index: number, shape: Shape, call: Call): Shape | null {
  if (name === "Object.assign") return index > 0 && index === call.arguments.length - 1 ? shape : null;
  if (index !== 0) return null;
  switch (name) {
    case "Promise.all":
      // The array is written at the call, and the promises in it are what they give.
      return shape.kind === "tuple" || asList(shape) ? shape : null;
    case "Promise.resolve":
    case "Object.freeze":
      return shape;
    case "Array.from":
      return call.arguments.length === 1 ? (shape.kind === "map" ? listOf(elementOf(shape)) : asList(shape)) : null;
    case "Object.fromEntries":
      return keyed(shape, "record");
    case "Object.values":
      return shape.kind === "record" ? listOf(shape.of) : null;
    case "Object.entries":
      return shape.kind === "record" ? listOf({ kind: "tuple", index: 1, of: shape.of }) : null;
    case "Object.groupBy":
    case "Map.groupBy": {
      const list = asList(shape);
      return list && { kind: name === "Map.groupBy" ? "map" : "record", of: list };
    }
    default:
      return null;
  }
}
