import type { ColumnDefinition, ConstraintDefinition } from "../model/definition.ts";
import type { Column, Constraint, Index, Table } from "./catalog.ts";
import { addConstraint, addNotNull, dropReferences } from "./fold-constraints.ts";
import { dropRelation, viewsThatRead } from "./fold-dependents.ts";
import { CannotApply, constraintsOf, type Folding, isSerial, keyOf } from "./folding.ts";
import { columnsIn, renameInExpression, renameInText } from "./mentions.ts";

/** A column as a definition writes it, its constraints apart. */
export function columnOf(folding: Folding, definition: ColumnDefinition): Column {
  const { type, userType } = definition.type ? folding.type(definition.type) : { type: "unknown", userType: null };
  return {
    name: definition.name.name, type, userType, nullable: true, neverNull: false,
    hasDefault: definition.default !== null || isSerial(definition.type),
    generated: definition.generated !== null, identity: definition.identity !== null, inherited: false,
    ...(definition.generated ? { computedFrom: columnsIn(definition.generated.expression) } : {}),
    ...(definition.property == null ? {} : { property: definition.property }),
  };
}

/** What a column's definition constrains, `serial` and identity included; keys come first, as PostgreSQL makes them. */
export function constraintsOfColumn(definition: ColumnDefinition): ConstraintDefinition[] {
  const implied = isSerial(definition.type) || definition.identity !== null;
  const written = definition.constraints.some(({ kind }) => kind === "not-null");
  return implied && !written ? [{ kind: "not-null", name: null, column: definition.name, validated: true, span: definition.span }, ...definition.constraints] : [...definition.constraints];
}

export function addColumn(folding: Folding, table: Table, definition: ColumnDefinition, ifNotExists: boolean, only: boolean): void {
  const column = columnOf(folding, definition);
  if (table.columns.some(({ name }) => name === column.name)) {
    if (ifNotExists) return;
    throw new CannotApply(`column "${column.name}" of relation "${table.name}" already exists`);
  }
  let changed = folding.change(table, { columns: [...table.columns, column] });
  if (!only) addToChildren(folding, changed, column);
  for (const constraint of inMakingOrder(constraintsOfColumn(definition))) changed = addConstraint(folding, folding.table(changed), constraint, only);
}

function addToChildren(folding: Folding, table: Table, column: Column): void {
  for (const child of folding.children(table)) {
    const inherited: Column = { ...column, inherited: true };
    if (child.columns.some(({ name }) => name === column.name)) continue;
    addToChildren(folding, folding.change(child, { columns: [...child.columns, inherited] }), column);
  }
}

/** Checks and NOT NULLs, then keys with the primary key first, then foreign keys: chosen names depend on it. */
export function inMakingOrder(constraints: readonly ConstraintDefinition[]): ConstraintDefinition[] {
  const rank = ({ kind }: ConstraintDefinition) => ["check", "not-null", "null", "primary-key", "unique", "exclusion", "foreign-key"].indexOf(kind);
  return [...constraints].sort((a, b) => rank(a) - rank(b));
}

/** Drops a column and what depends on it: its keys, checks and indexes, foreign keys to it, generated columns, views. */
export function dropColumn(folding: Folding, table: Table, name: string, only: boolean): void {
  const column = table.columns.find((candidate) => candidate.name === name);
  if (!column) throw new CannotApply(`column "${name}" of relation "${table.name}" does not exist`);
  const key = keyOf(table.schema, table.name);
  for (const view of viewsThatRead(folding, key, name)) dropRelation(folding, view);
  const constraints = constraintsOf(table);
  const gone = (constraint: Constraint) => constraint.columns.includes(name);
  for (const constraint of constraints) {
    if (gone(constraint) && (constraint.kind === "primary-key" || constraint.kind === "unique")) dropReferences(folding, table, constraint.columns);
  }
  dropReferences(folding, table, [name], true);
  const current = folding.table(table);
  const backing = new Set(constraintsOf(current).filter(gone).map((constraint) => constraint.name));
  let changed = folding.change(current, {
    columns: current.columns.filter((candidate) => candidate.name !== name),
    indexes: current.indexes.filter((index) => !mentions(index, name) && !(index.constraint && backing.has(index.name))),
    structure: { constraints: constraintsOf(current).filter((constraint) => !gone(constraint)) },
  });
  for (const dependent of changed.columns.filter(({ computedFrom }) => computedFrom?.includes(name))) {
    if (changed.columns.some((candidate) => candidate.name === dependent.name)) dropColumn(folding, changed, dependent.name, only);
    changed = folding.table(changed);
  }
  if (only) return;
  for (const child of folding.children(changed)) {
    if (child.columns.some((candidate) => candidate.name === name && candidate.inherited)) dropColumn(folding, child, name, false);
  }
}

