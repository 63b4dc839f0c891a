import type { Catalog } from "../../catalog/catalog.ts";
import { intervalModifiers } from "../../catalog/folding.ts";
import { contentOf, isUnknownText, knownItems, type Clause } from "../../model/clause.ts";
import type {
  Call,
  Case,
  Cast,
  ColumnReference,
  Constant,
  Expression,
  InList,
  Parameter,
} from "../../model/expression.ts";
import type {
  Assignment,
  FromItem,
  Insert,
  Query,
  Returning,
  SelectQuery,
  SetOperation,
  Statement,
  TableFunction,
  ValuesQuery,
} from "../../model/statement.ts";
import { clauseExpressions, isOneValue, operandsOf } from "../expressions.ts";
import type { Bound, Level, OutputColumn, Relation, StatementScopes } from "../level.ts";
import { systemColumns } from "../namespace.ts";
import { spelt } from "../routine-facts.ts";
import { chosenCandidate, exactCandidate } from "./candidates.ts";
import { calledFunction, type CalledFunction } from "./called.ts";
import { isComparable } from "./comparable.ts";
import { literalFault } from "./literals.ts";
import {
  typeSystemOf,
  type Candidate,
  type CoercionContext,
  type Field,
  type PgType,
  type Typed,
  type TypeSystem,
} from "./type-system.ts";

/** A type, or why there is none. A `wrong` one is what PostgreSQL refuses. */
export type Found = Typed | Unknown;

export interface Unknown {
  readonly type: null;
  readonly reason: string;
}

/** What PostgreSQL refuses of the types of a statement, in its own words. */
export interface TypeFault {
  readonly code: string;
  readonly message: string;
  readonly expression: Expression;
  /** What is not there by this name; `isUnknown`: at all, not only for these types. */
  readonly name?: MissingName;
}

export interface MissingName {
  readonly object: "function" | "operator" | "type";
  readonly text: string;
  readonly isUnknown: boolean;
  /** Of an operator: what stands beside it. */
  readonly types?: readonly PgType[];
}

const unknownBecause = (reason: string): Unknown => ({ type: null, reason });
const isKnown = (found: Found): found is Typed => found.type !== null;

/**
 * Works out the types of one statement in the order in which PostgreSQL does (parse_analyze): the first place that tells a parameter's type
 * decides. One object serves one statement.
 */
export class Typing {
  readonly system: TypeSystem;
  readonly faults: TypeFault[] = [];
  readonly parameters = new Map<number, Found>();
  readonly #found = new Map<Expression, Found>();
  readonly #outputs = new Map<OutputColumn, Found>();
  readonly #functions = new Map<Relation, readonly Field[] | Unknown>();
  readonly #analysed = new Set<Level>();
  /** Something that is not known may tell the type of a parameter. */
  #isUnsure = false;
  /** Where each parameter is met first. */
  readonly #places = new Map<number, Parameter>();
  readonly #unknown: PgType;
  readonly #text: PgType;
  readonly #boolean: PgType;

  constructor(catalog: Catalog) {
    this.system = typeSystemOf(catalog);
    this.#unknown = this.system.of("unknown");
    this.#text = this.system.of("text");
    this.#boolean = this.system.of("bool");
  }

  /** The functions that calls are of, as far as they are known. */
  readonly calls = new Map<Call, Candidate>();

  /** Works out the types of a statement: of its outermost level. */
  statement(top: Level): void {
    this.#level(top);
    if (this.#isUnsure || ![...this.#found.values()].every(isKnown)) return;
    for (const [number, found] of this.parameters) {
      const place = this.#places.get(number);
      if (place && isKnown(found) && found.type === this.#unknown)
        this.#fault(place, "42P18", `could not determine data type of parameter $${number}`);
    }
  }

  /** The type that an output has in the end: an untyped literal is text. */
  output(output: OutputColumn): Found {
    const found = this.#outputs.get(output) ?? this.#outputOf(output);
    return isKnown(found) && found.type === this.#unknown ? this.#plain(this.#text) : found;
  }

  /** The type that an expression of the statement was given; null for one that was not looked at. */
  foundFor(expression: Expression): Found | null {
    return this.#found.get(expression) ?? null;
  }

  #outputOf(output: OutputColumn): Found {
    if (output.bound && output.expression === null) return this.#bound(output.bound);
    if (output.expression)
      return this.#found.get(output.expression) ?? this.#expression(output.expression, output.level);
    const [only] = output.arms;
    if (output.arms.length === 1 && only) return this.output(only);
    return unknownBecause("an arm of the query is not known");
  }

  #plain(type: PgType, modifier = ""): Typed {
    return { type, modifier };
  }

