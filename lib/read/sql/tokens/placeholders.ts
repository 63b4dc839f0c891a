import type { Placeholders } from "../../../model/site.ts";
import type { LexicalToken } from "./lexer.ts";
import type { Placeholder } from "./placeholder.ts";
import { dollarPlaceholdersAt } from "./dollar-placeholders.ts";
import { scriptPlaceholderAt } from "./script-placeholders.ts";

/**
 * The placeholders of a text, in order. Never inside strings (save for pg-promise's raw ones), quoted identifiers or
 * comments; `::` casts, `:=`, the colon of an array slice and PostgreSQL's own operators are not placeholders.
 */
export function placeholdersOf(
  text: string,
  tokens: readonly LexicalToken[],
  style: Exclude<Placeholders, "any">,
): Placeholder[] {
  const found: Placeholder[] = [];
  let covered = 0;
  tokens.forEach((token, index) => {
    if (token.kind === "string" && style === "formatting") found.push(...pastedInside(token));
    if (token.start < covered || token.kind === "string" || token.kind === "name" || token.kind === "comment") return;
    for (const placeholder of placeholdersAt(text, token, tokens, index, style)) {
      found.push(placeholder);
      covered = placeholder.end;
    }
  });
  return found;
}

function placeholdersAt(
  text: string,
  token: LexicalToken,
  tokens: readonly LexicalToken[],
  index: number,
  style: Exclude<Placeholders, "any">,
): Placeholder[] {
  if (style === "formatting") return pgPromise(text, token);
  if (style === "dollar") return dollarPlaceholdersAt(tokens, index);
  if (style === "script") {
    const found = scriptPlaceholderAt(tokens, index, (at) => isSliceColon(tokens, at));
    if (found) return [found];
  }
  if (token.kind === "parameter")
    return [{ start: token.start, end: token.end, name: null, number: Number(token.text.slice(1)), kind: "parameter" }];
  if (style === "colon" && text[token.start] === "$") return dollarName(text, token);
  if (style === "question" || style === "colon")
    return [...questionMarks(text, token, style), ...colonNames(text, token, tokens, index, style)];
  if (style === "at" && token.kind === "operator" && token.text.endsWith("@")) {
    const next = tokens[index + 1];
    // `@>`, `<@` and `@@` are operators; so is `@` before anything but a name that touches it.
    if (next?.kind !== "word" || next.start !== token.end || /[@<]@$/.test(token.text)) return [];
    return [{ start: token.end - 1, end: next.end, name: next.text, number: null, kind: "parameter" }];
  }
  return [];
}

/** `$name`: what Sequelize takes from an object of `bind`. */
function dollarName(text: string, { start }: LexicalToken): Placeholder[] {
  const name = /^\$([A-Za-z_]\w*)/.exec(text.slice(start, start + 80))?.[1];
  return name === undefined ? [] : [{ start, end: start + name.length + 1, name, number: null, kind: "parameter" }];
}

function questionMarks(text: string, token: LexicalToken, style: "question" | "colon"): Placeholder[] {
  if (token.kind !== "operator" || !token.text.includes("?")) return [];
  const escaped = text[token.start - 1] === "\\" && token.text.startsWith("?");
  const found: Placeholder[] = [];
  if (escaped) found.push({ start: token.start - 1, end: token.start + 1, name: null, number: null, kind: "operator" });
  for (let at = token.start + (escaped ? 1 : 0); at < token.end; at++) {
    if (text[at] !== "?") continue;
    const double = text[at + 1] === "?" && at + 1 < token.end;
    // In Sequelize and TypeORM a `?` that is part of a longer operator is PostgreSQL's; in knex no `?` is.
    if (style === "colon" && /[|&]/.test(text[at + 1] ?? "")) continue;
    found.push({
      start: at,
      end: at + (double ? 2 : 1),
      name: null,
      number: null,
      kind: double ? "identifier" : "parameter",
    });
    if (double) at++;
  }
  return found;
}

