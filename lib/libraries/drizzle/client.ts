import type { TSESTree } from "@typescript-eslint/utils";
import type { ModelRelation } from "../../model/definition.ts";
import type { NamedTable } from "../../model/names.ts";
import type { Built, Place } from "../../source/built/built.ts";
import { exportedNames } from "../../source/exports.ts";
import { exportedMeaning, meaningOf } from "../../source/meaning.ts";
import type { SourceModule } from "../../source/module.ts";
import { nameOfKey } from "../../source/nodes.ts";
import { originOf } from "../../source/origin.ts";
import { typeBehindAlias } from "../../source/written-types.ts";
import { callOf, type Drizzle, type TableThing } from "./things.ts";

type Node = TSESTree.Node;

interface Located {
  readonly node: Node;
  readonly module: SourceModule;
}

const furthest = 8;

/** The tables and relations that a client was made with: `drizzle(pool, { schema })`, or that its type names. */
export class ClientSchema {
  readonly #drizzle: Drizzle;
  readonly #source: Located | null;
  readonly #at: Place;
  readonly #tables = new Map<string, TableThing | null>();
  #relations: readonly RelationsOf[] | null = null;

  /** In: where the client is named. */
  constructor(client: Place, drizzle: Drizzle) {
    this.#drizzle = drizzle;
    this.#at = client;
    this.#source = schemaAt(client.node, client.frame.module, 0);
  }

  /** The table under a key of the schema, `db.query.<key>`. */
  model(key: string): NamedTable | null {
    const table = this.#table(key);
    return table && this.#named(table, key);
  }

  /** A table of the schema by the database's name. */
  tableOf(schema: string | null, name: string): NamedTable | null {
    const found = this.#relationsOfAll()
      .flatMap(({ table, targets }) => [table, ...targets])
      .find((table) => table.name === name && table.schema === schema);
    return found ? this.#named(found, null) : null;
  }

