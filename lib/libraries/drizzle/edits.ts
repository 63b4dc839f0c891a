import type { TSESTree } from "@typescript-eslint/utils";
import type { Edit } from "../../model/span.ts";
import type { SoftDeleteColumn } from "../../model/statement.ts";
import { isHere, isPlace, spanOf, type Built, type Place, type Step } from "../../source/built/built.ts";
import type { SourceModule } from "../../source/module.ts";
import { drizzleNames } from "./imports.ts";
import type { RelationalLevel } from "./relational-level.ts";
import { nameAt, type SelectDraft, type Used } from "./select.ts";
import type { Call, ColumnOf, Drizzle, TableThing } from "./things.ts";
import type { WriteDraft } from "./writes.ts";
import type { WrittenRelation } from "../../read/builder/written.ts";
import { childrenOf, nameOfKey } from "../../source/nodes.ts";
import { only } from "../../lists.ts";

type Given = Place | Built;
type Node = TSESTree.Node;

/** The relations of a statement with the changes that can be made to it. */
export const editsOf = {
  /** A table of FROM or JOIN. */
  relation({ table, at, join }: Used, draft: SelectDraft | WriteDraft): WrittenRelation {
    return {
      span: spanOf(nameAt(at)),
      alias: table.alias ?? table.name,
      addLiveFilter: (column) =>
        "verb" in draft ? filterWrite(table, at, draft, column) : filterSelect(table, at, join, draft, column),
    };
  },

  /** What is written to. */
  target(table: TableThing, at: Place, draft: WriteDraft): WrittenRelation {
    return {
      span: spanOf(nameAt(at)),
      alias: table.alias ?? table.name,
      addLiveFilter: (column) => (draft.verb === "insert" ? null : filterWrite(table, at, draft, column)),
      softDelete: (column) => (draft.verb === "delete" ? markDeleted(table, at, draft, column) : null),
    };
  },

  /** The table of `db.$count(users)`. */
  counted({ table, at }: Used, { steps }: Call): WrittenRelation {
    return {
      span: spanOf(nameAt(at)),
      alias: table.alias ?? table.name,
      addLiveFilter(column) {
        const [source, filter] = steps[0]?.arguments ?? [];
        if (!source || !isHere(source) || !isHere(at)) return null;
        const condition = liveCondition(table, textAt(at), column);
        if (condition === null) return null;
        if (filter) return wrapped(filter, condition);
        const names = needed(condition, at.node, at.frame.module);
        const end = spanOf(source).end;
        return names && [...names.edits, { span: { start: end, end }, text: `, ${write(condition, names.names)}` }];
      },
    };
  },

  /** A table of a relational query. Relations to one row take no condition. */
  level(level: RelationalLevel, drizzle: Drizzle): WrittenRelation {
    const isOne = level.through !== null && level.one;
    return {
      span: spanOf(level.at),
      alias: level.table.alias ?? level.table.name,
      ...(isOne && !level.config?.entries.has("where") ? { settled: true } : {}),
      addLiveFilter: (column) => filterLevel(level, column, drizzle),
    };
  },
};

/** A condition in drizzle's words, with what it takes of drizzle-orm in angle brackets: `<isNull>(users.deletedAt)`. */
type Words = string;

function liveCondition(table: TableThing, name: string | null, column: SoftDeleteColumn): Words | null {
  const property = propertyOf(table, column);
  return name === null || property === null ? null : conditionOn(`${name}${member(property.property)}`, column);
}

function conditionOn(reference: string, { live }: SoftDeleteColumn): Words {
  return live === null ? `<isNull>(${reference})` : `<eq>(${reference}, ${JSON.stringify(live)})`;
}

const member = (property: string): string =>
  /^[\w$]+$/.test(property) ? `.${property}` : `[${JSON.stringify(property)}]`;

function propertyOf(table: TableThing, { column }: SoftDeleteColumn): ColumnOf | null {
  return [...table.columns.values()].find(({ name }) => name === column) ?? null;
}

/** An expression that can be written once more: `users`, `schema.users`. */
function textAt({ node, frame }: Place): string | null {
  const text = frame.module.text.slice(node.range[0], node.range[1]);
  return /^[\w$]+(?:\.[\w$]+)*$/.test(text) ? text : null;
}

