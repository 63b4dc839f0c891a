import type { TSESTree } from "@typescript-eslint/utils";
import type { NamedTable } from "../../model/names.ts";
import {
  isPlace,
  type Built,
  type BuiltObject,
  type Chain,
  type Frame,
  type Place,
  type Step,
} from "../../source/built/built.ts";
import { childrenOf, type ClassNode, nameOfKey } from "../../source/nodes.ts";
import { layersOfFilter, type Layer } from "./options.ts";
import type { SequelizeQuery, What } from "./query.ts";

type Node = TSESTree.Node;

/** A model, as an expression names it. */
export interface Model {
  /** Null: the schema does not have it. */
  readonly table: NamedTable | null;
  /** Sequelize's name of it, which is the table's alias. */
  readonly name: string;
  /** What names it in the program. */
  readonly at: Place;
  /** The scopes that its queries have. */
  readonly scopes: readonly Layer[];
}

/** A model with what is done to it. */
export interface ModelChain {
  readonly model: Model;
  readonly steps: readonly Step[];
}

/** Where a model is declared: its options, and what decorators say. */
interface Declaration {
  readonly name: string | null;
  scope(name: string | null): Place | null;
}

/** The model that a chain begins with, over `scope(…)`, `unscoped()` and `schema(…)`. Null: it begins with none. */
export function modelAt(chain: Chain, query: SequelizeQuery): ModelChain | null {
  const named = namedAt(chain, query);
  if (!named) return null;
  const { steps, at } = named;
  const declaration = named.declared;
  const name = declaration?.name ?? named.name;
  const table = query.names.model("sequelize", name) ?? query.names.model("sequelize", named.name);
  let scopes = defaultScope(table, declaration, at, query);
  let index = 0;
  for (let step = steps[index]; step; step = steps[++index]) {
    if (step.name === "unscoped" && step.arguments) scopes = [];
    else if (/^(?:scope|withScope)$/.test(step.name) && step.arguments)
      scopes = scopesOf(step, table, declaration, at, query);
    else if (step.name === "withoutScope" && step.arguments) scopes = [];
    else if (!/^(?:schema|withSchema|withInitialScope)$/.test(step.name) || !step.arguments) break;
  }
  return { model: { table, name, at, scopes }, steps: steps.slice(index) };
}

/** The model that stands where Sequelize takes one: `{ model: Post }`, `include: [Post]`. */
export function modelOf(what: What, query: SequelizeQuery): Model | null {
  const value = query.run.follow(what);
  if (value.kind === "class") {
    const place = isPlace(what) ? what : what.place;
    const declaration = declarationOf(value.node, value.frame, query);
    const name = declaration.name ?? value.node.id?.name ?? "";
    const table = query.names.model("sequelize", name) ?? query.names.model("sequelize", value.node.id?.name ?? "");
    return { table, name, at: place, scopes: defaultScope(table, declaration, place, query) };
  }
  if (value.kind !== "chain") return null;
  const found = modelAt(value, query);
  return found?.steps.length === 0 ? found.model : null;
}

interface Named {
  readonly name: string;
  readonly at: Place;
  readonly steps: readonly Step[];
  readonly declared: Declaration | null;
}

function namedAt({ root, steps }: Chain, query: SequelizeQuery): Named | null {
  if (root.kind === "class") {
    const name = root.node.id?.name ?? "";
    return { name, at: receiverOf(steps[0], root.place), steps, declared: declarationOf(root.node, root.frame, query) };
  }
  // `models.User`, `ctx.models.User`, `User` that is handed in: by the name of a model that the schema has.
  if (root.kind === "unknown" || (root.kind === "package" && root.origin.library === null))
    return namedInSchema(root.place, steps, query);
  if (root.kind !== "package" || root.origin.library !== "sequelize") return null;
  const [first, second] = steps;
  if (!first) return null;
  if (first.name === "models" && first.arguments === null && second)
    return { name: second.name, at: second.at, steps: steps.slice(2), declared: null };
  if ((first.name === "model" || first.name === "import") && first.arguments?.[0]) {
    const name = query.run.value(first.arguments[0]);
    return name.kind === "constant" && first.name === "model"
      ? { name: String(name.value), at: atOf(first.arguments[0]), steps: steps.slice(1), declared: null }
      : null;
  }
  if (first.name === "define" && first.arguments?.[0]) {
    const name = query.run.value(first.arguments[0]);
    if (name.kind !== "constant") return null;
    const options = first.arguments[2];
    return {
      name: String(name.value),
      at: receiverOf(second, atOf(first.arguments[0])),
      steps: steps.slice(1),
      declared: options ? declared(null, [options], [], query) : null,
    };
  }
  return namedInSchema(root.place, steps, query);
}

