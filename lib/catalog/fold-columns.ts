import type { ColumnDefinition, ConstraintDefinition, WrittenExpression } from "../model/definition.ts";
import type { Column, Constraint, Index, SourceLine, Table } from "./catalog.ts";
import { addConstraint, addNotNull, dropReferences } from "./fold-constraints.ts";
import { dropRelation, pointsTo, refuse, viewsOfColumn, viewsThatRead } from "./fold-dependents.ts";
import { keepColumnNames, withoutColumn } from "./fold-views.ts";
import { CannotApply, constraintsOf, type Folding, isSerial, keyOf, type Relation, structureOf } from "./folding.ts";
import { columnsIn, renameInExpression, renameInText } from "./mentions.ts";

/** A column as a definition writes it, its constraints apart. */
export function columnOf(folding: Folding, definition: ColumnDefinition): Column {
  const { type, userType } = definition.type ? folding.type(definition.type) : { type: "unknown", userType: null };
  return {
    name: definition.name.name,
    type,
    userType,
    nullable: true,
    neverNull: false,
    hasDefault: isDefault(definition.default) || isSerial(definition.type),
    ...(definition.default ? { defaultTo: definition.default.expression } : {}),
    generated: definition.generated !== null,
    identity: definition.identity !== null,
    inherited: false,
    ...(definition.generated
      ? { computedFrom: columnsIn(definition.generated.expression), computedBy: definition.generated.expression }
      : {}),
    ...(definition.property == null ? {} : { property: definition.property }),
  };
}

/** Whether a DEFAULT is one: NULL is what a column has without. */
export const isDefault = (written: WrittenExpression | null): boolean =>
  written !== null && !(written.expression.kind === "constant" && written.expression.value === null);

/** What a column's definition constrains, `serial` and identity included; keys come first, as PostgreSQL makes them. */
export function constraintsOfColumn(definition: ColumnDefinition): ConstraintDefinition[] {
  const implied = isSerial(definition.type) || definition.identity !== null;
  const written = definition.constraints.some(({ kind }) => kind === "not-null");
  return implied && !written
    ? [
        { kind: "not-null", name: null, column: definition.name, validated: true, span: definition.span },
        ...definition.constraints,
      ]
    : [...definition.constraints];
}

export function addColumn(
  folding: Folding,
  table: Table,
  definition: ColumnDefinition,
  ifNotExists: boolean,
  only: boolean,
): void {
  const column = withOpening(columnOf(folding, definition), table, folding.place);
  if (table.columns.some(({ name }) => name === column.name)) {
    if (ifNotExists) return;
    throw new CannotApply(`column "${column.name}" of relation "${table.name}" already exists`);
  }
  let changed = folding.change(table, { columns: [...table.columns, column] });
  if (!only) addToChildren(folding, changed, column);
  for (const constraint of withoutRepeatedKeys(inMakingOrder(constraintsOfColumn(definition))))
    changed = addConstraint(folding, folding.table(changed), constraint, only);
}

/** Rows that are there when a column comes have no value in it, unless it has a default. What one file makes and adds to has no rows yet. */
function withOpening(column: Column, table: Table, place: SourceLine | null): Column {
  const isFilled = column.hasDefault || column.generated || column.identity;
  if (isFilled || !place || !table.place || table.place.file === place.file) return column;
  return { ...column, opened: { how: "added", place } };
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
  const rank = ({ kind }: ConstraintDefinition) =>
    ["check", "not-null", "null", "primary-key", "unique", "exclusion", "foreign-key"].indexOf(kind);
  return [...constraints].sort((a, b) => rank(a) - rank(b));
}

/** PostgreSQL makes one index of keys over the same columns; the first's name stays unless it has none. */
export function withoutRepeatedKeys(constraints: readonly ConstraintDefinition[]): ConstraintDefinition[] {
  const kept: ConstraintDefinition[] = [];
  for (const constraint of constraints) {
    const key = constraint.kind === "primary-key" || constraint.kind === "unique" ? constraint : null;
    const same = key
      ? kept.findIndex(
          (other) =>
            (other.kind === "primary-key" || other.kind === "unique") &&
            other.usingIndex === null &&
            key.usingIndex === null &&
            other.columns.map(({ name }) => name).join("\0") === key.columns.map(({ name }) => name).join("\0") &&
            other.nullsNotDistinct === key.nullsNotDistinct,
        )
      : -1;
    const first = kept[same];
    if (key && first) {
      if ((first.kind === "primary-key" || first.kind === "unique") && first.name === null)
        kept[same] = { ...first, name: key.name };
    } else kept.push(constraint);
  }
  return kept;
}