function needed(words: Words, at: Node, module: SourceModule): ReturnType<typeof drizzleNames> {
  return drizzleNames([...new Set([...words.matchAll(/<(\w+)>/g)].map(([, name = ""]) => name))], at, module);
}

function write(words: Words, names: ReadonlyMap<string, string>): string {
  return words.replace(/<(\w+)>/g, (_, name: string) => names.get(name) ?? name);
}

/** The condition beside one that is there: in its `and(…)`, else in a new one. */
function wrapped(given: Given, condition: Words): readonly Edit[] | null {
  if (!isHere(given)) return null;
  const { node, frame } = isPlace(given) ? given : given.place;
  const { module } = frame;
  if (node.type === "ArrowFunctionExpression" || node.type === "FunctionExpression") return null;
  const joined =
    node.type === "CallExpression" && node.callee.type === "Identifier" && node.arguments.length > 0 ? node : null;
  const names = needed(`<and>${condition}`, node, module);
  if (!names) return null;
  if (joined && joined.callee.type === "Identifier" && joined.callee.name === names.names.get("and")) {
    const withoutAnd = needed(condition, node, module);
    const last = joined.arguments.at(-1);
    if (!last) return null;
    const isBroken = module.text.slice(last.range[1], joined.range[1]).includes("\n");
    const between = isBroken ? `,\n${indentAt(module, last.range[0])}` : ", ";
    return (
      withoutAnd && [
        ...withoutAnd.edits,
        { span: { start: last.range[1], end: last.range[1] }, text: `${between}${write(condition, withoutAnd.names)}` },
      ]
    );
  }
  const [start, end] = node.range;
  return [
    ...names.edits,
    { span: { start, end: start }, text: `${names.names.get("and") ?? "and"}(` },
    { span: { start: end, end }, text: `, ${write(condition, names.names)})` },
  ];
}

const indentAt = ({ text }: SourceModule, offset: number): string =>
  /^[ \t]*/.exec(text.slice(text.lastIndexOf("\n", offset - 1) + 1))?.[0] ?? "";

/** `.where(…)` behind a step, on a line of its own where the steps stand on lines of their own. */
function whereBehind(step: Step, condition: Words): readonly Edit[] | null {
  const { node, frame } = step.place;
  if (frame.anchor || node.type !== "CallExpression" || node.callee.type !== "MemberExpression") return null;
  const { module } = frame;
  const names = needed(condition, node, module);
  if (!names) return null;
  const dot = module.text.lastIndexOf(".", node.callee.property.range[0]);
  const line = module.text.slice(module.text.lastIndexOf("\n", dot) + 1, dot);
  const newline = /^\s*$/.test(line) ? `\n${line}` : "";
  const end = node.range[1];
  return [...names.edits, { span: { start: end, end }, text: `${newline}.where(${write(condition, names.names)})` }];
}

function filterSelect(
  table: TableThing,
  at: Place,
  join: SelectDraft["joins"][number] | null,
  draft: SelectDraft,
  column: SoftDeleteColumn,
): readonly Edit[] | null {
  if (!isHere(at)) return null;
  const condition = liveCondition(table, textAt(at), column);
  if (condition === null) return null;
  const on = joinThatLeavesOut(join, draft);
  if (on === "none") return null;
  if (on !== "where") return on.on && on.step.place.frame === at.frame ? wrapped(on.on, condition) : null;
  if (draft.where) return draft.where.step.place.frame === at.frame ? wrapped(draft.where.given, condition) : null;
  return draft.set.length === 0 ? whereBehind(draft.joins.at(-1)?.step ?? draft.from.step, condition) : null;
}

/** Where a condition on a relation belongs: in the ON of the outer join that may find no row of it, else in WHERE. */
function joinThatLeavesOut(
  join: SelectDraft["joins"][number] | null,
  draft: SelectDraft,
): SelectDraft["joins"][number] | "where" | "none" {
  if (join?.type === "full") return "none";
  const after = draft.joins.slice(join ? draft.joins.indexOf(join) + 1 : 0);
  const outer = after.filter(({ type }) => type === "right" || type === "full");
  if (join?.type === "left") return outer.length === 0 ? join : "none";
  if (outer.length === 0) return "where";
  const sole = only(outer);
  return sole?.type === "right" ? sole : "none";
}

