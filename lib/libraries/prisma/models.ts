import type { JoinTable } from "../../model/definition.ts";
import {
  nothingDeclared,
  referentialAction,
  tableDeclared,
  unknownSql,
  type DeclaredColumn,
  type DeclaredIndex,
  type DeclaredTable,
  type Declarations,
  type TableName,
} from "../../read/models/declared.ts";
import { literal, quoted } from "../../read/models/definitions.ts";
import {
  parsePrisma,
  type PrismaArgument,
  type PrismaAttribute,
  type PrismaBlock,
  type PrismaField,
  type PrismaValue,
} from "./grammar.ts";

/**
 * What a Prisma schema declares, as `prisma migrate` would make it in PostgreSQL: in one file or in several. In: every
 * file of the schema. Lines that cannot be read are problems, and the others count.
 */
export function readPrismaSchema(files: readonly { readonly file: string; readonly text: string }[]): Declarations {
  const declarations = nothingDeclared("prisma");
  const blocks: PrismaBlock[] = [];
  for (const { file, text } of files) {
    const read = parsePrisma(text, file);
    declarations.files.add(file);
    declarations.problems.push(...read.problems.map((problem) => ({ file, ...problem })));
    blocks.push(...read.blocks);
  }
  new PrismaSchema(blocks, declarations).declare();
  return declarations;
}

const scalars: Readonly<Record<string, string>> = {
  String: "text",
  Boolean: "boolean",
  Int: "integer",
  BigInt: "bigint",
  Float: "double precision",
  Decimal: "decimal(65,30)",
  DateTime: "timestamp(3)",
  Json: "jsonb",
  Bytes: "bytea",
};

const nativeTypes: Readonly<Record<string, string>> = {
  Text: "text",
  Char: "char",
  VarChar: "varchar",
  Bit: "bit",
  VarBit: "varbit",
  Uuid: "uuid",
  Xml: "xml",
  Inet: "inet",
  Citext: "citext",
  Boolean: "boolean",
  Integer: "integer",
  SmallInt: "smallint",
  BigInt: "bigint",
  Oid: "oid",
  DoublePrecision: "double precision",
  Real: "real",
  Decimal: "decimal",
  Money: "money",
  Timestamp: "timestamp",
  Timestamptz: "timestamptz",
  Date: "date",
  Time: "time",
  Timetz: "timetz",
  Json: "json",
  JsonB: "jsonb",
  ByteA: "bytea",
  String: "text",
  Int2: "smallint",
  Int4: "integer",
  Int8: "bigint",
  Float4: "real",
  Float8: "double precision",
  Bool: "boolean",
  Bytes: "bytea",
};

const serials: Readonly<Record<string, string>> = { smallint: "smallserial", integer: "serial", bigint: "bigserial" };

class PrismaSchema {
  readonly #models = new Map<string, PrismaBlock>();
  readonly #enums = new Map<string, PrismaBlock>();
  readonly #composites = new Set<string>();
  readonly #declarations: Declarations;
  readonly #foreignKeys: boolean;
  readonly #refusesUndefined: boolean;

