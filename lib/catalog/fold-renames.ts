import type { Rename, SetSchema } from "../model/definition.ts";
import type { Constraint, ForeignKey, Index } from "./catalog.ts";
import { keepNamesInViews, renameColumn, renamedIn } from "./fold-columns.ts";
import { mapTables } from "./fold-views.ts";
import {
  CannotApply,
  constraintsOf,
  type Folding,
  keyOf,
  printedName,
  type Relation,
  shown,
  structureOf,
} from "./folding.ts";

export function rename(folding: Folding, definition: Rename): void {
  const { target, part, newName } = definition;
  const missing = (what: string): void => {
    if (!definition.ifExists) throw new CannotApply(`${what} "${shown(target)}" does not exist`);
  };
  switch (definition.object) {
    case "table":
    case "view":
    case "materialized-view": {
      const found = folding.find(target);
      if (found) moveRelation(folding, found, found.schema, newName);
      else if (folding.ownerOfIndex(target)) renameIndex(folding, target, newName);
      else missing("relation");
      return;
    }
    case "column": {
      const found = folding.find(target);
      if (!found) return missing("relation");
      if (found.kind === "table") renameColumn(folding, found, part?.name ?? "", newName);
      else {
        if (found.columns?.includes(newName))
          throw new CannotApply(`column "${newName}" of relation "${found.name}" already exists`);
        if (found.columns) keepNamesInViews(folding, found, found.columns);
        folding.put({
          ...found,
          columns: found.columns?.map((name) => (name === part?.name ? newName : name)) ?? null,
          indexes: (found.indexes ?? []).map((index) => renamedIn(index, part?.name ?? "", newName)),
        });
      }
      return;
    }
    case "constraint": {
      const found = folding.find(target);
      if (found?.kind !== "table") return missing("relation");
      return renameConstraint(folding, keyOf(found.schema, found.name), part?.name ?? "", newName);
    }
    case "index":
      if (folding.ownerOfIndex(target)) renameIndex(folding, target, newName);
      else missing("index");
      return;
    case "type":
    case "domain": {
      const key = folding.findType(target);
      const type = key === undefined ? undefined : folding.types.get(key);
      if (key === undefined || !type) return missing("type");
      return moveType(folding, key, type.schema, newName);
    }
    case "attribute": {
      const key = folding.findType(target);
      const type = key === undefined ? undefined : folding.types.get(key);
      if (key === undefined || !type) return missing("type");
      folding.types.set(key, {
        ...type,
        attributes: type.attributes.map((attribute) =>
          attribute.name === part?.name ? { ...attribute, name: newName } : attribute,
        ),
      });
      return;
    }
    case "schema":
      if (!folding.schemas.has(target.name)) return missing("schema");
      return renameSchema(folding, target.name, newName);
    case "trigger": {
      const found = folding.find(target);
      if (found?.kind !== "table") return missing("relation");
      folding.change(found, {
        triggers: (found.triggers ?? []).map((trigger) =>
          trigger.name === part?.name ? { ...trigger, name: newName } : trigger,
        ),
      });
      return;
    }
    case "function": {
      const key = folding.findFunction(target);
      const made = key === undefined ? undefined : folding.functions.get(key);
      if (key === undefined || !made) return missing("function");
      return moveFunction(folding, key, made.schema, newName);
    }
    default:
  }
}

export function setSchema(folding: Folding, definition: SetSchema): void {
  const { target, schema } = definition;
  const relation = folding.find(target);
  const type = folding.findType(target);
  const made = folding.findFunction(target);
  folding.schemas.add(schema);
  switch (definition.object) {
    case "table":
    case "view":
    case "materialized-view":
      if (relation) moveRelation(folding, relation, schema, relation.name);
      break;
    case "type":
    case "domain":
      if (type !== undefined) moveType(folding, type, schema, target.name);
      break;
    case "function":
      if (made !== undefined) moveFunction(folding, made, schema, target.name);
      return;
    default:
      return;
  }
  const found = definition.object === "type" || definition.object === "domain" ? type : relation;
  if (found === undefined && !definition.ifExists) throw new CannotApply(`relation "${shown(target)}" does not exist`);
}

/** A relation under another name or in another schema, and all that refers to it. */
function moveRelation(folding: Folding, relation: Relation, schema: string, name: string): void {
  const from = keyOf(relation.schema, relation.name);
  const to = keyOf(schema, name);
  if (from === to) return;
  if (folding.nameTaken(schema, name)) throw new CannotApply(`relation "${name}" already exists`);
  folding.remove(from);
  folding.put({ ...relation, schema, name });
  const points = (foreignKey: ForeignKey | null) =>
    foreignKey?.references.table === relation.name && foreignKey.references.schema === relation.schema;
  for (const other of [...folding.relations.values()]) {
    if (other.kind === "view") {
      if (!other.reads?.includes(from)) continue;
      const query =
        other.query &&
        mapTables(other.query, (itsSchema, itsName) =>
          itsSchema === relation.schema && itsName === relation.name ? { schema, name } : null,
        );
      folding.put({ ...other, query, reads: other.reads.map((key) => (key === from ? to : key)) });
      continue;
    }
    const { parents } = structureOf(other);
    if (!parents.includes(from) && !other.foreignKeys.some(points)) continue;
    folding.change(other, {
      structure: {
        parents: parents.map((key) => (key === from ? to : key)),
        constraints: constraintsOf(other).map((constraint): Constraint =>
          constraint.foreignKey && points(constraint.foreignKey)
            ? {
                ...constraint,
                foreignKey: {
                  ...constraint.foreignKey,
                  references: { ...constraint.foreignKey.references, schema, table: name },
                },
              }
            : constraint,
        ),
      },
    });
  }
  if (schema !== relation.schema) {
    // Clones name their parent's index by its schema.
    for (const index of relation.indexes ?? [])
      relinkClones(folding, keyOf(relation.schema, index.name), keyOf(schema, index.name));
  }
}

