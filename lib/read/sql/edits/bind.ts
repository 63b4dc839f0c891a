import { factsOf } from "../../../libraries/index.ts";
import type { Hole } from "../../../model/sql-text.ts";
import type { Edit } from "../../../model/span.ts";
import { toFile, type EditableText, type TextEdit } from "./subject.ts";
import { keywordKind } from "../../../model/keywords.ts";
import { lex, type LexicalToken } from "../tokens/lexer.ts";
import { parseChanged } from "./changed-text.ts";
import { placeholdersOf } from "../tokens/placeholders.ts";

/**
 * Sends the values of spliced holes beside the text: each becomes a placeholder, quotes around it go, a pattern is put
 * together by `||`, a joined list becomes `= ANY($n)`, and the values array is extended in order. Out: null where the
 * text is not one statement typed here whole, the values cannot be seen, or a hole is no value.
 */
export function bindHoles(statement: EditableText, holes: readonly Hole[]): readonly Edit[] | null {
  // A tag binds what stands in its holes, save in quotes.
  if (statement.site.kind === "tag")
    return holes.every(({ treatment }) => treatment === "bound") ? bindAll(statement, holes, []) : null;
  const tag = tagInstead(statement);
  const tagged = tag && bindAll(statement, holes, tag);
  const edits = tagged ?? bindAll(statement, holes, null);
  const member = tagged ? null : memberInstead(statement);
  return edits && member ? [...edits, member] : edits;
}

function bindAll(statement: EditableText, holes: readonly Hole[], tag: readonly Edit[] | null): readonly Edit[] | null {
  const { assembled, site, source, only } = statement;
  const { values } = site;
  if (site.kind === "builder" || !only || !assembled.parsed.ok || holes.length === 0) return null;
  // What a placeholder pastes in stands beside the text already.
  if (site.pasted && holes.some((hole) => !site.text.some((part) => part.kind === "hole" && part.hole === hole)))
    return null;
  // What stands in one way of building the text only would be sent with the others, too.
  const varies = site.text.some((part) => part.kind === "choice" || part.kind === "optional");
  if (
    varies &&
    (isPositional(statement) ||
      !holes.every((hole) => site.text.some((part) => part.kind === "hole" && part.hole === hole)))
  )
    return null;
  if (!tag && values.kind === "unknown") return null;
  if (values.kind === "array" && values.spread) return null;
  const given = values.kind === "array" ? values.elements : [];
  const tokens = lex(assembled.text);
  const written = [...assembled.parameters].filter(([, { hole }]) => hole === null);
  const named = !tag && values.kind === "named" ? new Names(source) : null;
  if (!named && written.some(([, { name }]) => name !== null)) return null;
  const positional = !named && isPositional(statement);
  if (
    named
      ? written.some(([, { name }]) => name === null)
      : written.length > given.length || (!positional && written.some(([number]) => number > given.length))
  )
    return null;

  const names = factsOf(site.library)?.sql?.nameMark;
  // The tag binds every hole there is.
  const wanted =
    tag && site.kind === "text"
      ? assembled.placed.map(({ hole }) => hole).filter((hole) => hole.treatment === "spliced")
      : holes;
  if (tag && !holes.every((hole) => wanted.includes(hole))) return null;
  const inText = [...new Set(wanted)].sort(
    (one, other) => (assembled.map.rangeOf(one)?.start ?? 0) - (assembled.map.rangeOf(other)?.start ?? 0),
  );
  const bound: {
    readonly changes: readonly TextEdit[];
    readonly value: string;
    readonly index: number;
    readonly mark: string;
    readonly isName: boolean;
  }[] = [];
  for (const [order, hole] of inText.entries()) {
    const range = assembled.map.rangeOf(hole);
    const role = assembled.placed.find((placed) => placed.hole === hole)?.role;
    if (
      !range ||
      source.slice(hole.span.start, hole.span.end) !== hole.source ||
      /\.\.\./.test(hole.source.slice(0, 3))
    )
      return null;
    const index = positional ? placeholdersBefore(statement, range.start) : given.length;
    const mark = positional ? "?" : `$${given.length + order + 1}`;
    const items = named !== null || (!tag && positional && factsOf(site.library)?.sql?.listsItems === true);
    const bind =
      role === "value"
        ? asValue(assembled.text, range, hole, tokens)
        : role === "quoted" || role === "constant"
          ? asQuoted(assembled.text, range, hole, tokens, { isConstant: role === "constant", items })
          : role === "list"
            ? asList(range, hole, tokens, items)
            : role === "identifier" && names && !tag
              ? asName(assembled.text, range, hole)
              : null;
    if (!bind) return null;
    const name = named?.for(bind.value);
    const inTextAs =
      name !== undefined
        ? `:${bind.isList ? "..." : ""}${name}`
        : role === "identifier" && names
          ? names(given.length + order + 1)
          : mark;
    bound.push({
      ...bind,
      ...(name === undefined ? {} : { value: name === bind.value ? name : `${name}: ${bind.value}` }),
      index,
      mark: tag ? `\${${inTag(bind, statement)}}` : inTextAs,
      isName: role === "identifier",
    });
  }
  // Holes of one literal share the quotes between them; offering each alone is enough.
  const changes = bound.flatMap(({ changes }) => changes);
  const verified = parseChanged(
    assembled,
    bound.flatMap(({ changes, isName }, index) =>
      changes.map((change) => ({
        ...change,
        text: change.text.replaceAll(holeMark, isName ? "rowguard" : `$${900 + index}`),
      })),
    ),
  );
  if (overlap(changes) || verified?.statements.length !== 1) return null;

  const edits: Edit[] = [];
  for (const [order, { changes, mark }] of bound.entries()) {
    const hole = inText[order];
    const range = hole && assembled.map.rangeOf(hole);
    if (!range) return null;
    const around = changes.filter(({ start, end }) => !(start === range.start && end === range.end));
    const inside = changes.find(({ start, end }) => start === range.start && end === range.end);
    const kept = toFile(statement, around);
    const typed = inside && replacementOf(source, hole, inside.text.replaceAll(holeMark, mark));
    if (!kept || typed === null || typed === undefined) return null;
    edits.push(...kept, { span: hole.outer, text: typed });
  }
  const extended = tag ?? extendValues(statement, bound);
  return extended && !overlapping([...edits, ...extended]) ? [...edits, ...extended] : null;
}

