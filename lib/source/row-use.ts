import type { TSESTree } from "@typescript-eslint/utils";
import { isAsked, isShown } from "./asked-values.ts";
import { lookedByCallers } from "./callers-rows.ts";
import { chainType } from "./cast-rows.ts";
import { endsWhereFound } from "./found-exits.ts";
import { goesOnWithout } from "./lookups.ts";
import { checksNull } from "./null-checks.ts";
import type { ColumnRead, ColumnUse, DeclaredColumn, DeclaredRow, RowUse } from "../model/row-use.ts";
import type { Span } from "../model/span.ts";
import type { ResultShape, Site } from "../model/site.ts";
import { isGuardedAt, predicateNarrows, type GivenTo, type Guarded } from "./guards.ts";
import type { SourceModule } from "./module.ts";
import { followRows, type Flow, type FoundRead, type Start } from "./row-flow.ts";
import { declareType, newTrail, withTrail, type Shape } from "./row-shapes.ts";
import { isFunction, memberName, nodeAt, some, spanOf, type FunctionNode } from "./nodes.ts";
import { untypedRows } from "./untyped-rows.ts";
import { printedColumns } from "./printed-columns.ts";
import { claimedColumn, rowTypeOf, schemaRow, typeOfOne, type RowType } from "./row-types.ts";

type Node = TSESTree.Node;

/** Where the rows cannot be followed at all. */
export const nothing: RowUse = {
  reads: [],
  declared: [],
  looked: new Set(),
  given: new Set(),
  lookedByCallers: () => new Set(),
  asked: () => [],
  endsWhereFound: () => false,
  goesOnWithout: () => false,
  held: [],
  untyped: () => null,
  printed: () => new Set(),
  uses: () => new Map(),
  complete: false,
};

/**
 * What the program does with the rows that the statement of a site gives back: the columns it reads, with what guards
 * each read, and the row types it declares.
 *
 * In: a site of `module`, with the shape of what its call gives; the project's folder, in which callers are looked for, or null. Out: `complete` false wherever the rows could not be
 * followed to their end; never throws.
 */
export function rowUse(site: Site, module: SourceModule, root: string | null = null): RowUse {
  const call = nodeAt(module.ast, site.call);
  if (!call) return nothing;
  const followed = followSite(site, call, module);
  if (!followed) {
    return {
      ...nothing,
      declared: honest(claimed(site, module), module),
      endsWhereFound: () => endsWhereFound(call, module, root),
      goesOnWithout: () => goesOnWithout(call, module, root),
    };
  }
  const { flow, written } = followed;
  let ends: boolean | null = null;
  let used: ReadonlyMap<string, readonly ColumnUse[]> | null = null;
  let byCallers: ReadonlySet<string> | null = root === null ? new Set() : null;
  const declared =
    written.kind === "row"
      ? [written.row, ...flow.declared.filter(({ name }) => name !== written.row.name)]
      : flow.declared;
  return {
    reads: unique(flow.reads.map((read) => judged(read, flow, module))),
    declared: honest(
      unread(unasked([...claimed(site, module), ...saidAround(declared, call, module)], flow, site.call), flow),
      module,
    ),
    looked: flow.looked,
    asked: () => askedIn(flow),
    given: flow.given,
    lookedByCallers: () => (byCallers ??= lookedByCallers(flow, module, root ?? "")),
    endsWhereFound: () => (ends ??= endsWhereFound(call, module, root)),
    goesOnWithout: () => goesOnWithout(call, module, root),
    held: flow.held.map(({ node, column }) => ({ column, span: spanOf(node) })),
    untyped: () => {
      const isUsed = flow.looked.size > 0 || !flow.complete;
      return isUsed && !flow.typed && written.kind === "none" && !typeAround(call) ? untypedRows(site, module) : null;
    },
    printed: () => printedIn(flow),
    uses: () => (used ??= columnUses(flow, module)),
    complete: flow.complete,
  };
}

