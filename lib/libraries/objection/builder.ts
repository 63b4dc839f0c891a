import type { TSESTree } from "@typescript-eslint/utils";
import type { BuiltClass, BuiltFunction, Chain, Step } from "../../source/built/built.ts";
import { nameOfKey } from "../../source/nodes.ts";
import type { KnexContext, KnexQuery } from "../knex/query.ts";
import type { Model } from "./model.ts";
import { modelQueryOf, type ModelQuery } from "./query.ts";

/** The project's own class of query builders that a model names: `static QueryBuilder = SoftDeleteQueryBuilder`. */
function ownBuilder({ class: model }: Model, { run }: KnexContext): BuiltClass | null {
  const builder = model && run.member(model, "QueryBuilder", model.place);
  return builder?.kind === "class" ? builder : null;
}

function ownMethod(builder: BuiltClass, name: string): TSESTree.FunctionExpression | null {
  for (const member of builder.node.body.body) {
    if (
      member.type === "MethodDefinition" &&
      !member.static &&
      member.kind === "method" &&
      nameOfKey(member.key) === name &&
      member.value.type === "FunctionExpression"
    )
      return member.value;
  }
  return null;
}

/**
 * Takes a step that the project's own builder defines or overrides. Out: false for all others, and for those that hand
 * on to objection's.
 */
export function applyOwnMethod(query: KnexQuery, step: Step, context: KnexContext): boolean {
  const model = modelQueryOf(query);
  const builder = model && ownBuilder(model.model, context);
  const method = builder && ownMethod(builder, step.name);
  if (!model || !builder || !method) return false;
  const text = builder.frame.module.text.slice(...method.range);
  const mark = model.model.named?.softDelete;
  // An override that marks rows where the model can be marked.
  if (/^(?:delete|del)$/.test(step.name) && mark && /\b(?:patch|update|softDelete)\s*\(/.test(text)) {
    query.method = "update";
    query.update.set(mark.column, () => [
      ...context.writer.name(mark.column, step.at),
      ...context.writer.sql(` = ${typeof mark.live === "boolean" ? String(!mark.live) : "CURRENT_TIMESTAMP"}`, step.at),
    ]);
    return true;
  }
  if (new RegExp(`\\bsuper\\s*\\.\\s*${step.name}\\s*\\(`).test(text)) return false;
  if (/^super\s*\.\s*(?:delete|del)\s*\(/m.test(text.replace(/^[\s\S]*?return\s+/, ""))) {
    model.hard = true;
    query.method = "del";
    return true;
  }
  if (switchesOff(step)) {
    model.unfiltered = true;
    return true;
  }
  const self: Chain = {
    kind: "chain",
    root: {
      kind: "given",
      name: "builder",
      place: step.place,
      ...(model.model.class ? { gives: new Map([["modelClass", model.model.class]]) } : {}),
    },
    steps: [],
    place: step.place,
  };
  const fn: BuiltFunction = {
    kind: "function",
    node: method,
    frame: {
      ...builder.frame,
      anchor:
        builder.frame.anchor ??
        (builder.frame.module === context.run.module
          ? null
          : { start: step.place.node.range[0], end: step.place.node.range[1] }),
    },
    place: step.place,
  };
  const { result } = context.run.call(fn, step.arguments ?? [], self);
  if (result.kind !== "chain" || result.root.kind !== "given") query.unknown.push(step.place);
  else for (const inner of result.steps) context.read.apply(query, inner);
  return true;
}

const switchesOff = ({ name }: Step): boolean =>
  /^(?:with|include|also|show)(?:Soft)?(?:Deleted|Trashed|Removed|Archived)$|^(?:unscoped|unfiltered)$/.test(name);

/**
 * What the project's own builder adds to each query of a model whose rows are marked: the condition, or something that
 * is not known.
 */
export function ownFilter({ model, unfiltered }: ModelQuery, context: KnexContext): "live" | "none" | "unknown" {
  const builder = ownBuilder(model, context);
  const mark = model.named?.softDelete;
  if (!builder || !mark || unfiltered) return "none";
  const { text } = builder.frame.module;
  if (!/\b(?:onBuild|onBuildKnex|runBefore|forClass|constructor|toFindQuery)\b/.test(text)) return "none";
  const property = model.named.columns.find(({ name }) => name === mark.column)?.property ?? mark.column;
  const names = new RegExp(`["'\`.](?:${mark.column}|${property})["'\`]`);
  return names.test(text) && /\bwhere\w*\s*\(/.test(text) ? "live" : "unknown";
}
