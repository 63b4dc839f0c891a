import type { Drop } from "../model/definition.ts";
import type { Table } from "./catalog.ts";
import { dropColumn } from "./fold-columns.ts";
import { dropKeyReferences } from "./fold-constraints.ts";
import { dropRelation, refuse, requireNoDependents } from "./fold-dependents.ts";
import { CannotApply, constraintsOf, type Folding, keyOf, type Relation, shown, structureOf } from "./folding.ts";

function dropIndex(folding: Folding, owner: Relation, name: string, cascade: boolean): void {
  const key = keyOf(owner.schema, name);
  if (owner.kind === "view") {
    folding.put({ ...owner, indexes: (owner.indexes ?? []).filter((index) => index.name !== name) });
    return;
  }
  const constraint = constraintsOf(owner).find(
    (candidate) =>
      candidate.name === name &&
      candidate.kind !== "check" &&
      candidate.kind !== "not-null" &&
      candidate.kind !== "foreign-key",
  );
  if (constraint)
    throw new CannotApply(`cannot drop index ${name} because constraint ${name} on table ${owner.name} requires it`);
  dropKeyReferences(folding, owner, name, `index ${name}`, cascade);
  const current = folding.table(owner);
  folding.change(current, { indexes: current.indexes.filter((candidate) => candidate.name !== name) });
  for (const child of folding.children(current)) {
    for (const clone of child.indexes)
      if (clone.parent === key) dropIndex(folding, folding.table(child), clone.name, cascade);
  }
}

/** Drops a type and, with CASCADE, the columns of it and the domains over it. */
function dropType(folding: Folding, key: string, cascade: boolean): void {
  const type = folding.types.get(key);
  if (!type) return;
  const tables = [...folding.relations.values()].flatMap((relation) =>
    relation.kind === "table" && relation.columns.some(({ userType }) => userType === key) ? [relation] : [],
  );
  const domains = [...folding.types].filter(([, { overType }]) => overType === key);
  if (!cascade && tables.length + domains.length > 0) refuse(`type ${type.name}`);
  folding.types.delete(key);
  for (const [domain] of domains) dropType(folding, domain, true);
  for (const table of tables) {
    for (const { name, userType } of table.columns) {
      const current = folding.relations.get(keyOf(table.schema, table.name));
      if (userType === key && current?.kind === "table" && current.columns.some((column) => column.name === name))
        dropColumn(folding, current, name, false, true);
    }
  }
}

function dropFunction(folding: Folding, key: string, cascade: boolean): void {
  const tables = [...folding.relations.values()].flatMap((relation) =>
    relation.kind === "table" && relation.triggers?.some((trigger) => trigger.function === key) ? [relation] : [],
  );
  if (!cascade && tables.length > 0) refuse(`function ${folding.functions.get(key)?.name ?? key}()`);
  folding.functions.delete(key);
  // Which of several is meant, its arguments say.
  if (folding.routines.get(key)?.length === 1) folding.routines.delete(key);
  else if (folding.routines.has(key)) folding.routines.set(key, null);
  for (const table of tables)
    folding.change(table, { triggers: (table.triggers ?? []).filter((trigger) => trigger.function !== key) });
}

const isRelation = (object: Drop["object"]): boolean =>
  object === "table" || object === "view" || object === "materialized-view";

export function drop(folding: Folding, definition: Drop): void {
  const relations = new Map(
    definition.targets.map((target) => [target, isRelation(definition.object) ? folding.find(target) : undefined]),
  );
  if (!definition.cascade)
    requireNoDependents(
      folding,
      [...relations.values()].flatMap((relation) => relation ?? []),
    );
  for (const target of definition.targets) {
    const missing = (what: string): void => {
      if (!definition.ifExists) throw new CannotApply(`${what} "${shown(target)}" does not exist`);
    };
    switch (definition.object) {
      case "table":
      case "view":
      case "materialized-view": {
        const found = relations.get(target);
        if (!found) folding.gone.add(keyOf(target.schema ?? "public", target.name));
        if (!found || (definition.object === "table") !== (found.kind === "table"))
          missing(definition.object === "materialized-view" ? "materialized view" : definition.object);
        else dropRelation(folding, found);
        break;
      }
      case "index": {
        const owner = folding.ownerOfIndex(target);
        if (owner) dropIndex(folding, owner, target.name, definition.cascade);
        else missing("index");
        break;
      }
      case "type":
      case "domain": {
        const key = folding.findType(target);
        if (key === undefined) missing("type");
        else dropType(folding, key, definition.cascade);
        break;
      }
      case "schema":
        if (!folding.schemas.has(target.name)) missing("schema");
        dropSchema(folding, target.name, definition.cascade);
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
      case "policy": {
        const table = folding.find(target);
        if (table?.kind === "table")
          folding.change(table, { policies: (table.policies ?? []).filter((name) => name !== target.part) });
        break;
      }
      default:
    }
  }
}

function dropTrigger(folding: Folding, table: Table, name: string): void {
  const changed = folding.change(table, {
    triggers: (table.triggers ?? []).filter((trigger) => trigger.name !== name),
  });
  for (const child of folding.children(changed)) if (structureOf(child).partition) dropTrigger(folding, child, name);
}

function dropSchema(folding: Folding, schema: string, cascade: boolean): void {
  const inside = (made: { readonly schema: string }) => made.schema === schema;
  if (
    !cascade &&
    [...folding.relations.values(), ...folding.types.values(), ...folding.functions.values()].some(inside)
  )
    refuse(`schema ${schema}`);
  for (const relation of [...folding.relations.values()]) if (inside(relation)) dropRelation(folding, relation);
  for (const [key, type] of [...folding.types]) if (inside(type)) dropType(folding, key, true);
  for (const [key, made] of [...folding.functions]) if (inside(made)) dropFunction(folding, key, true);
  folding.schemas.delete(schema);
}