function columnUses(flow: Flow, module: SourceModule): ReadonlyMap<string, readonly ColumnUse[]> {
  const uses = new Map<string, ColumnUse[]>();
  for (const place of flow.uses) {
    // What is only given a name is used by that name.
    if (isNamed(place.node)) continue;
    const kind = isAsked(place.node)
      ? "asked"
      : isGuarded(place, place.column, flow, module) || isDiscriminated(place, flow)
        ? "guarded"
        : "open";
    const text = module.text.slice(...place.node.range);
    const printed =
      kind === "open" && isShown(place.node) ? { text: `\${${text}}`, line: place.node.loc.start.line } : null;
    const own = uses.get(place.column) ?? [];
    uses.set(place.column, own);
    own.push({ kind, printed, beside: kind === "asked" ? none : besideOf(place, flow, module) });
  }
  return uses;
}

const none: ReadonlySet<string> = new Set();

const isNamed = ({ parent }: Node): boolean =>
  parent?.type === "VariableDeclarator" && parent.id.type === "Identifier" && !parent.id.typeAnnotation;

/** The other columns of a row that are known not to be NULL at a place. */
const besideOf = (place: Place, flow: Flow, module: SourceModule): ReadonlySet<string> =>
  new Set(
    [...new Set([...flow.values.values()].flatMap((columns) => [...columns]))].filter(
      (other) => other !== place.column && isGuarded(place, other, flow, module),
    ),
  );

/**
 * With nothing said of NULL in columns whose type was written for this statement alone (`query<{ best: number }>`, `sql<number>`) and of which the program asks whether they are there,
 * or whose values it only shows in texts: nobody is misled.
 */
function unasked(rows: readonly DeclaredRow[], { values, complete }: Flow, call: Span): readonly DeclaredRow[] {
  // `row?.name` is undefined where there is no row: whoever has it expects that it may be missing.
  const asked = new Set(
    [...values].flatMap(([node, columns]) => (isAsked(node) || isOptional(node) ? [...columns] : [])),
  );
  const shown = new Set(complete ? [...values].flatMap(([node, columns]) => (isShown(node) ? [...columns] : [])) : []);
  for (const [node, columns] of values) if (!isShown(node)) for (const column of columns) shown.delete(column);
  const isOwn = ({ elsewhere, span }: DeclaredColumn): boolean =>
    !elsewhere && call.start <= span.start && span.end <= call.end;
  return rows.map((row) => {
    const isInline = row.name === "" || row.name.startsWith("{");
    const isUnclaimed = (one: DeclaredColumn): boolean =>
      (asked.has(one.name) || shown.has(one.name)) && (isInline || isOwn(one));
    return { ...row, columns: row.columns.map((one) => (isUnclaimed(one) ? { ...one, nullable: null } : one)) };
  });
}

/** With nothing said of NULL in columns that nobody reads: the rows go nowhere, or only whether there is one is asked. */
function unread(rows: readonly DeclaredRow[], { complete, handed, looked }: Flow): readonly DeclaredRow[] {
  if (!complete || handed.length > 0) return rows;
  return rows.map((row) => ({
    ...row,
    columns: row.columns.map((one) => (looked.has(one.name) ? one : { ...one, nullable: null })),
  }));
}

/** Where the program asks of a value itself. `row?.name` asks of the row as well. */
const askedIn = ({ values }: Flow): ReturnType<RowUse["asked"]> =>
  [...values].flatMap(([node, columns]) =>
    isAsked(node) && !isOptional(node) ? [...columns].map((column) => ({ column, span: spanOf(node) })) : [],
  );

const isOptional = (node: Node): boolean => node.type === "MemberExpression" && node.optional;

/** The columns whose values are only printed, of those that stay in sight. */
function printedIn({ values, complete, kept }: Flow): ReadonlySet<string> {
  if (!complete && kept.size === 0) return kept;
  const printed = printedColumns(values);
  return complete ? printed : new Set([...printed].filter((column) => kept.has(column)));
}

interface Followed {
  readonly flow: Flow;
  readonly written: RowType;
}

const followed = new WeakMap<Site, Followed | null>();

/** Where the rows of a site go; null where its call gives none. */
function followSite(site: Site, call: Node, module: SourceModule): Followed | null {
  const known = followed.get(site);
  if (known !== undefined) return known;
  const written = writtenType(call, site, module);
  const starts = startsOf(site, call, module).map((start) => ({ ...start, shape: declareType(start.shape, written) }));
  const found = starts.length > 0 ? { flow: followRows(starts, module), written } : null;
  followed.set(site, found);
  return found;
}

/** Rows that a file is given by functions of other files. */
export interface GivenRows {
  readonly starts: readonly Start[];
  readonly module: SourceModule;
}