function filterWrite(
  table: TableThing,
  at: Place,
  draft: WriteDraft,
  column: SoftDeleteColumn,
): readonly Edit[] | null {
  if (!isHere(at) || draft.joins.some(({ type }) => type !== "inner")) return null;
  const condition = liveCondition(table, textAt(at), column);
  if (condition === null) return null;
  if (draft.where) return draft.where.step.place.frame === at.frame ? wrapped(draft.where.given, condition) : null;
  return draft.behind && whereBehind(draft.behind, condition);
}

/** `db.delete(users)` becomes `db.update(users).set({ deletedAt: new Date() })`. */
function markDeleted(
  table: TableThing,
  at: Place,
  { start }: WriteDraft,
  column: SoftDeleteColumn,
): readonly Edit[] | null {
  const { node, frame } = start.place;
  const property = propertyOf(table, column);
  if (
    !isHere(at) ||
    frame.anchor ||
    !property ||
    node.type !== "CallExpression" ||
    node.callee.type !== "MemberExpression" ||
    node.callee.computed
  )
    return null;
  const value = deletedValue(property, column);
  const names = value === null ? null : needed(value, node, frame.module);
  if (value === null || !names) return null;
  const { property: method } = node.callee;
  const key = /^[\w$]+$/.test(property.property) ? property.property : JSON.stringify(property.property);
  return [
    ...names.edits,
    { span: { start: method.range[0], end: method.range[1] }, text: "update" },
    { span: { start: node.range[1], end: node.range[1] }, text: `.set({ ${key}: ${write(value, names.names)} })` },
  ];
}

function deletedValue({ type, mode }: ColumnOf, column: SoftDeleteColumn): Words | null {
  if (column.live === false) return "true";
  if (column.live === true) return "false";
  if (column.live !== null) return null;
  // drizzle's own default: a timestamp is a Date, a date or time a string.
  const isDate = mode === "date" || (mode === null && type === "timestamp");
  return isDate ? "new Date()" : "<sql>`now()`";
}

function filterLevel(
  { table, at, config, given, find, one, through, unknown }: RelationalLevel,
  column: SoftDeleteColumn,
  drizzle: Drizzle,
): readonly Edit[] | null {
  const property = propertyOf(table, column);
  if (!property || !isHere(at) || unknown || table.alias === null) return null;
  const { frame } = at;
  const { module } = frame;
  const where = config?.entries.get("where")?.value ?? null;
  if (where) {
    if (!isHere(where)) return null;
    const { node } = isPlace(where) ? where : where.place;
    if (node.type === "ObjectExpression") return inObject(node, property.property, column, module);
    if (node.type === "ArrowFunctionExpression") return inCallback(node, property.property, column, module);
    const name = tableNameIn(node, table, drizzle, isPlace(where) ? where : where.place);
    return name === null ? null : wrapped(where, conditionOn(`${name}${member(property.property)}`, column));
  }
  // The relation to one row takes no condition.
  if (through && one) return null;
  const own = /^[A-Za-z_$][\w$]*$/.test(property.property) ? nameOfRows(at) : null;
  if (own === null) return null;
  const operator = column.live === null ? "isNull" : "eq";
  const text = `where: (${own}, { ${operator} }) => ${conditionOn(`${own}.${property.property}`, column).replace(/[<>]/g, "")}`;
  if (!given) {
    const call = find?.place.node;
    const end = call?.type === "CallExpression" && call.arguments.length === 0 ? call.range[1] - 1 : null;
    return end === null ? null : [{ span: { start: end, end }, text: `{ ${text} }` }];
  }
  if (!isHere(given)) return null;
  const { node } = isPlace(given) ? given : given.place;
  if (node.type === "Literal" && node.value === true)
    return [{ span: { start: node.range[0], end: node.range[1] }, text: `{ ${text} }` }];
  if (node.type !== "ObjectExpression") return null;
  const [first] = node.properties;
  if (!first) return [{ span: { start: node.range[0], end: node.range[1] }, text: `{ ${text} }` }];
  const isBroken = module.text.slice(node.range[0], first.range[0]).includes("\n");
  return [
    {
      span: { start: first.range[0], end: first.range[0] },
      text: `${text},${isBroken ? `\n${indentAt(module, first.range[0])}` : " "}`,
    },
  ];
}

