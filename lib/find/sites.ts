import { dirname } from "node:path";
import type { TSESTree } from "@typescript-eslint/utils";
import type { BoundValues, Library, Site } from "../model/site.ts";
import type { Span } from "../model/span.ts";
import type { SqlPart, SqlText } from "../model/sql-text.ts";
import type { Settings } from "../settings.ts";
import { dependenciesOf, speaksToOthersOnly, usesOtherDatabase } from "../source/dependencies.ts";
import { Failures } from "../failures.ts";
import type { SourceModule } from "../source/module.ts";
import { soleDefinition, variableOf } from "../source/bindings.ts";
import { isRequest } from "../source/request.ts";
import { traceValue, type Value } from "../source/trace.ts";
import { boundValues } from "./bound-values.ts";
import {
  evidenceOf,
  opensAnyStatement,
  opensStatement,
  readsAsStatement,
  seemsToRunSql,
  type KnownTables,
  type Parses,
} from "./evidence.ts";
import { takesText } from "../libraries/sql-facts.ts";
import { isForeign } from "./foreign.ts";
import { factsOf, libraries } from "../libraries/index.ts";
import { keyName, memberName } from "../source/nodes.ts";
import { namedSink, namedTag } from "./named-clients.ts";
import { isOtherUse } from "./other-use.ts";
import { isParameter } from "./parameters.ts";
import { boundNames } from "./bound-names.ts";
import { pastedValues } from "./pasted-values.ts";
import { sinkOf, tagOf, type Sink, type Tag } from "./sinks.ts";
import { looksLikeTag } from "./tag-names.ts";
import { useOf } from "./tag-use.ts";
import { consumersOf, textRoot } from "./text-consumer.ts";
import { textOf } from "./text.ts";
import { nodesOf } from "./walk.ts";

export interface FindContext {
  readonly settings: Settings;
  /** Empty where no schema was found. */
  readonly catalog: KnownTables;
  readonly parses: Parses;
  readonly failures?: Failures;
}

/**
 * Finds every place of a module that holds SQL: templates and strings that a library takes, that the project's own
 * functions hand to one, that the settings name, and those that prove by themselves to be SQL. In source order; never
 * throws on odd source.
 */
export const findSites = (module: SourceModule, context: FindContext): Site[] =>
  new SiteSearch(module, context).among(nodesOf(module.ast));

/** The search for the sites of a module, which may be looked for in parts of it: no node is looked at twice. */
export class SiteSearch {
  readonly #places: Places;
  readonly #failures: Failures;
  readonly #known = new Map<TSESTree.Node, Place | null>();

  constructor(module: SourceModule, context: FindContext) {
    this.#places = new Places(module, context);
    this.#failures = context.failures ?? new Failures();
  }