  constructor(blocks: readonly PrismaBlock[], declarations: Declarations) {
    this.#declarations = declarations;
    for (const block of blocks) {
      if (block.keyword === "model" || block.keyword === "view") this.#models.set(block.name, block);
      else if (block.keyword === "enum") this.#enums.set(block.name, block);
      else if (block.keyword === "type") this.#composites.add(block.name);
    }
    const mode = blocks.find(({ keyword }) => keyword === "datasource")?.settings;
    this.#refusesUndefined = blocks.some(({ keyword, settings }) => {
      const features = keyword === "generator" ? settings.get("previewFeatures") : undefined;
      return features?.kind === "list" && features.items.some((one) => stringOf(one) === "strictUndefinedChecks");
    });
    const relations = mode?.get("relationMode") ?? mode?.get("referentialIntegrity");
    this.#foreignKeys = !(relations?.kind === "string" && relations.text === "prisma");
  }

  declare(): void {
    for (const block of this.#enums.values()) {
      const labels = block.fields.map(
        (value) => stringOf(attribute(value.attributes, "map")?.arguments[0]?.value) ?? value.name,
      );
      this.#declarations.enums.push({ ...nameOf(block), labels, at: block });
    }
    for (const block of this.#models.values()) {
      if (block.keyword === "view") {
        const columns = block.fields.filter((field) => this.#isColumn(field)).map(columnName);
        this.#declarations.views.push({ ...nameOf(block), materialized: false, columns, query: null, at: block });
      } else this.#table(block);
    }
    this.#joinTables();
  }

  #isColumn(field: PrismaField): boolean {
    return (
      !this.#models.has(field.type) &&
      (Object.hasOwn(scalars, field.type) ||
        field.type === "Unsupported" ||
        this.#enums.has(field.type) ||
        this.#composites.has(field.type))
    );
  }

  #table(block: PrismaBlock): void {
    const table: DeclaredTable = {
      ...tableDeclared(nameOf(block), block.name, block),
      accessor: lowerFirst(block.name),
      refusesUndefined: this.#refusesUndefined,
    };
    for (const field of block.fields) {
      if (this.#isColumn(field)) this.#column(table, block, field);
      else if (!this.#models.has(field.type))
        this.#problem(block, field.line, `type "${field.type}" of field "${field.name}" is not declared`);
    }
    for (const written of block.attributes) this.#blockAttribute(table, block, written);
    for (const field of block.fields) {
      if (!this.#models.has(field.type)) continue;
      this.#relation(table, block, field);
      this.#leadsTo(table, block, field);
    }
    this.#declarations.tables.push(table);
  }

  #column(table: DeclaredTable, block: PrismaBlock, field: PrismaField): void {
    const name = columnName(field);
    const initial = attribute(field.attributes, "default")?.arguments[0]?.value ?? null;
    const base = this.#typeOf(field);
    const counted = initial?.kind === "call" && initial.text === "autoincrement";
    const type = base === null ? null : counted ? (serials[base] ?? base) : `${base}${field.list ? "[]" : ""}`;
    const id = attribute(field.attributes, "id");
    // A list is never NULL for the client, and always may be in the database.
    const notNull = id !== undefined || (!field.optional && !field.list);
    const column: DeclaredColumn = {
      name,
      property: field.name,
      type,
      notNull,
      default: this.#default(field, initial, base),
      at: { file: block.file, line: field.line, span: field.span },
    };
    table.columns.push(column);
    if (id)
      table.primaryKey = {
        name: stringOf(argument(id, "map")) ?? constraintName(table.name, [], "_pkey"),
        columns: [name],
      };
    const unique = attribute(field.attributes, "unique");
    if (unique)
      table.indexes.push({
        name: stringOf(argument(unique, "map")) ?? constraintName(table.name, [name], "_key"),
        keys: [{ column: name }],
        unique: true,
      });
  }

  #typeOf(field: PrismaField): string | null {
    if (field.type === "Unsupported") return field.unsupported || null;
    const native = field.attributes.find(({ name }) => name.includes("."));
    if (native) {
      const sizes = native.arguments.flatMap(({ value }) => (value.kind === "number" ? value.text : []));
      const type = nativeTypes[native.name.slice(native.name.indexOf(".") + 1)];
      if (type !== undefined) return sizes.length > 0 ? `${type}(${sizes.join(",")})` : type;
    }
    const declared = this.#enums.get(field.type);
    if (declared) return sqlName(nameOf(declared));
    return scalars[field.type] ?? null;
  }

  #default(field: PrismaField, value: PrismaValue | null, type: string | null): DeclaredColumn["default"] {
    if (value === null) return null;
    switch (value.kind) {
      case "call": {
        if (value.text === "now") return "CURRENT_TIMESTAMP";
        if (value.text === "dbgenerated") return stringOf(value.arguments[0]?.value) ?? null;
        if (value.text === "sequence") return unknownSql;
        // uuid(), cuid(), ulid(), nanoid(), auto(): the client makes them. autoincrement() is in the type.
        return null;
      }
      case "list":
        return type === null
          ? unknownSql
          : `ARRAY[${value.items.map((item) => this.#constant(field, item)).join(", ")}]::${type}[]`;
      default:
        return this.#constant(field, value);
    }
  }

  #constant(field: PrismaField, value: PrismaValue): string {
    if (value.kind === "list" || value.kind === "call") return "NULL";
    if (value.kind === "number") return value.text;
    if (value.kind === "string") return literal(value.text);
    const label = this.#enums.get(field.type)?.fields.find(({ name }) => name === value.text);
    if (!label) return value.text === "true" || value.text === "false" ? value.text : literal(value.text);
    return literal(stringOf(attribute(label.attributes, "map")?.arguments[0]?.value) ?? label.name);
  }

  #blockAttribute(table: DeclaredTable, block: PrismaBlock, written: PrismaAttribute): void {
    if (written.name !== "id" && written.name !== "unique" && written.name !== "index") return;
    const keys = this.#keys(block, argument(written, "fields") ?? positional(written));
    if (keys.length === 0) return;
    const columns = keys.flatMap((key) => ("column" in key ? key.column : []));
    const map =
      stringOf(argument(written, "map")) ?? (written.name === "index" ? stringOf(argument(written, "name")) : null);
    if (written.name === "id") {
      table.primaryKey = { name: map ?? constraintName(table.name, [], "_pkey"), columns };
      return;
    }
    const unique = written.name === "unique";
    const method = argument(written, "type");
    const where = argument(written, "where");
    const index: DeclaredIndex = {
      name: map ?? constraintName(table.name, columns, unique ? "_key" : "_idx"),
      keys,
      unique,
      method: method?.kind === "name" ? (methods[method.text] ?? null) : null,
      where: where?.kind === "call" ? stringOf(where.arguments[0]?.value) : stringOf(where),
    };
    table.indexes.push(index);
  }

  #keys(block: PrismaBlock, value: PrismaValue | undefined): { column: string }[] {
    if (value?.kind !== "list") return [];
    return value.items.flatMap((item) => {
      const name = item.kind === "name" || item.kind === "call" ? item.text : null;
      const field = block.fields.find((candidate) => candidate.name === name);
      if (field) return [{ column: columnName(field) }];
      this.#problem(block, block.line, `"${block.name}" has no field "${name ?? ""}"`);
      return [];
    });
  }

  #relation(table: DeclaredTable, block: PrismaBlock, field: PrismaField): void {
    const target = this.#models.get(field.type);
    const relation = attribute(field.attributes, "relation");
    if (!target || !relation || !this.#foreignKeys || target.keyword === "view") return;
    const own = argument(relation, "fields");
    if (own?.kind !== "list" || own.items.length === 0) return;
    const columns = this.#keys(block, own).map(({ column }) => column);
    const referenced = this.#keys(target, argument(relation, "references")).map(({ column }) => column);
    if (columns.length === 0) return;
    const required =
      own.items.some((item) =>
        block.fields.some((candidate) => item.kind === "name" && candidate.name === item.text && !candidate.optional),
      ) || !field.optional;
    const action = (name: string) => {
      const value = argument(relation, name);
      return referentialAction(value?.kind === "name" ? value.text : null);
    };
    table.foreignKeys.push({
      name: stringOf(argument(relation, "map")) ?? constraintName(table.name, columns, "_fkey"),
      columns,
      references: nameOf(target),
      referenced,
      onDelete: action("onDelete") ?? (required ? "restrict" : "set null"),
      onUpdate: action("onUpdate") ?? "cascade",
    });
  }

  /** What a relation field is for the client: the columns stand on one side of it, or in a table between. */
  #leadsTo(table: DeclaredTable, block: PrismaBlock, field: PrismaField): void {
    const target = this.#models.get(field.type);
    if (!target) return;
    const columnsOf = (of: PrismaBlock, value: PrismaValue | undefined) =>
      (value?.kind === "list" ? value.items : []).flatMap((item) => {
        const found = item.kind === "name" ? of.fields.find(({ name }) => name === item.text) : undefined;
        return found ? columnName(found) : [];
      });
    const sides = (own: PrismaBlock, written: PrismaField, other: PrismaBlock) => {
      const relation = attribute(written.attributes, "relation");
      return relation
        ? {
            fields: columnsOf(own, argument(relation, "fields")),
            references: columnsOf(other, argument(relation, "references")),
          }
        : { fields: [], references: [] };
    };
    const own = sides(block, field, target);
    const back = this.#oppositeOf(block, field, target);
    const other = back ? sides(target, back, block) : { fields: [], references: [] };
    const [columns, targetColumns] =
      own.fields.length > 0 ? [own.fields, own.references] : [other.references, other.fields];
    const through = field.list && back?.list === true ? this.#throughOf(block, field, target) : null;
    const id = (of: PrismaBlock) =>
      of.fields.filter((candidate) => attribute(candidate.attributes, "id")).map(columnName);
    table.relations.push({
      property: field.name,
      model: target.name,
      table: nameOf(target),
      kind: field.list ? "many" : "one",
      ...(through ? { columns: id(block), targetColumns: id(target) } : { columns, targetColumns }),
      through,
    });
  }

  #oppositeOf(block: PrismaBlock, field: PrismaField, target: PrismaBlock): PrismaField | undefined {
    return target.fields.find(
      (candidate) =>
        candidate !== field && candidate.type === block.name && relationName(candidate) === relationName(field),
    );
  }

  // Which of its two columns is whose cannot be told where a model leads to itself.
  #throughOf(block: PrismaBlock, field: PrismaField, target: PrismaBlock): JoinTable {
    const [first, second] = block.name <= target.name ? [block, target] : [target, block];
    const [columns, targetColumns] = block === target ? [[], []] : first === block ? [["A"], ["B"]] : [["B"], ["A"]];
    return {
      schema: nameOf(first).schema,
      name: `_${relationName(field) ?? `${first.name}To${second.name}`}`,
      columns,
      targetColumns,
    };
  }

  /** The tables behind relations that are lists on both sides: `_PostToTag` with the columns A and B. */
  #joinTables(): void {
    const seen = new Set<string>();
    for (const block of this.#models.values()) {
      for (const field of block.fields) {
        const other = this.#models.get(field.type);
        if (!field.list || !other) continue;
        const name = relationName(field);
        if (this.#oppositeOf(block, field, other)?.list !== true) continue;
        const [first, second] = block.name <= other.name ? [block, other] : [other, block];
        const table = `_${name ?? `${first.name}To${second.name}`}`;
        if (seen.has(table)) continue;
        seen.add(table);
        this.#joinTable(table, first, second, block, field);
      }
    }
  }

  #joinTable(name: string, first: PrismaBlock, second: PrismaBlock, block: PrismaBlock, field: PrismaField): void {
    const at = { file: block.file, line: field.line, span: field.span };
    const sides = [first, second].map((model, index) => {
      const id = model.fields.find((candidate) => attribute(candidate.attributes, "id"));
      return {
        column: index === 0 ? "A" : "B",
        type: id ? this.#typeOf(id) : null,
        references: nameOf(model),
        referenced: id ? [columnName(id)] : [],
      };
    });
    this.#declarations.tables.push({
      schema: nameOf(first).schema,
      name,
      model: null,
      at,
      softDelete: null,
      uniques: [],
      checks: [],
      relations: [],
      filters: [],
      columns: sides.map(({ column, type }) => ({
        name: column,
        property: null,
        type,
        notNull: true,
        default: null,
        at,
      })),
      primaryKey: { name: constraintName(name, ["AB"], "_pkey"), columns: ["A", "B"] },
      indexes: [{ name: constraintName(name, ["B"], "_index"), keys: [{ column: "B" }], unique: false }],
      foreignKeys: this.#foreignKeys
        ? sides.map(({ column, references, referenced }) => ({
            name: constraintName(name, [column], "_fkey"),
            columns: [column],
            references,
            referenced,
            onDelete: "cascade",
            onUpdate: "cascade",
          }))
        : [],
    });
  }

  #problem(block: PrismaBlock, line: number, message: string): void {
    this.#declarations.problems.push({ file: block.file, line, message });
  }
}

