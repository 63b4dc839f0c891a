import type {
  AlterTable,
  ColumnDefinition,
  ConstraintDefinition,
  CreateTable,
  LikeClause,
  TableAction,
} from "../model/definition.ts";
import { emptyCatalog, type Column, type Constraint, type Table } from "./catalog.ts";
import {
  addColumn,
  changeColumn,
  columnOf,
  constraintsOfColumn,
  dropColumn,
  dropNotNull,
  inMakingOrder,
  isDefault,
  setNotNull,
  withoutRepeatedKeys,
} from "./fold-columns.ts";
import { addConstraint, cloneIndex, dropConstraint, nameOfCopy, partitionsOf } from "./fold-constraints.ts";
import { viewsOfColumn } from "./fold-dependents.ts";
import { chosenName } from "./chosen-names.ts";
import { CannotApply, constraintsOf, Folding, keyOf, structureOf, temporarySchema } from "./folding.ts";

export function createTable(folding: Folding, definition: CreateTable): void {
  const schema = definition.temporary ? temporarySchema : folding.creationSchema(definition.table);
  const { name } = definition.table;
  if (folding.nameTaken(schema, name)) {
    if (definition.ifNotExists || addFurtherModel(folding, definition, schema)) return;
    throw new CannotApply(`relation "${name}" already exists`);
  }
  const parents = (definition.partitionOf ? [definition.partitionOf] : definition.inherits).map((parent) =>
    folding.table(parent),
  );
  const partition = definition.partitionOf !== null;
  const columns: Column[] = [];
  const constraints: Constraint[] = [];
  for (const parent of parents) inheritColumns(parent, partition, columns, constraints);
  // Looked up before the table is there, which may have the name of the one it is like.
  const likes: { readonly like: LikeClause; readonly source: Table }[] = [];
  const written: ConstraintDefinition[] = [];
  if (definition.ofType) columns.push(...columnsOfType(folding, definition.ofType));
  for (const element of definition.elements) {
    if (element.kind === "like") {
      const source = folding.relation(element.table);
      if (source.kind === "table") likes.push({ like: element, source });
      if (source.kind === "table") columns.push(...source.columns.map((column) => likeColumn(column, element)));
      else columns.push(...(source.columns ?? []).map(plainColumn));
    } else if (element.kind === "column") {
      mergeColumn(folding, columns, element, partition);
      written.push(...constraintsOfColumn(element));
    } else written.push(element);
  }
  const repeated = columns.find((column, index) => columns.findIndex((other) => other.name === column.name) !== index);
  if (repeated) throw new CannotApply(`column "${repeated.name}" specified more than once`);
  // A NOT NULL that is written out, or that a primary key needs, has a name of its own, though a parent has one too;
  // the names that are written go first.
  const own = new Set(
    written.flatMap((constraint) =>
      constraint.kind === "not-null"
        ? [constraint.column.name]
        : constraint.kind === "primary-key"
          ? constraint.columns.map((column) => column.name)
          : [],
    ),
  );
  const given = new Set(written.flatMap((constraint) => (constraint.kind === "null" ? [] : (constraint.name ?? []))));
  const inherited = constraints.flatMap((constraint): Constraint[] => {
    const [column = null] = constraint.columns;
    if (constraint.kind !== "not-null") return [constraint];
    if (own.has(column ?? "")) return [];
    return [
      given.has(constraint.name)
        ? {
            ...constraint,
            name: chosenName(name, column, "not_null", (candidate) => folding.constraintNamed(schema, candidate)),
          }
        : constraint,
    ];
  });
  let table: Table = {
    kind: "table",
    schema,
    name,
    columns,
    primaryKey: null,
    unique: [],
    indexes: [],
    foreignKeys: [],
    place: folding.place,
    triggers: [],
    structure: {
      constraints: inherited,
      parents: parents.map((parent) => keyOf(parent.schema, parent.name)),
      partition,
      partitioned: definition.partitioned,
      ...(definition.foreign ? { foreign: true } : {}),
      temporary: definition.temporary,
    },
    ...(definition.model == null ? {} : { model: definition.model }),
    ...(definition.modelSoftDelete ? { modelSoftDelete: definition.modelSoftDelete } : {}),
    ...(definition.modelTraits ? { modelTraits: definition.modelTraits, modelPlace: folding.place } : {}),
  };
  table = folding.change(table, {});
  for (const { like, source } of likes) likeConstraints(folding, folding.table(table), like, source);
  if (partition) for (const parent of parents) clonePartition(folding, folding.table(table), parent);
  addAll(folding, folding.table(table), withoutRepeatedKeys(inMakingOrder(written)));
  for (const { like, source } of likes) likeIndexes(folding, folding.table(table), like, source);
}

