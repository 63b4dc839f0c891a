import type { TSESTree } from "@typescript-eslint/utils";
import { factsOf } from "../libraries/index.ts";
import { oneOf } from "../libraries/names.ts";
import { memberName } from "./nodes.ts";

/**
 * The type that a step of a builder says its rows have, whatever the library knows of them: kysely's `$castTo<User>()`.
 * In: the call at the end of the chain, and the library. Out: null where no step says so.
 */
export function castRows(call: TSESTree.Node, library: string): TSESTree.TypeNode | null {
  const { casts = [], tableTypes = [] } = factsOf(library)?.builder ?? {};
  const says = oneOf([...casts, ...tableTypes]);
  return typeArguments(call, library).find(({ step }) => says(step))?.type ?? null;
}

/** A type that a step of a chain is given, and whether it is that of a whole row of the table, of which the steps may take a part. */
export interface ChainType {
  readonly type: TSESTree.TypeNode;
  readonly ofTable: boolean;
}

/**
 * The type that a builder's chain says of its rows: `select<User[]>("id", "name")` before `knex<User>("users")`. In: the call at the end of the
 * chain, and the library. Out: null where no step is given one.
 */
export function chainType(call: TSESTree.Node, library: string): ChainType | null {
  const { casts = [], tableTypes = [], joinTypes = [] } = factsOf(library)?.builder ?? {};
  const [isCast, isTables, isJoined] = [oneOf(casts), oneOf(tableTypes), oneOf(joinTypes)];
  const said = typeArguments(call, library).filter(({ step }) => !isJoined(step));
  const found = said.find(({ step }) => isCast(step)) ?? said.find(({ step }) => !isTables(step)) ?? said[0];
  return found ? { type: found.type, ofTable: isTables(found.step) } : null;
}

interface TypedStep {
  readonly step: string;
  readonly type: TSESTree.TypeNode;
}

/** The type arguments of a chain's steps, the last step first; the client itself, called with a table, is the step whose name is empty. */
function typeArguments(call: TSESTree.Node, library: string): readonly TypedStep[] {
  const found: TypedStep[] = [];
  for (let node = call; ;) {
    if (node.type === "MemberExpression") node = node.object;
    else if (node.type !== "CallExpression") return found;
    else {
      const { callee } = node;
      const [type] = node.typeArguments?.params ?? [];
      if (type) found.push({ step: stepOf(callee, library), type });
      node = callee;
    }
  }
}

/** `this.db<User>("users")`: what is no word of the builder where the chain begins is the client. */
function stepOf(callee: TSESTree.Node, library: string): string {
  const name = callee.type === "MemberExpression" ? (memberName(callee) ?? "") : "";
  const { words, tableTypes = [] } = factsOf(library)?.builder ?? {};
  const isFirst = callee.type !== "MemberExpression" || !hasCall(callee.object);
  return isFirst && words && !oneOf([...words.needed, ...tableTypes])(name) ? "" : name;
}

function hasCall(node: TSESTree.Node): boolean {
  if (node.type === "MemberExpression") return hasCall(node.object);
  return node.type === "CallExpression";
}