/** The client's name of a model: `orderItem` of OrderItem. */
const lowerFirst = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1);

const methods: Readonly<Record<string, string>> = {
  BTree: "btree",
  Hash: "hash",
  Gist: "gist",
  Gin: "gin",
  SpGist: "spgist",
  Brin: "brin",
};

const attribute = (attributes: readonly PrismaAttribute[], name: string): PrismaAttribute | undefined =>
  attributes.find((candidate) => candidate.name === name);
const argument = (written: PrismaAttribute, name: string): PrismaValue | undefined =>
  written.arguments.find((given: PrismaArgument) => given.name === name)?.value;
const positional = (written: PrismaAttribute): PrismaValue | undefined =>
  written.arguments.find((given) => given.name === null)?.value;
const stringOf = (value: PrismaValue | undefined): string | null => (value?.kind === "string" ? value.text : null);
const mapped = (attributes: readonly PrismaAttribute[], name: string): string | null => {
  const found = attribute(attributes, name);
  return found ? stringOf(argument(found, "name") ?? positional(found)) : null;
};
const columnName = (field: PrismaField): string => mapped(field.attributes, "map") ?? field.name;
const nameOf = (block: PrismaBlock): TableName => ({
  schema: mapped(block.attributes, "schema"),
  name: mapped(block.attributes, "map") ?? block.name,
});
const sqlName = ({ schema, name }: TableName): string =>
  schema === null ? quoted(name) : `${quoted(schema)}.${quoted(name)}`;

function relationName(field: PrismaField): string | null {
  const relation = attribute(field.attributes, "relation");
  return relation ? stringOf(argument(relation, "name") ?? positional(relation)) : null;
}

/** A constraint's name as Prisma chooses it: cut so that its ending stays, to 63 bytes. */
function constraintName(table: string, columns: readonly string[], suffix: string): string {
  const joined = [table, ...columns].join("_");
  const most = 63 - suffix.length;
  return `${Buffer.byteLength(joined) > most ? Buffer.from(joined).subarray(0, most).toString() : joined}${suffix}`;
}