/** Adds what declares a table that is there as one more model of it; whether it is one. */
function addFurtherModel(folding: Folding, definition: CreateTable, schema: string): boolean {
  const key = keyOf(schema, definition.table.name);
  const found = folding.relations.get(key);
  if (definition.model == null || !definition.modelTraits || found?.kind !== "table") return false;
  const apart = new Folding({ ...emptyCatalog, types: folding.types, searchPath: folding.searchPath });
  apart.place = folding.place;
  for (const known of folding.schemas) apart.schemas.add(known);
  createTable(apart, definition);
  const further = apart.relations.get(key);
  if (further?.kind === "table") folding.change(found, { furtherModels: [...(found.furtherModels ?? []), further] });
  return true;
}

const plainColumn = (name: string): Column => ({
  name,
  type: "unknown",
  nullable: true,
  hasDefault: false,
  generated: false,
  identity: false,
  inherited: false,
});

// One constraint that cannot be applied must not take those after it with it.
function addAll(folding: Folding, table: Table, constraints: readonly ConstraintDefinition[]): void {
  let failure: CannotApply | null = null;
  for (const constraint of constraints) {
    try {
      addConstraint(folding, folding.table(table), constraint);
    } catch (error) {
      if (!(error instanceof CannotApply)) throw error;
      failure ??= error;
    }
  }
  if (failure) throw failure;
}

function inheritColumns(parent: Table, partition: boolean, columns: Column[], constraints: Constraint[]): void {
  for (const column of parent.columns) {
    const own = { ...column, inherited: true, identity: partition && column.identity };
    const there = columns.findIndex(({ name }) => name === column.name);
    if (there < 0) columns.push(own);
  }
  for (const constraint of constraintsOf(parent)) {
    if (constraint.noInherit || (constraint.kind !== "check" && constraint.kind !== "not-null")) continue;
    const there = constraints.some((other) =>
      constraint.kind === "not-null"
        ? other.kind === "not-null" && other.columns[0] === constraint.columns[0]
        : other.name === constraint.name,
    );
    if (!there) constraints.push({ ...constraint, inherited: true, validated: constraint.enforced !== false });
  }
}

// A column that is written out as well as inherited is the table's own too, save in a partition: it outlives the
// parent's.
function mergeColumn(folding: Folding, columns: Column[], definition: ColumnDefinition, partition: boolean): void {
  const column = columnOf(folding, definition);
  const there = columns.findIndex(({ name, inherited }) => inherited && name === column.name);
  const old = columns[there];
  if (!old) columns.push(column);
  else
    columns[there] = {
      ...old,
      local: !partition,
      hasDefault: definition.default === null ? old.hasDefault || column.hasDefault : column.hasDefault,
      ...(definition.default ? { defaultTo: definition.default.expression } : {}),
      generated: old.generated || column.generated,
      identity: old.identity || column.identity,
    };
}

function columnsOfType(folding: Folding, type: NonNullable<CreateTable["ofType"]>): Column[] {
  const key = folding.findType(type);
  const found = key === undefined ? undefined : folding.types.get(key);
  if (!found) throw new CannotApply(`type "${type.name}" does not exist`);
  return found.attributes.map(({ name, type: own }) => ({ ...plainColumn(name), type: own }));
}

function likeColumn(column: Column, { including }: LikeClause): Column {
  const generated = column.generated && including.generated;
  return {
    name: column.name,
    type: column.type,
    userType: column.userType ?? null,
    nullable: column.nullable,
    neverNull: false,
    inherited: false,
    hasDefault: column.hasDefault && including.defaults,
    ...(column.defaultTo && including.defaults ? { defaultTo: column.defaultTo } : {}),
    generated,
    identity: column.identity && including.identity,
    ...(generated && column.computedFrom ? { computedFrom: column.computedFrom } : {}),
  };
}