const nameOfRows = ({ node }: Place): string | null => (node.type === "Identifier" ? node.name : null);

/** `{ deletedAt: { isNull: true } }` of the second version. */
function inObject(
  node: TSESTree.ObjectExpression,
  property: string,
  { live }: SoftDeleteColumn,
  module: SourceModule,
): readonly Edit[] {
  const text = `${/^[\w$]+$/.test(property) ? property : JSON.stringify(property)}: ${live === null ? "{ isNull: true }" : JSON.stringify(live)}`;
  const last = node.properties.at(-1);
  if (!last) return [{ span: { start: node.range[0], end: node.range[1] }, text: `{ ${text} }` }];
  const isBroken = module.text.slice(node.range[0], last.range[0]).includes("\n");
  return [
    {
      span: { start: last.range[1], end: last.range[1] },
      text: `,${isBroken ? `\n${indentAt(module, last.range[0])}` : " "}${text}`,
    },
  ];
}

/** `(users, { eq }) => eq(…)` becomes `(users, { eq, and, isNull }) => and(eq(…), isNull(users.deletedAt))`. */
function inCallback(
  fn: TSESTree.ArrowFunctionExpression,
  property: string,
  column: SoftDeleteColumn,
  module: SourceModule,
): readonly Edit[] | null {
  const [rows, operators] = fn.params;
  const { body } = fn;
  if (rows?.type !== "Identifier" || body.type === "BlockStatement") return null;
  const words = conditionOn(`${rows.name}${member(property)}`, column);
  const isJoined = (and: string): boolean =>
    body.type === "CallExpression" &&
    body.callee.type === "Identifier" &&
    body.callee.name === and &&
    body.arguments.length > 0;
  const place = (names: ReadonlyMap<string, string>): readonly Edit[] => {
    const and = names.get("and") ?? "and";
    const condition = write(words, names);
    const last = isJoined(and) && body.type === "CallExpression" ? body.arguments.at(-1) : undefined;
    if (last) {
      const [, end] = last.range;
      return [{ span: { start: end, end }, text: `, ${condition}` }];
    }
    return [
      { span: { start: body.range[0], end: body.range[0] }, text: `${and}(` },
      { span: { start: body.range[1], end: body.range[1] }, text: `, ${condition})` },
    ];
  };
  if (operators?.type === "ObjectPattern") {
    const known = new Map(
      operators.properties.flatMap((one) =>
        one.type === "Property" && one.value.type === "Identifier"
          ? [[nameOfKey(one.key) ?? "", one.value.name] as const]
          : [],
      ),
    );
    const operator = column.live === null ? "isNull" : "eq";
    const missing = [...(isJoined(known.get("and") ?? "") ? [] : ["and"]), operator].filter((name) => !known.has(name));
    const last = operators.properties.at(-1);
    if (!last) return null;
    const added = missing.map((name) => `, ${name}`).join("");
    return [...(added ? [{ span: { start: last.range[1], end: last.range[1] }, text: added }] : []), ...place(known)];
  }
  const names = needed(isJoined("and") ? words : `<and>${words}`, body, module);
  return names && [...names.edits, ...place(new Map([["and", "and"], ...names.names]))];
}

/** How a condition speaks of the table: the `users` of its `users.id`. */
function tableNameIn(node: Node, table: TableThing, drizzle: Drizzle, { frame }: Place): string | null {
  if (node.type === "MemberExpression" && !node.computed) {
    const thing = drizzle.thing({ node: node.object, frame });
    const text = textAt({ node: node.object, frame });
    if (thing.kind === "table" && thing.name === table.name && text !== null) return text;
  }
  for (const child of childrenOf(node)) {
    const found = tableNameIn(child, table, drizzle, { node: child, frame });
    if (found !== null) return found;
  }
  return null;
}
