import type { ConstraintDefinition, CreateIndex, IndexColumn, KeyConstraint } from "../model/definition.ts";
import type { Constraint, ForeignKey, Index, Table, View } from "./catalog.ts";
import { chosenName, distinctLabels, joinedLabels } from "./chosen-names.ts";
import { CannotApply, constraintsOf, type Folding, keyOf, sameIndex, structureOf } from "./folding.ts";
import { columnsIn, provenNotNull } from "./mentions.ts";

const plain = { validated: true, proves: [], foreignKey: null, inherited: false, noInherit: false } as const;

/** Adds a constraint to a table and, where PostgreSQL does, to what inherits from it. */
export function addConstraint(folding: Folding, table: Table, definition: ConstraintDefinition, only = false): Table {
  switch (definition.kind) {
    case "null":
      return table;
    case "not-null":
      return addNotNull(folding, table, definition.column.name, definition.name, {
        validated: definition.validated,
        noInherit: definition.noInherit ?? false,
        only,
      });
    case "check": {
      const { expression } = definition.condition;
      const columns = columnsIn(expression);
      const name = freeName(
        folding,
        table,
        definition.name,
        columns.length === 1 ? (columns[0] ?? null) : null,
        "check",
      );
      const validated = definition.validated && definition.enforced;
      const constraint: Constraint = {
        ...plain,
        name,
        kind: "check",
        columns,
        validated,
        proves: provenNotNull(expression),
        condition: expression,
        noInherit: definition.noInherit,
        enforced: definition.enforced,
      };
      return addToFamily(folding, table, constraint, only || definition.noInherit);
    }
    case "foreign-key": {
      const columns = definition.columns.map(({ name }) => name);
      requireColumns(table, columns);
      const target = folding.find(definition.references);
      const referenced = definition.referencedColumns.map(({ name }) => name);
      const { onDelete, onUpdate } = definition;
      const name = freeName(folding, table, definition.name, joinedLabels(columns), "fkey");
      const foreignKey: ForeignKey = {
        name,
        columns,
        onDelete,
        onUpdate,
        ...(definition.deferrable ? { deferrable: true } : {}),
        ...(definition.period ? { period: true } : {}),
        references: {
          schema: target?.schema ?? definition.references.schema ?? "public",
          table: definition.references.name,
          columns: referenced.length > 0 ? referenced : target?.kind === "table" ? (target.primaryKey ?? []) : [],
        },
      };
      return addToFamily(
        folding,
        table,
        { ...plain, name, kind: "foreign-key", columns, validated: definition.validated, foreignKey },
        only || !structureOf(table).partitioned,
      );
    }
    case "exclusion": {
      const labels = distinctLabels(definition.columns.map(({ label }) => label));
      const name = freeIndexName(folding, table, definition.name, joinedLabels(labels), "excl");
      const index = {
        ...indexOf(definition.columns, definition.where, []),
        name,
        unique: false,
        constraint: true,
        labels,
      };
      const constraint: Constraint = {
        ...plain,
        name,
        kind: "exclusion",
        columns: definition.columns.flatMap(({ column }) => column ?? []),
      };
      return attachKey(folding, table, constraint, index, only);
    }
    default:
      return addKey(folding, table, definition, only);
  }
}

interface NotNullTraits {
  readonly validated?: boolean;
  /** Of this table alone: ONLY. */
  readonly only?: boolean;
  readonly inherited?: boolean;
  readonly noInherit?: boolean;
}

/** NOT NULL, of a column and of the same column of every table that inherits it. */
export function addNotNull(
  folding: Folding,
  table: Table,
  column: string,
  given: string | null,
  { validated = true, only = false, inherited = false, noInherit = false }: NotNullTraits = {},
): Table {
  requireColumns(table, [column]);
  const there = constraintsOf(table).find(({ kind, columns }) => kind === "not-null" && columns[0] === column);
  const name = there?.name ?? freeName(folding, table, given, column, "not_null");
  const constraint: Constraint = there
    ? {
        ...there,
        validated: there.validated || validated,
        inherited: there.inherited && inherited,
        noInherit: there.noInherit && noInherit,
      }
    : { ...plain, name, kind: "not-null", columns: [column], validated, inherited, noInherit };
  const changed = folding.change(table, {
    structure: { constraints: [...constraintsOf(table).filter((other) => other !== there), constraint] },
  });
  if (!only && !noInherit)
    for (const child of folding.children(changed))
      addNotNull(folding, child, column, name, { validated, inherited: true });
  return changed;
}