  /** The sites that begin at some nodes, in source order. */
  among(nodes: readonly TSESTree.Node[]): Site[] {
    const { templates, calls, texts } = candidatesIn(nodes);
    const found = new FoundSites();
    for (const node of templates) found.add(this.#at(node, () => this.#places.template(node)));
    for (const node of calls) found.add(this.#at(node, () => this.#places.call(node)));
    // What others take is not asked what it is by itself.
    for (const node of texts) if (!found.covers(node)) found.add(this.#at(node, () => this.#places.evidence(node)));
    return found.sites();
  }

  #at(node: TSESTree.Node, look: () => Place | null): Place | null {
    let place = this.#known.get(node);
    if (place === undefined) this.#known.set(node, (place = this.#failures.attempt(look, null)));
    return place;
  }
}

/** A text that a node leads to, and the site that it is, unless another text is one. */
interface Place {
  readonly text: TSESTree.Node;
  readonly site: Site;
  readonly unless?: TSESTree.Node;
}

type TextNode = TSESTree.StringLiteral | TSESTree.TemplateLiteral;
type Call = TSESTree.CallExpression | TSESTree.NewExpression;

/** What may hold SQL, by its syntax alone. */
interface Candidates {
  readonly templates: TSESTree.TaggedTemplateExpression[];
  readonly calls: Call[];
  readonly texts: TextNode[];
}

function candidatesIn(nodes: readonly TSESTree.Node[]): Candidates {
  const found: Candidates = { templates: [], calls: [], texts: [] };
  for (const node of nodes) {
    if (node.type === "TaggedTemplateExpression") found.templates.push(node);
    else if (node.type === "CallExpression" || node.type === "NewExpression") found.calls.push(node);
    else if (isText(node) && opensStatement(firstText(node))) found.texts.push(node);
  }
  return found;
}

function isText(node: TSESTree.Node): node is TextNode {
  return (
    (node.type === "Literal" && typeof node.value === "string") ||
    (node.type === "TemplateLiteral" && node.parent.type !== "TaggedTemplateExpression")
  );
}

/** Sites as they are found one after the other, each text once. */
class FoundSites {
  /** By the node that is the text: two ways to one text are one site. */
  readonly #found = new Map<TSESTree.Node, Site>();
  /** Starts of the pieces of this file that some site's text is made of, with how many sites. */
  readonly #pieces = new Map<number, TSESTree.Node>();

  /** The sites in source order; a fragment that is written out in another site's text is no site of its own. */
  sites(): Site[] {
    return [...this.#found]
      .filter(([node, site]) => site.role === "statement" || !this.#isInlined(node))
      .map(([, site]) => site)
      .sort((a, b) => a.span.start - b.span.start || b.span.end - a.span.end);
  }

  add(place: Place | null): void {
    if (!place) return;
    const { text: node, site, unless } = place;
    // An empty text holds nothing: `db.raw("")`, the other branch of a fragment.
    if (this.#found.has(node) || site.text.every((part) => part.kind === "text" && /^\s*$/.test(part.text))) return;
    if (unless && this.#found.has(unless)) return;
    this.#found.set(node, site);
    const note = (text: SqlText): void => {
      for (const part of text) {
        if (part.kind === "choice") part.options.forEach(note);
        else if (part.kind === "optional") note(part.text);
        else if (part.kind === "text" && part.place.kind === "here") {
          const at = part.place.offsets?.[0] ?? part.place.start;
          const owner = this.#pieces.get(at);
          // The larger text that holds the piece owns it.
          if (!owner || (this.#found.get(owner)?.text.length ?? 0) < site.text.length) this.#pieces.set(at, node);
        }
      }
    };
    note(site.text);
  }

  #isInlined(node: TSESTree.Node): boolean {
    const own = this.#found.get(node);
    const first = own?.text.find((part) => part.kind === "text");
    if (first?.kind !== "text" || first.place.kind !== "here") return false;
    const owner = this.#pieces.get(first.place.offsets?.[0] ?? first.place.start);
    return owner !== undefined && owner !== node;
  }

  /** Whether a text is one of those found, or a piece of one. */
  covers(text: TextNode): boolean {
    if (this.#found.has(textRoot(text))) return true;
    for (let at = text.range[0]; at <= Math.min(text.range[1], text.range[0] + 3); at++)
      if (this.#pieces.has(at)) return true;
    return false;
  }
}

/** What stands at one node of a module, whatever stands at the others. */
class Places {
  readonly #module: SourceModule;
  readonly #context: FindContext;

  constructor(module: SourceModule, context: FindContext) {
    this.#module = module;
    this.#context = context;
  }

  template(node: TSESTree.TaggedTemplateExpression): Place | null {
    const module = this.#module;
    const { clients, root } = this.#context.settings;
    const known = namedTag(node.tag, module, clients, root) ?? tagOf(node.tag, module);
    const tag = known ?? this.#unknownTag(node);
    if (!tag || isForAnother(tag.library, module)) return null;
    // drizzle's and kysely's tags serve other databases as well: `sqliteDb.run(sql`…`)`.
    if (tag.facts.result === null && isHandedElsewhere(node, module)) return null;
    const use = useOf(node, tag, module);
    const expression = use.kind === "run" ? use.text : node;
    const text = textOf(expression, { module, library: tag.library, mode: "tag" });
    // A variable that could not be followed says less than the template that is known to reach it.
    const followed =
      expression === node || text.some((part) => part.kind !== "hole")
        ? text
        : textOf(node, { module, library: tag.library, mode: "tag" });
    const likelyOne = tag.library !== "unknown" && (use.kind === "part" || opens(followed) === true);
    if (
      !known &&
      !likelyOne &&
      this.#proves(followed, { named: true, isTag: true, any: use.kind === "run" }) !== "statement"
    )
      return null;
    const runs = use.kind === "run" || use.kind === "awaited";
    const isStatement =
      use.kind !== "part" &&
      tag.facts.role === "statement" &&
      (runs ? opens(followed) !== false || use.kind === "run" : opens(followed) === true);
    const site: Site = {
      library: tag.library,
      how: tag.how,
      kind: "tag",
      role: isStatement ? "statement" : "fragment",
      span: spanOf(node),
      call: spanOf(use.kind === "run" ? use.call : node),
      callee: this.#written(node.tag),
      text: followed,
      placeholders: tag.placeholders,
      values: { kind: "holes" },
      result:
        use.kind === "run"
          ? use.result
          : use.kind === "awaited"
            ? (use.result ?? tag.facts.result ?? (tag.library === "unknown" ? "unsettled" : "other"))
            : (tag.facts.result ?? "other"),
      ...(isOrder(node) ? { sorts: true } : {}),
      ...typesOf(tag.library),
    };
    return { text: expression, site };
  }

  #unknownTag(node: TSESTree.TaggedTemplateExpression): Tag | null {
    if (!looksLikeTag(node.tag) || isForeign(node.tag, this.#module)) return null;
    // A project that depends on one library with a tag means that one.
    const [only, ...others] = [...dependenciesOf(dirname(this.#module.file))].flatMap((library) => {
      const facts = factsOf(library)?.sql;
      // A client's own methods are not what a tag called sql would be.
      const [tag] = Object.entries(facts?.tags ?? {})
        .filter(([path]) => !path.startsWith("Client()."))
        .map(([, each]) => each);
      return facts && tag?.role === "statement" ? [{ library, facts: tag, placeholders: facts.placeholders }] : [];
    });
    return only && others.length === 0
      ? { ...only, how: "evidence" }
      : { library: "unknown", how: "evidence", facts: { role: "statement", result: null }, placeholders: "numbered" };
  }

  call(node: Call): Place | null {
    if (node.arguments.length === 0 || node.callee.type === "Super") return null;
    const module = this.#module;
    const { clients, root } = this.#context.settings;
    const sink =
      namedSink(node.callee, module, clients, root) ?? (this.#mayTakeSql(node) ? sinkOf(node.callee, module) : null);
    if (sink?.takes !== "text" || isForAnother(sink.library, module) || isPieceForAnother(sink, module)) return null;
    const argument = node.arguments[sink.facts.text];
    if (!argument || argument.type === "SpreadElement") return null;
    if (node.arguments.slice(0, sink.facts.text).some(({ type }) => type === "SpreadElement")) return null;
    return this.#textSite(node, argument, sink);
  }

  /** Most calls of a program need no look at where their callee comes from. */
  #mayTakeSql(node: Call): boolean {
    if (this.#isPlain(node.callee)) return false;
    return node.arguments.some((argument) => this.#mayHoldText(argument)) || isSorting(node) || isOrder(node);
  }

  /** False of what is neither a text nor an object with one, whoever takes it, and of what callers give: they are the sites. */
  #mayHoldText(argument: TSESTree.Node): boolean {
    if (argument.type === "ObjectExpression")
      return argument.properties.some((one) => one.type === "Property" && this.#mayHoldText(one.value));
    if (argument.type === "SpreadElement" || !mayBeText(argument)) return false;
    const module = this.#module;
    return isRequest(argument, module) || !isParameter(argument, module) || mayBeObject(argument, module);
  }

  #isPlain(callee: TSESTree.Node): boolean {
    return (
      callee.type === "Identifier" &&
      /^(?:require|String|Number|Boolean|Array|Object|Promise|Error|Map|Set|Date|parseInt|setTimeout|describe|it|test|expect)$/.test(
        callee.name,
      )
    );
  }

  #textSite(call: Call, argument: TSESTree.Node, sink: Sink): Place | null {
    const module = this.#module;
    const object = this.#objectIn(argument, sink);
    const inObject = object && textProperty(object, sink.facts.properties);
    if (object && !inObject) return null;
    const expression = inObject ?? argument;
    if (!inObject && sink.facts.objectOnly) return null;
    if (!mayBeText(expression)) return null;
    // A parameter's text is what the callers give: they are the sites.
    const comesFromOutside = isRequest(expression, module);
    const sorts = sink.facts.sorts === true || isOrder(call);
    // Not what rows are sorted by: callers hand on what clients choose.
    if (!comesFromOutside && !sorts && isParameter(expression, module)) return null;
    const value = traceValue(expression, module);
    // What a tag gave is a site already.
    if (!comesFromOutside && value && (value.kind !== "package" || value.origin.path.includes("``"))) return null;
    const own = textOf(expression, { module, library: sink.library, mode: "text" });
    // What another package gave is its own business, unless it is known what that is.
    const isUnknown = own.every((part) => part.kind === "hole");
    if (
      !comesFromOutside &&
      isUnknown &&
      value?.kind === "package" &&
      (value.origin.library !== null ||
        (value.origin.path.endsWith(")") && value.origin.package !== "" && !value.origin.package.startsWith(".")))
    )
      return null;
    if (sink.facts.onlySpliced && !isSpliced(own)) return null;
    const written = (pieces: readonly (string | null)[]): SqlPart[] =>
      pieces.flatMap((piece) => piecesOf(piece, expression, module));
    const text = [...written([sink.facts.before ?? ""]), ...own, ...written(sink.facts.after ?? [])];
    const use = sink.facts.role === "fragment" && opens(text) === true ? useOf(call, fragmentTag(sink), module) : null;
    const role =
      use?.kind === "run"
        ? "statement"
        : sink.facts.role === "fragment" ||
            (opens(text) === false && factsOf(sink.library)?.sql?.takesPieces) ||
            isPieceOfBuilder(call, sink, module)
          ? "fragment"
          : "statement";
    const transformed = sink.facts.transform !== undefined && call.arguments.length > sink.facts.transform;
    const site: Site = {
      library: sink.library,
      how: sink.how,
      kind: "text",
      role,
      span: spanOf(expression),
      call: spanOf(use?.kind === "run" ? use.call : call),
      callee: this.#written(call.callee),
      text,
      placeholders: sink.placeholders,
      values:
        object === null
          ? boundValues(call, argument, sink.facts.values)
          : object === argument
            ? boundValues(call, object, sink.facts.values)
            : { kind: "unknown" },
      result: transformed ? "other" : use?.kind === "run" ? use.result : sink.facts.result,
      ...callbackOf(call, sink),
      ...(sorts ? { sorts: true } : {}),
      ...(sink.pooled ? { pooled: true } : {}),
      ...this.#pasted(call, sink),
      ...typesOf(sink.library),
    };
    return { text: expression, site, ...(use?.kind === "run" ? { unless: use.text } : {}) };
  }

  #pasted(call: Call, sink: Sink): Pick<Site, "pasted" | "names"> {
    const { argument } = sink.facts.values;
    const given = argument === null ? undefined : call.arguments[argument];
    if (!given || given.type === "SpreadElement") return {};
    const { placeholders } = sink;
    const names = boundNames(given, placeholders, this.#module);
    return {
      ...(placeholders === "formatting" || this.#context.settings.placeholders?.some(({ pastes }) => pastes)
        ? { pasted: pastedValues(given, sink.library, this.#module) }
        : {}),
      ...(names.size > 0 ? { names } : {}),
    };
  }

  #objectIn(argument: TSESTree.Node, sink: Sink): TSESTree.ObjectExpression | null {
    if (sink.facts.properties.length === 0) return null;
    if (argument.type === "ObjectExpression") return argument;
    if (argument.type !== "Identifier") return null;
    const value = traceValue(argument, this.#module);
    return value?.kind === "object" && value.module === this.#module ? value.node : null;
  }

  /** A text that no known receiver takes may prove by itself to be SQL. */
  evidence(node: TextNode): Place | null {
    const module = this.#module;
    const root = textRoot(node);
    if (isOtherUse(root, module)) return null;
    const consumers = consumersOf(root, module);
    const takers = consumers.filter(({ expression }) => expression === root || !isOtherUse(expression, module));
    // A variable that only others take is theirs.
    if (takers.length === 0 && consumers.length > 0) return null;
    const read = (expression: TSESTree.Node): SqlText =>
      textOf(expression, { module, library: "unknown", mode: "text" });
    // What a variable holds is not all that was ever put into it.
    const consumer = takers.length > 1 ? takers.find(({ expression }) => holds(read(expression), node)) : takers[0];
    const expression = consumer?.expression ?? root;
    const text = read(expression);
    const named = consumer !== undefined && seemsToRunSql(consumer.call.callee, module);
    const proof = this.#proves(text, { named, isTag: false, any: false });
    if (proof === "none") return null;
    const sink = takesText("other", { properties: ["text", "sql", "query"] });
    const values: BoundValues =
      consumer && !consumer.object && consumer.index === 0
        ? boundValues(consumer.call, expression, sink.values)
        : consumer?.object
          ? boundValues(consumer.call, consumer.object, sink.values)
          : { kind: "unknown" };
    const site: Site = {
      library: "unknown",
      how: "evidence",
      kind: "text",
      role: "statement",
      span: spanOf(expression),
      call: spanOf(consumer?.call ?? expression),
      callee: consumer ? this.#written(consumer.call.callee) : "",
      text,
      placeholders: "any",
      values: values.kind === "absent" ? { kind: "unknown" } : values,
      result: consumer ? "unsettled" : "other",
      ...(proof === "of another" ? { doubt: "it may be for another database" } : {}),
    };
    return { text: expression, site };
  }

  /**
   * `named`: what takes the text runs SQL by its name, or a tag is called sql. `any`: be it a statement of whatever
   * kind. Out: `of another`: a statement, if that of PostgreSQL.
   */
  #proves(
    text: SqlText,
    { named, isTag, any }: { readonly named: boolean; readonly isTag: boolean; readonly any: boolean },
  ): "statement" | "of another" | "none" {
    const { catalog, parses } = this.#context;
    const evidence = evidenceOf(text, parses, catalog, any, isTag);
    if (evidence.statement && evidence.known && (named || !evidence.prose)) return "statement";
    if (!named || (isTag && !evidence.statement)) return "none";
    // Beside another database's client, tables that no catalog knows may be that one's.
    const folder = dirname(this.#module.file);
    const isAnothers =
      usesOtherDatabase(folder) && (evidence.foreign || catalog.relations.size === 0 || !evidence.statement);
    if (evidence.statement && !isAnothers) return "statement";
    // What PostgreSQL's grammar does not accept is a statement by its words.
    if (isTag || (!evidence.statement && (evidence.accepted || !readsAsStatement(text)))) return "none";
    return !isAnothers ? "statement" : dependenciesOf(folder).size > 0 ? "of another" : "none";
  }

  #written(node: TSESTree.Node): string {
    const text = this.#module.text
      .slice(node.range[0], node.range[1])
      .replace(/\s+/g, " ")
      .replace(/\s*(\?)?\.\s*/g, "$1.");
    return text.length > 80 ? `${text.slice(0, 77)}…` : text;
  }
}

function isHandedElsewhere(node: TSESTree.TaggedTemplateExpression, module: SourceModule): boolean {
  return consumersOf(node, module).some(({ call }) => isForeign(call.callee, module));
}

/** `sql.raw("select …")`: what it gives goes where a tag's would. */
function fragmentTag(sink: Sink): Tag {
  return {
    library: sink.library,
    how: sink.how,
    placeholders: sink.placeholders,
    facts: { role: "fragment", result: null },
  };
}

/** What a function writes in front of a text it is given, or behind it. */
function piecesOf(piece: string | null, expression: TSESTree.Node, module: SourceModule): SqlPart[] {
  if (piece === "") return [];
  const span = spanOf(expression);
  const text: SqlPart = { kind: "text", text: piece ?? " ", place: { kind: "elsewhere", span } };
  if (piece !== null) return [text];
  return [
    text,
    {
      kind: "hole",
      hole: {
        span,
        outer: span,
        source: module.text.slice(span.start, span.end),
        treatment: "spliced",
        value: "sql",
        standIns: [],
      },
    },
  ];
}

function typesOf(library: Library): Pick<Site, "sendsTypes"> {
  return factsOf(library)?.sql?.sendsTypes ? { sendsTypes: true } : {};
}

function isForAnother(library: Library, module: SourceModule): boolean {
  return factsOf(library)?.isForAnotherDatabase?.(module.text) ?? false;
}

/** `Sequelize.literal(…)` beside a driver of MySQL alone: no client says which database a piece is for. */
function isPieceForAnother({ library, facts }: Sink, module: SourceModule): boolean {
  return (
    facts.role === "fragment" && factsOf(library)?.severalDatabases === true && speaksToOthersOnly(dirname(module.file))
  );
}

function isSpliced(text: SqlText): boolean {
  return text.some((part) =>
    part.kind === "choice"
      ? part.options.some(isSpliced)
      : part.kind === "optional"
        ? isSpliced(part.text)
        : part.kind === "hole" && part.hole.treatment === "spliced",
  );
}

/** Members that are given what to sort by: those that libraries name, and `order` of options. */
const sortingMembers: ReadonlySet<string> = new Set([
  ...["order", "orderBy"],
  ...libraries.flatMap(({ sql }) =>
    Object.entries(sql?.texts ?? {}).flatMap(([path, { sorts }]) => (sorts ? (path.split(".").at(-1) ?? []) : [])),
  ),
]);

/** `findAll({ order: [literal(…)] })`, `orderBy(sql.raw(…))`: rows are sorted by what stands there. */
function isOrder(given: TSESTree.Node): boolean {
  let node = given;
  while (node.parent?.type === "ArrayExpression") node = node.parent;
  const { parent } = node;
  if (parent?.type === "Property") return parent.value === node && sortingMembers.has(keyName(parent) ?? "");
  return parent?.type === "CallExpression" && parent.callee !== node && isSorting(parent);
}

function isSorting({ callee }: Call): boolean {
  return callee.type === "MemberExpression" && sortingMembers.has(memberName(callee) ?? "");
}

/** Whether a text has a piece of what is written at a place of its file. */
function holds(text: SqlText, node: TSESTree.Node): boolean {
  return text.some((part) => {
    if (part.kind === "optional") return holds(part.text, node);
    if (part.kind === "choice") return part.options.some((option) => holds(option, node));
    if (part.kind !== "text" || part.place.kind !== "here") return false;
    return part.place.start >= node.range[0] && part.place.start <= node.range[1];
  });
}

function spanOf(node: TSESTree.Node): Span {
  return { start: node.range[0], end: node.range[1] };
}

function firstText(node: TextNode): string {
  return node.type === "Literal" ? node.value : (node.quasis[0]?.value.cooked ?? "");
}

/** Whether a text opens with a statement's word; null where its beginning is not known. */
function opens(text: SqlText): boolean | null {
  for (const part of text) {
    if (part.kind === "hole") {
      // `${withClause} SELECT …`
      const next = text[text.indexOf(part) + 1];
      return next?.kind === "text" && /^\s/.test(next.text) && opensStatement(next.text) ? true : null;
    }
    if (part.kind === "choice") {
      const answers = part.options.filter((option) => option.length > 0).map(opens);
      return answers.includes(true) ? true : answers.includes(null) ? null : false;
    }
    if (part.kind === "optional") return opens(part.text);
    if (/^(?:\s|--[^\n]*\n)*$/.test(part.text)) continue;
    return opensAnyStatement(part.text);
  }
  return false;
}

function mayBeText(node: TSESTree.Node): boolean {
  switch (node.type) {
    case "ArrowFunctionExpression":
    case "FunctionExpression":
    case "ClassExpression":
    case "ObjectExpression":
    case "ArrayExpression":
    case "NewExpression":
    case "TaggedTemplateExpression":
    case "ThisExpression":
      return (
        node.type === "TaggedTemplateExpression" &&
        node.tag.type === "MemberExpression" &&
        memberName(node.tag) === "raw"
      );
    case "Literal":
      return typeof node.value === "string";
    case "UnaryExpression":
    case "UpdateExpression":
      return false;
    default:
      return true;
  }
}

/** A parameter that is an object written in this file: its default, or what a function hands to its callback. */
function mayBeObject(node: TSESTree.Node, module: SourceModule): boolean {
  const variable = node.type === "Identifier" ? variableOf(module, node) : null;
  const definition = variable && soleDefinition(variable);
  if (definition?.type !== "Parameter") return false;
  const isPlain = definition.node.params.some((one) => one === definition.name);
  return !isPlain || definition.node.parent.type === "CallExpression";
}

function callbackOf(call: Call, { facts: { callback } }: Sink): Pick<Site, "callback"> {
  const given = callback && (callback.argument === "last" ? call.arguments.at(-1) : call.arguments[callback.argument]);
  const isFunction = given?.type === "ArrowFunctionExpression" || given?.type === "FunctionExpression";
  return callback && isFunction
    ? { callback: { span: spanOf(given), parameter: callback.parameter, result: callback.result } }
    : {};
}

function textProperty(object: TSESTree.ObjectExpression, names: readonly string[]): TSESTree.Node | null {
  for (const property of object.properties) {
    if (property.type === "Property" && names.includes(keyName(property) ?? "")) return property.value;
  }
  return null;
}

/** `query.select(db.raw("count(*)"))`: what a builder takes is a piece of its statement. */
function isPieceOfBuilder(call: Call, sink: Sink, module: SourceModule): boolean {
  if (!factsOf(sink.library)?.sql?.takesPieces) return false;
  let node: TSESTree.Node = call;
  while (
    node.parent.type === "ArrayExpression" ||
    node.parent.type === "Property" ||
    node.parent.type === "ObjectExpression"
  )
    node = node.parent;
  const parent = node.parent;
  if (parent.type !== "CallExpression" || parent.callee === node || sinkOf(parent.callee, module)) return false;
  const value = traceValue(parent.callee, module) ?? builderHandedTo(parent.callee, module);
  return value?.kind === "package" && value.origin.library === sink.library;
}

/** The step of a builder that hands out what a callee belongs to: `join` in `db("a").join("b", function () { this.on(…); })`. */
function builderHandedTo(callee: TSESTree.Node, module: SourceModule): Value | null {
  let root = callee;
  while (root.type === "MemberExpression" || root.type === "CallExpression")
    root = root.type === "MemberExpression" ? root.object : root.callee;
  let fn: TSESTree.Node | undefined = root;
  if (root.type === "ThisExpression")
    do fn = fn.parent;
    while (fn && fn.type !== "FunctionExpression" && fn.type !== "FunctionDeclaration");
  else if (root.type === "Identifier") {
    const variable = variableOf(module, root);
    const definition = variable && soleDefinition(variable);
    fn = definition?.type === "Parameter" ? definition.node : undefined;
  } else return null;
  const call = fn?.parent;
  return fn && call?.type === "CallExpression" && call.callee !== fn ? traceValue(call.callee, module) : null;
}