function likeConstraints(folding: Folding, table: Table, like: LikeClause, source: Table): void {
  const copied = constraintsOf(source).filter(
    ({ kind }) => kind === "not-null" || (kind === "check" && like.including.constraints),
  );
  folding.change(table, {
    structure: {
      constraints: [
        ...constraintsOf(table),
        ...copied.map((constraint) => ({ ...constraint, inherited: false, validated: constraint.enforced !== false })),
      ],
    },
  });
}

function likeIndexes(folding: Folding, table: Table, like: LikeClause, source: Table): void {
  if (!like.including.indexes) return;
  for (const index of source.indexes) {
    const current = folding.table(table);
    const constraint = index.constraint
      ? constraintsOf(source).find(({ name, kind }) => name === index.name && kind !== "check")
      : undefined;
    const name = nameOfCopy(folding, current, index, constraint?.kind ?? null);
    folding.change(current, {
      indexes: [...current.indexes, { ...index, name, parent: null }],
      structure: {
        constraints: constraint
          ? [...constraintsOf(current), { ...constraint, name, inherited: false }]
          : constraintsOf(current),
      },
    });
  }
}

/** What a partition gets of its parent beside columns: keys, indexes, foreign keys, row triggers. */
function clonePartition(folding: Folding, partition: Table, parent: Table): void {
  for (const index of parent.indexes) cloneIndex(folding, folding.table(partition), parent, index);
  const current = folding.table(partition);
  const foreign = constraintsOf(parent).filter(
    ({ kind, columns, foreignKey }) =>
      kind === "foreign-key" &&
      !constraintsOf(current).some(
        (own) =>
          own.kind === "foreign-key" &&
          own.columns.join("\0") === columns.join("\0") &&
          own.foreignKey?.references.table === foreignKey?.references.table,
      ),
  );
  const changed = folding.change(current, {
    triggers: [...(current.triggers ?? []), ...(parent.triggers ?? []).filter(({ row }) => row)],
    structure: {
      constraints: [...constraintsOf(current), ...foreign.map((constraint) => ({ ...constraint, inherited: true }))],
    },
  });
  for (const child of partitionsOf(folding, changed)) clonePartition(folding, child, changed);
}

export function alterTable(folding: Folding, definition: AlterTable): void {
  if (definition.object === "index" || definition.object === "sequence") return;
  if (definition.object === "type") return alterComposite(folding, definition);
  const found = folding.find(definition.table);
  if (!found) {
    if (definition.ifExists || folding.ownerOfIndex(definition.table)) return;
    // ALTER TABLE also takes a sequence, which the catalog does not keep.
    if (definition.actions.every(({ kind }) => kind === "other")) return;
    folding.relation(definition.table);
    return;
  }
  if (found.kind !== "table") return;
  let failure: CannotApply | null = null;
  for (const action of inPasses(definition.actions)) {
    try {
      applyAction(folding, folding.table(found), action, definition.only);
    } catch (error) {
      if (!(error instanceof CannotApply)) throw error;
      failure ??= error;
    }
  }
  if (failure) throw failure;
}

const last = new Set<TableAction["kind"]>([
  "validate-constraint",
  "alter-constraint",
  "attach-partition",
  "detach-partition",
  "inherit",
  "no-inherit",
]);

/**
 * The order in which ALTER TABLE works, whatever the writing order: drops, types, then columns, then constraints, then
 * what is said of these.
 */
function inPasses(actions: readonly TableAction[]): TableAction[] {
  const drops = (action: TableAction) =>
    action.kind.startsWith("drop-") || (action.kind === "set-default" && action.default === null);
  const pass = (action: TableAction) =>
    drops(action)
      ? 0
      : action.kind === "set-type"
        ? 1
        : action.kind === "add-column"
          ? 2
          : action.kind === "add-constraint"
            ? 4
            : last.has(action.kind)
              ? 5
              : 3;
  return [...actions].sort((a, b) => pass(a) - pass(b));
}

