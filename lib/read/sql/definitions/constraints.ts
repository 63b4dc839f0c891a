import type { ColumnDef, Constraint, IndexElem, Node } from "@pgsql/types";
import type {
  ColumnDefinition,
  ConstraintDefinition,
  ForeignKeyConstraint,
  IndexColumn,
  Name,
} from "../../../model/definition.ts";
import type { Span } from "../../../model/span.ts";
import { elementRun, nameIn, relationName, typeReference, written } from "./names.ts";
import type { Lowering } from "../lower/lowering.ts";
import { outputName } from "../lower/output-name.ts";
import type { Run } from "../tokens/token-line.ts";
import { strings } from "../parser/tree.ts";

const actions: Readonly<Record<string, ForeignKeyConstraint["onDelete"]>> = {
  a: "no action",
  r: "restrict",
  c: "cascade",
  n: "set null",
  d: "set default",
};

/**
 * A constraint of a table or, where `column` is given, of the column it stands beside. Null for what is no constraint:
 * a default, DEFERRABLE.
 */
export function constraintDefinition(
  lowering: Lowering,
  node: Constraint,
  column: Name | null,
  around: Run,
): ConstraintDefinition | null {
  const run = elementRun(lowering, node.location, around);
  const span = lowering.span(run);
  const name = node.conname ?? null;
  const named = (nodes: readonly Node[] | undefined) => strings(nodes).map((key) => nameIn(lowering, key, run));
  // The grammar marks a validated constraint in either of two fields, by where it is written.
  const validated = node.skip_validation !== true;
  switch (node.contype) {
    case "CONSTR_NOTNULL":
      return {
        kind: "not-null",
        name,
        column: column ?? named(node.keys)[0] ?? nameIn(lowering, undefined, run),
        validated,
        ...(node.is_no_inherit === true ? { noInherit: true } : {}),
        span,
      };
    case "CONSTR_NULL":
      return column && { kind: "null", column, span };
    case "CONSTR_CHECK":
      return {
        kind: "check",
        name,
        condition: written(lowering, node.raw_expr, run),
        column,
        validated,
        enforced: node.is_enforced === true,
        noInherit: node.is_no_inherit === true,
        span,
      };
    case "CONSTR_PRIMARY":
    case "CONSTR_UNIQUE": {
      const columns = node.keys ? named(node.keys) : column ? [column] : [];
      return {
        kind: node.contype === "CONSTR_PRIMARY" ? "primary-key" : "unique",
        name,
        columns,
        usingIndex: node.indexname ?? null,
        nullsNotDistinct: node.nulls_not_distinct === true,
        span,
      };
    }
    case "CONSTR_FOREIGN":
      return {
        kind: "foreign-key",
        name,
        columns: node.fk_attrs ? named(node.fk_attrs) : column ? [column] : [],
        references: relationName(lowering, node.pktable, run),
        referencedColumns: named(node.pk_attrs),
        onDelete: actions[node.fk_del_action ?? "a"] ?? "no action",
        onUpdate: actions[node.fk_upd_action ?? "a"] ?? "no action",
        validated,
        deferrable: node.deferrable === true,
        ...(node.fk_with_period === true ? { period: true } : {}),
        onDeleteSpan: onDeleteSpan(lowering, run),
        span,
      };
    case "CONSTR_EXCLUSION": {
      const columns = (node.exclusions ?? []).flatMap((pair) => {
        const element = "List" in pair ? pair.List.items?.[0] : undefined;
        return element && "IndexElem" in element ? [indexColumn(lowering, element.IndexElem, run)] : [];
      });
      return {
        kind: "exclusion",
        name,
        columns,
        where: node.where_clause ? written(lowering, node.where_clause, run) : null,
        span,
      };
    }
    default:
      return null;
  }
}

