import { knownItems } from "../model/clause.ts";
import type { Statement } from "../model/statement.ts";

/** Whether a statement of a script begins or ends the tests of pgTAP: `SELECT plan(16)`, `SELECT * FROM finish()`. */
export function registersTests(statement: Statement): boolean {
  if (statement.kind !== "select" || statement.query.kind !== "select-query") return false;
  const { from, outputs } = statement.query;
  const [source, ...others] = knownItems(from);
  if (source) return others.length === 0 && source.kind === "function" && source.name === "finish";
  const [output, ...more] = knownItems(outputs);
  const call = output?.expression;
  return (
    more.length === 0 && call?.kind === "call" && (isPlan(call.name, call.arguments.length) || call.name === "finish")
  );
}

const isPlan = (name: string, given: number): boolean =>
  (name === "plan" && given === 1) || (name === "no_plan" && given === 0);
