import type { Drop } from "../model/definition.ts";
import type { Table } from "./catalog.ts";
import { dropColumn } from "./fold-columns.ts";
import { dropReferences } from "./fold-constraints.ts";
import { dropRelation } from "./fold-dependents.ts";
import { CannotApply, constraintsOf, type Folding, keyOf, type Relation, shown, structureOf } from "./folding.ts";

function dropIndex(folding: Folding, owner: Relation, name: string): void {
  const key = keyOf(owner.schema, name);
  if (owner.kind === "view") {
    folding.put({ ...owner, indexes: (owner.indexes ?? []).filter((index) => index.name !== name) });
    return;
  }
  const constraint = constraintsOf(owner).find((candidate) => candidate.name === name && candidate.kind !== "check" && candidate.kind !== "foreign-key");
  if (constraint) throw new CannotApply(`cannot drop index ${name} because constraint ${name} on table ${owner.name} requires it`);
  const index = owner.indexes.find((candidate) => candidate.name === name);
  folding.change(owner, { indexes: owner.indexes.filter((candidate) => candidate.name !== name) });
  if (index?.unique && index.where === null) dropReferencesWithoutKey(folding, owner, index.columns);
  for (const child of folding.children(owner)) {
    for (const clone of child.indexes) if (clone.parent === key) dropIndex(folding, folding.table(child), clone.name);
  }
}

function dropReferencesWithoutKey(folding: Folding, table: Table, columns: readonly string[]): void {
  const current = folding.table(table);
  const kept = current.indexes.some((index) => index.unique && index.where === null && [...index.columns].sort().join() === [...columns].sort().join());
  if (!kept) dropReferences(folding, current, columns);
}

/** Drops a type and, as CASCADE does, the columns of it and the domains over it. */
function dropType(folding: Folding, key: string): void {
  folding.types.delete(key);
  for (const relation of [...folding.relations.values()]) {
    if (relation.kind !== "table") continue;
    for (const column of relation.columns) if (column.userType === key) dropColumn(folding, folding.table(relation), column.name, true);
  }
}

function dropFunction(folding: Folding, key: string, cascade: boolean): void {
  folding.functions.delete(key);
  if (!cascade) return;
  for (const relation of [...folding.relations.values()]) {
    if (relation.kind === "table" && relation.triggers?.some((trigger) => trigger.function === key)) {
      folding.change(relation, { triggers: relation.triggers.filter((trigger) => trigger.function !== key) });
    }
  }
}

export function drop(folding: Folding, definition: Drop): void {
  for (const target of definition.targets) {
    const missing = (what: string): void => {
      if (!definition.ifExists) throw new CannotApply(`${what} "${shown(target)}" does not exist`);
    };
    switch (definition.object) {
      case "table":
      case "view":
      case "materialized-view": {
        const found = folding.find(target);
        if (!found || (definition.object === "table") !== (found.kind === "table")) missing(definition.object === "materialized-view" ? "materialized view" : definition.object);
        else dropRelation(folding, found);
        break;
      }
      case "index": {
        const owner = folding.ownerOfIndex(target);
        if (owner) dropIndex(folding, owner, target.name);
        else missing("index");
        break;
      }
      case "type":
      case "domain": {
        const key = folding.findType(target);
        if (key === undefined) missing("type");
        else dropType(folding, key);
        break;
      }
      case "schema":
        if (!folding.schemas.has(target.name)) missing("schema");
        dropSchema(folding, target.name);
        break;
      case "function": {
        const key = folding.findFunction(target);
        if (key === undefined) missing("function");
        else dropFunction(folding, key, definition.cascade);
        break;
      }
      case "trigger": {
        const table = folding.find(target);
        if (!table) {
          missing("relation");
        } else if (table.kind === "table") {
          dropTrigger(folding, table, target.part ?? "");
        }
        break;
      }
      default:
    }
  }
}

function dropTrigger(folding: Folding, table: Table, name: string): void {
  const changed = folding.change(table, { triggers: (table.triggers ?? []).filter((trigger) => trigger.name !== name) });
  for (const child of folding.children(changed)) if (structureOf(child).partition) dropTrigger(folding, child, name);
}

function dropSchema(folding: Folding, schema: string): void {
  for (const relation of [...folding.relations.values()]) if (relation.schema === schema) dropRelation(folding, relation);
  for (const [key, type] of [...folding.types]) if (type.schema === schema) dropType(folding, key);
  for (const [key, made] of [...folding.functions]) if (made.schema === schema) dropFunction(folding, key, true);
  folding.schemas.delete(schema);
}

