import type { TSESTree } from "@typescript-eslint/utils";
import type { NamedTable } from "../../model/names.ts";
import type { Edit } from "../../model/span.ts";
import type { LiveValue, SoftDeleteColumn } from "../../model/statement.ts";
import type { Place, Step } from "../../source/built/built.ts";
import { propertyOf, type Draft } from "./names.ts";
import type { WrittenRelation } from "../../read/builder/written.ts";

type Node = TSESTree.Node;

/** The call that names a table, among the calls of its statement. */
export interface Introduced {
  readonly call: Step;
  readonly calls: readonly Step[];
}

interface Named extends Introduced {
  /** What its columns are qualified with. */
  readonly name: string;
  readonly table: NamedTable | null;
  /** Where its name is written. */
  readonly text: Place;
}

/** Calls behind which a condition can be added. */
const conditions = /^(?:where|whereRef)$/;
const sources = /^(?:selectFrom|updateTable|deleteFrom|from|using|set|\w+Join(?:Lateral)?)$/;

/** What can be changed about a table, in kysely's own words. */
export function editsOf(
  draft: Draft,
  relation: Named,
): Pick<WrittenRelation, "addLiveFilter" | "addLiveFilterToDeletion" | "softDelete"> {
  return {
    addLiveFilter: (column) =>
      preserves(relation) ? onItsJoin(draft, relation, column) : inWhere(draft, relation, column),
    // Of one table alone, its name before the column says nothing.
    addLiveFilterToDeletion: (column) =>
      inWhere(draft, relation, column, !relation.calls.some(({ name }) => name === "using")),
    softDelete: (column) => (relation.call.name === "deleteFrom" ? asUpdate(draft, relation, column) : null),
  };
}

/** True where an outer join fills the table's columns with NULL. */
function preserves({ call, calls }: Introduced): boolean {
  const later = calls.slice(calls.indexOf(call) + 1);
  return /^(?:left|full)Join/.test(call.name) || later.some(({ name }) => name === "rightJoin" || name === "fullJoin");
}

function isHere({ place: { frame } }: Step): boolean {
  return frame.anchor === null;
}

/** The calls that are made together with one, in one expression: whatever way the program takes. */
function together({ call, calls }: Introduced): Step[] {
  const nodes = new Set<Node>();
  for (let node: Node | undefined = call.place.node; node;) {
    nodes.add(node);
    const { parent }: { parent?: Node | undefined } = node;
    if (parent?.type === "CallExpression" && parent.callee === node) node = parent;
    else node = parent?.type === "MemberExpression" && parent.object === node ? parent : undefined;
  }
  return calls.filter((each) => isHere(each) && nodes.has(each.place.node));
}

function inWhere(draft: Draft, relation: Named, column: SoftDeleteColumn, alone = false): readonly Edit[] | null {
  const near = together(relation);
  const after = near.findLast(({ name }) => conditions.test(name)) ?? near.findLast(({ name }) => sources.test(name));
  if (!after || !isHere(relation.call)) return null;
  const args = live(draft, relation, column, quoteOf(after, relation), alone);
  if (!args) return null;
  const at = after.place.node.range[1];
  return [{ span: { start: at, end: at }, text: `${leadOf(after, near)}.where(${args})` }];
}

/** A row that an outer join keeps must not go with the deleted one it was joined to. */
function onItsJoin(draft: Draft, relation: Named, column: SoftDeleteColumn): readonly Edit[] | null {
  const { call } = relation;
  if (!/^leftJoin/.test(call.name) || !isHere(call) || call.place.node.type !== "CallExpression") return null;
  const quote = quoteOf(call, relation);
  const args = live(draft, relation, column, quote);
  const [, second, third] = call.place.node.arguments;
  if (!args || !second) return null;
  if (third) {
    const { text } = call.place.frame.module;
    const on = `(join) => join.onRef(${text.slice(second.range[0], second.range[1])}, ${quote}=${quote}, ${text.slice(third.range[0], third.range[1])}).on(${args})`;
    return [{ span: { start: second.range[0], end: third.range[1] }, text: on }];
  }
  if (second.type !== "ArrowFunctionExpression" || second.body.type !== "CallExpression") return null;
  const at = second.body.range[1];
  return [{ span: { start: at, end: at }, text: `${leadBefore(second.body, call.place)}.on(${args})` }];
}

