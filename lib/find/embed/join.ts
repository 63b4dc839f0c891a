import type { TSESTree } from "@typescript-eslint/utils";
import { unwrap } from "../../source/nodes.ts";
import type { SqlPart, SqlText } from "../../model/sql-text.ts";
import { joinItems } from "../text-join.ts";
import { holeAt, madeText, plainText, spanOf, type ListItem, type TextValue } from "../text-value.ts";
import { asFragment, asPiece, type HelperUse } from "./embed.ts";

/**
 * `join(pieces, glue)` of any library: the pieces with the glue between them where they are known, otherwise one hole
 * that stands for one or more of them. In: the glue that stands where none is given, and what goes around it all.
 */
export function joinOf(
  use: HelperUse,
  pieces: TSESTree.Node | undefined,
  glue: TSESTree.Node | null,
  otherwise = ", ",
  around: readonly [string, string] = ["", ""],
): TextValue {
  if (!pieces) return asPiece(use);
  const { frame, follow } = use;
  const span = spanOf(use.node, frame);
  const given = glue ? follow(glue, frame) : null;
  const between: SqlText | null = glue ? (given && "text" in given ? given.text : null) : [madeText(otherwise, span)];
  const list = follow(pieces, frame);
  const elements = unwrap(pieces);
  const text =
    between && list?.kind === "list"
      ? joinItems(list.items, between, true, (item) => itemText(item, use, elements))
      : null;
  if (text) return asFragment([...made(around[0]), ...text, ...made(around[1])]);

  const separator = between && plainText(between);
  const sole = list?.kind === "list" && list.items.length === 1 ? (list.items[0]?.value ?? null) : null;
  const element = sole && "text" in sole ? rendered(sole.text) : isListOfValues(separator, list) ? "$?" : null;
  return asPiece(
    use,
    element === null || separator === null
      ? []
      : [`${around[0]}${element}${around[1]}`, `${around[0]}${element}${separator}${element}${around[1]}`],
  );

  function made(sql: string): SqlPart[] {
    return sql === "" ? [] : [madeText(sql, span)];
  }
}

function isListOfValues(separator: string | null, list: TextValue | null): boolean {
  return separator?.trim() === "," && list === null;
}

function itemText(item: ListItem, use: HelperUse, elements: TSESTree.Node): SqlText | null {
  if (item.value?.kind === "fragment") return item.value.text;
  if (item.value?.kind === "nothing") return [];
  const node =
    elements.type === "ArrayExpression"
      ? elements.elements.find((one) => one && one.range[0] === item.span.start)
      : null;
  return node ? [holeAt(node, use.frame, { treatment: "bound", value: "unknown", standIns: ["$?"] })] : null;
}

/** A piece of known text as a stand-in; null where some of it is not known. */
export function rendered(text: SqlText): string | null {
  let sql = "";
  for (const part of text) {
    if (part.kind === "choice" || part.kind === "optional") return null;
    if (part.kind === "text") sql += part.text;
    else if (part.hole.standIns[0] !== undefined) sql += part.hole.standIns[0];
    else if (part.hole.treatment === "bound") sql += "$?";
    else return null;
  }
  return sql;
}
