import { createHash } from "node:crypto";
import {
  constant,
  native,
  stringOf,
  struct,
  type Host,
  type ProgramValue,
} from "../../source/evaluate/program-value.ts";
import type { MigrationLibrary, Reading } from "../../read/migrations/library.ts";
import {
  answer,
  flagOf,
  NotKnown,
  operationsHost,
  rowsHost,
  sendsSql,
  textOfPlain,
  type Operation,
} from "../../read/migrations/operations.ts";
import {
  arrayOf,
  isOptions,
  notKnown,
  optionsOf,
  plainLiteral,
  type Options,
  type Plain,
} from "../../read/migrations/plain.ts";
import { dotted, literal, quoted } from "../../read/migrations/quoted.ts";

/** Migrations of TypeORM: a class whose `up(queryRunner)` is run. */
export const typeormMigrations: MigrationLibrary = {
  values: (reading) => [queryRunner(reading)],
  packages: (specifier) =>
    specifier === "typeorm"
      ? struct(
          Object.fromEntries(
            [
              "Table",
              "TableColumn",
              "TableForeignKey",
              "TableIndex",
              "TableUnique",
              "TableCheck",
              "TableExclusion",
              "TablePrimaryKey",
              "View",
            ].map((name) => [name, given(name)]),
          ),
          true,
        )
      : null,
};

/** `new Table({ … })` is what it is given. */
const given = (name: string): Host => ({ kind: "host", name, construct: ([options]) => options ?? struct({}, true) });

function queryRunner(reading: Reading): Host {
  const own: Host = operationsHost(reading, "queryRunner", operations, (key, at) => {
    if (key === "query") return sendsSql(reading);
    if (key === "connection" || key === "dataSource")
      return struct(
        {
          options: struct({ type: constant("postgres") }, true),
          driver: struct({ options: struct({ type: constant("postgres") }, true) }, true),
          query: sendsSql(reading),
        },
        true,
      );
    if (key === "manager")
      return {
        ...rowsHost("the entity manager"),
        get: (method) =>
          method === "query" ? sendsSql(reading) : native(method, () => rowsHost("the entity manager")),
      };
    if (key === "hasTable" || key === "hasColumn")
      return native(key, ([table, column], place) => {
        const name = nameIn(table);
        const columnName = key === "hasTable" ? null : stringOf(column);
        const known =
          name === null || (key === "hasColumn" && columnName === null)
            ? null
            : reading.exists(
                name.split(".").at(-1) ?? "",
                columnName,
                name.includes(".") ? (name.split(".")[0] ?? null) : null,
                place,
              );
        return known === null ? answer() : constant(known);
      });
    // A table that is looked up is there for the calls it is handed to: they ask for its name.
    if (key === "getTable") return native(key, ([table]) => struct({ name: table ?? constant("") }, true));
    if (
      /^(?:get|start|commit|rollback|release|connect|clear|stream|load|is|has|update|change\w*Comment|createDatabase|dropDatabase)/.test(
        key,
      )
    )
      return native(key, () => answer());
    reading.script.problem(`calls "${key}" of queryRunner, which is not known`, at);
    return native(key, () => answer());
  });
  return own;
}

const nameIn = (value: ProgramValue | undefined): string | null =>
  value?.kind === "struct" ? stringOf(value.properties.get("name")) : stringOf(value);

/** TypeORM's own name of a key or index: a digest of the table's and the columns' names. */
function hashed(prefix: string, length: number, table: string, columns: readonly string[], condition = ""): string {
  const key = `${(table.split(".").at(-1) ?? "").replace(".", "_")}_${[...columns].sort().join("_")}${condition ? `_${condition}` : ""}`;
  return `${prefix}_${createHash("sha1").update(key).digest("hex").slice(0, length)}`;
}

const tableName = (value: Plain): string => {
  const options = optionsOf(value);
  const name = textOfPlain(isOptions(value) ? options["name"] : value, "a table's name");
  return typeof options["schema"] === "string" && !name.includes(".") ? `${options["schema"]}.${name}` : name;
};

const names = (value: Plain, what: string): readonly string[] => {
  if (value === notKnown) throw new NotKnown(`${what} are not known`);
  return arrayOf(value).map((name) => textOfPlain(name, what));
};
const list = (columns: readonly string[]): string => columns.map(quoted).join(", ");