  #named(name: string): Typed {
    return this.#plain(this.system.of(name));
  }

  // -- levels

  #level(level: Level): void {
    if (this.#analysed.has(level)) return;
    this.#analysed.add(level);
    const { node } = level;
    if (level.kind !== "truncate" && "with" in node)
      for (const { statement } of knownItems(node.with)) this.#inner(statement, level.scopes);
    switch (level.kind) {
      case "select":
        return this.#select(level.node, level);
      case "values":
        return this.#values(level.node, level);
      case "set-operation":
        return this.#setOperation(level.node, level);
      case "insert":
        return this.#insert(level.node, level);
      case "update":
        this.#from(knownItems(level.node.from), level);
        this.#conditions(level, level.where);
        this.#returning(level.returning, level);
        return this.#assignments(level.node.assignments, level);
      case "delete":
        this.#from(knownItems(level.node.using), level);
        this.#conditions(level, level.where);
        return this.#returning(level.returning, level);
      case "merge":
        this.#from([level.node.source], level);
        this.#expression(level.node.on, level);
        for (const action of knownItems(level.node.actions)) {
          this.#conditions(level, action.condition);
          this.#assignments(action.assignments, level);
        }
        return this.#returning(level.returning, level);
      case "truncate":
        return;
    }
  }

  #inner(statement: Statement, scopes: StatementScopes): void {
    const node = statement.kind === "select" ? statement.query : statement;
    switch (node.kind) {
      case "definition":
      case "utility":
      case "opaque":
        return;
      default: {
        const level = scopes.levelOf(node);
        if (level) this.#level(level);
      }
    }
  }

  #query(query: Query, around: Level): Level | null {
    const level = around.scopes.levelOf(query);
    if (level) this.#level(level);
    return level;
  }

  #select(query: SelectQuery, level: Level): void {
    this.#from(knownItems(query.from), level);
    for (const { expression } of knownItems(query.outputs))
      if (!isStar(expression)) this.#expression(expression, level);
    this.#conditions(level, query.where);
    for (const condition of clauseExpressions(query.having)) this.#condition(condition, level, "HAVING");
    for (const key of clauseExpressions(query.orderBy)) this.#sortKey(key, level, "order");
    for (const key of clauseExpressions(query.groupBy)) this.#sortKey(key, level, "equality");
    for (const key of query.distinctOn) this.#sortKey(key, level, "equality");
    if (query.distinct && query.distinctOn.length === 0) {
      this.#settleOutputs(level);
      this.#compareOutputs(level);
    }
    this.#rowCounts(query, level);
    for (const key of clauseExpressions(query.windows)) this.#aside(key, level);
    if (level.use !== "arm" && level.use !== "source") this.#settleOutputs(level);
  }

  /** What nothing has told a type by now is text. */
  #settleOutputs(level: Level): void {
    for (const output of level.outputs.columns) this.#settle(output, level);
  }

  #settle({ expression }: OutputColumn, level: Level): void {
    if (!expression) return;
    const found = this.#found.get(expression) ?? this.#expression(expression, level);
    if (!isKnown(found) || found.type !== this.#unknown) return;
    this.#coerce(expression, found, this.#text, "implicit", level);
    this.#found.set(expression, this.#plain(this.#text));
  }

  /** A number stands for an output; a bare name may. */
  #sortKey(key: Expression, level: Level, by: "order" | "equality"): void {
    if (key.kind === "constant" && key.type === "number") {
      const output = level.outputs.complete ? level.outputs.columns[Number(key.value) - 1] : undefined;
      if (output) this.#compareOutput(output, by, key, level);
      return;
    }
    if (key.kind === "column" && key.relation === null) {
      const bound = level.scopes.resolve(key);
      const output = level.outputs.columns.find(({ name }) => name === key.name);
      if (typeof bound === "string" || bound === null) {
        if (output) this.#compareOutput(output, by, key, level);
        return;
      }
    }
    const found = this.#expression(key, level);
    if (isKnown(found) && found.type === this.#unknown) this.#coerce(key, found, this.#text, "implicit", level);
    else this.#requireComparable(found, by, key);
  }

  /** What rows are sorted or grouped by has a type of its own from then on. */
  #compareOutput(output: OutputColumn, by: "order" | "equality", at: Expression, level: Level): void {
    this.#settle(output, level);
    this.#requireComparable(this.output(output), by, at);
  }

  #requireComparable(found: Found, by: "order" | "equality", at: Expression): void {
    if (!isKnown(found) || isComparable(found.type, by, this.system)) return;
    const kind = by === "order" ? "ordering" : "equality";
    this.#fault(at, "42883", `could not identify an ${kind} operator for type ${found.type.shown}`);
  }

  /** The rows of DISTINCT and of a set operation without ALL are compared. */
  #compareOutputs(level: Level): void {
    for (const output of level.outputs.columns) {
      const at = output.expression ?? output.output?.expression;
      if (at) this.#requireComparable(this.output(output), "equality", at);
    }
  }

  #conditions(level: Level, ...clauses: readonly Clause<{ readonly condition: Expression }>[]): void {
    for (const condition of clauseExpressions(...clauses)) this.#condition(condition, level);
  }

  #condition(condition: Expression, level: Level, clause = "WHERE"): void {
    this.#wanted(condition, this.#boolean, level, clause);
  }

  /** Analyses an expression where a type is wanted of it. */
  #wanted(expression: Expression, type: PgType, level: Level, clause: string): void {
    const found = this.#expression(expression, level);
    this.#coerce(expression, found, type, "assignment", level);
    if (!isKnown(found) || found.type === this.#unknown || this.system.hasOwnCasts()) return;
    if (!this.system.canCoerce([found.type], [type], "assignment"))
      this.#fault(
        expression,
        "42804",
        `argument of ${clause} must be type ${type.shown}, not type ${found.type.shown}`,
      );
  }

  #from(items: readonly FromItem[], level: Level): void {
    for (const item of items) this.#fromItem(item, level);
  }

  #fromItem(item: FromItem, level: Level): void {
    switch (item.kind) {
      case "derived":
        this.#query(item.query, level);
        return;
      case "function": {
        const relation = level.scopes.relationOf(item);
        const found = this.#tableFunction(item, level);
        if (relation) this.#functions.set(relation, found);
        return;
      }
      case "join":
        this.#fromItem(item.left, level);
        this.#fromItem(item.right, level);
        for (const condition of clauseExpressions(item.on)) this.#condition(condition, level, "JOIN/ON");
        return;
      case "table":
      case "unknown-item":
    }
  }

  #rowCounts({ offset, limit }: SelectQuery | SetOperation, level: Level): void {
    const bigint = this.system.of("int8");
    for (const count of clauseExpressions(offset)) this.#wanted(count, bigint, level, "OFFSET");
    for (const count of clauseExpressions(limit)) this.#wanted(count, bigint, level, "LIMIT");
  }

  #values(query: ValuesQuery, level: Level): void {
    // The rows of an INSERT meet the types of its columns, one after the other.
    if (level.use === "source") return;
    const rows = query.rows.flatMap((row) => (isUnknownText(row) ? [] : [row]));
    for (const row of rows) for (const value of row) this.#expression(value, level);
    const isWhole = rows.length === query.rows.length && rows.every((row) => row.every(isOneValue));
    for (const [index, output] of level.outputs.columns.entries()) {
      const values = rows.flatMap((row) => row[index] ?? []);
      this.#outputs.set(output, isWhole ? this.#common(values, level, "VALUES") : unknownBecause("a row is not known"));
    }
  }

  #setOperation(query: SetOperation, level: Level): void {
    const left = this.#query(query.left, level);
    const right = this.#query(query.right, level);
    for (const [index, output] of level.outputs.columns.entries()) {
      const arms = [left, right].map((arm) => arm?.outputs.columns[index]);
      const isWhole =
        left?.outputs.complete === true && right?.outputs.complete === true && query.furtherArm === "absent";
      this.#outputs.set(
        output,
        isWhole
          ? this.#united(
              arms.flatMap((arm) => arm ?? []),
              query.operator.toUpperCase(),
            )
          : unknownBecause("an arm of the query is not known"),
      );
    }
    for (const key of clauseExpressions(query.orderBy)) this.#sortKey(key, level, "order");
    this.#rowCounts(query, level);
    if (!query.all) this.#compareArms(left, level);
  }

  #compareArms(left: Level | null, level: Level): void {
    for (const [index, output] of level.outputs.columns.entries()) {
      const arm = left?.outputs.columns[index];
      const at = arm?.expression ?? arm?.output?.expression;
      if (at) this.#requireComparable(this.output(output), "equality", at);
    }
  }

  /** The type of a column of UNION, INTERSECT or EXCEPT. */
  #united(arms: readonly OutputColumn[], operator: string): Found {
    const found = arms.map((arm) => this.#outputs.get(arm) ?? this.#outputOf(arm));
    const unclear = found.find((one) => !isKnown(one));
    if (unclear) return unclear;
    const known = found.filter(isKnown);
    const type = this.system.verifiedCommonType(known.map((one) => one.type));
    if (!type) {
      const [left, right] = known.map((one) => one.type.shown);
      const value = arms[1]?.expression ?? arms[0]?.expression;
      if (value) this.#fault(value, "42804", `${operator} types ${left ?? ""} and ${right ?? ""} cannot be matched`);
      return unknownBecause("types that do not match");
    }
    for (const [index, arm] of arms.entries()) {
      const one = known[index];
      if (arm.expression && one?.type === this.#unknown) this.#coerce(arm.expression, one, type, "implicit", arm.level);
    }
    return this.#plain(type, sharedModifier(known, type));
  }

  #insert(statement: Insert, level: Level): void {
    const source = contentOf(statement.source)?.query;
    const inner = source ? this.#query(source, level) : null;
    if (source && inner) this.#insertSource(source, inner, this.#insertColumns(statement, level) ?? []);
    const conflict = contentOf(statement.onConflict);
    if (conflict) {
      this.#conditions(level, conflict.targetWhere);
      this.#assignments(conflict.assignments, level);
      this.#conditions(level, conflict.where);
    }
    this.#returning(statement.returning, level);
  }

  /** The types of the columns that an INSERT writes, null for one that is not known. */
  #insertColumns({ columns }: Insert, level: Level): readonly WrittenColumn[] | null {
    const [target] = level.relations;
    if (!target || columns === "unknown") return null;
    const list = contentOf(columns)?.names;
    if (!list)
      return target.complete
        ? target.columns.map(({ name, column }) => ({ name, typed: column && this.system.ofColumn(column) }))
        : null;
    return list.map(({ name, part }) => ({ name, typed: this.#writtenColumn(target, name, part ?? []) }));
  }

  /** The type that a column is assigned, or a part of it. */
  #writtenColumn(target: Relation | undefined, name: string | null, part: readonly string[]): Typed | null {
    const column = target?.columns.find((one) => one.name === name)?.column;
    let typed: Typed | null = column ? this.system.ofColumn(column) : null;
    for (const step of part) {
      const base: PgType | null = typed && this.system.baseOf(typed.type);
      if (!base) return null;
      if (step === "[]") {
        const element = base.key === "jsonb" ? base : this.system.arrayElementOf(base);
        typed = element && { type: element, modifier: "" };
      } else if (step === "[:]") typed = { type: base, modifier: "" };
      else typed = base.fields?.find((field) => field.name === step)?.typed ?? null;
    }
    return typed;
  }

  #insertSource(source: Query, inner: Level, columns: readonly WrittenColumn[]): void {
    const give = (value: Expression, index: number) => {
      const { name, typed = null } = columns[index] ?? {};
      if (isDefault(value)) return;
      if (!typed) {
        this.#isUnsure = true;
        return;
      }
      this.#coerce(value, this.#expression(value, inner), typed.type, "assignment", inner, name);
    };
    if (source.kind === "values-query") {
      for (const row of source.rows) {
        if (isUnknownText(row)) continue;
        for (const value of row) if (!isDefault(value)) this.#expression(value, inner);
        if (row.every(isOneValue)) row.forEach(give);
      }
      return;
    }
    if (!inner.outputs.complete) return;
    for (const [index, output] of inner.outputs.columns.entries()) {
      if (output.expression && source.kind === "select-query") give(output.expression, index);
      const found = this.output(output);
      const { name = "", typed = null } = columns[index] ?? {};
      const at = output.expression ?? output.output?.expression;
      if (!typed || !at || !isKnown(found) || (output.expression && source.kind === "select-query")) continue;
      if (!this.system.canCoerce([found.type], [typed.type], "assignment"))
        this.#refuseAssignment(at, found.type, typed.type, name);
    }
  }

  #assignments(assignments: readonly (Assignment | { readonly kind: "unknown-text" })[], level: Level): void {
    const [target] = level.relations;
    const known = knownItems(assignments as readonly Assignment[]).filter((one) => !("kind" in one));
    for (const { value } of known) if (value && !isDefault(value)) this.#expression(value, level);
    for (const { column: name, value, part, ofRow } of known) {
      const typed = this.#writtenColumn(target, name, part ?? []);
      if (ofRow !== undefined) this.#isUnsure = true;
      if (!value || isDefault(value) || ofRow !== undefined) continue;
      const found = this.#expression(value, level);
      if (typed) this.#coerce(value, found, typed.type, "assignment", level, name ?? "");
      else this.#isUnsure = true;
    }
  }

  #returning(clause: Clause<Returning>, level: Level): void {
    for (const { expression } of knownItems(contentOf(clause)?.outputs ?? []))
      if (!isStar(expression)) this.#expression(expression, level);
    if (contentOf(clause)) this.#settleOutputs(level);
  }

  // -- columns

  #bound(bound: Bound): Found {
    if (bound.merged.length > 1) {
      const sides = bound.merged.map((side) => this.#bound({ ...side, merged: [] }));
      const unclear = sides.find((one) => !isKnown(one));
      if (unclear) return unclear;
      const known = sides.filter(isKnown);
      const type = this.system.commonType(known.map((one) => one.type));
      return type ? this.#plain(type, sharedModifier(known, type)) : unknownBecause("types that do not match");
    }
    const { relation, column, of } = bound;
    if (column === "*") return this.#wholeRow(relation);
    if (!of && systemColumns.has(column) && relation.source.kind === "table")
      return this.#named(systemTypes[column] ?? "oid");
    if (relation.source.kind === "function") return this.#functionColumn(relation, column, of);
    if (of?.column) return this.system.ofColumn(of.column) ?? unknownBecause(`the type ${of.column.type} is not known`);
    if (of?.output) return this.#relationOutput(relation, of.output);
    return unknownBecause(
      relation.source.kind === "unknown"
        ? `"${relation.name ?? ""}" is not in the schema`
        : "a column that is not known",
    );
  }

  #relationOutput(relation: Relation, output: OutputColumn): Found {
    const { source } = relation;
    if (source.kind === "view" && source.level) this.#level(source.level);
    return this.output(output);
  }

  #wholeRow({ source, item }: Relation): Found {
    if (source.kind === "table" || source.kind === "view")
      return this.#plain(this.system.rowOf(source.kind === "table" ? source.table : source.view));
    if (source.kind === "function" && item?.kind === "function") {
      const relation = [...this.#functions].find(([one]) => one.item === item);
      const fields = relation?.[1];
      const [only] = Array.isArray(fields) ? (fields as readonly Field[]) : [];
      // One that gives single values stands for them, not for rows.
      return only?.typed ?? unknownBecause("a row of a function");
    }
    return source.kind === "unknown" ? unknownBecause("a row that is not known") : this.#named("record");
  }

  #functionColumn(relation: Relation, name: string, of: Bound["of"]): Found {
    const fields = this.#functions.get(relation);
    if (!fields) return unknownBecause("a function in FROM");
    if (!Array.isArray(fields)) return fields as Unknown;
    const index = of ? relation.columns.indexOf(of) : -1;
    const all = fields as readonly Field[];
    const found = (index >= 0 ? all[index] : null) ?? all.find((field) => field.name === name);
    if (!found && all.length === 1 && relation.name === name)
      return all[0]?.typed ?? unknownBecause("a function in FROM");
    return found?.typed ?? unknownBecause("a column of a function in FROM");
  }

  /** The columns that a function in FROM gives. */
  #tableFunction(item: TableFunction, level: Level): readonly Field[] | Unknown {
    const { name, called, columns, ordinality } = item;
    const ordinal: readonly Field[] = ordinality ? [{ name: "ordinality", typed: this.#named("int8") }] : [];
    if (columns && !called) {
      for (const argument of item.arguments) this.#expression(argument, level);
      return columns.map((column) => this.#written(column));
    }
    if (!called) {
      // ROWS FROM: the columns of each, one after the other.
      const all: Field[] = [];
      for (const argument of item.arguments) {
        if (argument.kind !== "call") return this.#unreadItem(item, level);
        const fields = this.#fieldsOfCall(this.#call(argument, level), argument.name, null);
        if (!Array.isArray(fields)) return fields;
        all.push(...(fields as Field[]));
      }
      return [...all, ...ordinal];
    }
    if (name === "unnest" && item.arguments.length > 1) {
      const each = item.arguments.map((argument) => this.#unnested(argument, level));
      return [...each.map((one) => ({ name: "unnest", typed: isKnown(one) ? one : null })), ...ordinal];
    }
    const call: Call = {
      kind: "call",
      name,
      arguments: item.arguments,
      ...{ star: false, distinct: false, filter: null, window: false, framesItself: false, keys: [] },
      span: item.span,
      ...called,
    };
    const fields = this.#fieldsOfCall(this.#call(call, level), item.alias ?? name, columns ?? null);
    return Array.isArray(fields) ? [...(fields as readonly Field[]), ...ordinal] : fields;
  }

  #unreadItem(item: TableFunction, level: Level): Unknown {
    for (const argument of item.arguments) this.#expression(argument, level);
    return unknownBecause("a function in FROM");
  }

  #unnested(argument: Expression, level: Level): Found {
    const found = this.#expression(argument, level);
    if (!isKnown(found)) return found;
    const element = this.system.arrayElementOf(this.system.baseOf(found.type));
    return element && element.kind !== "c" ? this.#plain(element) : unknownBecause("an argument of unnest");
  }

  #written({ name, type }: { readonly name: string; readonly type: string | null }): Field {
    return { name, typed: type === null ? null : this.system.named(type) };
  }

  #fieldsOfCall(
    called: { readonly found: Found; readonly candidate: Candidate | null },
    name: string,
    columns: TableFunction["columns"] | null,
  ): readonly Field[] | Unknown {
    const { found, candidate } = called;
    if (columns) return columns.map((column) => this.#written(column));
    if (!isKnown(found)) return found;
    if (candidate?.columns) return candidate.columns;
    const base = this.system.baseOf(found.type);
    if (base.kind === "c") return base.fields ?? unknownBecause("a row type that is not known");
    return base.key === "record" ? unknownBecause("a function that gives records") : [{ name, typed: found }];
  }

  // -- expressions

  /** The type of an expression, `unknown` for an untyped literal or parameter. */
  #expression(expression: Expression, level: Level): Found {
    const before = this.#found.get(expression);
    if (before) return before;
    // A parameter has the type that it has where it is met: what tells it later does not change the place.
    const found = this.#typeOf(expression, level);
    this.#found.set(expression, found);
    return found;
  }

  #typeOf(expression: Expression, level: Level): Found {
    switch (expression.kind) {
      case "constant":
        return this.#constant(expression);
      case "parameter":
        return this.#parameter(expression);
      case "column":
        return this.#column(expression, level);
      case "and":
      case "or":
        for (const operand of expression.operands)
          this.#condition(operand, level, expression.kind === "and" ? "AND" : "OR");
        return this.#plain(this.#boolean);
      case "not":
        this.#condition(expression.operand, level, "NOT");
        return this.#plain(this.#boolean);
      case "boolean-test": {
        const test = `${expression.negated ? "IS NOT" : "IS"} ${expression.test.toUpperCase()}`;
        this.#condition(expression.operand, level, test);
        return this.#plain(this.#boolean);
      }
      case "null-test":
        this.#expression(expression.operand, level);
        return this.#plain(this.#boolean);
      case "operator":
        return this.#operator(expression, level);
      case "distinct-from": {
        const { left, right } = expression;
        const isNull = [left, right].some((side) => side.kind === "constant" && side.value === null);
        if (isNull) [left, right].forEach((side) => this.#expression(side, level));
        else this.#compared("=", left, right, expression, level);
        return this.#plain(this.#boolean);
      }
      case "in-list":
        return this.#inList(expression, level);
      case "between": {
        const { operand, low, high, negated, symmetric } = expression;
        const first = negated ? "<" : ">=";
        this.#compared(first, operand, low, expression, level);
        // The operand is read anew for each bound.
        if (operand.kind === "parameter") this.#found.delete(operand);
        this.#compared(negated ? ">" : "<=", operand, high, expression, level);
        if (symmetric && operand.kind === "parameter") this.#found.delete(operand);
        if (symmetric) this.#compared(first, operand, high, expression, level);
        return this.#plain(this.#boolean);
      }
      case "call":
        return this.#call(expression, level).found;
      case "cast":
        return this.#cast(expression, level);
      case "case":
        return this.#case(expression, level);
      case "subquery":
        return this.#subquery(expression, level);
      case "array":
        return this.#array(expression.items, null, level);
      case "row":
        for (const item of expression.items) this.#expression(item, level);
        return this.#named("record");
      case "unknown":
        return unknownBecause(expression.reason);
    }
  }

  #constant({ type, numeric }: Constant): Found {
    switch (type) {
      case "number":
        return this.#named(numeric === "bigint" ? "int8" : numeric === "numeric" ? "numeric" : "int4");
      case "boolean":
        return this.#plain(this.#boolean);
      case "bits":
        return this.#named("bit");
      case "unknown":
      case "null":
        return this.#plain(this.#unknown);
    }
  }

  #parameter(parameter: Parameter): Found {
    if (!isOneValue(parameter)) return unknownBecause("text that the program puts in");
    const before = this.parameters.get(parameter.number);
    if (before) return before;
    const found = this.#plain(this.#unknown);
    this.parameters.set(parameter.number, found);
    this.#places.set(parameter.number, parameter);
    return found;
  }

  #column(reference: ColumnReference, level: Level): Found {
    if (reference.name === "*") return unknownBecause("a star");
    const bound = level.scopes.resolve(reference);
    if (bound === null || bound === "ambiguous") return unknownBecause("a name that is not known");
    if (bound === "unknown") return this.#projected(reference, level);
    return this.#bound(bound);
  }

  /** `users.full_name` where that is no column calls a function of that name with the row; a name may be an output of a set operation. */
  #projected(reference: ColumnReference, level: Level): Found {
    const output = level.outputs.columns.find(({ name }) => name === reference.name);
    if (level.kind === "set-operation" && output) return this.output(output);
    return unknownBecause("a name that is not known");
  }

  // -- operators

  #operator(expression: Expression & { readonly kind: "operator" }, level: Level): Found {
    const { operator, left, right, quantifier } = expression;
    if (quantifier !== null && left) return this.#quantified(operator, left, right, expression, level);
    if (operator === "similar to" || operator === "not similar to") {
      if (!left) return unknownBecause("an operator");
      const pattern = this.#expression(right, level);
      this.#coerce(right, pattern, this.#text, "implicit", level);
      const made = this.#expression(left, level);
      return this.#applied(spelt(operator), [left], [made, this.#plain(this.#text)], expression, level);
    }
    if (!left) return this.#applied(spelt(operator), [right], [this.#expression(right, level)], expression, level);
    return this.#compared(operator, left, right, expression, level);
  }

  /** A binary operator; rows are compared pair by pair. */
  #compared(operator: string, left: Expression, right: Expression, whole: Expression, level: Level): Found {
    if (left.kind === "row" && right.kind === "row") {
      for (const item of [...left.items, ...right.items]) this.#expression(item, level);
      for (const [index, item] of left.items.entries()) {
        const other = right.items[index];
        if (other) this.#compared(operator, item, other, whole, level);
      }
      return this.#plain(this.#boolean);
    }
    const types = [left, right].map((side) => this.#expression(side, level));
    return this.#applied(spelt(operator), [left, right], types, whole, level);
  }

  /** Chooses an operator for its operands, and makes these what it takes. */
  #applied(
    name: string,
    operands: readonly Expression[],
    found: readonly Found[],
    whole: Expression,
    level: Level,
  ): Found {
    const unclear = found.find((one) => !isKnown(one));
    if (unclear) return unclear;
    if (this.system.mayBeOwn("operator", name)) return unknownBecause(`the operator ${name} is the schema's own`);
    const types = found.filter(isKnown).map((one) => one.type);
    const chosen = this.#chosenOperator(name, types);
    if (typeof chosen === "string") {
      const shown = types.map((type) => type.shown);
      const call = types.length === 1 ? `${name} ${shown[0] ?? ""}` : `${shown[0] ?? ""} ${name} ${shown[1] ?? ""}`;
      this.#fault(
        whole,
        chosen === "none" ? "42883" : "42725",
        chosen === "none" ? `operator does not exist: ${call}` : `operator is not unique: ${call}`,
        { object: "operator", text: name, isUnknown: false, types },
      );
      return unknownBecause(`no operator ${call}`);
    }
    const declared = this.#declared(types, chosen.arguments);
    if (!declared) return unknownBecause("a polymorphic operator");
    for (const [index, operand] of operands.entries()) {
      const wanted = declared.types[index];
      const one = found[index];
      if (wanted && one) this.#coerce(operand, one, wanted, "implicit", level);
    }
    const result = this.#concrete(chosen.result, declared.generic);
    return result ? this.#plain(result) : unknownBecause("a polymorphic operator");
  }

  #chosenOperator(name: string, types: readonly PgType[]): Candidate | "none" | "several" {
    const candidates = this.system.operators(name, types.length === 1);
    const [left, right] = types;
    if (types.length === 2 && left && right) {
      const one = left === this.#unknown ? right : left;
      const other = right === this.#unknown ? left : right;
      const exact = exactCandidate([one, other], candidates);
      if (exact) return exact;
      if (left === this.#unknown || right === this.#unknown) {
        const base = this.system.baseOf(one);
        const found = base === one ? null : exactCandidate([base, base], candidates);
        if (found) return found;
      }
    } else {
      const exact = exactCandidate(types, candidates);
      if (exact) return exact;
    }
    return chosenCandidate(types, candidates, this.system);
  }

  /** What a declaration's types are in a call. */
  #declared(
    actual: readonly PgType[],
    declared: readonly PgType[],
  ): { readonly types: readonly PgType[]; readonly generic: ReadonlyMap<string, PgType> | null } | null {
    if (!declared.some((type) => this.system.isPolymorphic(type))) return { types: declared, generic: null };
    const generic = this.system.genericTypes(actual, declared);
    if (!generic) return null;
    const types = declared.map((type) => generic.get(type.key) ?? type);
    // Nothing but untyped literals says what they are.
    return types.some((type) => this.system.isPolymorphic(type)) ? null : { types, generic };
  }

  #concrete(type: PgType, generic: ReadonlyMap<string, PgType> | null): PgType | null {
    if (!this.system.isPolymorphic(type)) return type;
    return generic?.get(type.key) ?? null;
  }

  #quantified(operator: string, left: Expression, right: Expression, whole: Expression, level: Level): Found {
    const result = this.#plain(this.#boolean);
    const one = this.#expression(left, level);
    const many = this.#expression(right, level);
    if (!isKnown(one) || !isKnown(many)) return result;
    const name = spelt(operator);
    if (this.system.mayBeOwn("operator", name)) return result;
    const base = this.system.baseOf(many.type);
    const element =
      many.type === this.#unknown
        ? this.#unknown
        : (this.system.arrayElementOf(base) ?? vectorElement(base, this.system));
    if (!element) {
      this.#fault(right, "42809", "op ANY/ALL (array) requires array on right side");
      return result;
    }
    const types = [one.type, element];
    const chosen = this.#chosenOperator(name, types);
    if (typeof chosen === "string") {
      const call = `${one.type.shown} ${name} ${element.shown}`;
      if (chosen === "none")
        this.#fault(whole, "42883", `operator does not exist: ${call}`, {
          object: "operator",
          text: name,
          isUnknown: false,
          types,
        });
      return result;
    }
    const declared = this.#declared(types, chosen.arguments);
    const [wanted, wantedElement] = declared?.types ?? [];
    if (wanted) this.#coerce(left, one, wanted, "implicit", level);
    const list = wantedElement && this.system.arrayOf(wantedElement);
    if (list) this.#coerce(right, many, list, "implicit", level);
    return result;
  }

  #inList({ operand, items, negated }: InList, level: Level): Found {
    const result = this.#plain(this.#boolean);
    const operator = negated ? "<>" : "=";
    const found = this.#expression(operand, level);
    for (const item of items) this.#expression(item, level);
    const isTogether = (item: Expression) => !this.#readsColumns(item);
    const together = items.filter(isTogether);
    let rest = items;
    if (together.length > 1 && isKnown(found)) {
      const types = together.map((item) => this.#expression(item, level));
      const known = types.filter(isKnown).map((one) => one.type);
      if (known.length < types.length) return result;
      const common = this.system.verifiedCommonType([found.type, ...known]);
      const list = common && common.key !== "record" ? this.system.arrayOf(common) : null;
      if (common && list) {
        for (const [index, item] of together.entries()) {
          const one = types[index];
          if (one) this.#coerce(item, one, common, "implicit", level);
        }
        const chosen = this.#chosenOperator(operator, [found.type, common]);
        const declared = typeof chosen === "string" ? null : this.#declared([found.type, common], chosen.arguments);
        const [wanted] = declared?.types ?? [];
        if (wanted) this.#coerce(operand, found, wanted, "implicit", level);
        rest = items.filter((item) => !isTogether(item));
      }
    }
    for (const item of rest) if (isOneValue(item)) this.#compared(operator, operand, item, item, level);
    return result;
  }

  #readsColumns(expression: Expression): boolean {
    if (expression.kind === "column") return true;
    return operandsIn(expression).some((operand) => this.#readsColumns(operand));
  }

  // -- constructs

  #cast(cast: Cast, level: Level): Found {
    const written = this.system.named(cast.type);
    if (!written) {
      this.#expression(cast.operand, level);
      if (!this.system.hasUnknownExtension && /^\w+(?:\([\d,]+\))?(?:\[\])?$/.test(cast.type)) {
        const text = cast.type.replace(/\(.*/, "");
        this.#fault(
          cast,
          "42704",
          `type "${text.replace("[]", "")}${cast.type.endsWith("[]") ? "[]" : ""}" does not exist`,
          {
            object: "type",
            text: text.replace("[]", ""),
            isUnknown: true,
          },
        );
      }
      return unknownBecause(`the type ${cast.type} is not known`);
    }
    const { type } = written;
    const modifier = cast.modifiers ? intervalModifiers(cast.modifiers.map(String)) : written.modifier;
    const target = this.#plain(type, modifier);
    if (cast.operand.kind === "array") {
      const base = this.system.baseOf(type);
      if (this.system.arrayElementOf(base)) {
        this.#array(cast.operand.items, base, level);
        return target;
      }
    }
    const found = this.#expression(cast.operand, level);
    if (isKnown(found)) {
      const isPossible = found.type === this.#unknown || this.system.canCoerce([found.type], [type], "explicit");
      if (!isPossible && !this.system.hasOwnCasts())
        this.#fault(cast, "42846", `cannot cast type ${found.type.shown} to ${type.shown}`);
      this.#coerce(cast.operand, found, type, "explicit", level);
    }
    return target;
  }

  /** ARRAY[…]; `wanted` is the array type that a cast says. */
  #array(items: readonly Expression[], wanted: PgType | null, level: Level): Found {
    const found = items.map((item) =>
      item.kind === "array" ? this.#nested(item, wanted, level) : this.#expression(item, level),
    );
    const unclear = found.find((one) => !isKnown(one));
    const known = found.filter(isKnown);
    const isNested =
      items.some(({ kind }) => kind === "array") ||
      known.some(({ type }) => this.system.arrayElementOf(this.system.baseOf(type)));
    if (wanted) {
      const each = isNested ? wanted : this.system.elementOf(wanted);
      for (const [index, item] of items.entries()) {
        const one = found[index];
        if (each && one && item.kind !== "array") this.#coerce(item, one, each, "explicit", level);
      }
      return this.#plain(wanted);
    }
    if (unclear) return unclear;
    if (items.length === 0) return unknownBecause("an empty array");
    const common = this.system.commonType(known.map((one) => one.type));
    if (!common) return this.#unmatched("ARRAY", items, known);
    for (const [index, item] of items.entries()) {
      const one = known[index];
      if (one) this.#coerce(item, one, common, "implicit", level);
    }
    const type = isNested ? common : this.system.arrayOf(common);
    return type
      ? this.#plain(type, sharedModifier(known, common))
      : unknownBecause("an array of a type without arrays");
  }

  #nested(item: Expression & { readonly kind: "array" | "row" }, wanted: PgType | null, level: Level): Found {
    const found = this.#array(item.items, wanted, level);
    this.#found.set(item, found);
    return found;
  }

  #case({ operand, branches, otherwise }: Case, level: Level): Found {
    if (operand) {
      const found = this.#expression(operand, level);
      if (isKnown(found) && found.type === this.#unknown) this.#coerce(operand, found, this.#text, "implicit", level);
    }
    for (const { when, then } of branches) {
      if (operand) this.#compared("=", operand, when, when, level);
      else this.#condition(when, level, "CASE/WHEN");
      this.#expression(then, level);
    }
    if (otherwise) this.#expression(otherwise, level);
    const results = [...(otherwise ? [otherwise] : []), ...branches.map(({ then }) => then)];
    const found = this.#common(results, level, "CASE", otherwise ? [] : [this.#unknown]);
    return otherwise || !isKnown(found) ? found : this.#plain(found.type);
  }

  /** The type that several values have in common, each made one of it; `first` are further types that come before theirs. */
  #common(values: readonly Expression[], level: Level, what: string, first: readonly PgType[] = []): Found {
    const found = values.map((value) => this.#expression(value, level));
    const unclear = found.find((one) => !isKnown(one));
    if (unclear) return unclear;
    const known = found.filter(isKnown);
    const types = [...first, ...known.map((one) => one.type)];
    const type = this.system.verifiedCommonType(types);
    if (!type) return this.#unmatched(what, values, known);
    for (const [index, value] of values.entries()) {
      const one = known[index];
      if (one) this.#coerce(value, one, type, "implicit", level);
    }
    return this.#plain(type, sharedModifier(known, type));
  }

  /** PostgreSQL names the first two types that do not go together. */
  #unmatched(what: string, values: readonly Expression[], found: readonly Typed[]): Unknown {
    let before: PgType[] = [];
    for (const [index, { type }] of found.entries()) {
      const chosen = this.system.commonType(before);
      const value = values[index];
      if (before.length > 0 && chosen && value && !this.system.commonType([...before, type])) {
        this.#fault(value, "42804", `${what} types ${chosen.shown} and ${type.shown} cannot be matched`);
        break;
      }
      before = [...before, type];
    }
    return unknownBecause(`${what} types cannot be matched`);
  }

  #subquery(expression: Expression & { readonly kind: "subquery" }, level: Level): Found {
    const inner = this.#query(expression.query, level);
    const outputs = inner?.outputs.complete ? inner.outputs.columns : null;
    const [first] = outputs ?? [];
    switch (expression.form) {
      case "exists":
        return this.#plain(this.#boolean);
      case "scalar":
        return first ? this.output(first) : unknownBecause("a subquery whose columns are not known");
      case "array": {
        const found = first ? this.output(first) : unknownBecause("a subquery whose columns are not known");
        if (!isKnown(found)) return found;
        const list = this.system.arrayElementOf(found.type) ? found.type : this.system.arrayOf(found.type);
        return list ? this.#plain(list, found.modifier) : unknownBecause("an array of a type without arrays");
      }
      case "any":
      case "all": {
        const { operand, operator } = expression;
        if (!operand) return this.#plain(this.#boolean);
        const operands = operand.kind === "row" ? operand.items : [operand];
        for (const [index, one] of operands.entries()) {
          const found = this.#expression(one, level);
          const output = outputs?.[index];
          if (output) this.#applied(spelt(operator ?? "="), [one], [found, this.output(output)], expression, level);
        }
        return this.#plain(this.#boolean);
      }
    }
  }

  // -- calls

  #call(call: Call, level: Level): { readonly found: Found; readonly candidate: Candidate | null } {
    const alone = (found: Found) => ({ found, candidate: null });
    const made = this.#construct(call, level);
    if (made) return alone(made);
    const ordered = call.withinGroup === undefined ? [] : call.keys.slice(0, call.withinGroup);
    const values = [...call.arguments, ...ordered];
    const found = values.map((value) => this.#expression(value, level));
    if (call.filter) this.#condition(call.filter, level, "FILTER");
    for (const [index, key] of call.keys.entries()) {
      if (index >= call.keys.length - (call.frameOffsets ?? 0)) this.#aside(key, level);
      else if (call.withinGroup === undefined) this.#callKey(key, call, level);
    }
    const unclear = found.find((one) => !isKnown(one));
    if (unclear) return alone(unclear);
    const types = found.filter(isKnown).map((one) => one.type);
    const what = calledFunction(call, types, this.system);
    return this.#called(call, values, found.filter(isKnown), what, level);
  }

  /** What a call is ordered or partitioned by. */
  #callKey(key: Expression, { window }: Call, level: Level): void {
    const found = this.#expression(key, level);
    if (isKnown(found) && found.type === this.#unknown) this.#coerce(key, found, this.#text, "implicit", level);
    else if (!window) this.#requireComparable(found, "order", key);
  }

  #called(
    call: Call,
    values: readonly Expression[],
    found: readonly Typed[],
    what: CalledFunction,
    level: Level,
  ): { readonly found: Found; readonly candidate: Candidate | null } {
    switch (what.kind) {
      case "unknown":
        return { found: unknownBecause(what.reason), candidate: null };
      case "wrong":
        this.#fault(call, what.code, what.message, {
          object: "function",
          text: call.name,
          isUnknown: !this.system.hasFunction(call.name),
        });
        return { found: unknownBecause(what.message), candidate: null };
      case "cast": {
        const [value] = values;
        const [one] = found;
        if (value && one) this.#coerce(value, one, what.type, "explicit", level);
        return { found: this.#plain(what.type), candidate: null };
      }
      case "field":
        return { found: what.typed, candidate: null };
      case "function": {
        const { candidate } = what;
        this.calls.set(call, candidate);
        this.#refuseForm(call, candidate);
        const types = found.map((one) => one.type);
        const declared = this.#declared(types, candidate.arguments);
        if (!declared) {
          if (types.includes(this.#unknown))
            this.#fault(call, "42804", "could not determine polymorphic type because input has type unknown");
          return { found: unknownBecause("a polymorphic function"), candidate };
        }
        if (candidate.kind === "o")
          for (const [index, key] of values.slice(call.arguments.length).entries()) {
            const one = found[call.arguments.length + index];
            if (one) this.#requireComparable(one, "order", key);
          }
        const isHypothetical = candidate.kind === "h";
        for (const [index, value] of values.entries()) {
          const wanted = declared.types[index];
          const one = found[index];
          if (wanted && one) this.#coerce(value, one, wanted, "implicit", level);
        }
        if (isHypothetical) this.#unifyHypothetical(values, found, call, level);
        const result = this.#concrete(candidate.result, declared.generic);
        return {
          found: result ? this.#plain(result) : unknownBecause("a polymorphic function"),
          candidate: declared.generic && candidate.columns ? this.#withColumns(candidate, declared.generic) : candidate,
        };
      }
    }
  }

  /** Aggregates and window functions have words of their own around their arguments. */
  #refuseForm(call: Call, { kind }: Candidate): void {
    const { name, window, withinGroup, filter, distinct, star } = call;
    const isAggregate = /^[noh]$/.test(kind);
    const message =
      kind === "w" && !window
        ? `window function ${name} requires an OVER clause`
        : /^[oh]$/.test(kind) && withinGroup === undefined && !(kind === "h" && window)
          ? `WITHIN GROUP is required for ordered-set aggregate ${name}`
          : kind === "f" && window
            ? `OVER specified, but ${name} is not a window function nor an aggregate function`
            : kind === "n" && call.arguments.length === 0 && !star
              ? `${name}(*) must be used to call a parameterless aggregate function`
              : kind === "f" && distinct
                ? `DISTINCT specified, but ${name} is not an aggregate function`
                : !isAggregate && filter
                  ? `FILTER specified, but ${name} is not an aggregate function`
                  : null;
    if (message !== null && call.schema === null) this.#fault(call, "42809", message);
  }

  #withColumns(candidate: Candidate, generic: ReadonlyMap<string, PgType>): Candidate {
    const columns = (candidate.columns ?? []).map(({ name, typed }): Field => {
      const type = typed && this.#concrete(typed.type, generic);
      return { name, typed: type && { ...typed, type } };
    });
    return { ...candidate, columns };
  }

  /** `rank(1) WITHIN GROUP (ORDER BY x)`: each direct argument is of the type of its key. */
  #unifyHypothetical(values: readonly Expression[], found: readonly Typed[], call: Call, level: Level): void {
    const direct = call.arguments.length;
    for (let index = 0; index < direct; index++) {
      const pair = [found[index], found[index + direct]].flatMap((one) => one ?? []);
      const common = pair.length === 2 ? this.system.commonType(pair.map((one) => one.type)) : null;
      for (const at of [index, index + direct]) {
        const value = values[at];
        const one = found[at];
        if (common && value && one) this.#coerce(value, one, common, "implicit", level);
      }
    }
  }

  /** An operand of a construct that wants a type which is not looked at here. */
  #aside(operand: Expression, level: Level): Found {
    const found = this.#expression(operand, level);
    if (isKnown(found) && found.type === this.#unknown && operand.kind !== "constant") this.#isUnsure = true;
    return found;
  }

  /** What the grammar itself makes of a call; null for a function. */
  #construct(call: Call, level: Level): Found | null {
    const { name, schema, arguments: args, returning } = call;
    if (schema !== null) return null;
    if (returning !== undefined) return this.#json(call, level);
    const each = (found: Found): Found => {
      for (const argument of args) this.#aside(argument, level);
      return found;
    };
    if (Object.hasOwn(valueFunctions, name) && args.length === 0) {
      const modifier = call.precision === undefined ? "" : `(${call.precision})`;
      return this.#plain(this.system.of(valueFunctions[name] ?? ""), modifier);
    }
    switch (name) {
      case "coalesce":
      case "greatest":
      case "least":
        for (const argument of args) this.#expression(argument, level);
        return this.#common(args, level, name.toUpperCase());
      case "nullif":
        return this.#nullIf(call, level);
      case "grouping":
        return each(this.#named("int4"));
      case "merge_action":
        return this.#plain(this.#text);
      case "current of":
      case "is document":
      case "is json":
        return each(this.#plain(this.#boolean));
      case "default":
        return unknownBecause("DEFAULT");
      case "collate": {
        const [operand] = args;
        return operand ? this.#expression(operand, level) : null;
      }
      case "[]":
        return this.#subscript(call, level);
      case ".*":
        return each(unknownBecause("a star"));
      case "xmlconcat":
      case "xmlelement":
      case "xmlforest":
      case "xmlparse":
      case "xmlpi":
      case "xmlroot":
        return each(this.#named("xml"));
      default:
        return name.startsWith(".") ? this.#field(call, level) : null;
    }
  }

  #nullIf({ arguments: args }: Call, level: Level): Found {
    const [left, right] = args;
    if (!left || !right) return unknownBecause("nullif");
    const before = this.#expression(left, level);
    const other = this.#expression(right, level);
    if (!isKnown(before)) return before;
    if (!isKnown(other)) return other;
    const chosen = this.#chosenOperator("=", [before.type, other.type]);
    if (typeof chosen === "string") {
      this.#applied("=", [left, right], [before, other], left, level);
      return unknownBecause("nullif of types that do not compare");
    }
    const declared = this.#declared([before.type, other.type], chosen.arguments);
    const [first, second] = declared?.types ?? [];
    if (!first || !second) return unknownBecause("nullif of polymorphic types");
    this.#coerce(left, before, first, "implicit", level);
    this.#coerce(right, other, second, "implicit", level);
    return before.type === first ? before : this.#plain(first);
  }

  #subscript(call: Call, level: Level): Found {
    const [of, ...bounds] = call.arguments;
    if (!of) return unknownBecause("a subscript");
    const found = this.#expression(of, level);
    const parts = bounds.map((bound) => this.#expression(bound, level));
    if (!isKnown(found)) return found;
    const base = this.system.baseOf(found.type);
    if (base.key === "jsonb") {
      for (const [index, bound] of bounds.entries()) {
        const one = parts[index];
        if (one && isKnown(one) && one.type === this.#unknown) this.#coerce(bound, one, this.#text, "implicit", level);
      }
      return this.#plain(base);
    }
    const element = this.system.arrayElementOf(base) ?? vectorElement(base, this.system);
    if (!element) return unknownBecause("a subscript of what is no array");
    for (const [index, bound] of bounds.entries()) {
      const one = parts[index];
      if (one) this.#coerce(bound, one, this.system.of("int4"), "assignment", level);
    }
    if (call.slice) return this.#plain(base, found.modifier);
    // `x[1][2]` is an element of one array with two dimensions, or a part of it.
    const isSliced = of.kind === "call" && of.name === "[]" && of.schema === null && of.slice === true;
    return isSliced ? unknownBecause("a subscript of a slice") : this.#plain(element, found.modifier);
  }

  #field(call: Call, level: Level): Found {
    const [of] = call.arguments;
    if (!of) return unknownBecause("a field");
    const found = this.#expression(of, level);
    if (!isKnown(found)) return found;
    const base = this.system.baseOf(found.type);
    const name = call.name.slice(1);
    if (base.kind !== "c") return unknownBecause("a field of a record");
    return base.fields?.find((field) => field.name === name)?.typed ?? unknownBecause("a field that is not known");
  }

  /** Constructors and query functions of SQL/JSON, and xmlserialize. */
  #json(call: Call, level: Level): Found {
    const found = call.arguments.map((argument) => this.#aside(argument, level));
    if (call.filter) this.#condition(call.filter, level, "FILTER");
    for (const key of call.keys) this.#expression(key, level);
    if (call.returning != null)
      return this.system.named(call.returning) ?? unknownBecause(`the type ${call.returning} is not known`);
    switch (call.name) {
      case "json_exists":
        return this.#plain(this.#boolean);
      case "json_value":
      case "json_serialize":
        return this.#plain(this.#text);
      case "json_query":
        return this.#named("jsonb");
      case "json":
      case "json_scalar":
        return this.#named("json");
      default: {
        const isBinary = found.some((one) => isKnown(one) && one.type.key === "jsonb");
        if (!isBinary && found.some((one) => !isKnown(one))) return unknownBecause("an argument that is not known");
        return this.#named(isBinary ? "jsonb" : "json");
      }
    }
  }

  // -- coercions

  /** Makes a value one of a type: an untyped parameter has this type from now on. */
  #coerce(
    expression: Expression,
    found: Found,
    target: PgType,
    context: CoercionContext,
    level: Level,
    column: string | null = null,
  ): void {
    if (!isKnown(found)) return;
    if (found.type !== this.#unknown) {
      if (context === "assignment" && !this.system.canCoerce([found.type], [target], context))
        this.#refuseAssignment(expression, found.type, target, column);
      return;
    }
    if (target.key === "any" || target.key === "unknown" || this.system.isPolymorphic(target)) return;
    if (expression.kind === "constant" && typeof expression.value === "string") {
      const fault = literalFault(expression.value, target, this.system);
      if (fault) this.#fault(expression, fault.code, fault.message);
      return;
    }
    switch (expression.kind) {
      case "parameter": {
        const before = this.parameters.get(expression.number);
        if (!before || !isKnown(before)) return;
        if (before.type === this.#unknown) this.parameters.set(expression.number, this.#plain(target));
        else if (before.type !== target)
          this.#fault(expression, "42P08", `inconsistent types deduced for parameter $${expression.number}`);
        return;
      }
      case "call": {
        const [operand] = expression.arguments;
        if (expression.name === "collate" && operand) this.#coerce(operand, found, target, context, level);
        return;
      }
      default:
    }
  }

  #refuseAssignment(expression: Expression, from: PgType, to: PgType, column: string | null): void {
    if (this.system.hasOwnCasts()) return;
    if (column !== null)
      this.#fault(
        expression,
        "42804",
        `column "${column}" is of type ${to.shown} but expression is of type ${from.shown}`,
      );
  }

  #fault(expression: Expression, code: string, message: string, name: MissingName | null = null): void {
    if (this.faults.some((fault) => fault.expression === expression && fault.code === code)) return;
    this.faults.push({ code, message, expression, ...(name && { name }) });
  }
}