  #table(key: string): TableThing | null {
    const known = this.#tables.get(key);
    if (known !== undefined) return known;
    const found = this.#source && memberOf(this.#source, key, 0);
    const thing = found && this.#drizzle.thing(this.#place(found));
    const table = thing?.kind === "table" && thing.name !== null ? thing : null;
    this.#tables.set(key, table);
    return table;
  }

  #named(table: TableThing, model: string | null): NamedTable {
    const own = this.#relationsOfAll()
      .filter((one) => isSame(one.table, table))
      .flatMap(({ relations }) => relations);
    return {
      schema: table.schema ?? "public",
      name: table.name ?? "",
      model,
      primaryKey: null,
      filters: [],
      modelSoftDelete: null,
      softDelete: null,
      columns: [...table.columns.values()].map(({ name, property, type }) => ({
        name,
        property,
        type,
        nullable: true,
      })),
      relations: own.map((relation) => this.#joined(relation, table)),
    };
  }

  /** The columns of a relation that says none are those of the one that leads back. */
  #joined(relation: DeclaredRelation, from: TableThing): ModelRelation {
    const backs =
      relation.columns.length > 0
        ? []
        : this.#relationsOfAll()
            .filter((one) => isSame(one.table, relation.target))
            .flatMap(({ relations }) => relations)
            // As `normalizeRelation` of drizzle's relations.ts pairs them.
            .filter((one) =>
              relation.name === null ? isSame(one.target, from) : one !== relation && one.name === relation.name,
            );
    const [only] = backs.length === 1 ? backs : [];
    const back = only && only.columns.length > 0 ? only : null;
    const { target, property, kind } = relation;
    return {
      property,
      kind,
      model: null,
      table: { schema: target.schema, name: target.name ?? "" },
      through: null,
      columns: back ? back.targetColumns : relation.columns,
      targetColumns: back ? back.columns : relation.targetColumns,
    };
  }

  #relationsOfAll(): readonly RelationsOf[] {
    if (this.#relations) return this.#relations;
    this.#relations = [];
    this.#relations = this.#source ? membersOf(this.#source, 0).flatMap((one) => this.#relationsAt(one) ?? []) : [];
    return this.#relations;
  }

  /** `relations(users, ({ many }) => ({ … }))`. */
  #relationsAt(found: Located): RelationsOf | null {
    const { run } = this.#drizzle;
    if (found.node.type !== "CallExpression" || found.node.arguments.length !== 2) return null;
    const value = run.follow(this.#place(found));
    const call = value.kind === "chain" ? callOf(value) : null;
    const [given, describe] = call?.head === "relations" ? (call.steps[0]?.arguments ?? []) : [];
    const table = given && this.#drizzle.thing(given);
    const fn = describe && run.value(describe);
    if (table?.kind !== "table" || fn?.kind !== "function") return null;
    const helpers: Built = {
      kind: "chain",
      root: { kind: "given", name: "relation helpers", place: fn.place },
      steps: [],
      place: fn.place,
    };
    const object = run.value(run.call(fn, [helpers]).result);
    const relations =
      object.kind === "object"
        ? [...object.entries.values()].flatMap(({ name, value: made }) => this.#relation(name, run.follow(made)) ?? [])
        : [];
    return { table, relations, targets: relations.map(({ target }) => target) };
  }

  #relation(property: string, made: Built): DeclaredRelation | null {
    if (made.kind !== "chain" || made.root.kind !== "given") return null;
    const kind = made.steps.find(({ name }) => name === "one" || name === "many")?.name as "one" | "many" | undefined;
    const [to, options] = made.steps.find(({ arguments: given }) => given !== null)?.arguments ?? [];
    const target = to && this.#drizzle.thing(to);
    if (!kind || target?.kind !== "table") return null;
    const config = options ? this.#drizzle.run.value(options) : null;
    const part = (name: string): Place | Built | undefined =>
      config?.kind === "object" ? config.entries.get(name)?.value : undefined;
    const columns = (name: string): readonly string[] => {
      const list = part(name);
      const value = list && this.#drizzle.run.value(list);
      return value?.kind === "list"
        ? value.items.flatMap((item) => {
            const thing = this.#drizzle.thing(item);
            return thing.kind === "column" ? [thing.name] : [];
          })
        : [];
    };
    const named = part("relationName");
    const name = named && this.#drizzle.run.value(named);
    return {
      property,
      kind,
      target,
      name: name?.kind === "constant" ? String(name.value) : null,
      columns: columns("fields"),
      targetColumns: columns("references"),
    };
  }

  #place({ node, module }: Located): Place {
    const { run } = this.#drizzle;
    if (module === run.module) return run.place(node);
    const { frame, node: client } = this.#at;
    return {
      node,
      frame: run.frameOf(module, {
        ...frame,
        anchor: frame.anchor ?? { start: client.range[0], end: client.range[1] },
      }),
    };
  }
}

interface RelationsOf {
  readonly table: TableThing;
  readonly relations: readonly DeclaredRelation[];
  readonly targets: readonly TableThing[];
}

interface DeclaredRelation {
  readonly property: string;
  readonly kind: "one" | "many";
  readonly target: TableThing;
  readonly name: string | null;
  readonly columns: readonly string[];
  readonly targetColumns: readonly string[];
}

const isSame = (one: TableThing, other: TableThing): boolean => one.name === other.name && one.schema === other.schema;

/** The `schema` that the client at a node has. */
function schemaAt(node: Node, module: SourceModule, depth: number): Located | null {
  if (depth > furthest) return null;
  const on = (next: Node | null | undefined, where = module): Located | null =>
    next ? schemaAt(next, where, depth + 1) : null;
  switch (node.type) {
    case "TSAsExpression":
    case "TSNonNullExpression":
    case "TSSatisfiesExpression":
      return on(node.expression);
    case "AwaitExpression":
      return on(node.argument);
    case "LogicalExpression":
      return on(node.left) ?? on(node.right);
    case "ConditionalExpression":
      return on(node.consequent) ?? on(node.alternate);
    case "MemberExpression":
      return nameOfKey(node.property) === "$primary" ? on(node.object) : null;
    case "CallExpression": {
      const origin = originOf(node.callee, module);
      if (origin?.library === "drizzle" && /^\.?drizzle(?:\.mock)?$/.test(origin.path))
        return (
          node.arguments.map((argument) => propertyAt(argument, "schema", module)).find((found) => found !== null) ??
          null
        );
      // A client around another: `withReplicas(primary, […])`.
      return on(node.arguments[0]);
    }
    case "Identifier": {
      const meaning = meaningOf(node, module);
      if (meaning?.kind === "value") return on(meaning.node, meaning.module);
      if (meaning?.kind === "variable") return on(meaning.declarator.init, meaning.module);
      if (meaning?.kind !== "parameter") return null;
      const parameter = meaning.variable.identifiers[0];
      const type = parameter?.typeAnnotation?.typeAnnotation;
      if (type) return schemaOfType(type, module, depth + 1);
      const call = meaning.owner.parent;
      return call.type === "CallExpression" &&
        call.callee.type === "MemberExpression" &&
        nameOfKey(call.callee.property) === "transaction"
        ? on(call.callee.object)
        : null;
    }
    default:
      return null;
  }
}