const mentions = (index: Index, name: string): boolean => (index.mentions ?? index.columns).includes(name);

export function renameColumn(folding: Folding, table: Table, from: string, to: string): void {
  if (!table.columns.some(({ name }) => name === from)) throw new CannotApply(`column "${from}" does not exist`);
  if (table.columns.some(({ name }) => name === to)) throw new CannotApply(`column "${to}" of relation "${table.name}" already exists`);
  const renamed = (name: string) => (name === from ? to : name);
  const all = (names: readonly string[]) => names.map(renamed);
  const key = keyOf(table.schema, table.name);
  // A view goes on giving the same columns, but its text is no longer what PostgreSQL keeps.
  for (const view of viewsThatRead(folding, key, from)) folding.put({ ...view, query: null });
  const changed = folding.change(table, {
    columns: table.columns.map((column) => ({ ...column, name: renamed(column.name), ...(column.computedFrom ? { computedFrom: all(column.computedFrom) } : {}) })),
    indexes: table.indexes.map((index): Index => ({
      ...index,
      columns: index.columns.map((column) => (column.startsWith("(") ? renameInText(column, from, to) : renamed(column))),
      where: index.where === null ? null : renameInText(index.where, from, to),
      predicate: renameInExpression(index.predicate, from, to),
      mentions: all(index.mentions ?? []),
    })),
    structure: {
      constraints: constraintsOf(table).map((constraint) => ({
        ...constraint, columns: all(constraint.columns), proves: all(constraint.proves),
        foreignKey: constraint.foreignKey && { ...constraint.foreignKey, columns: all(constraint.foreignKey.columns) },
      })),
    },
  });
  for (const other of [...folding.relations.values()]) {
    if (other.kind !== "table") continue;
    const points = (foreignKey: Constraint["foreignKey"]) => foreignKey?.references.table === table.name && foreignKey.references.schema === table.schema && foreignKey.references.columns.includes(from);
    if (!other.foreignKeys.some(points)) continue;
    folding.change(other, {
      structure: {
        constraints: constraintsOf(other).map((constraint) =>
          constraint.foreignKey && points(constraint.foreignKey) ? { ...constraint, foreignKey: { ...constraint.foreignKey, references: { ...constraint.foreignKey.references, columns: all(constraint.foreignKey.references.columns) } } } : constraint,
        ),
      },
    });
  }
  for (const child of folding.children(changed)) if (child.columns.some(({ name }) => name === from)) renameColumn(folding, child, from, to);
}

/** A column replaced, here and in what inherits it. */
export function changeColumn(folding: Folding, table: Table, name: string, parts: (column: Column) => Partial<Column>, only: boolean): void {
  const column = table.columns.find((candidate) => candidate.name === name);
  if (!column) throw new CannotApply(`column "${name}" of relation "${table.name}" does not exist`);
  const changed = folding.change(table, { columns: table.columns.map((candidate) => (candidate === column ? { ...column, ...parts(column) } : candidate)) });
  if (!only) for (const child of folding.children(changed)) if (child.columns.some((candidate) => candidate.name === name)) changeColumn(folding, child, name, parts, false);
}

export function setNotNull(folding: Folding, table: Table, name: string, only: boolean): void {
  addNotNull(folding, table, name, null, true, only);
}

export function dropNotNull(folding: Folding, table: Table, name: string, only: boolean): void {
  if (!table.columns.some((column) => column.name === name)) throw new CannotApply(`column "${name}" of relation "${table.name}" does not exist`);
  const changed = folding.change(table, { structure: { constraints: constraintsOf(table).filter(({ kind, columns }) => kind !== "not-null" || columns[0] !== name) } });
  if (only) return;
  for (const child of folding.children(changed)) {
    if (constraintsOf(child).some(({ kind, columns, inherited }) => kind === "not-null" && columns[0] === name && inherited)) dropNotNull(folding, child, name, false);
  }
}
