import type { Catalog } from "../catalog/catalog.ts";
import type { Expression } from "../model/expression.ts";
import type { Statement } from "../model/statement.ts";
import type { OutputColumn } from "./level.ts";
import { scopesOf } from "./scopes.ts";

/** What a JSON value is, where it is one or the other for sure. */
export type JsonForm = "object" | "list";

const forms: Readonly<Record<string, JsonForm>> = {
  ...Object.fromEntries(
    [
      "json_agg",
      "jsonb_agg",
      "json_agg_strict",
      "jsonb_agg_strict",
      "json_build_array",
      "jsonb_build_array",
      "array_to_json",
    ].map((name) => [name, "list"] as const),
  ),
  ...Object.fromEntries(
    [
      "json_build_object",
      "jsonb_build_object",
      "json_object_agg",
      "jsonb_object_agg",
      "json_object",
      "jsonb_object",
      "row_to_json",
    ].map((name) => [name, "object"] as const),
  ),
};

/** What the outputs of a statement are that build JSON themselves, by their names. */
export function jsonForms(statement: Statement, catalog: Catalog): ReadonlyMap<string, JsonForm> {
  const outputs = scopesOf(statement, catalog).top?.outputs.columns ?? [];
  return new Map(
    outputs.flatMap((output) => {
      const form = formOfOutput(output);
      return form && output.name !== null ? [[output.name, form] as const] : [];
    }),
  );
}

function formOfOutput(output: OutputColumn): JsonForm | null {
  let current: OutputColumn = output;
  for (let depth = 0; depth < 20; depth++) {
    const inner: OutputColumn | null | undefined = current.bound?.of?.output;
    if (!inner) return current.arms.length === 0 && current.expression ? formOf(current.expression) : null;
    current = inner;
  }
  return null;
}

function formOf(expression: Expression): JsonForm | null {
  switch (expression.kind) {
    case "call": {
      if (expression.name !== "coalesce") return forms[expression.name] ?? null;
      const [first, ...others] = expression.arguments.map(formOf);
      return first && others.every((one) => one === first) ? first : null;
    }
    case "cast":
      return /^jsonb?$/.test(expression.type) ? formOf(expression.operand) : null;
    case "constant":
      return typeof expression.value === "string" ? formOfText(expression.value) : null;
    default:
      return null;
  }
}

function formOfText(text: string): JsonForm | null {
  const [first] = text.trim();
  return first === "[" ? "list" : first === "{" ? "object" : null;
}
