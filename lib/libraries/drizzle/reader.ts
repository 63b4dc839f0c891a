import { isPlace, type Built, type Chain, type Place, type Step } from "../../source/built/built.ts";
import type { ModelRelation } from "../../model/definition.ts";
import type { NamedTable, SchemaNames } from "../../model/names.ts";
import type { SqlText } from "../../model/sql-text.ts";
import type { BuilderCall } from "../../source/built/builder-call.ts";
import { originOf } from "../../source/origin.ts";
import type { BuilderReader } from "../../read/builder/builder-reader.ts";
import { conditionOf, ofSql, operation } from "./expressions.ts";
import { ClientSchema } from "./client.ts";
import { editsOf } from "./edits.ts";
import { relationalOf, relationalText } from "./relational.ts";
import {
  placeOf,
  queryThing,
  selectOf,
  selectText,
  sourceOf,
  itemText,
  subqueryOf,
  type SelectDraft,
  type Writing,
} from "./select.ts";
import { aliased, namedTable, tableOf, textOf } from "./tables.ts";
import {
  callOf,
  fieldsOf,
  nothing,
  outside,
  type Call,
  type Drizzle,
  type FieldsThing,
  type QueryThing,
  type Thing,
} from "./things.ts";
import { returnedFields, writeOf, writeText, type WriteDraft } from "./writes.ts";
import { isStatement, mayGoOn } from "./use.ts";
import { together, type Written, type WrittenRelation, type Writer } from "../../read/builder/written.ts";

/**
 * drizzle's SELECT, INSERT, UPDATE, DELETE, set operations and relational queries for PostgreSQL
 * (orm.drizzle.team/docs).
 */
export const drizzle: BuilderReader = {
  library: "drizzle",
  placeholders: "numbered",
  typed: true,
  read(chain, call, writer, names) {
    const begun = callOf(chain);
    return begun && isStatement(call, begun) ? new Reader(writer, names).written(begun, chain.root.place, call) : null;
  },
};

class Reader implements Drizzle {
  readonly writer: Writer;
  readonly names: SchemaNames;
  readonly #relations: WrittenRelation[] = [];
  readonly #given = new Map<string, Thing>();
  #things = new Map<Built, Thing>();
  #client: ClientSchema | null = null;
  readonly tables: Drizzle["tables"] = new Map();
  readonly claims = new Map<string, Place>();
  mapped: string | null = null;

  constructor(writer: Writer, names: SchemaNames) {
    this.writer = writer;
    this.names = names;
  }