function alterComposite(folding: Folding, definition: AlterTable): void {
  const key = folding.findType(definition.table);
  const type = key === undefined ? undefined : folding.types.get(key);
  if (key === undefined || !type) throw new CannotApply(`type "${definition.table.name}" does not exist`);
  let { attributes } = type;
  for (const action of definition.actions) {
    if (action.kind === "add-column" && action.column.type)
      attributes = [...attributes, { name: action.column.name.name, type: folding.type(action.column.type).type }];
    else if (action.kind === "drop-column") attributes = attributes.filter(({ name }) => name !== action.column.name);
    else if (action.kind === "set-type")
      attributes = attributes.map((attribute) =>
        attribute.name === action.column.name ? { ...attribute, type: folding.type(action.type).type } : attribute,
      );
  }
  folding.types.set(key, { ...type, attributes });
}

function applyAction(folding: Folding, table: Table, action: TableAction, only: boolean): void {
  switch (action.kind) {
    case "add-column":
      return addColumn(folding, table, action.column, action.ifNotExists, only);
    case "drop-column":
      if (action.ifExists && !table.columns.some(({ name }) => name === action.column.name)) return;
      return dropColumn(folding, table, action.column.name, only, action.cascade);
    case "set-type":
      if (viewsOfColumn(folding, table, action.column.name).some(({ sure }) => sure))
        throw new CannotApply("cannot alter type of a column used by a view or rule");
      changeColumn(folding, table, action.column.name, () => folding.type(action.type), only);
      return remakeNotNull(folding, folding.table(table), action.column.name);
    case "set-default":
      return changeColumn(
        folding,
        table,
        action.column.name,
        () => ({ hasDefault: isDefault(action.default), defaultTo: action.default?.expression ?? null }),
        only,
      );
    case "set-not-null":
      return setNotNull(folding, table, action.column.name, only);
    case "drop-not-null":
      return dropNotNull(folding, table, action.column.name, only);
    case "set-expression":
      return;
    case "drop-expression":
      return changeColumn(folding, table, action.column.name, () => ({ generated: false, computedFrom: [] }), only);
    case "add-identity":
      return changeColumn(
        folding,
        table,
        action.column.name,
        () => ({ identity: true }),
        only || !structureOf(table).partitioned,
      );
    case "drop-identity":
      return changeColumn(
        folding,
        table,
        action.column.name,
        () => ({ identity: false }),
        only || !structureOf(table).partitioned,
      );
    case "add-constraint":
      addConstraint(folding, table, action.constraint, only);
      return;
    case "validate-constraint":
      return validate(folding, table, action.constraint.name);
    case "alter-constraint":
      return alterConstraint(folding, table, action);
    case "drop-constraint": {
      const constraint = constraintsOf(table).find(({ name }) => name === action.constraint.name);
      if (constraint) dropConstraint(folding, table, constraint, only, action.cascade);
      else if (!action.ifExists)
        throw new CannotApply(`constraint "${action.constraint.name}" of relation "${table.name}" does not exist`);
      return;
    }
    case "attach-partition":
      return attach(folding, table, folding.table(action.partition), true);
    case "inherit":
      return attach(folding, folding.table(action.parent), table, false);
    case "detach-partition":
      return detach(folding, table, folding.table(action.partition));
    case "no-inherit":
      return detach(folding, folding.table(action.parent), table);
    case "row-security":
      folding.change(table, { rowSecurity: action.enabled });
      return;
    case "other":
  }
}

function validate(folding: Folding, table: Table, name: string): void {
  const constraint = constraintsOf(table).find((candidate) => candidate.name === name);
  if (!constraint) throw new CannotApply(`constraint "${name}" of relation "${table.name}" does not exist`);
  const changed = folding.change(table, {
    structure: {
      constraints: constraintsOf(table).map((other) => (other === constraint ? { ...other, validated: true } : other)),
    },
  });
  for (const child of folding.children(changed))
    if (constraintsOf(child).some((other) => other.name === name && other.inherited)) validate(folding, child, name);
}