function columnType(
  table: string,
  name: string,
  options: Options,
): { readonly sql: string; readonly before: readonly string[] } {
  const type = textOfPlain(options["type"], `the type of "${name}"`).trim();
  const array = options["isArray"] ? " array" : "";
  if (type === "enum" || type === "simple-enum") {
    const own =
      typeof options["enumName"] === "string" ? options["enumName"] : `${table.split(".").at(-1)}_${name}_enum`;
    const schema = table.includes(".") ? `${quoted(table.split(".")[0] ?? "")}.` : "";
    return {
      sql: `${schema}${quoted(own)}${array}`,
      before: [
        `CREATE TYPE ${schema}${quoted(own)} AS ENUM (${names(options["enum"], "the labels of an enum").map(literal).join(", ")})`,
      ],
    };
  }
  const { length, precision, scale } = options;
  let written = type === "simple-array" || type === "simple-json" ? "text" : type === "datetime" ? "timestamp" : type;
  if (length !== undefined && length !== "" && !written.includes("(")) written += `(${modifier(length)})`;
  else if (precision !== undefined && precision !== null && !written.includes("("))
    written = / with(?:out)? time zone$/.test(written)
      ? written.replace(/^(\w+)/, `$1(${modifier(precision)})`)
      : `${written}(${modifier(precision)}${scale === undefined ? "" : `,${modifier(scale)}`})`;
  return { sql: `${written}${array}`, before: [] };
}

/** A number or a piece of SQL, as it is written. */
const modifier = (value: Plain): string => (typeof value === "string" ? value : plainLiteral(value));

interface Column {
  readonly name: string;
  readonly before: readonly string[];
  readonly sql: string;
  readonly key: boolean;
  readonly unique: boolean;
}

function columnOf(table: string, value: Plain): Column {
  if (!isOptions(value)) throw new NotKnown("a column is not known");
  const name = textOfPlain(value["name"], "a column's name");
  const strategy = value["generationStrategy"] ?? (value["isGenerated"] ? "increment" : undefined);
  const parts = [quoted(name)];
  let before: readonly string[] = [];
  const generated = flagOf(value["isGenerated"], `whether "${name}" is generated`);
  if (generated && strategy === "increment") {
    const type = typeof value["type"] === "string" ? value["type"] : "int";
    parts.push(
      /^(?:bigint|int8)$/.test(type) ? "BIGSERIAL" : /^(?:smallint|int2)$/.test(type) ? "SMALLSERIAL" : "SERIAL",
    );
  } else {
    const type = columnType(table, name, value);
    ({ before } = type);
    parts.push(type.sql);
    if (generated && strategy === "identity")
      parts.push(
        `GENERATED ${typeof value["generatedIdentity"] === "string" ? value["generatedIdentity"] : "BY DEFAULT"} AS IDENTITY`,
      );
  }
  if (typeof value["collation"] === "string") parts.push(`COLLATE ${quoted(value["collation"])}`);
  if (typeof value["asExpression"] === "string") parts.push(`GENERATED ALWAYS AS (${value["asExpression"]}) STORED`);
  if (!flagOf(value["isNullable"], `whether "${name}" is nullable`)) parts.push("NOT NULL");
  const { default: initial } = value;
  if (initial !== undefined && initial !== null) parts.push(`DEFAULT ${modifier(initial)}`);
  else if (generated && strategy === "uuid") parts.push("DEFAULT uuid_generate_v4()");
  return {
    name,
    before,
    sql: parts.join(" "),
    key: flagOf(value["isPrimary"], `whether "${name}" is a key`),
    unique: flagOf(value["isUnique"], `whether "${name}" is unique`),
  };
}

function foreignKey(table: string, value: Plain): string {
  const options = optionsOf(value);
  const columns = names(options["columnNames"], "a key's columns");
  const name = typeof options["name"] === "string" ? options["name"] : hashed("FK", 27, table, columns);
  const rule = (key: string, words: string) =>
    options[key] ? ` ${words} ${textOfPlain(options[key], "an action")}` : "";
  const target = textOfPlain(options["referencedTableName"], "a referenced table");
  const schema = typeof options["referencedSchema"] === "string" ? `${quoted(options["referencedSchema"])}.` : "";
  return `CONSTRAINT ${quoted(name)} FOREIGN KEY (${list(columns)}) REFERENCES ${schema}${dotted(target)} (${list(names(options["referencedColumnNames"], "the referenced columns"))})${rule("onDelete", "ON DELETE")}${rule("onUpdate", "ON UPDATE")}`;
}