function addToFamily(folding: Folding, table: Table, constraint: Constraint, only: boolean): Table {
  const there = constraintsOf(table).find(({ name, kind }) => name === constraint.name && kind === constraint.kind);
  const changed = folding.change(table, {
    structure: {
      constraints: [
        ...constraintsOf(table).filter((other) => other !== there),
        there && constraint.inherited ? { ...there, validated: there.validated || constraint.validated } : constraint,
      ],
    },
  });
  if (!only)
    for (const child of folding.children(changed))
      addToFamily(folding, child, { ...constraint, inherited: true }, false);
  return changed;
}

function addKey(folding: Folding, table: Table, definition: KeyConstraint, only: boolean): Table {
  const primary = definition.kind === "primary-key";
  if (primary && constraintsOf(table).some(({ kind }) => kind === "primary-key"))
    throw new CannotApply(`multiple primary keys for table "${table.name}" are not allowed`);
  if (definition.usingIndex !== null) return addKeyOfIndex(folding, table, definition, definition.usingIndex);
  const columns = definition.columns.map(({ name }) => name);
  requireColumns(table, columns);
  const name = freeIndexName(
    folding,
    table,
    definition.name,
    primary ? null : joinedLabels(columns),
    primary ? "pkey" : "key",
  );
  const index: Index = {
    name,
    columns,
    unique: true,
    where: null,
    predicate: null,
    mentions: columns,
    constraint: true,
    labels: distinctLabels(columns),
  };
  return attachKey(folding, table, { ...plain, name, kind: definition.kind, columns }, index, only);
}

function attachKey(folding: Folding, table: Table, constraint: Constraint, index: Index, only: boolean): Table {
  let changed = table;
  if (constraint.kind === "primary-key")
    for (const column of constraint.columns)
      changed = addNotNull(folding, changed, column, null, { only, inherited: constraint.inherited });
  changed = folding.change(changed, {
    indexes: [...changed.indexes, index],
    structure: { constraints: [...constraintsOf(changed), constraint] },
  });
  if (!only) for (const child of partitionsOf(folding, changed)) cloneIndex(folding, child, changed, index);
  return changed;
}

function addKeyOfIndex(folding: Folding, table: Table, definition: KeyConstraint, indexName: string): Table {
  const index = table.indexes.find(({ name }) => name === indexName);
  if (!index) throw new CannotApply(`index "${indexName}" does not exist`);
  const name = definition.name ?? indexName;
  let changed = table;
  if (definition.kind === "primary-key")
    for (const column of index.columns) changed = addNotNull(folding, changed, column, null);
  const indexes = changed.indexes.map((other) =>
    other.name === indexName ? { ...other, name, constraint: true } : other,
  );
  return folding.change(changed, {
    indexes,
    structure: {
      constraints: [...constraintsOf(changed), { ...plain, name, kind: definition.kind, columns: index.columns }],
    },
  });
}