/** A function that gives rows to callers in other files, and in which form. */
export interface Giving {
  readonly fn: FunctionNode;
  readonly shape: Shape;
}

/** The functions that give the rows of a site to their callers. */
export function handedBy(site: Site, module: SourceModule): readonly Giving[] {
  const call = nodeAt(module.ast, site.call);
  const found = call && followSite(site, call, module);
  return found ? givenByFlow(found.flow, module) : [];
}

const given = new WeakMap<GivenRows, Flow>();

function followGiven(rows: GivenRows): Flow {
  const flow = given.get(rows) ?? followRows(rows.starts, rows.module);
  given.set(rows, flow);
  return flow;
}

/** The functions that give rows on which a file has from others. */
export const handedOn = (rows: GivenRows): readonly Giving[] => givenByFlow(followGiven(rows), rows.module);

/** What a file does with rows that it has from others. */
export function rowUseOf(rows: GivenRows): RowUse {
  const { module } = rows;
  const flow = followGiven(rows);
  return {
    ...nothing,
    reads: unique(flow.reads.map((read) => judged(read, flow, module))),
    declared: honest(flow.declared, module),
    looked: flow.looked,
    asked: () => askedIn(flow),
    given: flow.given,
  };
}

/** Rows on their way to another file: what was checked before is told column by column, and a type that was written is told of where it stands. */
function givenByFlow(flow: Flow, module: SourceModule): readonly Giving[] {
  return flow.handed.map(({ fn, node, shape }) => ({
    fn,
    shape: withTrail(shape, (trail) => ({
      ...newTrail,
      type: trail.type.kind !== "none" && checksNull(module) ? { kind: "unclear" } : { kind: "none" },
      cleared: (column) => {
        const place = { column, node, trail };
        return isGuarded(place, column, flow, module) || isDiscriminated(place, flow);
      },
    })),
  }));
}

/** In a project that does not use strictNullChecks no type excludes null. */
function honest(declared: readonly DeclaredRow[], module: SourceModule): readonly DeclaredRow[] {
  return checksNull(module)
    ? declared
    : declared.map((row) => ({ ...row, columns: row.columns.map((column) => ({ ...column, nullable: null })) }));
}

/** The columns of which the program says a type where its library says those of the others, as a row of their own. */
function claimed({ claims }: Site, module: SourceModule): readonly DeclaredRow[] {
  const columns = [...(claims ?? [])].flatMap(([name, span]) => {
    const node = nodeAt(module.ast, span);
    // A name alone is the reference to what it names.
    const type = node?.parent?.type === "TSTypeReference" && !node.parent.typeArguments ? node.parent : node;
    return type ? [claimedColumn(name, { node: type, module })] : [];
  });
  return columns.length > 0 ? [{ name: "", columns }] : [];
}

function startsOf(site: Site, call: Node, module: SourceModule): readonly Start[] {
  const shape = shapeOf(site.result, site);
  const callback = site.callback && nodeAt(module.ast, site.callback.span);
  const given = site.callback && shapeOf(site.callback.result, site);
  return [
    ...(shape ? [{ node: call, shape }] : []),
    ...(isFunction(callback) && site.callback && given
      ? [{ callback, parameter: site.callback.parameter, shape: given }]
      : []),
  ];
}

const givesOneRow = /(?:one|oneOrNone|first|firstOrNull|single|row|get)$/i;

function shapeOf(result: ResultShape, { callee }: Site): Shape | null {
  const trail = newTrail;
  switch (result) {
    case "rows":
    case "result":
    case "row":
      return { kind: result, trail };
    case "row-or-null":
      return { kind: "row", trail };
    case "value":
      return { kind: "column", column: "", trail };
    case "values":
      return { kind: "columns", column: "", trail };
    case "unsettled":
      return { kind: "unsettled", inside: givesOneRow.test(callee), trail };
    case "other":
      return null;
  }
}