  /** How a query inside another is written. */
  #writing(draft: SelectDraft | WriteDraft): Writing {
    return {
      drizzle: this,
      top: false,
      open: null,
      use: (used) => this.#relations.push(editsOf.relation(used, draft)),
    };
  }

  get run() {
    return this.writer.run;
  }

  written(call: Call, root: Place, { consumed, node }: BuilderCall): Written | null {
    const relations = this.#relations;
    const open = mayGoOn(consumed, call) ? this.run.place(node) : null;
    const writing = (draft: SelectDraft | WriteDraft): Writing => ({
      ...this.#writing(draft),
      top: true,
      open: isClosed(draft) ? null : open,
    });
    const select = selectOf(call, this);
    if (select)
      return { statements: [selectText(select, writing(select))], result: "rows", relations, claims: this.claims };
    const write = writeOf(call);
    if (write) {
      const statement = writeText(write, {
        ...writing(write),
        target: (table, at) => relations.push(editsOf.target(table, at, write)),
      });
      return { statements: [statement], result: write.returning ? "rows" : "other", relations, claims: this.claims };
    }
    // What the catalog does not know, the client's own schema may.
    const [, key] = call.steps;
    if (key && this.names.model("drizzle", key.name) === null) this.#client = new ClientSchema(root, this);
    const relational = relationalOf(call, this);
    if (relational)
      return {
        statements: [relationalText(relational, this, (relation) => relations.push(relation))],
        result: relational.first ? "row-or-null" : "rows",
        relations,
      };
    const count = this.#count(call);
    return count && { statements: [count], result: "other", relations };
  }

  /** `db.$count(users, condition)`. */
  #count(call: Call): SqlText | null {
    const { head, steps } = call;
    const [step] = steps;
    const [source, filter] = step?.arguments ?? [];
    if (head !== "db" || step?.name !== "$count" || !source) return null;
    const { writer } = this;
    const thing = sourceOf(source, this);
    if (thing.kind === "table")
      this.#relations.push(editsOf.counted({ table: thing, at: placeOf(source), join: null }, call));
    const where = filter && conditionOf(this, filter);
    return together(
      writer.sql("select count(*) as count from", step.at),
      itemText(thing, source, this),
      where ? together(writer.sql("where", filter), where) : null,
    );
  }

  model(key: string): NamedTable | null {
    return this.names.model("drizzle", key) ?? this.#client?.model(key) ?? null;
  }

  target({ table, model }: ModelRelation): NamedTable | null {
    return (
      this.#client?.tableOf(table.schema, table.name) ??
      this.names.table(table.schema, table.name) ??
      (model === null ? null : this.names.model("drizzle", model))
    );
  }

  given(thing: Thing, place: Place): Built {
    const name = `given ${this.#given.size}`;
    this.#given.set(name, thing);
    return { kind: "chain", root: { kind: "given", name, place }, steps: [], place };
  }

  operators = (place: Place): Built => ({
    kind: "chain",
    root: { kind: "given", name: "operators", place },
    steps: [],
    place,
  });
  builder = (place: Place): Built => ({
    kind: "chain",
    root: { kind: "given", name: "builder", place },
    steps: [],
    place,
  });

  within<T>(alias: string | null, work: () => T): T {
    const [mapped, things] = [this.mapped, this.#things];
    if (alias === mapped) return work();
    this.mapped = alias;
    this.#things = new Map();
    try {
      return work();
    } finally {
      this.mapped = mapped;
      this.#things = things;
    }
  }

  elsewhere<T>(end: "first" | "last", work: () => T): T {
    const things = this.#things;
    const told = this.#relations.length;
    this.#things = new Map();
    try {
      return this.run.elsewhere(end, work);
    } finally {
      this.#things = things;
      this.#relations.length = told;
    }
  }

  thing(what: Place | Built): Thing {
    const built = this.run.follow(what);
    const known = this.#things.get(built);
    if (known) return known;
    const thing = this.#thing(built, isPlace(what) ? what : null);
    this.#things.set(built, thing);
    return thing;
  }

  #thing(built: Built, place: Place | null): Thing {
    switch (built.kind) {
      case "constant":
        return built.value === undefined ? nothing : { kind: "value", value: built };
      case "object":
        return this.#fields(built);
      case "chain":
        return this.#chain(built, place);
      case "list":
        return { kind: "value", value: built };
      default:
        return { kind: "unknown", value: built };
    }
  }

  #fields(object: Built & { readonly kind: "object" }): FieldsThing {
    const entries = new Map<string, Thing>();
    let { open } = object;
    const { node, frame } = object.place;
    // What is spread of tables' columns is known to drizzle alone.
    if (open && node.type === "ObjectExpression") {
      open = false;
      for (const property of node.properties) {
        if (property.type !== "SpreadElement") continue;
        const spread = this.run.value({ node: property.argument, frame });
        if (spread.kind === "object" && !spread.open) continue;
        const thing = this.thing({ node: property.argument, frame });
        if (thing.kind === "fields" || thing.kind === "table") {
          const fields = thing.kind === "table" ? fieldsOf(thing) : thing;
          for (const [name, field] of fields.entries) entries.set(name, field);
          open ||= fields.open !== null;
        } else open ||= spread.kind !== "constant";
      }
    }
    for (const { name, value } of object.entries.values()) entries.set(name, this.thing(value));
    return { kind: "fields", entries, open: open ? object.place : null };
  }

  #chain(chain: Chain, place: Place | null): Thing {
    const { root } = chain;
    const given = root.kind === "given" ? this.#given.get(root.name) : undefined;
    if (given) return this.#along(given, chain.steps, chain);
    const call = callOf(chain);
    if (!call) return this.#named(chain, place) ?? { kind: "unknown", value: chain };
    return this.#called(call, chain);
  }

  #called(call: Call, chain: Chain): Thing {
    const made = tableOf(call, this);
    if (made) return this.#along(made.table, made.rest, chain);
    const done = operation(call, this);
    if (done) return this.#along(done.thing, done.rest, chain);
    const [step, ...rest] = call.steps;
    const [first, second] = step?.arguments ?? [];
    switch (call.head) {
      case "alias":
      case "aliasedTable": {
        const table = first ? this.thing(first) : nothing;
        const name = second ? textOf(this, second) : null;
        return table.kind === "table" && name !== null
          ? this.#along(aliased(table, name), rest, chain)
          : { kind: "unknown", value: chain };
      }
      case "getTableColumns":
      case "getColumns":
      case "getViewSelectedFields": {
        const table = first ? this.thing(first) : nothing;
        return table.kind === "table" || table.kind === "subquery"
          ? this.#along(fieldsOf(table), rest, chain)
          : { kind: "unknown", value: chain };
      }
    }
    if (call.head === "db" || call.head === "QueryBuilder") {
      if (step?.name === "$with")
        return this.#along(
          { kind: "with", alias: first ?? null, fields: second ?? null, place: step.place },
          rest,
          chain,
        );
      if (step?.name === "$count") {
        const text = this.#count(call);
        if (text)
          return {
            kind: "sql",
            text: [...this.writer.sql("(", step.place), ...text, ...this.writer.sql(")", step.place)],
            alias: null,
            named: false,
          };
      }
    }
    const select = selectOf(call, this);
    if (select) return this.#along(queryThing(select, this.#writing(select)), select.rest, chain);
    const modification = this.#modification(call);
    return modification
      ? this.#along(modification, writeOf(call)?.rest ?? [], chain)
      : { kind: "unknown", value: chain };
  }

  #modification(call: Call): QueryThing | null {
    const draft = writeOf(call);
    if (!draft) return null;
    const table = sourceOf(draft.table, this);
    return {
      kind: "query",
      place: draft.place,
      text: () =>
        this.within(null, () =>
          writeText(draft, {
            ...this.#writing(draft),
            target: (named, at) => this.#relations.push(editsOf.target(named, at, draft)),
          }),
        ),
      fields: () =>
        returnedFields(draft.returning, table.kind === "table" ? table : null, draft.from, this, draft.place),
    };
  }

  /** What the rest of a chain leads to. */
  #along(thing: Thing, steps: readonly Step[], chain: Chain): Thing {
    const [step, ...rest] = steps;
    if (!step) return thing;
    const unknown: Thing = { kind: "unknown", value: chain };
    const on = (next: Thing | null): Thing => (next ? this.#along(next, rest, chain) : unknown);
    const [first] = step.arguments ?? [];
    switch (thing.kind) {
      case "table": {
        if (step.arguments !== null) return step.name === "getSQL" ? on(thing) : unknown;
        if (step.name === "_" || step.name === "?" || step.name.startsWith("$")) return unknown;
        return on({
          kind: "column",
          of: thing,
          property: step.name,
          name: thing.columns.get(step.name)?.name ?? thing.nameOf(step.name),
        });
      }
      case "fields": {
        if (step.arguments !== null || step.name === "?") return unknown;
        const field = thing.entries.get(step.name);
        return field ? on(field) : unknown;
      }
      case "subquery": {
        if (step.arguments !== null || step.name === "?" || step.name === "_") return unknown;
        const field = thing.fields.entries.get(step.name);
        return on(
          field
            ? outside(thing, step.name, field)
            : { kind: "column", of: thing, property: step.name, name: step.name },
        );
      }
      case "sql":
        return on(ofSql(thing, step, this));
      case "query": {
        if (step.name === "as" && first) {
          const alias = textOf(this, first);
          return alias === null ? unknown : on(subqueryOf(thing, alias, step.place, false));
        }
        return step.name === "getSQL" || step.name === "$dynamic" ? on(thing) : unknown;
      }
      case "with": {
        const alias = thing.alias && textOf(this, thing.alias);
        if (step.name !== "as" || !first || alias === null) return unknown;
        const fn = this.run.value(first);
        const inner = this.thing(fn.kind === "function" ? this.run.call(fn, [this.builder(fn.place)]).result : first);
        if (inner.kind === "query") return on(subqueryOf(inner, alias, step.place, true));
        if (inner.kind !== "sql") return unknown;
        const fields = thing.fields ? this.thing(thing.fields) : nothing;
        return on({
          kind: "subquery",
          alias,
          text: inner.text,
          fields: fields.kind === "fields" ? fields : { kind: "fields", entries: new Map(), open: step.place },
          isWith: true,
          place: step.place,
        });
      }
      case "placeholder":
      case "column":
        return step.name === "getSQL" ? on(thing) : unknown;
      default:
        return unknown;
    }
  }

  /** A table that is imported from where it cannot be followed, by the name that the catalog knows it under. */
  #named({ root, steps }: Chain, place: Place | null): Thing | null {
    if (
      root.kind === "class" ||
      root.kind === "given" ||
      steps.some(({ arguments: given, name }) => given !== null || name === "?")
    )
      return null;
    const origin = root.kind === "package" ? root.origin : originOf(root.place.node, root.place.frame.module);
    if (!origin || origin.library !== null || origin.package === "") return null;
    const path = [...origin.path.split(".").filter((name) => name !== ""), ...steps.map(({ name }) => name)];
    for (const [index, name] of path.entries()) {
      const table = index >= path.length - 2 ? this.names.model("drizzle", name) : null;
      if (!table) continue;
      const thing = namedTable(table, place ?? root.place);
      const [property, ...others] = path.slice(index + 1);
      if (others.length > 0) return null;
      return property === undefined ? thing : { kind: "column", of: thing, property, name: thing.nameOf(property) };
    }
    return null;
  }
}

/** True of a query whose WHERE nobody may add to: drizzle's types take a second one of dynamic queries only. */
function isClosed(draft: SelectDraft | WriteDraft | null): boolean {
  if (!draft) return true;
  if ("verb" in draft && draft.verb === "insert") return true;
  return draft.where !== null && !draft.dynamic;
}
