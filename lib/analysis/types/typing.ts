import { contentOf, isUnknownText, knownItems, type Clause } from "../../model/clause.ts";
import type { ColumnReference, Constant, Expression, Parameter } from "../../model/expression.ts";
import type {
  Assignment,
  FromItem,
  Insert,
  Query,
  Returning,
  SelectQuery,
  SetOperation,
  Statement,
  ValuesQuery,
} from "../../model/statement.ts";
import { clauseExpressions, isOneValue } from "../expressions.ts";
import type { Level, OutputColumn, Relation, StatementScopes } from "../level.ts";
import { isKnown, sharedModifier, unknownBecause, type Found } from "./found.ts";
import type { PgType, Typed } from "./pg-type.ts";
import { TypedCalls } from "./typed-calls.ts";

/**
 * Works out the types of one statement in the order in which PostgreSQL does (parse_analyze): the first place that tells a parameter's type
 * decides. One object serves one statement.
 */
export class Typing extends TypedCalls {
  protected override level(level: Level): void {
    if (this.analysed.has(level)) return;
    this.analysed.add(level);
    const { node } = level;
    if (level.kind !== "truncate" && "with" in node)
      for (const { statement } of knownItems(node.with)) this.inner(statement, level.scopes);
    switch (level.kind) {
      case "select":
        return this.select(level.node, level);
      case "values":
        return this.values(level.node, level);
      case "set-operation":
        return this.setOperation(level.node, level);
      case "insert":
        return this.insert(level.node, level);
      case "update":
        this.from(knownItems(level.node.from), level);
        this.conditions(level, level.where);
        this.returning(level.returning, level);
        return this.assignments(level.node.assignments, level);
      case "delete":
        this.from(knownItems(level.node.using), level);
        this.conditions(level, level.where);
        return this.returning(level.returning, level);
      case "merge":
        this.from([level.node.source], level);
        this.expression(level.node.on, level);
        for (const action of knownItems(level.node.actions)) {
          this.conditions(level, action.condition);
          this.assignments(action.assignments, level);
        }
        return this.returning(level.returning, level);
      case "truncate":
        return;
    }
  }

  protected inner(statement: Statement, scopes: StatementScopes): void {
    const node = statement.kind === "select" ? statement.query : statement;
    switch (node.kind) {
      case "definition":
      case "utility":
      case "opaque":
        return;
      default: {
        const level = scopes.levelOf(node);
        if (level) this.level(level);
      }
    }
  }

  protected override query(query: Query, around: Level): Level | null {
    const level = around.scopes.levelOf(query);
    if (level) this.level(level);
    return level;
  }

  protected select(query: SelectQuery, level: Level): void {
    this.from(knownItems(query.from), level);
    for (const { expression } of knownItems(query.outputs)) if (!isStar(expression)) this.expression(expression, level);
    this.conditions(level, query.where);
    for (const condition of clauseExpressions(query.having)) this.condition(condition, level, "HAVING");
    for (const key of clauseExpressions(query.orderBy)) this.sortKey(key, level, "order");
    for (const key of clauseExpressions(query.groupBy)) this.sortKey(key, level, "equality");
    for (const key of query.distinctOn) this.sortKey(key, level, "equality");
    if (query.distinct && query.distinctOn.length === 0) {
      this.settleOutputs(level);
      this.compareOutputs(level);
    }
    this.rowCounts(query, level);
    for (const key of clauseExpressions(query.windows)) this.aside(key, level);
    this.windows(level);
    if (level.use !== "arm" && level.use !== "source") this.settleOutputs(level);
  }

  /** What nothing has told a type by now is text. */
  protected settleOutputs(level: Level): void {
    for (const output of level.outputs.columns) this.settle(output, level);
  }

  protected settle({ expression }: OutputColumn, level: Level): void {
    if (!expression) return;
    const found = this.found.get(expression) ?? this.expression(expression, level);
    if (!isKnown(found) || found.type !== this.unknown) return;
    this.coerce(expression, found, this.text, "implicit", level);
    this.found.set(expression, this.plain(this.text));
  }