/** The row type written at the call itself: `query<User>(…)`, `sql<User[]>`, `sql.type(user)`. */
function writtenType(call: Node, site: Site, module: SourceModule): RowType {
  if (site.kind === "builder") return typeInChain(call, site, module);
  let found: RowType = { kind: "none" };
  for (let node: Node | null | undefined = nodeAt(module.ast, site.span) ?? call; node; node = node.parent) {
    if (node.type === "CallExpression" || node.type === "TaggedTemplateExpression") {
      const argument = node.typeArguments?.params[0];
      const schema = node.type === "TaggedTemplateExpression" ? schemaOf(node.tag) : null;
      if (schema) found = saidBy(schema, schemaRow(schema, module));
      if (argument) found = saidBy(typeOfOne(argument), rowTypeOf(argument, module));
      if (found.kind === "row") return found;
    }
    if (node === call || isFunction(node)) break;
  }
  // A text that stands apart from its call: the call may say more.
  const argument = call.type === "CallExpression" && found.kind === "none" ? call.typeArguments?.params[0] : null;
  return argument ? saidBy(typeOfOne(argument), rowTypeOf(argument, module)) : found;
}

function typeInChain(call: Node, { library }: Site, module: SourceModule): RowType {
  const said = chainType(call, library);
  if (!said) return { kind: "none" };
  const type = saidBy(typeOfOne(said.type), rowTypeOf(said.type, module));
  return said.ofTable && type.kind === "row" ? { kind: "row", row: { ...type.row, ofTable: true } } : type;
}

const saidBy = (node: Node, type: RowType): RowType =>
  type.kind === "row" ? { kind: "row", row: { ...type.row, said: spanOf(node) } } : type;

/** The type that what a call gives is said to have where it is called: `(await …) as User[]`, `const user: User = (await …).rows[0]`. */
function typeAround(call: Node): TSESTree.TypeNode | null {
  for (let node = call; ;) {
    const { parent } = node;
    switch (parent?.type) {
      case "AwaitExpression":
      case "ChainExpression":
      case "TSNonNullExpression":
        node = parent;
        break;
      case "MemberExpression":
        if (parent.object !== node || !(parent.computed || memberName(parent) === "rows")) return null;
        node = parent;
        break;
      case "TSAsExpression":
        return parent.typeAnnotation;
      case "VariableDeclarator":
        return (
          (parent.init === node && "typeAnnotation" in parent.id && parent.id.typeAnnotation?.typeAnnotation) || null
        );
      default:
        return null;
    }
  }
}

/** With the row whose type is written around the call as what the statement is said to give. */
function saidAround(rows: readonly DeclaredRow[], call: Node, module: SourceModule): readonly DeclaredRow[] {
  const around = typeAround(call);
  const type = around && rowTypeOf(around, module);
  if (!around || type?.kind !== "row") return rows;
  const { name } = type.row;
  return rows.map((row) => (row.name === name && !row.said ? { ...row, said: spanOf(typeOfOne(around)) } : row));
}

// `sql.type(user)`…``: the tag is a call with the schema.
function schemaOf(tag: Node): Node | null {
  if (
    tag.type !== "CallExpression" ||
    tag.callee.type !== "MemberExpression" ||
    tag.callee.property.type !== "Identifier"
  )
    return null;
  return tag.callee.property.name === "type" ? (tag.arguments[0] ?? null) : null;
}

function judged(read: FoundRead, flow: Flow, module: SourceModule): ColumnRead {
  return {
    column: read.column,
    use: read.use,
    span: spanOf(read.name),
    guarded:
      read.safe || read.trail.checked || isGuarded(read, read.column, flow, module) || isDiscriminated(read, flow),
    beside: besideOf(read, flow, module),
    typed: isTyped(read, module),
    optional: read.optional,
  };
}

/** Where the program has the value of a column. */
type Place = Pick<FoundRead, "column" | "node" | "trail">;

function isGuarded(read: Place, column: string, flow: Flow, module: SourceModule): boolean {
  const guarded = guardedIn(column, flow, module);
  return (
    placesOf(read).some((place) => isGuardedAt(place, guarded)) ||
    read.trail.cleared?.(column) === true ||
    read.trail.filters.some(({ predicate, holds }) => predicateNarrows(predicate, holds, true, guarded))
  );
}

/** Functions that ask one another about a value. */
const deepest = 3;

function guardedIn(column: string, flow: Flow, module: SourceModule, depth = 0): Guarded {
  return {
    module,
    isValue: (node) => flow.values.get(node)?.has(column) ?? false,
    isRow: (node) => flow.rows.has(node),
    inside: (given) => (depth < deepest ? insideOf(given, column, depth) : null),
  };
}

