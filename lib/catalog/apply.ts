import { libraries } from "../libraries/index.ts";
import type { AlterEnum, CreateFunction, CreateTrigger, Definition } from "../model/definition.ts";
import type { Catalog, Routine, SourceLine, Table, Trigger } from "./catalog.ts";
import { createIndex, partitionsOf } from "./fold-constraints.ts";
import { drop } from "./fold-drops.ts";
import { rename, setSchema } from "./fold-renames.ts";
import { alterTable, createTable } from "./fold-tables.ts";
import { createTableAs, createView } from "./fold-views.ts";
import { CannotApply, Folding, keyOf, shown } from "./folding.ts";

/**
 * The catalog after one definition. What cannot be applied (a table that is altered and was never created) is added to
 * the catalog's problems with its place, and the rest of the definition still counts. To fold many, use `fold`.
 */
export function applyDefinition(catalog: Catalog, definition: Definition, place: SourceLine): Catalog {
  const folding = new Folding(catalog);
  applyTo(folding, definition, place, false);
  return folding.catalog();
}

/** Folds a definition in. `guarded`: it runs under a guard, so that one which cannot be applied is no problem. */
export function applyTo(folding: Folding, definition: Definition, place: SourceLine, guarded: boolean): void {
  folding.place = place;
  try {
    apply(folding, definition);
  } catch (error) {
    if (!(error instanceof CannotApply)) throw error;
    if (!guarded && !isForeign(folding, definition)) folding.problems.push({ ...place, message: error.message });
  }
}

/** Where tools keep which migrations have run: they are there before the first one, and in none. */
const bookkeeping = new Set([
  ...libraries.flatMap(({ bookkeeping: tables }) => tables ?? []),
  "schema_migrations",
  "ar_internal_metadata",
  "goose_db_version",
  "flyway_schema_history",
  "alembic_version",
  "django_migrations",
  "databasechangelog",
]);

/**
 * Of a schema that none of the files makes: `auth.users` and `storage.objects` are there before any migration of the
 * user's.
 */
function isForeign(folding: Folding, definition: Definition): boolean {
  const named =
    "table" in definition
      ? [definition.table]
      : "target" in definition
        ? [definition.target]
        : definition.kind === "drop"
          ? definition.targets
          : [];
  return (
    named.length > 0 &&
    named.every(({ schema, name }) => bookkeeping.has(name) || (schema !== null && !folding.schemas.has(schema)))
  );
}

function apply(folding: Folding, definition: Definition): void {
  switch (definition.kind) {
    case "create-table":
      return createTable(folding, definition);
    case "create-table-as":
      return createTableAs(folding, definition);
    case "create-view":
      return createView(folding, definition);
    case "alter-table":
      return alterTable(folding, definition);
    case "create-index":
      return createIndex(folding, definition);
    case "create-type": {
      const schema = folding.creationSchema(definition.type);
      const { name } = definition.type;
      if (folding.types.has(keyOf(schema, name)) && definition.form !== "base")
        throw new CannotApply(`type "${name}" already exists`);
      const attributes = definition.attributes.map((attribute) => ({
        name: attribute.name,
        type: attribute.type ? folding.type(attribute.type).type : "unknown",
      }));
      folding.types.set(keyOf(schema, name), {
        schema,
        name,
        form: definition.form,
        labels: definition.labels,
        over: definition.subtype ? folding.type(definition.subtype).type : null,
        notNull: false,
        attributes,
        ...(definition.multirange != null && { multirange: definition.multirange }),
      });
      return;
    }
    case "alter-enum":
      return alterEnum(folding, definition);
    case "create-domain": {
      const schema = folding.creationSchema(definition.domain);
      const { name } = definition.domain;
      if (folding.types.has(keyOf(schema, name))) throw new CannotApply(`type "${name}" already exists`);
      const { type: over, userType: overType } = folding.type(definition.type);
      folding.types.set(keyOf(schema, name), {
        schema,
        name,
        form: "domain",
        labels: [],
        over,
        overType,
        notNull: definition.notNull,
        attributes: [],
      });
      return;
    }
    case "alter-domain": {
      const key = folding.findType(definition.domain);
      const domain = key === undefined ? undefined : folding.types.get(key);
      if (key === undefined || !domain) throw new CannotApply(`type "${shown(definition.domain)}" does not exist`);
      if (definition.action === "set-not-null" || definition.action === "drop-not-null") {
        folding.types.set(key, { ...domain, notNull: definition.action === "set-not-null" });
        folding.refresh(key);
      }
      return;
    }
    case "create-schema": {
      folding.schemas.add(definition.name.name);
      const before = folding.searchPath;
      folding.searchPath = [definition.name.name, ...before];
      try {
        for (const element of definition.elements) apply(folding, element);
      } finally {
        folding.searchPath = before;
      }
      return;
    }
    case "create-trigger":
      return createTrigger(folding, definition);
    case "create-function": {
      const schema = folding.creationSchema(definition.name);
      const { name } = definition.name;
      folding.functions.set(keyOf(schema, name), {
        schema,
        name,
        language: definition.language,
        body: definition.body,
        returns: definition.returns ? folding.type(definition.returns).type : null,
        does: definition.does ?? null,
      });
      addRoutine(folding, schema, definition);
      return;
    }
    case "create-routine":
      folding.further.add(`${definition.object} ${definition.name}`);
      return;
    case "create-policy": {
      const relation = folding.relation(definition.table);
      if (relation.kind === "view") return;
      folding.change(relation, { policies: [...(relation.policies ?? []), definition.name.name] });
      return;
    }
    case "create-extension":
      if (definition.schema !== null) folding.schemas.add(definition.schema);
      folding.extensions.set(definition.name, definition.schema);
      return;
    case "rename":
      return rename(folding, definition);
    case "set-schema":
      return setSchema(folding, definition);
    case "drop":
      return drop(folding, definition);
    case "set-search-path":
      folding.searchPath = definition.schemas ?? ["public"];
      return;
    case "create-sequence":
    case "other":
  }
}