function colonNames(
  text: string,
  token: LexicalToken,
  tokens: readonly LexicalToken[],
  index: number,
  style: "question" | "colon",
): Placeholder[] {
  const name = tokens[index + 1];
  if (token.kind !== "punctuation" || token.text !== ":") return [];
  // TypeORM spreads an array over several parameters with `:...ids`.
  const spread = /^:\.\.\.([A-Za-z_]\w*)/.exec(text.slice(token.start, token.start + 80));
  if (spread)
    return [
      {
        start: token.start,
        end: token.start + spread[0].length,
        name: spread[1] ?? null,
        number: null,
        kind: "parameter",
      },
    ];
  if (name?.kind !== "word" || name.start !== token.end || isSliceColon(tokens, index)) return [];
  const close = style === "question" && text[name.end] === ":" && text[name.end + 1] !== ":";
  return [
    {
      start: token.start,
      end: name.end + (close ? 1 : 0),
      name: name.text,
      number: null,
      kind: close ? "identifier" : "parameter",
    },
  ];
}

/** Whether a colon separates the bounds of an array slice: inside brackets, with a bound before it. */
function isSliceColon(tokens: readonly LexicalToken[], index: number): boolean {
  const before = tokens[index - 1];
  if (!before || (before.kind === "punctuation" && ["[", "(", ","].includes(before.text)) || before.kind === "operator")
    return false;
  let depth = 0;
  for (let at = index - 1, token = tokens[at]; token; token = tokens[--at]) {
    const { kind, text } = token;
    if (kind !== "punctuation") continue;
    if (text === "]" || text === ")") depth++;
    else if (text === "[" || text === "(") {
      if (depth-- === 0) return text === "[";
    } else if (text === ";") return false;
  }
  return false;
}

const pgPromiseVariable =
  /^\$(?:(?<number>[0-9]+)|\{\s*(?<brace>[\w$.]+)\s*(?<braceFormat>[^}]*)\}|\(\s*(?<paren>[\w$.]+)\s*(?<parenFormat>[^)]*)\)|\/\s*(?<slash>[\w$.]+)\s*(?<slashFormat>[^/]*)\/|\[\s*(?<square>[\w$.]+)\s*(?<squareFormat>[^\]]*)\]|<\s*(?<angle>[\w$.]+)\s*(?<angleFormat>[^>]*)>)/;
const pgPromiseFormat = /^\s*(\^|~|#|:(?:raw|alias|name|json|csv|list|value)\b)?\s*$/;

function pgPromise(text: string, token: LexicalToken): Placeholder[] {
  if (text[token.start] !== "$") return [];
  const match = pgPromiseVariable.exec(text.slice(token.start, token.start + 200));
  if (!match?.groups) return [];
  const {
    number,
    brace,
    paren,
    slash,
    square,
    angle,
    braceFormat,
    parenFormat,
    slashFormat,
    squareFormat,
    angleFormat,
  } = match.groups;
  let end = token.start + match[0].length;
  let format: string | undefined = braceFormat ?? parenFormat ?? slashFormat ?? squareFormat ?? angleFormat ?? "";
  if (number !== undefined) {
    // `$1::int` is a cast and `$1 # 2` an operator: a format touches its variable.
    format =
      /^(?:\^|~(?!~|\*)|#(?![>#-])|:(?:raw|alias|name|json|csv|list|value)\b)/.exec(text.slice(end, end + 8))?.[0] ??
      "";
    end += format.length;
  }
  const kind = pgPromiseFormat.exec(format);
  if (!kind) return [];
  const name = brace ?? paren ?? slash ?? square ?? angle ?? null;
  return [
    { start: token.start, end, name, number: number === undefined ? null : Number(number), kind: formatKind(kind[1]) },
  ];
}

/** What pg-promise pastes as it is into a string literal. Open values are escaped for that place. */
function pastedInside(token: LexicalToken): Placeholder[] {
  const found: Placeholder[] = [];
  for (let at = token.text.indexOf("$"); at !== -1; at = token.text.indexOf("$", at + 1)) {
    const [placeholder] = pgPromise(token.text, { ...token, start: at });
    if (placeholder?.kind !== "raw" || /(?:#|:value)\s*\W?$/.test(token.text.slice(at, placeholder.end))) continue;
    const { start, end } = placeholder;
    found.push({ ...placeholder, start: token.start + start, end: token.start + end, inside: token });
  }
  return found;
}

function formatKind(format: string | undefined): Placeholder["kind"] {
  // Open values (`#`, `:value`) are escaped for the inside of quotes, and without quotes they are SQL.
  switch (format) {
    case "^":
    case ":raw":
    case "#":
    case ":value":
      return "raw";
    case "~":
    case ":name":
    case ":alias":
      return "identifier";
    default:
      return "parameter";
  }
}