function asUpdate(draft: Draft, relation: Named, column: SoftDeleteColumn): readonly Edit[] | null {
  const { call, calls } = relation;
  const near = together(relation);
  const mark = markOf(column, call.place);
  if (
    !mark ||
    !isHere(call) ||
    call.at.node.type !== "Identifier" ||
    calls.some(({ name }) => /Join$/.test(name) || name === "limit" || name === "orderBy")
  )
    return null;
  const using = calls.filter(({ name }) => name === "using");
  if (using.some((each) => !isHere(each) || each.at.node.type !== "Identifier")) return null;
  const at = call.place.node.range[1];
  return [
    ...mark.imported,
    { span: spanOf(call.at.node), text: "updateTable" },
    {
      span: { start: at, end: at },
      text: `${leadOf(call, near)}.set({ ${property(propertyOf(draft, relation.table, column.column))}: ${mark.value} })`,
    },
    ...using.map((each) => ({ span: spanOf(each.at.node), text: "from" })),
  ];
}

const spanOf = (node: Node): { readonly start: number; readonly end: number } => ({
  start: node.range[0],
  end: node.range[1],
});

const property = (name: string): string => (/^[a-z_$][\w$]*$/i.test(name) ? name : JSON.stringify(name));

function markOf(
  { live: value, type }: SoftDeleteColumn,
  { frame: { module } }: Place,
): { readonly value: string; readonly imported: readonly Edit[] } | null {
  if (typeof value === "boolean") return { value: String(!value), imported: [] };
  if (value !== null || !/^(?:timestamp|date\b)/.test(type)) return null;
  const imported = importOfSql(module.ast);
  return imported && { value: "sql`now()`", imported };
}

/** What to write so that kysely's `sql` is there; null where another thing has its name. */
function importOfSql(program: TSESTree.Program): readonly Edit[] | null {
  let last: Node | null = null;
  let named: TSESTree.ImportDeclaration | null = null;
  for (const statement of program.body) {
    if (statement.type !== "ImportDeclaration") continue;
    last = statement;
    for (const specifier of statement.specifiers) {
      if (specifier.local.name === "sql")
        return statement.source.value === "kysely" &&
          statement.importKind !== "type" &&
          !(specifier.type === "ImportSpecifier" && specifier.importKind === "type")
          ? []
          : null;
    }
    if (
      statement.source.value === "kysely" &&
      statement.importKind !== "type" &&
      statement.specifiers.some(({ type }) => type === "ImportSpecifier")
    )
      named = statement;
  }
  const end = named?.specifiers.at(-1)?.range[1];
  if (end !== undefined) return [{ span: { start: end, end }, text: ", sql" }];
  if (!last) return null;
  return [{ span: { start: last.range[1], end: last.range[1] }, text: `\nimport { sql } from "kysely";` }];
}

/** `"users.deleted_at", "is", null` */
function live(
  draft: Draft,
  { name, table }: Named,
  column: SoftDeleteColumn,
  quote: string,
  alone = false,
): string | null {
  const path = propertyOf(draft, table, column.column);
  const value = literal(column.live, quote);
  return value === null
    ? null
    : `${quote}${alone ? "" : `${name}.`}${path}${quote}, ${quote}${column.live === null ? "is" : "="}${quote}, ${value}`;
}

function literal(value: LiveValue, quote: string): string | null {
  if (typeof value === "string") return /['"`\\\n]/.test(value) ? null : `${quote}${value}${quote}`;
  return String(value);
}

/** The quotes of the text beside the change. */
function quoteOf({ place: { node, frame } }: Step, { text }: Named): string {
  const own = text.frame.module.text[text.node.range[0]];
  if (own === "'" || own === '"') return own;
  const [, quote] = /(['"])/.exec(frame.module.text.slice(node.range[0], node.range[1])) ?? [];
  return quote ?? '"';
}

/** A line of its own where the calls beside it have one. */
function leadOf(call: Step, near: readonly Step[]): string {
  const next = near[near.indexOf(call) + 1];
  const node = next?.place.node ?? callAround(call.place.node) ?? call.place.node;
  return leadBefore(node, call.place);
}

/** The call that is made on the result of one. */
function callAround(node: Node): Node | null {
  const { parent } = node;
  return parent?.type === "MemberExpression" &&
    parent.object === node &&
    parent.parent.type === "CallExpression" &&
    parent.parent.callee === parent
    ? parent.parent
    : null;
}

function leadBefore(node: Node, { frame: { module } }: Place): string {
  if (node.type !== "CallExpression" || node.callee.type !== "MemberExpression") return "";
  const { object, property: name } = node.callee;
  const [lead = ""] = /^\s*(?=\??\.)/.exec(module.text.slice(object.range[1], name.range[0])) ?? [];
  return lead.includes("\n") ? lead : "";
}