/** One more function of a name, in the place of one with the same arguments. */
function addRoutine(folding: Folding, schema: string, definition: CreateFunction): void {
  const { name } = definition.name;
  const key = keyOf(schema, name);
  const before = folding.routines.get(key);
  if (before === null) return;
  const made: Routine = {
    schema,
    name,
    procedure: definition.procedure,
    parameters: (definition.parameters ?? []).map((parameter) => ({
      ...parameter,
      type: parameter.type ? folding.type(parameter.type).type : "unknown",
    })),
    returns: definition.returns ? folding.type(definition.returns).type : null,
    returnsSet: definition.returnsSet ?? false,
    strict: definition.strict ?? false,
  };
  const others = (before ?? []).filter((one) => inputsOf(one) !== inputsOf(made));
  folding.routines.set(key, [...others, made]);
}

const inputsOf = ({ parameters }: Routine): string =>
  parameters.flatMap(({ mode, type }) => (mode === "out" || mode === "table" ? [] : [type])).join();

function alterEnum(folding: Folding, definition: AlterEnum): void {
  const key = folding.findType(definition.type);
  const type = key === undefined ? undefined : folding.types.get(key);
  if (key === undefined || !type) throw new CannotApply(`type "${shown(definition.type)}" does not exist`);
  const { label, renamed, neighbour } = definition;
  if (renamed !== null) {
    folding.types.set(key, { ...type, labels: type.labels.map((other) => (other === renamed ? label : other)) });
    return;
  }
  if (type.labels.includes(label)) {
    if (definition.ifNotExists) return;
    throw new CannotApply(`enum label "${label}" already exists`);
  }
  const at = neighbour === null ? type.labels.length : type.labels.indexOf(neighbour) + (definition.after ? 1 : 0);
  folding.types.set(key, { ...type, labels: type.labels.toSpliced(at, 0, label) });
}

function createTrigger(folding: Folding, definition: CreateTrigger): void {
  const relation = folding.relation(definition.table);
  if (relation.kind === "view") return;
  const trigger: Trigger = {
    name: definition.name.name,
    timing: definition.timing,
    events: definition.events,
    row: definition.row,
    columns: definition.columns,
    function: folding.findFunction(definition.function) ?? shown(definition.function),
  };
  addTrigger(folding, relation, trigger, definition.replace);
}

function addTrigger(folding: Folding, table: Table, trigger: Trigger, replace: boolean): void {
  const there = (table.triggers ?? []).filter(({ name }) => name !== trigger.name);
  if (!replace && there.length !== (table.triggers ?? []).length)
    throw new CannotApply(`trigger "${trigger.name}" for relation "${table.name}" already exists`);
  const changed = folding.change(table, { triggers: [...there, trigger] });
  if (trigger.row) for (const child of partitionsOf(folding, changed)) addTrigger(folding, child, trigger, replace);
}