  /** A number stands for an output; a bare name may. */
  protected sortKey(key: Expression, level: Level, by: "order" | "equality"): void {
    if (key.kind === "constant" && key.type === "number") {
      const output = level.outputs.complete ? level.outputs.columns[Number(key.value) - 1] : undefined;
      if (output) this.compareOutput(output, by, key, level);
      return;
    }
    if (key.kind === "column" && key.relation === null) {
      const bound = level.scopes.resolve(key);
      const output = level.outputs.columns.find(({ name }) => name === key.name);
      if (typeof bound === "string" || bound === null) {
        if (output) this.compareOutput(output, by, key, level);
        return;
      }
    }
    const found = this.expression(key, level);
    if (isKnown(found) && found.type === this.unknown) this.coerce(key, found, this.text, "implicit", level);
    else this.requireComparable(found, by, key);
  }

  /** What rows are sorted or grouped by has a type of its own from then on. */
  protected compareOutput(output: OutputColumn, by: "order" | "equality", at: Expression, level: Level): void {
    this.settle(output, level);
    this.requireComparable(this.output(output), by, at);
  }

  /** The rows of DISTINCT and of a set operation without ALL are compared. */
  protected compareOutputs(level: Level): void {
    for (const output of level.outputs.columns) {
      const at = output.expression ?? output.output?.expression;
      if (at) this.requireComparable(this.output(output), "equality", at);
    }
  }

  protected from(items: readonly FromItem[], level: Level): void {
    for (const item of items) this.fromItem(item, level);
  }

  protected fromItem(item: FromItem, level: Level): void {
    switch (item.kind) {
      case "derived":
        this.query(item.query, level);
        return;
      case "function": {
        const relation = level.scopes.relationOf(item);
        const found = this.tableFunction(item, level);
        if (relation) this.functions.set(relation, found);
        return;
      }
      case "join":
        this.fromItem(item.left, level);
        this.fromItem(item.right, level);
        for (const condition of clauseExpressions(item.on)) this.condition(condition, level, "JOIN/ON");
        return;
      case "table":
      case "unknown-item":
    }
  }

  protected rowCounts({ offset, limit }: SelectQuery | SetOperation, level: Level): void {
    const bigint = this.system.of("int8");
    for (const count of clauseExpressions(offset)) this.wanted(count, bigint, level, "OFFSET");
    for (const count of clauseExpressions(limit)) this.wanted(count, bigint, level, "LIMIT");
  }

  protected values(query: ValuesQuery, level: Level): void {
    // The rows of an INSERT meet the types of its columns, one after the other.
    if (level.use === "source") return;
    const rows = query.rows.flatMap((row) => (isUnknownText(row) ? [] : [row]));
    for (const row of rows) for (const value of row) this.expression(value, level);
    const isWhole = rows.length === query.rows.length && rows.every((row) => row.every(isOneValue));
    for (const [index, output] of level.outputs.columns.entries()) {
      const values = rows.flatMap((row) => row[index] ?? []);
      this.outputs.set(output, isWhole ? this.common(values, level, "VALUES") : unknownBecause("a row is not known"));
    }
  }

  protected setOperation(query: SetOperation, level: Level): void {
    const left = this.query(query.left, level);
    const right = this.query(query.right, level);
    for (const [index, output] of level.outputs.columns.entries()) {
      const arms = [left, right].map((arm) => arm?.outputs.columns[index]);
      const isWhole =
        left?.outputs.complete === true && right?.outputs.complete === true && query.furtherArm === "absent";
      this.outputs.set(
        output,
        isWhole
          ? this.united(
              arms.flatMap((arm) => arm ?? []),
              query.operator.toUpperCase(),
            )
          : unknownBecause("an arm of the query is not known"),
      );
    }
    for (const key of clauseExpressions(query.orderBy)) this.sortKey(key, level, "order");
    this.rowCounts(query, level);
    if (!query.all) this.compareArms(left, level);
  }

  protected compareArms(left: Level | null, level: Level): void {
    for (const [index, output] of level.outputs.columns.entries()) {
      const arm = left?.outputs.columns[index];
      const at = arm?.expression ?? arm?.output?.expression;
      if (at) this.requireComparable(this.output(output), "equality", at);
    }
  }

