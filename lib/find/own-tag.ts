import type { TSESTree } from "@typescript-eslint/utils";
import type { Built, Place, Value } from "../source/built/built.ts";
import { isOptional } from "../source/built/choice.ts";
import { evaluatorOf, instanceOf, type Evaluator } from "../source/built/evaluator.ts";
import { returnedExpressions, unwrap, type ClassNode } from "../source/nodes.ts";
import { traceValue } from "../source/trace.ts";
import type { Frame } from "./text-value.ts";

/**
 * A piece of SQL of a tag that is the project's own: texts with values between them; or, where it depends on the path how many there are, values
 * with the same text between each two, and what stands around them.
 */
export type OwnPiece =
  | { readonly kind: "pieces"; readonly texts: readonly string[]; readonly values: Given }
  | {
      readonly kind: "joined";
      readonly before: string;
      readonly separator: string;
      readonly after: string;
      readonly values: Given;
    };

type Given = readonly (Place | Built)[];

/**
 * What a hole of a project's own tag holds, where it is made of the class that the tag makes: `` sql`… ${raw("users")}` `` with
 * `sql = (strings, ...values) => new Sql(strings, values)` and `raw = (text) => new Sql([text], [])`. Null: it is something else, or not known.
 */
export function ownPiece(value: Value, frame: Frame): OwnPiece | null {
  if (frame.context.mode !== "tag" || value.kind !== "chain" || value.steps.length > 0) return null;
  const instance = instanceOf(value);
  const { root } = frame.reading;
  if (!instance?.given || root.type !== "TaggedTemplateExpression") return null;
  if (classOfTag(root.tag, frame) !== instance.node) return null;
  const evaluator = evaluatorOf(frame.context.module);
  const [strings, values] = instance.given.map((one) => itemsOf(one, evaluator));
  const texts = strings?.map((one) => textOf(one, evaluator));
  if (!strings || !values || !texts?.every((text) => text !== null)) return null;
  if (!strings.some(isOptional) && !values.some(isOptional))
    return values.length === texts.length - 1 ? { kind: "pieces", texts, values } : null;
  return joinedPiece(strings, texts, values);
}

/** `new Sql(["", ...Array(values.length - 1).fill(separator), ""], values)`: a class of tags has one more text than it has values, on every path. */
function joinedPiece(strings: Given, texts: readonly string[], values: Given): OwnPiece | null {
  const [first, last] = [strings[0], strings.at(-1)];
  const [before, separator, ...others] = texts.slice(0, -1);
  const isAround = first && last && first !== last && !isOptional(first) && !isOptional(last);
  if (!isAround || before === undefined || separator === undefined || others.some((one) => one !== separator))
    return null;
  return { kind: "joined", before, separator, after: texts.at(-1) ?? "", values };
}

/** The class whose instances a tag of the project gives: `(strings, ...values) => new Sql(strings, values)`. */
function classOfTag(tag: TSESTree.Node, { context }: Frame): ClassNode | null {
  const made = traceValue(tag, context.module);
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

function itemsOf(what: Place | Built, evaluator: Evaluator): Given | null {
  const value = evaluator.value(what);
  return value.kind === "list" && !value.open && !value.openWhen ? value.items : null;
}

function textOf(what: Place | Built, evaluator: Evaluator): string | null {
  const value = evaluator.value(what);
  return value.kind === "constant" && typeof value.value === "string" ? value.value : null;
}