const isStar = (expression: Expression): boolean =>
  (expression.kind === "column" && expression.name === "*") || (expression.kind === "call" && expression.name === ".*");

const isDefault = (expression: Expression): boolean =>
  expression.kind === "call" && expression.name === "default" && expression.arguments.length === 0;

/** A column that an INSERT writes; its type is null where that is not known. */
interface WrittenColumn {
  readonly name: string;
  readonly typed: Typed | null;
}

/** The modifier that all of several values have, where they are all of the type. */
function sharedModifier(found: readonly Typed[], type: PgType): string {
  const [first] = found;
  return first && found.every((one) => one.type === type && one.modifier === first.modifier) ? first.modifier : "";
}

/** What int2vector and oidvector are made of. */
function vectorElement(type: PgType, system: TypeSystem): PgType | null {
  return type.key === "int2vector" ? system.of("int2") : type.key === "oidvector" ? system.of("oid") : null;
}

function operandsIn(expression: Expression): readonly Expression[] {
  return expression.kind === "subquery" ? [] : operandsOf(expression);
}

const systemTypes: Readonly<Record<string, string>> = {
  ctid: "tid",
  xmin: "xid",
  xmax: "xid",
  cmin: "cid",
  cmax: "cid",
  tableoid: "oid",
};

const valueFunctions: Readonly<Record<string, string>> = {
  current_date: "date",
  current_time: "timetz",
  current_timestamp: "timestamptz",
  localtime: "time",
  localtimestamp: "timestamp",
  current_role: "name",
  current_user: "name",
  user: "name",
  session_user: "name",
  current_catalog: "name",
  current_schema: "name",
};