/**
 * Drops a column with its keys, checks and indexes and, with CASCADE, what else depends on it: foreign keys to it,
 * generated columns, views, triggers.
 */
export function dropColumn(folding: Folding, table: Table, name: string, only: boolean, cascade: boolean): void {
  const position = table.columns.findIndex((candidate) => candidate.name === name);
  if (position < 0) throw new CannotApply(`column "${name}" of relation "${table.name}" does not exist`);
  const what = `column ${name} of table ${table.name}`;
  const views = viewsOfColumn(folding, table, name);
  if (cascade) for (const { view } of views) dropRelation(folding, view);
  else if (views.some(({ sure }) => sure)) refuse(what);
  const key = keyOf(table.schema, table.name);
  for (const view of viewsThatRead(folding, key))
    if (view.query) folding.put({ ...view, query: withoutColumn(view.query, table.schema, table.name, position) });
  const exclusionOf = new Set(
    table.indexes.filter((index) => index.constraint && mentions(index, name)).map((index) => index.name),
  );
  // An exclusion's condition may mention the column too.
  const gone = (constraint: Constraint) =>
    constraint.columns.includes(name) || (constraint.kind === "exclusion" && exclusionOf.has(constraint.name));
  if (!cascade) {
    const referenced = [...folding.relations.values()].some(
      (other) =>
        other.kind === "table" &&
        constraintsOf(other).some(
          ({ foreignKey, columns }) =>
            foreignKey &&
            pointsTo(foreignKey, table) &&
            foreignKey.references.columns.includes(name) &&
            !(other.name === table.name && other.schema === table.schema && columns.includes(name)),
        ),
    );
    if (
      referenced ||
      table.columns.some(({ computedFrom }) => computedFrom?.includes(name)) ||
      table.triggers?.some(({ columns }) => columns?.includes(name))
    )
      refuse(what);
  }
  dropReferences(folding, table, [name], true);
  const current = folding.table(table);
  const backing = new Set(
    constraintsOf(current)
      .filter(gone)
      .map((constraint) => constraint.name),
  );
  let changed = folding.change(current, {
    columns: current.columns.filter((candidate) => candidate.name !== name),
    indexes: current.indexes.filter(
      (index) => !mentions(index, name) && !(index.constraint && backing.has(index.name)),
    ),
    triggers: (current.triggers ?? []).filter(({ columns }) => !columns?.includes(name)),
    structure: { constraints: constraintsOf(current).filter((constraint) => !gone(constraint)) },
  });
  for (const dependent of changed.columns.filter(({ computedFrom }) => computedFrom?.includes(name))) {
    if (changed.columns.some((candidate) => candidate.name === dependent.name))
      dropColumn(folding, changed, dependent.name, only, cascade);
    changed = folding.table(changed);
  }
  for (const child of folding.children(changed)) {
    const copy = child.columns.find((candidate) => candidate.name === name && candidate.inherited);
    if (!copy) continue;
    // What a child says of the column itself outlives the parent's; ONLY leaves it all.
    if (only || copy.local || inheritedFrom(folding, child, name))
      folding.change(child, {
        columns: child.columns.map((candidate) =>
          candidate === copy
            ? { ...copy, inherited: inheritedFrom(folding, child, name), local: copy.local === true || only }
            : candidate,
        ),
      });
    else dropColumn(folding, child, name, false, true);
  }
}

const inheritedFrom = (folding: Folding, child: Table, name: string): boolean =>
  structureOf(child).parents.some((parent) => {
    const found = folding.relations.get(parent);
    return found?.kind === "table" && found.columns.some((column) => column.name === name);
  });

/** An index after a column was renamed. */
export function renamedIn(index: Index, from: string, to: string): Index {
  const renamed = (name: string) => (name === from ? to : name);
  return {
    ...index,
    columns: index.columns.map((column) => (column.startsWith("(") ? renameInText(column, from, to) : renamed(column))),
    where: index.where === null ? null : renameInText(index.where, from, to),
    predicate: renameInExpression(index.predicate, from, to),
    mentions: (index.mentions ?? index.columns).map(renamed),
  };
}

const mentions = (index: Index, name: string): boolean => (index.mentions ?? index.columns).includes(name);