export function createIndex(folding: Folding, definition: CreateIndex): void {
  const owner = folding.relation(definition.table);
  const labels = distinctLabels([...definition.columns.map(({ label }) => label), ...definition.include]);
  const given = definition.name?.name ?? null;
  if (given !== null && folding.nameTaken(owner.schema, given)) {
    if (definition.ifNotExists) return;
    throw new CannotApply(`relation "${given}" already exists`);
  }
  const name =
    given ??
    chosenName(owner.name, joinedLabels(labels), "idx", (candidate) => folding.nameTaken(owner.schema, candidate));
  const index: Index = {
    ...indexOf(definition.columns, definition.where, definition.include),
    name,
    unique: definition.unique,
    labels,
  };
  if (owner.kind === "view") {
    folding.put({ ...owner, indexes: [...(owner.indexes ?? []), index] } satisfies View);
    return;
  }
  requireColumns(
    owner,
    definition.columns.flatMap(({ column }) => column ?? []),
  );
  const changed = folding.change(owner, { indexes: [...owner.indexes, index] });
  if (!definition.only) for (const child of partitionsOf(folding, changed)) cloneIndex(folding, child, changed, index);
}

function indexOf(
  columns: readonly IndexColumn[],
  where: CreateIndex["where"],
  include: readonly string[],
): Omit<Index, "name" | "unique"> {
  const mentioned = new Set(include);
  for (const { column, expression } of columns)
    for (const name of column === null ? columnsIn(expression?.expression ?? null) : [column]) mentioned.add(name);
  for (const name of columnsIn(where?.expression ?? null)) mentioned.add(name);
  return {
    columns: columns.map(({ column, expression }) => column ?? parenthesized(expression?.text ?? "")),
    where: where?.text ?? null,
    predicate: where?.expression ?? null,
    mentions: [...mentioned],
  };
}

const parenthesized = (text: string): string => (text.startsWith("(") && text.endsWith(")") ? text : `(${text})`);

/** The partitions among a table's children: only they have its indexes, keys and foreign keys. */
export function partitionsOf(folding: Folding, table: Table): Table[] {
  return folding.children(table).filter((child) => structureOf(child).partition);
}

/** Gives a partition the counterpart of an index of its parent, one it has already or a new one. */
export function cloneIndex(folding: Folding, partition: Table, parent: Table, index: Index): void {
  const key = keyOf(parent.schema, index.name);
  const constraint = constraintsOf(parent).find(
    ({ name, kind }) => name === index.name && kind !== "check" && kind !== "not-null" && kind !== "foreign-key",
  );
  const there = partition.indexes.find(
    (other) =>
      (other.parent ?? null) === null && sameIndex(other, index) && (constraint === undefined || other.constraint),
  );
  if (there) {
    folding.change(partition, {
      indexes: partition.indexes.map((other) => (other === there ? { ...other, parent: key } : other)),
    });
    return;
  }
  const name = nameOfCopy(folding, partition, index, constraint?.kind ?? null);
  const clone: Index = { ...index, name, parent: key };
  if (constraint) attachKey(folding, partition, { ...constraint, name, inherited: true }, clone, false);
  else {
    const changed = folding.change(partition, { indexes: [...partition.indexes, clone] });
    for (const child of partitionsOf(folding, changed)) cloneIndex(folding, child, changed, clone);
  }
}

/** The name of a copy of an index, in a partition or by LIKE; `kind` is the constraint's it backs. */
export function nameOfCopy(folding: Folding, table: Table, index: Index, kind: Constraint["kind"] | null): string {
  const labels = kind === "primary-key" ? null : joinedLabels(distinctLabels(index.labels ?? index.columns));
  const ending = kind === null ? "idx" : kind === "primary-key" ? "pkey" : kind === "unique" ? "key" : "excl";
  return chosenName(
    table.name,
    labels,
    ending,
    (name) => folding.nameTaken(table.schema, name) || (kind !== null && folding.constraintNamed(table.schema, name)),
  );
}

function freeName(folding: Folding, table: Table, given: string | null, columns: string | null, label: string): string {
  const taken = (name: string) => constraintsOf(table).some((constraint) => constraint.name === name);
  // A chosen name is one that no constraint of the schema has; a given one need only differ from the table's own.
  if (given === null)
    return chosenName(table.name, columns, label, (name) => folding.constraintNamed(table.schema, name));
  if (taken(given)) throw new CannotApply(`constraint "${given}" for relation "${table.name}" already exists`);
  return given;
}