function insideOf({ fn, module, parameter, holds }: GivenTo, column: string, depth: number): Guarded {
  const shape: Shape = holds === "row" ? { kind: "row", trail: newTrail } : { kind: "column", column, trail: newTrail };
  const flow = followRows([{ callback: fn, parameter, shape, isClaimed: true }], module);
  return guardedIn(column, flow, module, depth + 1);
}

/** Where the program has the value on its way to a read. */
const placesOf = ({ node, trail: { calls, places } }: Place): readonly TSESTree.Node[] => [
  node,
  ...calls.map(({ call }) => call),
  ...places,
];

/**
 * Whether the program gets to a read by comparing another column with a constant (`if (job.state === "done")`,
 * `switch`): what that says of this column is a rule of the application that the schema does not hold.
 */
function isDiscriminated(read: Place, flow: Flow): boolean {
  const isKind = (node: Node): boolean => {
    const columns = flow.values.get(node);
    if (!columns || columns.has(read.column)) return false;
    const { parent } = node;
    if (parent?.type === "SwitchStatement") return parent.discriminant === node;
    if (parent?.type !== "BinaryExpression" || !/^[=!]==?$/.test(parent.operator)) return false;
    const other = parent.left === node ? parent.right : parent.left;
    return isConstant(other);
  };
  for (const start of placesOf(read)) {
    for (let child: Node = start, up = start.parent; up; child = up, up = up.parent) {
      if (
        (up.type === "IfStatement" || up.type === "ConditionalExpression") &&
        child !== up.test &&
        some(up.test, isKind)
      )
        return true;
      if (up.type === "LogicalExpression" && child === up.right && some(up.left, isKind)) return true;
      if (up.type === "SwitchStatement" && child !== up.discriminant && isKind(up.discriminant)) return true;
      if (up.type === "BlockStatement" || up.type === "Program" || up.type === "SwitchCase") {
        const before = up.type === "SwitchCase" ? up.consequent : up.body;
        for (const statement of before) {
          if (statement === child) break;
          if (
            (statement.type === "IfStatement" && some(statement.test, isKind)) ||
            (statement.type === "SwitchStatement" && isKind(statement.discriminant))
          )
            return true;
        }
      }
    }
  }
  return read.trail.filters.some(({ predicate }) => isFunction(predicate) && some(predicate, isKind));
}

// A literal, or a name in the spelling of constants: `OrderState.Paid`, `PAID`.
function isConstant(node: Node): boolean {
  if (node.type === "Literal") return node.value !== null;
  if (node.type === "TemplateLiteral") return node.expressions.length === 0;
  if (node.type === "Identifier") return /^[A-Z][A-Z0-9_]*$/.test(node.name);
  return node.type === "MemberExpression" && node.object.type === "Identifier" && /^[A-Z]/.test(node.object.name);
}

function isTyped(read: FoundRead, module: SourceModule): boolean {
  const { types } = module;
  if (types) {
    try {
      if (!checksNull(module)) return false;
      const checker = types.program.getTypeChecker();
      const type = types.getTypeAtLocation(read.node);
      const symbol = types.getSymbolAtLocation(read.name);
      const declared = symbol && checker.getTypeOfSymbol(symbol);
      // By name: the numbers of TypeScript's flags differ between its versions.
      const names = [type, declared]
        .flatMap((one) => (one ? (one.isUnion() ? one.types : [one]) : []))
        .map((one) => checker.typeToString(one));
      if (names.includes("null") || names.includes("undefined") || names.includes("unknown")) return true;
      // `any` where a type is written: what the type comes from could not be resolved, so it is the written one that
      // counts.
      if (read.trail.type.kind !== "row" || !names.includes("any")) return false;
    } catch {
      return false;
    }
  }
  const { type } = read.trail;
  if (type.kind !== "row") return type.kind === "unclear";
  const column = read.column === "" ? type.row.columns[0] : type.row.columns.find(({ name }) => name === read.column);
  return column ? column.nullable !== false : true;
}

function unique(reads: readonly ColumnRead[]): ColumnRead[] {
  const found = new Map<string, ColumnRead>();
  for (const read of reads) {
    const key = `${read.span.start}:${read.use}`;
    const before = found.get(key);
    // One place may be reached by several calls: it breaks if one of them is unguarded.
    if (!before || (before.guarded && !read.guarded)) found.set(key, read);
  }
  return [...found.values()];
}