export function renameColumn(folding: Folding, table: Table, from: string, to: string): void {
  if (!table.columns.some(({ name }) => name === from)) throw new CannotApply(`column "${from}" does not exist`);
  if (table.columns.some(({ name }) => name === to))
    throw new CannotApply(`column "${to}" of relation "${table.name}" already exists`);
  const renamed = (name: string) => (name === from ? to : name);
  const all = (names: readonly string[]) => names.map(renamed);
  keepNamesInViews(
    folding,
    table,
    table.columns.map(({ name }) => name),
  );
  const changed = folding.change(table, {
    columns: table.columns.map((column) => ({
      ...column,
      name: renamed(column.name),
      ...(column.computedFrom ? { computedFrom: all(column.computedFrom) } : {}),
      ...(column.computedBy ? { computedBy: renameInExpression(column.computedBy, from, to) } : {}),
    })),
    indexes: table.indexes.map((index) => renamedIn(index, from, to)),
    triggers: (table.triggers ?? []).map((trigger) =>
      trigger.columns?.includes(from) ? { ...trigger, columns: all(trigger.columns) } : trigger,
    ),
    structure: {
      constraints: constraintsOf(table).map((constraint) => ({
        ...constraint,
        columns: all(constraint.columns),
        proves: all(constraint.proves),
        ...(constraint.condition ? { condition: renameInExpression(constraint.condition, from, to) } : {}),
        foreignKey: constraint.foreignKey && { ...constraint.foreignKey, columns: all(constraint.foreignKey.columns) },
      })),
    },
  });
  for (const other of [...folding.relations.values()]) {
    if (other.kind !== "table") continue;
    const points = (foreignKey: Constraint["foreignKey"]) =>
      foreignKey?.references.table === table.name &&
      foreignKey.references.schema === table.schema &&
      foreignKey.references.columns.includes(from);
    if (!other.foreignKeys.some(points)) continue;
    folding.change(other, {
      structure: {
        constraints: constraintsOf(other).map((constraint) =>
          constraint.foreignKey && points(constraint.foreignKey)
            ? {
                ...constraint,
                foreignKey: {
                  ...constraint.foreignKey,
                  references: {
                    ...constraint.foreignKey.references,
                    columns: all(constraint.foreignKey.references.columns),
                  },
                },
              }
            : constraint,
        ),
      },
    });
  }
  for (const child of folding.children(changed))
    if (child.columns.some(({ name }) => name === from)) renameColumn(folding, child, from, to);
}

/** What views of a relation call its columns stays, when a column of it is renamed. */
export function keepNamesInViews(folding: Folding, relation: Relation, columns: readonly string[]): void {
  for (const view of viewsThatRead(folding, keyOf(relation.schema, relation.name))) {
    if (view.query)
      folding.put({ ...view, query: keepColumnNames(view.query, relation.schema, relation.name, columns) });
  }
}

/** A column replaced, here and in what inherits it. */
export function changeColumn(
  folding: Folding,
  table: Table,
  name: string,
  parts: (column: Column) => Partial<Column>,
  only: boolean,
): void {
  const column = table.columns.find((candidate) => candidate.name === name);
  if (!column) throw new CannotApply(`column "${name}" of relation "${table.name}" does not exist`);
  const changed = folding.change(table, {
    columns: table.columns.map((candidate) => (candidate === column ? { ...column, ...parts(column) } : candidate)),
  });
  if (!only)
    for (const child of folding.children(changed))
      if (child.columns.some((candidate) => candidate.name === name)) changeColumn(folding, child, name, parts, false);
}

export function setNotNull(folding: Folding, table: Table, name: string, only: boolean): void {
  addNotNull(folding, table, name, null, { only });
}

export function dropNotNull(folding: Folding, table: Table, name: string, only: boolean): void {
  if (!table.columns.some((column) => column.name === name))
    throw new CannotApply(`column "${name}" of relation "${table.name}" does not exist`);
  const { place } = folding;
  const changed = folding.change(table, {
    columns: table.columns.map((column) =>
      column.name === name && !column.nullable && place && table.place?.file !== place.file
        ? { ...column, opened: { how: "dropped", place } }
        : column,
    ),
    structure: {
      constraints: constraintsOf(table).filter(({ kind, columns }) => kind !== "not-null" || columns[0] !== name),
    },
  });
  if (only) return;
  for (const child of folding.children(changed)) {
    if (
      constraintsOf(child).some(
        ({ kind, columns, inherited }) => kind === "not-null" && columns[0] === name && inherited,
      )
    )
      dropNotNull(folding, child, name, false);
  }
}