function namedInSchema(place: Place, steps: readonly Step[], query: SequelizeQuery): Named | null {
  for (const [index, step] of steps.entries()) {
    if (step.arguments !== null || step.template) return null;
    if (query.names.model("sequelize", step.name))
      return {
        name: step.name,
        at: receiverOf(steps[index + 1], step.at),
        steps: steps.slice(index + 1),
        declared: null,
      };
  }
  const { node } = place;
  const name =
    node.type === "Identifier" ? node.name : node.type === "MemberExpression" ? nameOfKey(node.property) : null;
  return name !== null && query.names.model("sequelize", name) ? { name, at: place, steps, declared: null } : null;
}

const atOf = (what: What): Place => (isPlace(what) ? what : what.place);

/** What stands before a step in its expression: `User` of `User.findAll()`. */
function receiverOf(step: Step | undefined, fallback: Place): Place {
  const member = step?.at.node.parent;
  if (!step || member?.type !== "MemberExpression" || member.property !== step.at.node) return fallback;
  let node: Node = member.object;
  while (node.type === "TSNonNullExpression" || node.type === "TSAsExpression" || node.type === "ChainExpression")
    node = node.expression;
  if (node.type === "MemberExpression" && !node.computed) node = node.property;
  return { node, frame: step.at.frame };
}

const declarations = new WeakMap<
  ClassNode,
  { readonly inits: readonly Node[]; readonly decorators: readonly TSESTree.CallExpression[] }
>();

function declarationOf(node: ClassNode, frame: Frame, query: SequelizeQuery): Declaration {
  const { inits, decorators } = writtenAt(node, frame.module.ast);
  const outside: Frame = frame;
  return declared(
    node.id?.name ?? null,
    inits.map((one) => ({ node: one, frame: outside })),
    decorators.map((one) => ({ node: one, frame: outside })),
    query,
  );
}

/** The options of `User.init(attributes, options)` and the decorators of a class. */
function writtenAt(
  node: ClassNode,
  program: Node,
): { readonly inits: readonly Node[]; readonly decorators: readonly TSESTree.CallExpression[] } {
  const known = declarations.get(node);
  if (known) return known;
  const inits: Node[] = [];
  const visit = (at: Node, isInside: boolean): void => {
    if (
      at.type === "CallExpression" &&
      at.callee.type === "MemberExpression" &&
      nameOfKey(at.callee.property) === "init"
    ) {
      const { object } = at.callee;
      const options = at.arguments[1];
      const isOwn = isInside
        ? object.type === "Super" || object.type === "ThisExpression"
        : object.type === "Identifier" && object.name === node.id?.name;
      if (isOwn && options && options.type !== "SpreadElement") inits.push(options);
    }
    for (const child of childrenOf(at)) visit(child, isInside || child === node);
  };
  visit(program, false);
  const found = {
    inits,
    decorators: node.decorators.flatMap(({ expression }) => (expression.type === "CallExpression" ? [expression] : [])),
  };
  declarations.set(node, found);
  return found;
}