function createIndex(table: string, value: Plain): string {
  const options = optionsOf(value);
  const columns = names(options["columnNames"], "an index's columns");
  const where = options["where"] ? textOfPlain(options["where"], "an index's condition") : "";
  const name = typeof options["name"] === "string" ? options["name"] : hashed("IDX", 26, table, columns, where);
  return `CREATE ${flagOf(options["isUnique"], "whether an index is unique") ? "UNIQUE " : ""}INDEX ${quoted(name)} ON ${dotted(table)}${options["isSpatial"] ? " USING GiST" : ""} (${list(columns)})${where ? ` WHERE ${where}` : ""}`;
}

function uniqueOf(table: string, value: Plain): string {
  const options = optionsOf(value);
  const columns = names(options["columnNames"], "a constraint's columns");
  return `CONSTRAINT ${quoted(typeof options["name"] === "string" ? options["name"] : hashed("UQ", 27, table, columns))} UNIQUE (${list(columns)})`;
}

function checkOf(table: string, value: Plain, word: "CHECK" | "EXCLUDE"): string {
  const options = optionsOf(value);
  const expression = textOfPlain(options["expression"], "a constraint's expression");
  const name =
    typeof options["name"] === "string"
      ? options["name"]
      : `${word === "CHECK" ? "CHK" : "XCL"}_${createHash("sha1")
          .update(`${table.split(".").at(-1)}_${expression}`)
          .digest("hex")
          .slice(0, 26)}`;
  return `CONSTRAINT ${quoted(name)} ${word} ${word === "CHECK" ? `(${expression})` : expression}`;
}

const every = (value: Plain, what: string): readonly Plain[] => {
  if (value === notKnown) throw new NotKnown(`${what} are not known`);
  return arrayOf(value);
};

const addColumn: Operation = ([target, value]) => {
  const table = tableName(target);
  const { name, before, sql, key, unique } = columnOf(table, value);
  const alter = `ALTER TABLE ${dotted(table)}`;
  return [
    ...before,
    `${alter} ADD ${sql}`,
    ...(key
      ? [`${alter} ADD CONSTRAINT ${quoted(hashed("PK", 27, table, [name]))} PRIMARY KEY (${quoted(name)})`]
      : []),
    ...(unique ? [`${alter} ADD ${uniqueOf(table, { columnNames: [name] })}`] : []),
  ];
};

const drop =
  (object: string): Operation =>
  ([target, flag]) => [`DROP ${object} ${flag === true ? "IF EXISTS " : ""}${dotted(tableName(target))}`];
const constraintName = (value: Plain, prefix: string, table: string, what: string): string => {
  if (typeof value === "string") return value;
  const options = optionsOf(value);
  if (typeof options["name"] === "string") return options["name"];
  return hashed(prefix, prefix === "IDX" ? 26 : 27, table, names(options["columnNames"] ?? notKnown, what));
};
const dropConstraint =
  (prefix: string): Operation =>
  ([target, value]) => [
    `ALTER TABLE ${dotted(tableName(target))} DROP CONSTRAINT ${quoted(constraintName(value, prefix, tableName(target), "a constraint's columns"))}`,
  ];
const dropColumn: Operation = ([target, value]) => [
  `ALTER TABLE ${dotted(tableName(target))} DROP COLUMN ${quoted(textOfPlain(isOptions(value) ? value["name"] : value, "a column's name"))}`,
];
const dropIndex: Operation = ([target, value]) => {
  const table = tableName(target);
  return [
    `DROP INDEX ${table.includes(".") ? `${quoted(table.split(".")[0] ?? "")}.` : ""}${quoted(constraintName(value, "IDX", table, "an index's columns"))}`,
  ];
};
const add =
  (make: (table: string, value: Plain) => string): Operation =>
  ([target, value]) => [`ALTER TABLE ${dotted(tableName(target))} ADD ${make(tableName(target), value)}`];
const forEach =
  (one: Operation, what: string): Operation =>
  ([target, values]) =>
    every(values, what).flatMap((value) => one([target, value]));

