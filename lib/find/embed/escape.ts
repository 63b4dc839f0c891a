import type { TSESTree } from "@typescript-eslint/utils";
import type { SqlPart, SqlText } from "../../model/sql-text.ts";
import { spliced } from "../text-hole.ts";
import { holeAt, madeText, spanOf, type TextValue } from "../text-value.ts";
import { asIdentifier, constantOf, type HelperUse } from "./embed.ts";

/**
 * Functions that give back a string made safe: pg's `escapeIdentifier` and `escapeLiteral`, pg-promise's `as`,
 * pg-format.
 */
export function escapedString(use: HelperUse): TextValue | null {
  const [first] = use.arguments;
  switch (use.name) {
    case "escapeIdentifier":
    case "ident":
    case "quoteIdent":
    case "as.name":
    case "as.alias": {
      const name = constantOf(first, use);
      return stringOf(asIdentifier(use, name === null ? null : [name]));
    }
    case "escapeLiteral":
    case "literal":
    case "as.text":
    case "as.json":
    case "as.date":
      return stringOf({
        kind: "fragment",
        text: [holeAt(use.node, use.frame, { treatment: "escaped", value: "escaped", standIns: ["'rowguard'"] })],
      });
    case "as.csv":
      return stringOf({
        kind: "fragment",
        text: [holeAt(use.node, use.frame, { treatment: "escaped", value: "escaped", standIns: ["'rowguard'"] })],
      });
    case "as.format":
      return first ? use.follow(first, use.frame) : null;
    case "format":
      return formatted(use);
    case "util.format":
      return formatted(use, true);
    default:
      return null;
  }
}

function stringOf(value: TextValue): TextValue {
  return value.kind === "fragment" ? { kind: "string", text: value.text } : value;
}

/**
 * pg-format's `%I`, `%L` and `%s`, with `1$` positions, as PostgreSQL's own format() has them; `%s`, `%d`, … of Node's
 * util.
 */
function formatted(use: HelperUse, isOfUtil = false): TextValue | null {
  const [pattern, ...values] = use.arguments;
  const followed = pattern && use.follow(pattern, use.frame);
  if (followed?.kind !== "string" || followed.text.every(({ kind }) => kind === "hole")) return null;
  return { kind: "string", text: filledIn(followed.text, { use, values, isOfUtil, next: 0 }) };
}

/** What is put into a pattern, and how many values of it so far. */
interface Filling {
  readonly use: HelperUse;
  readonly values: readonly TSESTree.Node[];
  readonly isOfUtil: boolean;
  next: number;
}

/** The pattern with its values. What the program puts into the pattern itself stays as it is. */
function filledIn(pattern: SqlText, filling: Filling): SqlPart[] {
  return pattern.flatMap((part): SqlPart[] => {
    if (part.kind === "text") return filledInText(part.text, filling);
    if (part.kind === "choice") return [{ ...part, options: part.options.map((one) => filledIn(one, filling)) }];
    return part.kind === "optional" ? [{ ...part, text: filledIn(part.text, filling) }] : [part];
  });
}

function filledInText(text: string, filling: Filling): SqlPart[] {
  const { use, values, isOfUtil } = filling;
  const parts: SqlPart[] = [];
  const span = spanOf(use.node, use.frame);
  let from = 0;
  for (const match of text.matchAll(isOfUtil ? /%()([sdifjoO%])/g : /%(?:(\d+)\$)?([ILs%])/g)) {
    parts.push(madeText(text.slice(from, match.index), span));
    from = match.index + match[0].length;
    if (match[2] === "%") {
      parts.push(madeText("%", span));
      continue;
    }
    const value = values[match[1] ? Number(match[1]) - 1 : filling.next++];
    if (match[2] !== "I" && match[2] !== "L") {
      const inner = value && use.follow(value, use.frame);
      parts.push(...(inner?.kind === "string" ? inner.text : [spliced(value ?? use.node, use.frame)]));
    } else {
      const name = match[2] === "I" ? constantOf(value, use) : null;
      const standIns = match[2] === "L" ? ["'rowguard'"] : name === null ? [] : [`"${name.replaceAll('"', '""')}"`];
      parts.push(holeAt(value ?? use.node, use.frame, { treatment: "escaped", value: "escaped", standIns }));
    }
  }
  parts.push(madeText(text.slice(from), span));
  return parts;
}
