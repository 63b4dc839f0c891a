import type { Reading } from "../lib/model/reading.ts";
import type { Site } from "../lib/model/site.ts";
import type { Hole, SqlPart, SqlText } from "../lib/model/sql-text.ts";
import type { Statement } from "../lib/model/statement.ts";
import { readSite } from "../lib/read/sql/read-site.ts";

/** What a test may say about its site beside the SQL. */
export interface SiteOptions extends Partial<Site> {
  /** By the hole's source: `{ table: { standIns: ['"users"'] } }`. */
  readonly holes?: Readonly<Record<string, Partial<Hole>>>;
  /** The values array typed after a text: `["a", "b"]`. Without it a text has no values yet. */
  readonly values?: Site["values"];
  readonly array?: readonly string[];
}

/**
 * A source file with one SQL text in it. In: the SQL as typed between backticks, `${name}` for a hole and
 * "${flag ? `AND a` : ``}" for a choice; holes are bound in a tag (the default) and spliced in a text (`kind: "text"`).
 */
export function siteOf(sql: string, over: SiteOptions = {}): { site: Site; source: string } {
  const { holes = {}, array, ...given } = over;
  const kind = given.kind ?? "tag";
  const before = kind === "tag" ? "const rows = await " : "const result = await ";
  const callee = kind === "tag" ? "sql" : "pool.query";
  const open = kind === "tag" ? "" : "(";
  const start = before.length + callee.length + open.length;
  const template = `\`${sql}\``;
  const after = start + template.length;
  let tail = kind === "tag" ? "" : ")";
  let values: Site["values"] =
    kind === "tag" ? { kind: "holes" } : { kind: "absent", at: after, before: ", [", after: "]" };
  if (array) {
    tail = `, [${array.join(", ")}])`;
    let at = after + 3;
    const elements = array.map((element) => {
      const span = { start: at, end: at + element.length };
      at += element.length + 2;
      return span;
    });
    values = { kind: "array", elements, spread: false, closing: after + tail.length - 2 };
  }
  const source = `${before}${callee}${open}${template}${tail};\n`;
  const site: Site = {
    library: kind === "tag" ? "postgres.js" : "pg",
    how: "origin",
    kind,
    role: "statement",
    span: { start, end: after },
    call: { start: before.length, end: source.length - 2 },
    callee,
    text: textOfTemplate(sql, start + 1, kind === "tag" ? "bound" : "spliced", holes),
    placeholders: "numbered",
    values,
    result: kind === "tag" ? "rows" : "result",
    ...given,
  };
  return { site, source };
}

/** The reading of a text written as for `siteOf`. */
export function readingOf(sql: string, over: SiteOptions = {}): Reading {
  const { site, source } = siteOf(sql, over);
  return readSite(site, source);
}

/** The one statement of a text written as for `siteOf`, in its first variant. */
export function statementOf(sql: string, over: SiteOptions = {}): Statement {
  const reading = readingOf(sql, over);
  const statement = reading.variants[0]?.[0];
  if (!statement) throw new Error(`not read: ${reading.reason ?? "no statement"}`);
  return statement;
}

function textOfTemplate(
  raw: string,
  start: number,
  treatment: Hole["treatment"],
  holes: NonNullable<SiteOptions["holes"]>,
): SqlText {
  const parts: SqlPart[] = [];
  let at = 0;
  while (at < raw.length) {
    const next = nextHole(raw, at);
    const end = next?.start ?? raw.length;
    if (end > at) parts.push(cookedText(raw.slice(at, end), start + at));
    if (!next) break;
    const source = raw.slice(next.start + 2, next.end - 1);
    const span = { start: start + next.start + 2, end: start + next.end - 1 };
    const choice = /^[^`]*\?\s*`([^`]*)`\s*:\s*`([^`]*)`\s*$/.exec(source);
    if (choice) {
      const first = choice[1] ?? "";
      const second = choice[2] ?? "";
      const firstAt = span.start + source.indexOf("`") + 1;
      const secondAt = span.start + source.lastIndexOf("`") - second.length;
      parts.push({
        kind: "choice",
        span,
        condition: null,
        options: [textOfTemplate(first, firstAt, treatment, holes), textOfTemplate(second, secondAt, treatment, holes)],
      });
    } else {
      const outer = { start: start + next.start, end: start + next.end };
      parts.push({
        kind: "hole",
        hole: {
          span,
          outer,
          source,
          treatment,
          value: "unknown",
          standIns: treatment === "bound" ? ["$?"] : [],
          ...holes[source],
        },
      });
    }
    at = next.end;
  }
  return parts;
}

function nextHole(raw: string, from: number): { start: number; end: number } | null {
  for (let at = from; at < raw.length; at++) {
    if (raw[at] === "\\") at++;
    else if (raw.startsWith("${", at)) {
      let depth = 1;
      let end = at + 2;
      while (end < raw.length && depth > 0) {
        if (raw[end] === "{") depth++;
        if (raw[end] === "}") depth--;
        end++;
      }
      return { start: at, end };
    }
  }
  return null;
}

const simpleEscapes: Readonly<Record<string, string>> = {
  n: "\n",
  t: "\t",
  r: "\r",
  b: "\b",
  f: "\f",
  v: "\v",
  "0": "\0",
  "\n": "",
  "\r\n": "",
};

/** A literal piece as ECMAScript cooks it, with the place of each character. */
export function cookedText(raw: string, start: number): SqlPart {
  let text = "";
  const offsets: number[] = [];
  const pattern = /\\(?:u\{([0-9a-fA-F]+)\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(\r\n|[\s\S]))|\r\n|[\s\S]/g;
  for (const match of raw.matchAll(pattern)) {
    const [whole, braced, four, two, escaped] = match;
    const code = braced ?? four ?? two;
    const cooked =
      code !== undefined
        ? String.fromCodePoint(parseInt(code, 16))
        : escaped !== undefined
          ? (simpleEscapes[escaped] ?? escaped)
          : whole === "\r\n" || whole === "\r"
            ? "\n"
            : whole;
    for (let i = 0; i < cooked.length; i++) offsets.push(start + match.index);
    text += cooked;
  }
  offsets.push(start + raw.length);
  const plain = text === raw;
  return { kind: "text", text, place: { kind: "here", start, offsets: plain ? null : offsets, quoting: "template" } };
}