const operations: Readonly<Record<string, Operation>> = {
  createTable: ([value, ifNotExists, withKeys, withIndices]) => {
    if (!isOptions(value)) throw new NotKnown("the table is not known");
    const table = tableName(value);
    const columns = every(value["columns"], "its columns").map((column) => columnOf(table, column));
    const uniques = [
      ...columns.filter(({ unique }) => unique).map(({ name }) => uniqueOf(table, { columnNames: [name] })),
      ...every(value["uniques"], "its constraints").map((unique) => uniqueOf(table, unique)),
    ];
    const keys = columns.filter(({ key }) => key).map(({ name }) => name);
    const elements = [
      ...columns.map(({ sql }) => sql),
      ...new Set(uniques),
      ...every(value["checks"], "its checks").map((check) => checkOf(table, check, "CHECK")),
      ...every(value["exclusions"], "its constraints").map((check) => checkOf(table, check, "EXCLUDE")),
      ...(withKeys === false
        ? []
        : every(value["foreignKeys"], "its foreign keys").map((key) => foreignKey(table, key))),
      ...(keys.length > 0 ? [`CONSTRAINT ${quoted(hashed("PK", 27, table, keys))} PRIMARY KEY (${list(keys)})`] : []),
    ];
    const indices =
      withIndices === false ? [] : every(value["indices"], "its indices").map((index) => createIndex(table, index));
    return [
      ...columns.flatMap(({ before }) => before),
      `CREATE TABLE ${ifNotExists === true ? "IF NOT EXISTS " : ""}${dotted(table)} (${elements.join(", ")})`,
      ...indices,
    ];
  },
  dropTable: drop("TABLE"),
  dropView: drop("VIEW"),
  createView: ([value]) => [
    `CREATE VIEW ${dotted(tableName(value))} AS ${textOfPlain(optionsOf(value)["expression"], "a view's query")}`,
  ],
  renameTable: ([from, to]) => [
    `ALTER TABLE ${dotted(tableName(from))} RENAME TO ${quoted(textOfPlain(to, "a table's name"))}`,
  ],
  addColumn,
  addColumns: forEach(addColumn, "its columns"),
  dropColumn,
  dropColumns: forEach(dropColumn, "its columns"),
  renameColumn: ([target, from, to]) => [
    `ALTER TABLE ${dotted(tableName(target))} RENAME COLUMN ${quoted(textOfPlain(isOptions(from) ? from["name"] : from, "a column's name"))} TO ${quoted(textOfPlain(isOptions(to) ? to["name"] : to, "a column's name"))}`,
  ],
  changeColumn: ([target, from, value]) => {
    if (!isOptions(value)) throw new NotKnown("the column is not known");
    const table = tableName(target);
    const before = textOfPlain(isOptions(from) ? from["name"] : from, "a column's name");
    const name = value["name"] === undefined ? before : textOfPlain(value["name"], "a column's name");
    const type = columnType(table, name, value);
    const alter = `ALTER TABLE ${dotted(table)}`;
    const column = `${alter} ALTER COLUMN ${quoted(name)}`;
    const { default: initial } = value;
    return [
      ...type.before,
      ...(before === name ? [] : [`${alter} RENAME COLUMN ${quoted(before)} TO ${quoted(name)}`]),
      `${column} TYPE ${type.sql}`,
      `${column} ${flagOf(value["isNullable"], `whether "${name}" is nullable`) ? "DROP" : "SET"} NOT NULL`,
      initial === undefined || initial === null
        ? `${column} DROP DEFAULT`
        : `${column} SET DEFAULT ${modifier(initial)}`,
    ];
  },
  createForeignKey: add(foreignKey),
  createForeignKeys: forEach(add(foreignKey), "its foreign keys"),
  dropForeignKey: dropConstraint("FK"),
  dropForeignKeys: forEach(dropConstraint("FK"), "its foreign keys"),
  createUniqueConstraint: add(uniqueOf),
  createUniqueConstraints: forEach(add(uniqueOf), "its constraints"),
  dropUniqueConstraint: dropConstraint("UQ"),
  dropUniqueConstraints: forEach(dropConstraint("UQ"), "its constraints"),
  createCheckConstraint: add((table, value) => checkOf(table, value, "CHECK")),
  dropCheckConstraint: dropConstraint("CHK"),
  createPrimaryKey: ([target, columns]) => [
    `ALTER TABLE ${dotted(tableName(target))} ADD CONSTRAINT ${quoted(hashed("PK", 27, tableName(target), names(columns, "a key's columns")))} PRIMARY KEY (${list(names(columns, "a key's columns"))})`,
  ],
  createIndex: ([target, value]) => [createIndex(tableName(target), value)],
  createIndices: ([target, values]) =>
    every(values, "its indices").map((value) => createIndex(tableName(target), value)),
  dropIndex,
  dropIndices: forEach(dropIndex, "its indices"),
  createSchema: ([schema, flag]) => [
    `CREATE SCHEMA ${flag === true ? "IF NOT EXISTS " : ""}${quoted(textOfPlain(schema, "a schema's name"))}`,
  ],
  dropSchema: ([schema, flag, cascade]) => [
    `DROP SCHEMA ${flag === true ? "IF EXISTS " : ""}${quoted(textOfPlain(schema, "a schema's name"))}${cascade === true ? " CASCADE" : ""}`,
  ],
};