/** Names for placeholders, each of which the file has nowhere else: a builder's are one another's. */
class Names {
  readonly #taken = new Set<string>();

  constructor(source: string) {
    for (const [, name] of source.matchAll(/:(?:\.\.\.)?([A-Za-z_]\w*)/g))
      if (name !== undefined) this.#taken.add(name);
  }

  /** `name` of `req.query.name`. */
  for(value: string): string {
    const last = /([A-Za-z_]\w*)(?:\(\))?$/.exec(value)?.[1] ?? "value";
    let name = last;
    for (let count = 2; this.#taken.has(name); count++) name = `${last}${count}`;
    this.#taken.add(name);
    return name;
  }
}

/** Whether the values that are sent are counted by `?`. */
function isPositional({ site: { placeholders, values } }: EditableText): boolean {
  const numbered = (values.kind === "array" || values.kind === "absent") && values.numbered;
  return !numbered && (placeholders === "question" || placeholders === "colon");
}

/** What stands in the hole of a tag: the value, or a list as one array. */
function inTag({ value, isList }: Bound, { site, source }: EditableText): string {
  const member = isList ? factsOf(site.library)?.sql?.arrayMember : undefined;
  const tag = /([\w$.]+)\.[\w$]+\(\s*$/.exec(source.slice(site.call.start, site.span.start))?.[1];
  return member !== undefined && tag !== undefined ? `${tag}.${member}(${value})` : value;
}

/** A hole that is a whole name of its own. */
function asName(text: string, range: Range, hole: Hole): Bound | null {
  if (/[\w".$]$/.test(text.slice(0, range.start)) || /^[\w".$]/.test(text.slice(range.end))) return null;
  return { changes: [{ ...range, text: holeMark }], value: hole.source };
}

/** `$queryRawUnsafe(`…`)` becomes `$queryRaw`…``: the edits around the template; null where it cannot. */
function tagInstead({ site, source }: EditableText): readonly Edit[] | null {
  const withoutMember = tagWithoutMember({ site, source });
  if (withoutMember) return withoutMember;
  const tags = factsOf(site.library)?.sql?.tagInstead ?? {};
  if (site.values.kind !== "absent" || source[site.span.start] !== "`") return null;
  const before = calleeBefore({ site, source });
  const name = before?.[1] ?? "";
  const tag = Object.hasOwn(tags, name) ? tags[name] : isTagItself(site, name) ? name : undefined;
  if (!before || tag === undefined || !/^\s*,?\s*\)$/.test(source.slice(site.span.end, site.call.end))) return null;
  return [
    {
      span: { start: site.call.start + before.index, end: site.span.start },
      text: `${tag}${before[2] ?? ""}`,
    },
    { span: { start: site.span.end, end: site.call.end }, text: "" },
  ];
}

type Called = Pick<EditableText, "site" | "source">;

/** `` sql.raw(`…`) `` becomes `` sql`…` ``. */
function tagWithoutMember({ site, source }: Called): readonly Edit[] | null {
  const member = factsOf(site.library)?.sql?.pastingMember;
  if (member === undefined || source[site.span.start] !== "`") return null;
  const opening = new RegExp(`\\.${member}\\(\\s*$`).exec(source.slice(site.call.start, site.span.start));
  const closing = /^\s*,?\s*\)/.exec(source.slice(site.span.end, site.call.end));
  if (!opening || !closing) return null;
  return [
    { span: { start: site.call.start + opening.index, end: site.span.start }, text: "" },
    { span: { start: site.span.end, end: site.span.end + closing[0].length }, text: "" },
  ];
}