function freeIndexName(
  folding: Folding,
  table: Table,
  given: string | null,
  columns: string | null,
  label: string,
): string {
  if (given === null)
    return chosenName(
      table.name,
      columns,
      label,
      (name) => folding.nameTaken(table.schema, name) || folding.constraintNamed(table.schema, name),
    );
  if (folding.nameTaken(table.schema, given)) throw new CannotApply(`relation "${given}" already exists`);
  if (constraintsOf(table).some(({ name }) => name === given))
    throw new CannotApply(`constraint "${given}" for relation "${table.name}" already exists`);
  return given;
}

function requireColumns(table: Table, names: readonly string[]): void {
  for (const name of names) {
    if (!table.columns.some((column) => column.name === name))
      throw new CannotApply(`column "${name}" of relation "${table.name}" does not exist`);
  }
}

/** Drops a constraint with its index, its copies in what inherits and, with CASCADE, the foreign keys that need it. */
export function dropConstraint(
  folding: Folding,
  table: Table,
  constraint: Constraint,
  only: boolean,
  cascade: boolean,
): Table {
  const keeps = (name: string) => name !== constraint.name;
  const backed = constraint.kind === "primary-key" || constraint.kind === "unique" || constraint.kind === "exclusion";
  if (backed)
    dropKeyReferences(folding, table, constraint.name, `constraint ${constraint.name} on table ${table.name}`, cascade);
  const current = folding.table(table);
  const changed = folding.change(current, {
    indexes: backed ? current.indexes.filter(({ name }) => keeps(name)) : current.indexes,
    structure: { constraints: constraintsOf(current).filter(({ name }) => keeps(name)) },
  });
  if (only) return changed;
  for (const child of folding.children(changed)) {
    const copy = constraintsOf(child).find(
      ({ kind, name, columns, inherited }) =>
        inherited &&
        kind === constraint.kind &&
        (backed
          ? columns.join() === constraint.columns.join()
          : name === constraint.name || (kind === "not-null" && columns[0] === constraint.columns[0])),
    );
    if (copy) dropConstraint(folding, child, copy, false, cascade);
  }
  return folding.table(changed);
}

/** Drops the foreign keys that rest on a unique index: those to its columns, if it is the first of these columns. */
export function dropKeyReferences(
  folding: Folding,
  table: Table,
  indexName: string,
  what: string,
  cascade: boolean,
): void {
  const same = (columns: readonly string[]) => [...columns].sort().join("\0");
  const index = table.indexes.find(({ name }) => name === indexName);
  if (!index?.unique || index.where !== null) return;
  const first = table.indexes.find(
    (other) => other.unique && other.where === null && same(other.columns) === same(index.columns),
  );
  if (first !== index) return;
  const broken = (foreignKey: ForeignKey | null) =>
    foreignKey?.references.table === table.name &&
    foreignKey.references.schema === table.schema &&
    same(foreignKey.references.columns) === same(index.columns);
  if (
    !cascade &&
    [...folding.relations.values()].some((other) => other.kind === "table" && other.foreignKeys.some(broken))
  )
    throw new CannotApply(`cannot drop ${what} because other objects depend on it`);
  dropReferences(folding, table, index.columns);
}

/** Drops the foreign keys of other tables to exactly these columns, or to any of them where `some`. */
export function dropReferences(folding: Folding, table: Table, columns: readonly string[] | null, some = false): void {
  for (const other of [...folding.relations.values()]) {
    if (other.kind !== "table") continue;
    const broken = (foreignKey: ForeignKey | null) => {
      if (!foreignKey || foreignKey.references.table !== table.name || foreignKey.references.schema !== table.schema)
        return false;
      const referenced = foreignKey.references.columns;
      if (columns === null) return true;
      return some
        ? referenced.some((name) => columns.includes(name))
        : referenced.length === columns.length && referenced.every((name) => columns.includes(name));
    };
    if (!other.foreignKeys.some(broken)) continue;
    folding.change(other, {
      structure: { constraints: constraintsOf(other).filter(({ foreignKey }) => !broken(foreignKey)) },
    });
  }
}