  /** The type of a column of UNION, INTERSECT or EXCEPT. */
  protected united(arms: readonly OutputColumn[], operator: string): Found {
    const found = arms.map((arm) => this.outputs.get(arm) ?? this.outputOf(arm));
    const unclear = found.find((one) => !isKnown(one));
    if (unclear) return unclear;
    const known = found.filter(isKnown);
    const type = this.system.verifiedCommonType(known.map((one) => one.type));
    if (!type) {
      const [left, right] = known.map((one) => one.type.shown);
      const value = arms[1]?.expression ?? arms[0]?.expression;
      if (value) this.fault(value, "42804", `${operator} types ${left ?? ""} and ${right ?? ""} cannot be matched`);
      return unknownBecause("types that do not match");
    }
    for (const [index, arm] of arms.entries()) {
      const one = known[index];
      if (arm.expression && one?.type === this.unknown) this.coerce(arm.expression, one, type, "implicit", arm.level);
    }
    return this.plain(type, sharedModifier(known, type));
  }

  protected insert(statement: Insert, level: Level): void {
    const source = contentOf(statement.source)?.query;
    const inner = source ? this.query(source, level) : null;
    if (source && inner) this.insertSource(source, inner, this.insertColumns(statement, level) ?? []);
    const conflict = contentOf(statement.onConflict);
    if (conflict) {
      this.conditions(level, conflict.targetWhere);
      this.assignments(conflict.assignments, level);
      this.conditions(level, conflict.where);
    }
    this.returning(statement.returning, level);
  }

  /** The types of the columns that an INSERT writes, null for one that is not known. */
  protected insertColumns({ columns }: Insert, level: Level): readonly WrittenColumn[] | null {
    const [target] = level.relations;
    if (!target || columns === "unknown") return null;
    const list = contentOf(columns)?.names;
    if (!list)
      return target.complete
        ? target.columns.map(({ name, column }) => ({ name, typed: column && this.system.ofColumn(column) }))
        : null;
    return list.map(({ name, part }) => ({ name, typed: this.writtenColumn(target, name, part ?? []) }));
  }

