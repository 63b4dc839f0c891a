import type { TSESTree } from "@typescript-eslint/utils";
import { isPlace, type Built, type Place, type Value } from "../source/built/built.ts";
import { isOptional } from "../source/built/choice.ts";
import { evaluatorOf, instanceOf, type Evaluator } from "../source/built/evaluator.ts";
import { returnedExpressions, unwrap, type ClassNode } from "../source/nodes.ts";
import { traceValue } from "../source/trace.ts";
import type { Frame } from "./text-value.ts";

/** A piece of SQL of a tag that is the project's own: the texts, and the values between them. */
export interface OwnPiece {
  readonly texts: readonly string[];
  readonly values: readonly (Place | Built)[];
}

/**
 * What a hole of a project's own tag holds, where it is made of the class that the tag makes: `` sql`… ${raw("users")}` `` with
 * `sql = (strings, ...values) => new Sql(strings, values)` and `raw = (text) => new Sql([text], [])`. Null: it is something else, or not known.
 */
export function ownPiece(value: Value, hole: TSESTree.Node, frame: Frame): OwnPiece | null {
  if (value.kind !== "chain" || value.steps.length > 0) return null;
  const instance = instanceOf(value);
  const template = hole.parent?.type === "TemplateLiteral" ? hole.parent.parent : null;
  if (!instance?.given || template?.type !== "TaggedTemplateExpression") return null;
  if (classOfTag(template.tag, frame) !== instance.node) return null;
  const evaluator = evaluatorOf(frame.context.module);
  const [strings, values] = instance.given.map((one) => itemsOf(one, evaluator));
  const texts = strings?.map((one) => textOf(one, evaluator));
  return texts?.every((text) => text !== null) && values?.length === texts.length - 1 ? { texts, values } : null;
}

/** The class whose instances a tag of the project gives: `(strings, ...values) => new Sql(strings, values)`. */
function classOfTag(tag: TSESTree.Node, { module }: Frame): ClassNode | null {
  const made = traceValue(tag, module);
  if (made?.kind !== "function") return null;
  const [strings, values] = made.node.params;
  const [result, ...others] = returnedExpressions(made.node).map(unwrap);
  if (result?.type !== "NewExpression" || others.length > 0 || values?.type !== "RestElement") return null;
  const isGiven = (argument: TSESTree.Node | undefined, parameter: TSESTree.Node | undefined): boolean =>
    argument?.type === "Identifier" && parameter?.type === "Identifier" && argument.name === parameter.name;
  if (!isGiven(result.arguments[0], strings) || !isGiven(result.arguments[1], values.argument)) return null;
  const maker = traceValue(result.callee, made.module);
  return maker?.kind === "class" ? maker.node : null;
}

function itemsOf(what: Place | Built, evaluator: Evaluator): readonly (Place | Built)[] | null {
  const value = evaluator.value(what);
  const isKnown =
    value.kind === "list" &&
    !value.open &&
    !value.openWhen &&
    !value.items.some((one) => isPlace(one) && isOptional(one));
  return isKnown ? value.items : null;
}

function textOf(what: Place | Built, evaluator: Evaluator): string | null {
  const value = evaluator.value(what);
  return value.kind === "constant" && typeof value.value === "string" ? value.value : null;
}