function relinkClones(folding: Folding, from: string, to: string): void {
  for (const other of [...folding.relations.values()]) {
    if (other.kind !== "table" || !other.indexes.some(({ parent }) => parent === from)) continue;
    folding.change(other, {
      indexes: other.indexes.map((index): Index => (index.parent === from ? { ...index, parent: to } : index)),
    });
  }
}

function renameIndex(
  folding: Folding,
  target: { readonly schema: string | null; readonly name: string },
  newName: string,
): void {
  const owner = folding.ownerOfIndex(target);
  if (!owner) return;
  if (folding.nameTaken(owner.schema, newName)) throw new CannotApply(`relation "${newName}" already exists`);
  if (
    owner.kind === "table" &&
    constraintsOf(owner).some(({ name }) => name === newName) &&
    constraintsOf(owner).some(({ name }) => name === target.name)
  )
    throw new CannotApply(`constraint "${newName}" for relation "${owner.name}" already exists`);
  const indexes = (owner.indexes ?? []).map((index) =>
    index.name === target.name ? { ...index, name: newName } : index,
  );
  if (owner.kind === "view") folding.put({ ...owner, indexes });
  else {
    const constraints = constraintsOf(owner).map((constraint) =>
      constraint.name === target.name &&
      constraint.kind !== "check" &&
      constraint.kind !== "not-null" &&
      constraint.kind !== "foreign-key"
        ? { ...constraint, name: newName }
        : constraint,
    );
    folding.change(owner, { indexes, structure: { constraints } });
  }
  relinkClones(folding, keyOf(owner.schema, target.name), keyOf(owner.schema, newName));
}

function renameConstraint(folding: Folding, key: string, from: string, to: string): void {
  const table = folding.relations.get(key);
  if (table?.kind !== "table") return;
  const constraint = constraintsOf(table).find(({ name }) => name === from);
  if (!constraint) throw new CannotApply(`constraint "${from}" for table "${table.name}" does not exist`);
  if (constraintsOf(table).some(({ name }) => name === to))
    throw new CannotApply(`constraint "${to}" for relation "${table.name}" already exists`);
  const backed = table.indexes.some((index) => index.constraint && index.name === from);
  const changed = folding.change(table, {
    indexes: backed
      ? table.indexes.map((index) => (index.name === from ? { ...index, name: to } : index))
      : table.indexes,
    structure: {
      constraints: constraintsOf(table).map((other) =>
        other === constraint
          ? { ...other, name: to, foreignKey: other.foreignKey && { ...other.foreignKey, name: to } }
          : other,
      ),
    },
  });
  if (backed) relinkClones(folding, keyOf(table.schema, from), keyOf(table.schema, to));
  if (constraint.kind !== "check" && constraint.kind !== "not-null") return;
  for (const child of folding.children(changed)) {
    // Of one name, the child's is its parent's, whoever had it first.
    if (constraintsOf(child).some(({ name, kind }) => name === from && kind === constraint.kind))
      renameConstraint(folding, keyOf(child.schema, child.name), from, to);
  }
}

function moveType(folding: Folding, key: string, schema: string, name: string): void {
  const type = folding.types.get(key);
  if (!type) return;
  folding.types.delete(key);
  const moved = keyOf(schema, name);
  folding.types.set(moved, { ...type, schema, name });
  for (const relation of [...folding.relations.values()]) {
    if (relation.kind !== "table" || !relation.columns.some(({ userType }) => userType === key)) continue;
    const columns = relation.columns.map((column) =>
      column.userType === key
        ? {
            ...column,
            userType: moved,
            type: column.type.replace(printedName(type), () => printedName({ schema, name })),
          }
        : column,
    );
    folding.change(relation, { columns });
  }
}

function moveFunction(folding: Folding, key: string, schema: string, name: string): void {
  const made = folding.functions.get(key);
  if (!made) return;
  folding.functions.delete(key);
  folding.functions.set(keyOf(schema, name), { ...made, schema, name });
  const all = folding.routines.get(key);
  folding.routines.delete(key);
  const there = folding.routines.get(keyOf(schema, name));
  // Which of several is meant, its arguments say.
  const isSure = all?.length === 1 && there === undefined;
  folding.routines.set(keyOf(schema, name), isSure ? all.map((one) => ({ ...one, schema, name })) : null);
  if (all?.length !== 1) folding.routines.set(key, null);
  for (const relation of [...folding.relations.values()]) {
    if (relation.kind !== "table" || !relation.triggers?.some((trigger) => trigger.function === key)) continue;
    folding.change(relation, {
      triggers: relation.triggers.map((trigger) =>
        trigger.function === key ? { ...trigger, function: keyOf(schema, name) } : trigger,
      ),
    });
  }
}

function renameSchema(folding: Folding, from: string, to: string): void {
  folding.schemas.add(to);
  for (const [key, { schema }] of [...folding.relations]) {
    // Moving one changes what refers to it, so each is looked up anew.
    const relation = schema === from ? folding.relations.get(key) : undefined;
    if (relation) moveRelation(folding, relation, to, relation.name);
  }
  for (const [key, type] of [...folding.types]) if (type.schema === from) moveType(folding, key, to, type.name);
  for (const [key, made] of [...folding.functions]) if (made.schema === from) moveFunction(folding, key, to, made.name);
  folding.schemas.delete(from);
}
