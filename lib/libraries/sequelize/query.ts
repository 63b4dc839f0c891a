import type { NamedTable, SchemaNames } from "../../model/names.ts";
import type { Span } from "../../model/span.ts";
import type { SqlText } from "../../model/sql-text.ts";
import { variableOf } from "../../source/bindings.ts";
import {
  input,
  isPlace,
  isRuntime,
  spanOf,
  type Built,
  type BuiltConstant,
  type Entry,
  type Input,
  type Place,
} from "../../source/built/built.ts";
import type { Path } from "../../source/built/path.ts";
import { together, type Writer, type WrittenRelation } from "../../read/builder/written.ts";

export type What = Place | Built;

/** A table as it stands in a statement. */
export interface Level {
  /** Null: the schema does not have the model. */
  readonly table: NamedTable | null;
  /** What its columns are written with; null: by themselves. */
  readonly as: string | null;
}

/** What conditions are about: a level's columns, or one piece that is compared (`where(fn(…), { … })`). */
export interface Subject extends Level {
  readonly left?: SqlText;
}

/** Writes the conditions of a `where`, which pieces of SQL may hold in turn. */
export type ConditionsIn = (where: What, subject: Subject, query: SequelizeQuery) => SqlText[] | null;

/** What one call of a model sends. */
export class SequelizeQuery {
  readonly writer: Writer;
  readonly names: SchemaNames;
  readonly statements: SqlText[] = [];
  readonly relations: WrittenRelation[] = [];
  /** Why something of it is not known. */
  unknown: string | null = null;

  readonly #conditionsIn: ConditionsIn;

  constructor(writer: Writer, names: SchemaNames, conditionsIn: ConditionsIn) {
    this.writer = writer;
    this.names = names;
    this.#conditionsIn = conditionsIn;
  }

  /** The conditions that an object makes inside a piece of SQL. */
  conditions(where: What, subject: Subject): SqlText[] {
    return this.#conditionsIn(where, subject, this) ?? [];
  }

  get run(): Path {
    return this.writer.run;
  }

  /** `"users" AS "User"`, with what may be asked of it. A table that is not known is a hole. */
  tableAt(
    table: NamedTable | null,
    as: string | null,
    at: What,
    changes: Omit<WrittenRelation, "span" | "alias"> = {},
  ): SqlText {
    const alias = as === null ? null : this.writer.sql(`AS ${quoted(as)}`, at);
    if (!table) return together(this.writer.unknown(at), alias);
    this.relations.push({ span: spanOf(at), alias: as ?? table.name, ...changes });
    return together(this.writer.name(this.#path(table), at), alias);
  }

  #path(table: NamedTable): readonly string[] {
    return this.names.table(null, table.name) === table ? [table.name] : [table.schema, table.name];
  }

  column({ as }: Level, name: string, at: What | Span): SqlText {
    return this.writer.name(as === null ? [name] : [as, name], at);
  }

  /**
   * What stands for a value, and nothing else, whatever is decided on the way: a constant, or what is made while the
   * program runs. Null: it may be a piece of SQL, a list, an object of operators.
   */
  plain(what: What): BuiltConstant | Input | null {
    const place = isPlace(what) ? what : what.place;
    if (isPlace(what) && isMadeLater(what)) return input(place);
    const { run } = this;
    const [first, last] = (["first", "last"] as const).map((end) =>
      run.elsewhere(end, () => {
        const value = run.follow(what);
        if (value.kind === "constant" || value.kind === "input") return value;
        return value.kind === "chain" && isRuntime(value) && !value.steps.at(-1)?.arguments ? input(place) : null;
      }),
    );
    if (!first || !last) return null;
    return first.kind === "constant" && last.kind === "constant" && first.value === last.value
      ? first
      : first.kind === "constant" && last.kind === "constant" && (first.value ?? last.value ?? null) === null
        ? null
        : input(place);
  }

  /** A value that is made while the program runs. */
  given(at: What): SqlText {
    return this.writer.value(input(isPlace(at) ? at : at.place));
  }

  /** The value of a property; null where it is not there, or undefined. */
  entry(object: Built | null | undefined, name: string): Entry | null {
    const entry = object?.kind === "object" ? object.entries.get(name) : undefined;
    if (!entry) return null;
    const value = this.run.value(entry.value);
    return value.kind === "constant" && value.value === undefined ? null : entry;
  }

  /** A constant property; undefined for none, and for one that is not known. */
  constant(object: Built | null | undefined, name: string): string | number | bigint | boolean | null | undefined {
    const entry = this.entry(object, name);
    const value = entry && this.run.value(entry.value);
    return value?.kind === "constant" ? value.value : undefined;
  }
}

/** `user.id` of `const user = await …`: a row, whose columns are values. */
function isMadeLater({ node, frame }: Place): boolean {
  let at = node;
  if (at.type !== "MemberExpression") return false;
  while (at.type === "MemberExpression" || at.type === "TSNonNullExpression" || at.type === "ChainExpression")
    at = at.type === "MemberExpression" ? at.object : at.expression;
  const [definition, ...others] = at.type === "Identifier" ? (variableOf(frame.module, at)?.defs ?? []) : [];
  const declarator = definition?.node;
  return (
    others.length === 0 && declarator?.type === "VariableDeclarator" && declarator.init?.type === "AwaitExpression"
  );
}

export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** The column of an attribute; a name that no attribute has is the column's own. */
export const columnOf = (table: NamedTable | null, attribute: string): string =>
  table?.columns.find(({ property }) => property === attribute)?.name ?? attribute;

export const attributeOf = (table: NamedTable | null, column: string): string =>
  table?.columns.find(({ name }) => name === column)?.property ?? column;

export const typeOf = (table: NamedTable | null, attribute: string): string =>
  table?.columns.find(({ property, name }) => property === attribute || name === attribute)?.type ?? "";