function alterConstraint(
  folding: Folding,
  table: Table,
  action: Extract<TableAction, { readonly kind: "alter-constraint" }>,
): void {
  const { enforced, inherits, deferrable } = action;
  const constraint = constraintsOf(table).find(({ name }) => name === action.constraint.name);
  if (!constraint)
    throw new CannotApply(`constraint "${action.constraint.name}" of relation "${table.name}" does not exist`);
  const altered: Constraint = {
    ...constraint,
    ...(inherits === null ? {} : { noInherit: !inherits }),
    // Enforced again, it is checked against all rows.
    ...(enforced === null ? {} : { enforced, validated: enforced }),
    foreignKey:
      constraint.foreignKey && deferrable !== null ? { ...constraint.foreignKey, deferrable } : constraint.foreignKey,
  };
  const changed = folding.change(table, {
    structure: { constraints: constraintsOf(table).map((other) => (other === constraint ? altered : other)) },
  });
  for (const child of folding.children(changed)) {
    const copy = constraintsOf(child).find(
      ({ kind, name, columns, inherited }) =>
        inherited &&
        kind === constraint.kind &&
        (name === constraint.name || (kind === "not-null" && columns[0] === constraint.columns[0])),
    );
    if (inherits === true && constraint.kind === "not-null")
      addConstraint(folding, child, {
        kind: "not-null",
        name: null,
        column: { name: constraint.columns[0] ?? "", span: action.span },
        validated: true,
        span: action.span,
      });
    else if (inherits === false && copy)
      folding.change(child, {
        structure: {
          constraints: constraintsOf(child).map((other) => (other === copy ? { ...copy, inherited: false } : other)),
        },
      });
    else if (enforced !== null && copy)
      alterConstraint(folding, child, { ...action, constraint: { ...action.constraint, name: copy.name } });
  }
}

/**
 * A column of another type has its table's constraints made anew, and what inherits them is checked no further than the
 * table itself.
 */
function remakeNotNull(folding: Folding, table: Table, column: string): void {
  const own = constraintsOf(table).find(({ kind, columns }) => kind === "not-null" && columns[0] === column);
  for (const child of folding.children(table)) {
    const copy =
      own && !own.validated
        ? constraintsOf(child).find(
            ({ kind, columns, inherited }) => inherited && kind === "not-null" && columns[0] === column,
          )
        : undefined;
    if (copy)
      remakeNotNull(
        folding,
        folding.change(child, {
          structure: {
            constraints: constraintsOf(child).map((other) => (other === copy ? { ...copy, validated: false } : other)),
          },
        }),
        column,
      );
  }
}

function attach(folding: Folding, parent: Table, child: Table, partition: boolean): void {
  const shared = new Set(parent.columns.map(({ name }) => name));
  const inheritedHere = ({ kind, name, columns, noInherit }: Constraint) =>
    constraintsOf(parent).some(
      (other) =>
        other.kind === kind &&
        !noInherit &&
        (kind === "not-null" ? other.columns[0] === columns[0] : kind === "check" && other.name === name),
    );
  const changed = folding.change(child, {
    columns: !partition
      ? child.columns
      : child.columns.map((column) =>
          shared.has(column.name)
            ? {
                ...column,
                inherited: true,
                identity:
                  column.identity || parent.columns.some(({ name, identity }) => name === column.name && identity),
              }
            : column,
        ),
    structure: {
      partition,
      parents: [...structureOf(child).parents, keyOf(parent.schema, parent.name)],
      constraints: constraintsOf(child).map((constraint) =>
        partition && inheritedHere(constraint) ? { ...constraint, inherited: true } : constraint,
      ),
    },
  });
  if (partition) clonePartition(folding, changed, parent);
}

function detach(folding: Folding, parent: Table, child: Table): void {
  const key = keyOf(parent.schema, parent.name);
  const parents = structureOf(child).parents.filter((other) => other !== key);
  const partition = structureOf(child).partition;
  folding.change(child, {
    columns: child.columns.map((column) => ({
      ...column,
      inherited: parents.length > 0 && column.inherited === true,
      identity: column.identity && !partition,
    })),
    indexes: child.indexes.map((index) => ({ ...index, parent: null })),
    // A partition's copies of its parent's triggers go.
    triggers: (child.triggers ?? []).filter(
      ({ name }) => !partition || !parent.triggers?.some((trigger) => trigger.row && trigger.name === name),
    ),
    structure: {
      parents,
      partition: false,
      constraints:
        parents.length > 0
          ? constraintsOf(child)
          : constraintsOf(child).map((constraint) => ({ ...constraint, inherited: false })),
    },
  });
}