  /** The type that a column is assigned, or a part of it. */
  protected writtenColumn(target: Relation | undefined, name: string | null, part: readonly string[]): Typed | null {
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

  protected insertSource(source: Query, inner: Level, columns: readonly WrittenColumn[]): void {
    const give = (value: Expression, index: number) => {
      const { name, typed = null } = columns[index] ?? {};
      if (isDefault(value)) return;
      if (!typed) {
        this.isUnsure = true;
        return;
      }
      this.coerce(value, this.expression(value, inner), typed.type, "assignment", inner, name);
    };
    if (source.kind === "values-query") {
      for (const row of source.rows) {
        if (isUnknownText(row)) continue;
        for (const value of row) if (!isDefault(value)) this.expression(value, inner);
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
        this.refuseAssignment(at, found.type, typed.type, name);
    }
  }

  protected assignments(assignments: readonly (Assignment | { readonly kind: "unknown-text" })[], level: Level): void {
    const [target] = level.relations;
    const known = knownItems(assignments as readonly Assignment[]).filter((one) => !("kind" in one));
    for (const { value } of known) if (value && !isDefault(value)) this.expression(value, level);
    for (const { column: name, value, part, ofRow } of known) {
      const typed = this.writtenColumn(target, name, part ?? []);
      if (ofRow !== undefined) this.isUnsure = true;
      if (!value || isDefault(value) || ofRow !== undefined) continue;
      const found = this.expression(value, level);
      if (typed) this.coerce(value, found, typed.type, "assignment", level, name ?? "");
      else this.isUnsure = true;
    }
  }

  protected returning(clause: Clause<Returning>, level: Level): void {
    for (const { expression } of knownItems(contentOf(clause)?.outputs ?? []))
      if (!isStar(expression)) this.expression(expression, level);
    if (contentOf(clause)) this.settleOutputs(level);
  }

  /** The type of an expression, `unknown` for an untyped literal or parameter. */
  protected override expression(expression: Expression, level: Level): Found {
    const before = this.found.get(expression);
    if (before) return before;
    // A parameter has the type that it has where it is met: what tells it later does not change the place.
    const found = this.typeOf(expression, level);
    this.found.set(expression, found);
    return found;
  }

  protected typeOf(expression: Expression, level: Level): Found {
    switch (expression.kind) {
      case "constant":
        return this.constant(expression);
      case "parameter":
        return this.parameter(expression);
      case "column":
        return this.column(expression, level);
      case "and":
      case "or":
        for (const operand of expression.operands)
          this.condition(operand, level, expression.kind === "and" ? "AND" : "OR");
        return this.plain(this.boolean);
      case "not":
        this.condition(expression.operand, level, "NOT");
        return this.plain(this.boolean);
      case "boolean-test": {
        const test = `${expression.negated ? "IS NOT" : "IS"} ${expression.test.toUpperCase()}`;
        this.condition(expression.operand, level, test);
        return this.plain(this.boolean);
      }
      case "null-test":
        this.expression(expression.operand, level);
        return this.plain(this.boolean);
      case "operator":
        return this.operator(expression, level);
      case "distinct-from": {
        const { left, right } = expression;
        const isNull = [left, right].some((side) => side.kind === "constant" && side.value === null);
        if (isNull) [left, right].forEach((side) => this.expression(side, level));
        else this.compared("=", left, right, expression, level);
        return this.plain(this.boolean);
      }
      case "in-list":
        return this.inList(expression, level);
      case "between": {
        const { operand, low, high, negated, symmetric } = expression;
        const first = negated ? "<" : ">=";
        this.compared(first, operand, low, expression, level);
        // The operand is read anew for each bound.
        if (operand.kind === "parameter") this.found.delete(operand);
        this.compared(negated ? ">" : "<=", operand, high, expression, level);
        if (symmetric && operand.kind === "parameter") this.found.delete(operand);
        if (symmetric) this.compared(first, operand, high, expression, level);
        return this.plain(this.boolean);
      }
      case "call":
        return this.call(expression, level).found;
      case "cast":
        return this.cast(expression, level);
      case "case":
        return this.case(expression, level);
      case "subquery":
        return this.subquery(expression, level);
      case "array":
        return this.array(expression.items, null, level);
      case "row":
        for (const item of expression.items) this.expression(item, level);
        return this.named("record");
      case "unknown":
        return unknownBecause(expression.reason);
    }
  }

  protected constant({ type, numeric, sent }: Constant): Found {
    if (sent) return this.plain(this.unknown);
    switch (type) {
      case "number":
        return this.named(numeric === "bigint" ? "int8" : numeric === "numeric" ? "numeric" : "int4");
      case "boolean":
        return this.plain(this.boolean);
      case "bits":
        return this.named("bit");
      case "unknown":
      case "null":
        return this.plain(this.unknown);
    }
  }

  protected parameter(parameter: Parameter): Found {
    if (!isOneValue(parameter)) return unknownBecause("text that the program puts in");
    const before = this.parameters.get(parameter.number);
    if (before) return before;
    const found = this.plain(this.unknown);
    this.parameters.set(parameter.number, found);
    this.places.set(parameter.number, parameter);
    return found;
  }

  protected column(reference: ColumnReference, level: Level): Found {
    if (reference.name === "*") return unknownBecause("a star");
    const bound = level.scopes.resolve(reference);
    if (bound === null || bound === "ambiguous") return unknownBecause("a name that is not known");
    if (bound === "unknown") return this.projected(reference, level);
    return this.bound(bound);
  }

  /** `users.full_name` where that is no column calls a function of that name with the row; a name may be an output of a set operation. */
  protected projected(reference: ColumnReference, level: Level): Found {
    const output = level.outputs.columns.find(({ name }) => name === reference.name);
    if (level.kind === "set-operation" && output) return this.output(output);
    return unknownBecause("a name that is not known");
  }

  /** Works out the types of a statement: of its outermost level. */
  statement(top: Level): void {
    this.level(top);
    if (this.isUnsure || ![...this.found.values()].every(isKnown)) return;
    for (const [number, found] of this.parameters) {
      const place = this.places.get(number);
      if (place && isKnown(found) && found.type === this.unknown)
        this.fault(place, "42P18", `could not determine data type of parameter $${number}`);
    }
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