/** The last name of what is called with a text, and its type arguments. */
function calleeBefore({ site, source }: Called): RegExpExecArray | null {
  return /([\w$]+)(<[^()]*>)?\(\s*$/.exec(source.slice(site.call.start, site.span.start));
}

/** Whether a name is a tag that takes no text, rather than one of its members. */
function isTagItself({ library }: EditableText["site"], name: string): boolean {
  const facts = factsOf(library)?.sql;
  return (
    name !== "" &&
    facts?.textMember !== undefined &&
    !Object.keys(facts.texts ?? {}).some((path) => path.endsWith(`.${name}`))
  );
}

/** `sql(text)` becomes `sql.query(text)`; null where what is called takes a text. */
function memberInstead({ site, source }: Called): Edit | null {
  const before = calleeBefore({ site, source });
  const name = before?.[1];
  const member = factsOf(site.library)?.sql?.textMember;
  if (!before || name === undefined || member === undefined || !isTagItself(site, name)) return null;
  const at = site.call.start + before.index + name.length;
  return { span: { start: at, end: at }, text: `.${member}` };
}

/** Stands for the placeholder until its number is known. */
const holeMark = "\uE000";

interface Bound {
  readonly changes: readonly TextEdit[];
  readonly value: string;
  readonly isList?: true;
}

interface Range {
  readonly start: number;
  readonly end: number;
}

function asValue(text: string, range: Range, hole: Hole, tokens: readonly LexicalToken[]): Bound | null {
  const stood = text.slice(range.start, range.end);
  if (!/^\s*\$\d+\s*$/.test(stood) || !tokens.some(({ kind, start }) => kind === "parameter" && start >= range.start))
    return null;
  return { changes: [{ ...range, text: stood.replace(/\$\d+/, holeMark) }], value: hole.source };
}

const plainComparisons = new Set(["=", "<>", "!=", "<", ">", "<=", ">=", "~~", "~~*"]);

/** `'${x}'` is the value itself; `'%${x}%'` is put together by `||`. */
function asQuoted(
  text: string,
  range: Range,
  hole: Hole,
  tokens: readonly LexicalToken[],
  { isConstant, items }: { readonly isConstant: boolean; readonly items: boolean },
): Bound | null {
  const at = tokens.findIndex(({ kind, start, end }) => kind === "string" && start <= range.start && end >= range.end);
  const token = tokens[at];
  // `E'…'` reads backslashes (Lexical Structure, "String Constants with C-Style Escapes").
  const opening = /^e?'/i.exec(token?.text ?? "")?.[0];
  if (!token?.closed || opening === undefined) return null;
  const before = text.slice(token.start + opening.length, range.start);
  const after = text.slice(range.end, token.end - 1);
  const list = joined(hole.source, /^'\s*,\s*'$/);
  if (list !== null)
    return before === "" && after === ""
      ? inList({ start: token.start, end: token.end }, range, list, tokens, items)
      : null;
  const type = typeBefore(tokens, at);
  // `INTERVAL '…' DAY` has its unit behind it.
  const isInterval = type !== null && type !== "other" && /^interval$/i.test(type.text);
  if (type === "other" || (isConstant && (!isInterval || intervalUnits.test(tokens[at + 1]?.text ?? "")))) return null;
  const cast = type && `::${isInterval ? "interval" : type.text}`;
  if (before === "" && after === "" && type) {
    return {
      changes: [
        { start: type.start, end: range.start, text: "" },
        { ...range, text: holeMark },
        { start: range.end, end: token.end, text: cast ?? "" },
      ],
      value: hole.source,
    };
  }
  if (before === "" && after === "") {
    return {
      changes: [
        { start: token.start, end: range.start, text: "" },
        { ...range, text: holeMark },
        { start: range.end, end: token.end, text: "" },
      ],
      value: hole.source,
    };
  }
  const previous = tokens[at - 1];
  const next = tokens[at + 1];
  const tight =
    (previous?.kind === "operator" && !plainComparisons.has(previous.text)) ||
    next?.kind === "operator" ||
    next?.text === "::" ||
    next?.text === "[" ||
    /^(?:at|collate)$/i.test(next?.text ?? "");
  const [open, close] = cast ? ["(", `)${cast}`] : tight ? ["(", ")"] : ["", ""];
  const from = type ? type.start : token.start;
  const changes: TextEdit[] = [];
  if (before === "") changes.push({ start: from, end: range.start, text: open });
  else if (open) changes.push({ start: from, end: token.start, text: open });
  changes.push({ ...range, text: `${before === "" ? "" : "' || "}${holeMark}${after === "" ? "" : ` || ${opening}`}` });
  if (after === "") changes.push({ start: range.end, end: token.end, text: close });
  else if (close) changes.push({ start: token.end, end: token.end, text: close });
  return { changes, value: hole.source };
}

const intervalUnits = /^(?:years?|months?|days?|hours?|minutes?|seconds?|\()$/i;

/**
 * The name of a type in front of a string: no parameter can stand behind it, and is cast instead. Null where none stands there; `other`: of more than
 * one word.
 */
function typeBefore(tokens: readonly LexicalToken[], at: number): LexicalToken | "other" | null {
  const [before, word] = [tokens[at - 2], tokens[at - 1]];
  if (word?.kind === "name" || word?.text === ")") return "other";
  if (word?.kind !== "word") return null;
  const text = word.text.toLowerCase();
  // `timestamp with time zone '…'`, and not `AT TIME ZONE '…'`.
  if (text === "zone") return /^(?:with|without)$/i.test(tokens[at - 3]?.text ?? "") ? "other" : null;
  if (text === "precision" || text === "varying" || before?.text === ".") return "other";
  return keywordKind(text) === null || typeWords.has(text) ? word : null;
}

/** Key words that are types, too. */
const typeWords: ReadonlySet<string> = new Set([
  ...["bigint", "bit", "boolean", "char", "character", "dec", "decimal", "float", "int", "integer", "interval", "json"],
  ...["name", "nchar", "numeric", "real", "smallint", "text", "time", "timestamp", "varchar", "xml"],
]);

/** The array of `xs.join(",")`, or null for any other expression. */
function joined(source: string, separator: RegExp): string | null {
  const match = /^([\s\S]+?)\s*\.join\(\s*(?:(["'`])([^"`\\]*)\2\s*)?\)$/.exec(source);
  if (!match?.[1] || !separator.test(match[3] ?? ",")) return null;
  // Each put in quotes: the values are those before.
  const quoting =
    /^([\s\S]+?)\s*\.map\(\s*\(?\s*(\w+)(?:\s*:\s*\w+)?\s*\)?\s*=>\s*(?:`'\$\{(\w+)\}'`|(["'])\\?'\4\s*\+\s*(\w+)\s*\+\s*(["'])\\?'\6)\s*\)$/.exec(
      match[1],
    );
  if (quoting?.[1] && quoting[2] === (quoting[3] ?? quoting[5]) && !/\.map\s*\(/.test(quoting[1])) return quoting[1];
  // What was mapped was mapped to SQL: quoted, or turned into placeholders.
  return /\.map\s*\(/.test(match[1]) ? null : match[1];
}

function asList(range: Range, hole: Hole, tokens: readonly LexicalToken[], items: boolean): Bound | null {
  const list = joined(hole.source, /^\s*,\s*$/);
  return list === null ? null : inList(range, range, list, tokens, items);
}

/**
 * `IN (…)` becomes `= ANY(…)`, `NOT IN (…)` becomes `<> ALL(…)`: the same for NULLs, too (Row and Array Comparisons). `items`: the library writes the
 * items of a list where its placeholder stands, so that it stays as it is.
 */
function inList(
  whole: Range,
  range: Range,
  list: string,
  tokens: readonly LexicalToken[],
  items: boolean,
): Bound | null {
  const open = tokens.findIndex(
    ({ end }, index) => end <= whole.start && (tokens[index + 1]?.start ?? Infinity) >= whole.start,
  );
  const word = tokens[open - 1];
  const close = tokens.find(({ start }) => start >= whole.end);
  if (tokens[open]?.text !== "(" || !word || word.text.toUpperCase() !== "IN" || close?.text !== ")") return null;
  const not = tokens[open - 2]?.text.toUpperCase() === "NOT" ? tokens[open - 2] : null;
  const cased = (keyword: string): string => (word.text === word.text.toLowerCase() ? keyword.toLowerCase() : keyword);
  const anyOf = {
    start: (not ?? word).start,
    end: tokens[open].end,
    text: `${not ? "<>" : "="} ${cased(not ? "ALL" : "ANY")}(`,
  };
  return {
    isList: true,
    changes: [
      ...(items ? [] : [anyOf]),
      ...(whole.start < range.start ? [{ start: whole.start, end: range.start, text: "" }] : []),
      { ...range, text: holeMark },
      ...(range.end < whole.end ? [{ start: range.end, end: whole.end, text: "" }] : []),
    ],
    value: list,
  };
}

/** What replaces a hole with all that was spent on it, or null where it is not typed as a hole of this literal. */
function replacementOf(source: string, hole: Hole, text: string): string | null {
  const outer = source.slice(hole.outer.start, hole.outer.end);
  if (outer.startsWith("${") && outer.endsWith("}")) return text;
  const first = /^["'`]/.test(outer) && hole.outer.start < hole.span.start ? outer[0] : "";
  const last = /["'`]$/.test(outer) && hole.outer.end > hole.span.end ? outer.at(-1) : "";
  const quote = first || last;
  if (quote === "" || (first && last && first !== last)) return null;
  const escaped = quote === "'" ? text.replaceAll("'", "\\'") : text;
  return `${first ? "" : quote}${escaped}${last ? "" : quote}`;
}

/** How many positional placeholders stand before an offset of the text. */
function placeholdersBefore({ assembled, site }: EditableText, offset: number): number {
  const style = site.placeholders === "question" ? "question" : "colon";
  const template = assembled.map.template;
  const from = assembled.map.templateOffset(offset);
  return placeholdersOf(template.text, lex(template.text, new Set(template.holes.keys())), style).filter(
    ({ start, kind }) => kind !== "operator" && start < from,
  ).length;
}

function extendValues(
  { site: { values }, source }: EditableText,
  bound: readonly { readonly value: string; readonly index: number }[],
): readonly Edit[] | null {
  if (values.kind === "absent" || values.kind === "named")
    return [
      {
        span: { start: values.at, end: values.at },
        text: values.before + bound.map(({ value }) => value).join(", ") + values.after,
      },
    ];
  if (values.kind !== "array") return null;
  const edits = new Map<number, { before: boolean; texts: string[] }>();
  for (const { value, index } of bound) {
    const element = values.elements[index];
    const at = element?.start ?? values.elements.at(-1)?.end ?? values.closing;
    const edit = edits.get(at) ?? { before: element !== undefined, texts: [] };
    edit.texts.push(value);
    edits.set(at, edit);
  }
  const empty = values.elements.length === 0;
  if (empty && !/^\s*$/.test(source.slice(source.lastIndexOf("[", values.closing) + 1, values.closing))) return null;
  return [...edits].map(([at, { before, texts }]) => ({
    span: { start: at, end: at },
    text: before ? `${texts.join(", ")}, ` : empty ? texts.join(", ") : `, ${texts.join(", ")}`,
  }));
}

function overlap(edits: readonly TextEdit[]): boolean {
  const sorted = [...edits].sort((one, other) => one.start - other.start || one.end - other.end);
  return sorted.some((edit, index) => edit.start < (sorted[index - 1]?.end ?? 0));
}

function overlapping(edits: readonly Edit[]): boolean {
  return overlap(edits.map(({ span, text }) => ({ ...span, text })));
}