function onDeleteSpan(lowering: Lowering, run: Run): Span | null {
  const { line } = lowering;
  for (let index = run[0]; index < run[1]; index = line.after(index)) {
    if (line.word(index) !== "ON" || line.word(index + 1) !== "DELETE") continue;
    // SET NULL, SET DEFAULT and NO ACTION are two words.
    const isTwo = ["SET", "NO"].includes(line.word(index + 2));
    return lowering.span([index, index + (isTwo ? 4 : 3)]);
  }
  return null;
}

/** A column of CREATE TABLE or ADD COLUMN. */
export function columnDefinition(lowering: Lowering, node: ColumnDef, around: Run): ColumnDefinition {
  const run = elementRun(lowering, node.location, around);
  const at = lowering.token(node.location);
  const name: Name = { name: node.colname ?? "", span: lowering.span(at < 0 ? run : [at, at + 1]) };
  const constraints: ConstraintDefinition[] = [];
  let initial: ColumnDefinition["default"] = null;
  let generated: ColumnDefinition["generated"] = null;
  let identity: ColumnDefinition["identity"] = null;
  for (const item of node.constraints ?? []) {
    if (!("Constraint" in item)) continue;
    const { Constraint: constraint } = item;
    if (constraint.contype === "CONSTR_DEFAULT") initial = written(lowering, constraint.raw_expr, run);
    else if (constraint.contype === "CONSTR_GENERATED") generated = written(lowering, constraint.raw_expr, run);
    else if (constraint.contype === "CONSTR_IDENTITY")
      identity = constraint.generated_when === "a" ? "always" : "by default";
    else if (constraint.contype?.startsWith("CONSTR_ATTR_")) {
      // The grammar has it as an item of its own, behind the constraint it belongs to.
      const before = constraints.pop();
      if (before) constraints.push(withAttribute(before, constraint.contype));
    } else {
      const made = constraintDefinition(lowering, constraint, name, upToNext(lowering, node, constraint, run));
      if (made) constraints.push(made);
    }
  }
  return {
    kind: "column",
    name,
    type: node.typeName ? typeReference(lowering, node.typeName, run) : null,
    constraints,
    default: initial,
    generated,
    identity,
    span: lowering.span(run),
  };
}

/** Of a column's constraints each ends where the next one begins. */
function upToNext(lowering: Lowering, node: ColumnDef, constraint: Constraint, run: Run): Run {
  const starts = (node.constraints ?? [])
    .map((item) => ("Constraint" in item ? lowering.token(item.Constraint.location) : -1))
    .filter((start) => start > lowering.token(constraint.location));
  return [run[0], Math.min(run[1], ...starts)];
}

function withAttribute(constraint: ConstraintDefinition, attribute: Constraint["contype"]): ConstraintDefinition {
  if (attribute === "CONSTR_ATTR_NOT_ENFORCED") {
    if (constraint.kind === "check") return { ...constraint, enforced: false };
    return constraint.kind === "foreign-key" ? { ...constraint, validated: false } : constraint;
  }
  const isDeferrable = attribute === "CONSTR_ATTR_DEFERRABLE" || attribute === "CONSTR_ATTR_DEFERRED";
  return isDeferrable && constraint.kind === "foreign-key" ? { ...constraint, deferrable: true } : constraint;
}

export function indexColumn(lowering: Lowering, element: IndexElem, run: Run): IndexColumn {
  if (element.name !== undefined) return { column: element.name, expression: null, label: element.name };
  const plain = plainColumn(element.expr);
  if (plain !== null) return { column: plain, expression: null, label: plain };
  const figured = element.expr ? outputName(element.expr) : null;
  return {
    column: null,
    expression: written(lowering, element.expr, run),
    label: figured === null || figured === "?column?" ? "expr" : figured,
  };
}

/**
 * The column that an expression is but for parentheses and COLLATE: PostgreSQL makes an index of the column itself
 * then.
 */
function plainColumn(node: Node | undefined): string | null {
  if (node && "CollateClause" in node) return plainColumn(node.CollateClause.arg);
  const fields = node && "ColumnRef" in node ? strings(node.ColumnRef.fields) : [];
  return fields.length === 1 ? (fields[0] ?? null) : null;
}
