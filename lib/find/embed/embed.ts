import type { TSESTree } from "@typescript-eslint/utils";
import type { Hole, SqlText } from "../../model/sql-text.ts";
import { quoted } from "../../libraries/helpers.ts";
import { nameOfKey, unwrap } from "../../source/nodes.ts";
import { holeAt, madeText, plainText, spanOf, type Frame, type TextValue } from "../text-value.ts";

export type Follow = (node: TSESTree.Node, frame: Frame) => TextValue | null;

/** A library's helper in the place of a piece of SQL: `sql.identifier(["users"])`. */
export interface HelperUse {
  /**
   * Its name below the library's tag or namespace: `identifier`; `""` is the tag itself, called; `.empty` is no call.
   */
  readonly name: string;
  readonly arguments: readonly TSESTree.Node[];
  readonly node: TSESTree.Node;
  readonly frame: Frame;
  readonly follow: Follow;
}

export function asFragment(text: SqlText): TextValue {
  return { kind: "fragment", text };
}

/** The helper's whole call as one hole. */
export function asHole(use: HelperUse, made: Pick<Hole, "treatment" | "value" | "standIns">): TextValue {
  return asFragment([holeAt(use.node, use.frame, made)]);
}

/** A value that is sent beside the text. */
export function asValue(use: HelperUse, sql = "$?"): TextValue {
  return asHole(use, { treatment: "bound", value: "unknown", standIns: [sql] });
}

/** SQL of a library's own making whose text is not known. */
export function asPiece(use: HelperUse, standIns: readonly string[] = []): TextValue {
  return asHole(use, { treatment: "composed", value: "sql", standIns });
}

/** A quoted name, or one of several parts; null where it is not known. */
export function asIdentifier(use: HelperUse, names: readonly string[] | null): TextValue {
  return asHole(use, {
    treatment: "escaped",
    value: "escaped",
    standIns: names && names.length > 0 ? [quoted(names)] : [],
  });
}

export function asText(use: HelperUse, sql: string): TextValue {
  return asFragment(sql === "" ? [] : [madeText(sql, spanOf(use.node, use.frame))]);
}

/** Text that the library takes as it is: its holes are spliced. */
export function asRaw(
  use: HelperUse,
  node: TSESTree.Node | undefined,
  spliced: (node: TSESTree.Node, frame: Frame) => SqlText,
): TextValue {
  return node ? asFragment(spliced(node, use.frame)) : asText(use, "");
}

/** The text of an expression where it is known in full. */
export function constantOf(node: TSESTree.Node | undefined, use: HelperUse): string | null {
  const value = node && use.follow(node, use.frame);
  return value?.kind === "string" ? plainText(value.text) : null;
}

/** The texts of an array's elements, or of one text; null where one is not known. */
export function constantsOf(nodes: readonly TSESTree.Node[], use: HelperUse): readonly string[] | null {
  const texts: string[] = [];
  for (const node of nodes) {
    const value = use.follow(node, use.frame);
    const items =
      value?.kind === "list" ? value.items.map((item) => (item.times === "once" ? item.value : null)) : [value];
    for (const item of items) {
      const text = item?.kind === "string" ? plainText(item.text) : null;
      if (text === null) return null;
      texts.push(text);
    }
  }
  return texts;
}

/** The keys of an object literal; null where they are not all written out. */
export function keysOf(node: TSESTree.Node | undefined): readonly string[] | null {
  const inner = node && unwrap(node);
  if (inner?.type === "ArrayExpression") return inner.elements[0] ? keysOf(inner.elements[0]) : null;
  if (inner?.type !== "ObjectExpression" || inner.properties.length === 0) return null;
  const keys: string[] = [];
  for (const property of inner.properties) {
    const key = property.type === "Property" && !property.computed ? nameOfKey(property.key) : null;
    if (key === null) return null;
    keys.push(key);
  }
  return keys;
}
