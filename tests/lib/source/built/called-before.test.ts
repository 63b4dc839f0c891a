import { expect, test } from "vitest";
import type { TSESTree } from "@typescript-eslint/utils";
import type { BuiltFunction, Chain, Place } from "../../../../lib/source/built/built.ts";
import { evaluatorOf, forgetEvaluated, type Evaluator } from "../../../../lib/source/built/evaluator.ts";
import { Path } from "../../../../lib/source/built/path.ts";
import { walk } from "../../../../lib/source/nodes.ts";
import { parseModule } from "../../../../lib/source/open-module.ts";

const module = parseModule("export const f = (qb, more) => { if (more) qb.where(1); qb.limit(2); };", "/p/a.ts");
if (!module) throw new Error("does not parse");

function functionOf(evaluator: Evaluator): BuiltFunction {
  const functions: TSESTree.Node[] = [];
  walk(evaluator.module.ast, (node) => {
    if (node.type === "ArrowFunctionExpression") functions.push(node);
  });
  const [first] = functions;
  const value = first && evaluator.evaluate(evaluator.place(first));
  if (value?.kind !== "function") throw new Error("no function");
  return value;
}

const builder = (place: Place): Chain => ({
  kind: "chain",
  root: { kind: "given", name: "a builder", place },
  steps: [],
  place,
});

/** The steps that are taken on a builder which a reader hands to the function, where each condition goes one way. */
function steps(evaluator: Evaluator, decided: number, second: boolean | null = null): readonly string[] {
  const path = new Path(evaluator, { decide: () => decided });
  const fn = functionOf(evaluator);
  const more = second === null ? [] : [{ kind: "constant", value: second, place: fn.place } as const];
  const [after] = path.call(fn, [builder(fn.place), ...more]).parameters;
  return after?.kind === "chain" ? after.steps.map(({ name }) => name) : [];
}

test("what a reader calls again on another path is not evaluated again, and decided anew", () => {
  const evaluator = evaluatorOf(module);
  const more = { kind: "input", place: evaluator.place(module.ast) } as const;
  const call = (decided: number): readonly string[] => {
    const path = new Path(evaluator, { decide: () => decided });
    const fn = functionOf(evaluator);
    const [after] = path.call(fn, [builder(fn.place), more]).parameters;
    return after?.kind === "chain" ? after.steps.map(({ name }) => name) : [];
  };
  expect(call(0)).toEqual(["limit"]);
  const { evaluated } = evaluator;
  expect(call(1)).toEqual(["where", "limit"]);
  expect(call(0)).toEqual(["limit"]);
  expect(evaluator.evaluated).toBe(evaluated);
});

test("what is given other things is another call", () => {
  const evaluator = evaluatorOf(module);
  expect(steps(evaluator, 0, true)).toEqual(["where", "limit"]);
  expect(steps(evaluator, 0, false)).toEqual(["limit"]);
  expect(steps(evaluator, 1, false)).toEqual(["limit"]);
});

test("a file that is done with is evaluated again for who asks", () => {
  const before = evaluatorOf(module);
  expect(evaluatorOf(module)).toBe(before);
  forgetEvaluated(module);
  expect(evaluatorOf(module)).not.toBe(before);
  expect(steps(evaluatorOf(module), 0, true)).toEqual(["where", "limit"]);
});