/** `typeof db`, `NodePgDatabase<typeof schema>`, and names for them. */
function schemaOfType(type: Node, module: SourceModule, depth: number): Located | null {
  if (depth > furthest) return null;
  switch (type.type) {
    case "TSUnionType":
    case "TSIntersectionType":
      return type.types.map((one) => schemaOfType(one, module, depth + 1)).find((found) => found !== null) ?? null;
    case "TSTypeQuery":
      return type.exprName.type === "Identifier" ? schemaAt(type.exprName, module, depth + 1) : null;
    case "TSTypeReference": {
      const query = type.typeArguments?.params.find((one) => one.type === "TSTypeQuery");
      if (query?.type === "TSTypeQuery" && query.exprName.type === "Identifier")
        return { node: query.exprName, module };
      const behind = typeBehindAlias({ node: type, module });
      return behind && schemaOfType(behind.node, behind.module, depth + 1);
    }
    default:
      return null;
  }
}

function propertyAt(node: Node, name: string, module: SourceModule): Located | null {
  if (node.type === "Identifier") {
    const meaning = meaningOf(node, module);
    return meaning?.kind === "value" && meaning.node.type === "ObjectExpression"
      ? propertyAt(meaning.node, name, meaning.module)
      : null;
  }
  const property =
    node.type === "ObjectExpression"
      ? node.properties.find((one) => one.type === "Property" && nameOfKey(one.key) === name)
      : undefined;
  return property?.type === "Property" ? { node: property.value, module } : null;
}

/** A table of `{ users, posts }`, `{ ...auth, ...shop }`, `import * as schema`. */
function memberOf({ node, module }: Located, key: string, depth: number): Located | null {
  if (depth > furthest) return null;
  if (node.type === "Identifier") {
    const meaning = meaningOf(node, module);
    if (meaning?.kind === "value") return memberOf(meaning, key, depth + 1);
    const exported = meaning?.kind === "namespace" ? exportedMeaning(meaning.module, key) : null;
    return exported?.kind === "value" ? exported : null;
  }
  if (node.type !== "ObjectExpression") return null;
  for (const property of node.properties.toReversed()) {
    if (property.type === "Property" && nameOfKey(property.key) === key) return { node: property.value, module };
    const found =
      property.type === "SpreadElement" ? memberOf({ node: property.argument, module }, key, depth + 1) : null;
    if (found) return found;
  }
  return null;
}

/** Everything of a schema. */
function membersOf({ node, module }: Located, depth: number): readonly Located[] {
  if (depth > furthest) return [];
  if (node.type === "Identifier") {
    const meaning = meaningOf(node, module);
    if (meaning?.kind === "value") return membersOf(meaning, depth + 1);
    return meaning?.kind === "namespace" ? exportsOf(meaning.module) : [];
  }
  if (node.type !== "ObjectExpression") return [{ node, module }];
  return node.properties.flatMap((property) =>
    membersOf({ node: property.type === "SpreadElement" ? property.argument : property.value, module }, depth + 1),
  );
}

function exportsOf(module: SourceModule): readonly Located[] {
  return exportedNames(module).flatMap((name) => {
    const meaning = exportedMeaning(module, name);
    return meaning?.kind === "value" ? [meaning] : [];
  });
}
