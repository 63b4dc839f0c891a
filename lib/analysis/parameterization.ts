import type { PlacedHole, Reading } from "../model/reading.ts";
import type { Edit } from "../model/span.ts";
import type { Hole, SqlText } from "../model/sql-text.ts";
import type { Statement } from "../model/statement.ts";

/** What a value that is spliced into a text does there. */
export type Splice = "value" | "list" | "name" | "keyword" | "text";

/**
 * The holes of a reading whose content PostgreSQL reads as SQL although it is a value: judged by who splices, where the hole
 * stands, and what it can be. Unknown content counts only where nothing but a value can stand (PostgreSQL's documentation,
 * "Constants"): a name, a keyword or a clause of unknown content is the program's own as a rule.
 */
export function spliceOf({ hole, role }: PlacedHole, reading: Reading): Splice | null {
  if (hole.treatment !== "spliced") return null;
  const { value } = hole;
  if (value !== "input" && value !== "request" && value !== "unknown") return null;
  switch (role) {
    case "quoted":
      return value !== "unknown" || !isNamedConstant(hole) ? "value" : null;
    case "value":
      if (value === "request") return "value";
      return isNamedConstant(hole) || isNamedAsSql(hole) || (value === "unknown" && hole.source.includes("(")) ? null : "value";
    case "list":
      if (value === "unknown" && !joinsQuoted(hole)) return null;
      return value === "request" || !isNamedAsSql(hole) ? "list" : null;
    case "identifier":
      return value === "request" || (value === "input" && sorts(hole, reading.site.text) && !isNamedAsSql(hole)) ? "name" : null;
    case "keyword":
      return value === "request" || (value === "input" && sorts(hole, reading.site.text) && !isNamedAsSql(hole)) ? "keyword" : null;
    case "fragment":
      // `orderByRaw` takes nothing but what to sort by.
      if (value === "input" && /orderByRaw$/i.test(reading.site.callee) && !isNamedAsSql(hole)) return "name";
      return value === "request" ? "text" : null;
    case "statement":
    case "constant":
      return value === "request" ? "text" : null;
    case "unknown":
      return null;
  }
}

/** `DEFAULT_STATUS`, `settings.MAX_AGE`: a constant, wherever it is. */
function isNamedConstant({ source }: Hole): boolean {
  return /^(?:[\w$]+\.)*[A-Z][A-Z0-9_]*(?:\.[\w$]+)*$/.test(source);
}

/** `whereClause`, `placeholders`, `sqlText`: by its name a piece of SQL, and unquoted it may be one. */
function isNamedAsSql({ source }: Hole): boolean {
  return /(?:sql|query|clause|where|fragment|conditions?|filters?|predicate|placeholders?|columns?List|fields|joins?|cte|expr|expression|statement|raw)\w{0,8}$/i.test(source) || /^(?:now|default|null|sql)/i.test(source);
}

/** `ids.map((id) => `'${id}'`).join(",")`, `names.join("','")`. */
function joinsQuoted({ source }: Hole): boolean {
  return /join\(\s*["'`]\s*'\s*,\s*'/.test(source) || /`'\$\{[^}]*\}'`/.test(source);
}

/** Clients choose what to sort by; tables and conditions are the program's own. */
function sorts(hole: Hole, text: SqlText): boolean {
  const before = textBefore(hole, text).text;
  const clause = /\b(order\s+by|select|from|where|group\s+by|having|set|join|into|update|returning|values|limit|offset|on|using)\b(?![\s\S]*\b(?:order\s+by|select|from|where|group\s+by|having|set|join|into|update|returning|values|limit|offset|on|using)\b)/i.exec(before);
  return clause !== null && /^order/i.test(clause[1] ?? "");
}

function textBefore(hole: Hole, text: SqlText): { readonly text: string; readonly found: boolean } {
  let before = "";
  for (const part of text) {
    if (part.kind === "text") before += part.text;
    else if (part.kind === "hole") {
      if (part.hole === hole) return { text: before, found: true };
      before += " x ";
    } else {
      for (const option of part.options) {
        const inside = textBefore(hole, option);
        if (inside.found) return { text: before + inside.text, found: true };
      }
      before += textBefore(hole, part.options[0] ?? []).text;
    }
  }
  return { text: before, found: false };
}

/** The edits that send a hole's value beside the text; null where no statement offers them. */
export function bind(statements: readonly Statement[], hole: Hole): readonly Edit[] | null {
  for (const statement of statements) {
    const edits = "edits" in statement ? statement.edits.bind([hole]) : null;
    if (edits) return edits;
  }
  return null;
}