function declared(
  name: string | null,
  options: readonly What[],
  decorators: readonly Place[],
  query: SequelizeQuery,
): Declaration {
  const { run } = query;
  const objects = options.map((one) => run.value(one));
  const decorated = (wanted: string): Built[] =>
    decorators.flatMap(({ node, frame }) => {
      if (
        node.type !== "CallExpression" ||
        node.callee.type !== "Identifier" ||
        node.callee.name !== wanted ||
        !node.arguments[0]
      )
        return [];
      return [run.value({ node: node.arguments[0], frame })];
    });
  const tables = decorated("Table");
  const given = [...objects, ...tables]
    .map((object) => query.constant(object, "modelName"))
    .find((one) => typeof one === "string");
  return {
    name: typeof given === "string" ? given : name,
    scope(wanted) {
      const find = (object: Built): Place | null => {
        const entry = object.kind === "object" ? (object.entries.get(wanted ?? "") ?? null) : null;
        return entry && isPlace(entry.value) ? entry.value : null;
      };
      if (wanted === null) {
        const [given] = decorators.filter(
          ({ node }) =>
            node.type === "CallExpression" && node.callee.type === "Identifier" && node.callee.name === "DefaultScope",
        );
        const call = given?.node;
        if (given && call?.type === "CallExpression" && call.arguments[0])
          return { node: call.arguments[0], frame: given.frame };
        for (const object of objects) {
          const entry = query.entry(object, "defaultScope");
          if (entry && isPlace(entry.value)) return entry.value;
        }
        return null;
      }
      for (const object of objects) {
        const entry = query.entry(object, "scopes");
        const found = entry && find(run.value(entry.value));
        if (found) return found;
      }
      for (const one of decorated("Scopes")) {
        const found = find(one.kind === "function" ? run.call(one, []).result : one);
        if (found) return found;
      }
      return null;
    },
  };
}

/** The scope that every query has unless it says otherwise. */
function defaultScope(
  table: NamedTable | null,
  declaration: Declaration | null,
  at: Place,
  query: SequelizeQuery,
): readonly Layer[] {
  const place = declaration?.scope(null);
  if (place) return layerOf(query.run.value(place), [], place, query);
  return (table?.filters ?? []).filter(({ always }) => always).flatMap((filter) => layersOfFilter(filter, at));
}

/** `scope("active", { method: ["since", date] }, "defaultScope", { where })` */
function scopesOf(
  step: Step,
  table: NamedTable | null,
  declaration: Declaration | null,
  at: Place,
  query: SequelizeQuery,
): readonly Layer[] {
  const { run } = query;
  const layers: Layer[] = step.spread ? [{ kind: "unknown", at: step.place }] : [];
  const add = (what: What): void => {
    const value = run.value(what);
    switch (value.kind) {
      case "constant":
        if (value.value === "defaultScope") layers.push(...defaultScope(table, declaration, at, query));
        else if (typeof value.value === "string") layers.push(...namedScope(value.value, [], what));
        return;
      case "list":
        value.items.forEach(add);
        if (value.open) layers.push({ kind: "unknown", at: what });
        return;
      case "object": {
        const method = query.entry(value, "method");
        if (!method) layers.push({ kind: "options", object: value });
        else {
          const called = run.value(method.value);
          const [first, ...given] = called.kind === "list" && !called.open ? called.items : [method.value];
          const name = first && run.value(first);
          layers.push(
            ...(name?.kind === "constant"
              ? namedScope(String(name.value), given, what)
              : [{ kind: "unknown", at: what } satisfies Layer]),
          );
        }
        return;
      }
      default:
        layers.push({ kind: "unknown", at: what });
    }
  };
  const namedScope = (name: string, given: readonly What[], what: What): readonly Layer[] => {
    const place = declaration?.scope(name);
    if (place) return layerOf(run.value(place), given, what, query);
    const known = (table?.filters ?? []).filter((filter) => filter.name === name);
    return known.length > 0 ? known.flatMap((filter) => layersOfFilter(filter, what)) : [{ kind: "unknown", at: what }];
  };
  step.arguments?.forEach(add);
  return layers;
}

/** A scope's options: an object, or what a function gives for it. */
function layerOf(value: Built, given: readonly What[], at: What, { run }: SequelizeQuery): readonly Layer[] {
  const made = value.kind === "function" ? run.call(value, given).result : value;
  return made.kind === "object"
    ? [{ kind: "options", object: made satisfies BuiltObject }]
    : made.kind === "constant"
      ? []
      : [{ kind: "unknown", at }];
}
