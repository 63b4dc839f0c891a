import { constant, native, struct, type Host } from "../../source/evaluate/program-value.ts";
import type { MigrationLibrary, Reading } from "../../read/migrations/library.ts";
import {
  answer,
  flagOf,
  NotKnown,
  operationsHost,
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
import { quoted } from "../../read/migrations/quoted.ts";

/** Migrations of db-migrate: `up(db, callback)`, with SQL in it or in files beside it. */
export const dbMigrations: MigrationLibrary = {
  values: (reading) => [database(reading), native("callback", () => constant(undefined))],
  setup: () => struct({ dbmigrate: struct({ dataType: dataTypes }, true), Promise: constant(undefined) }, true),
};

const dataTypes: Host = {
  kind: "host",
  name: "the types of db-migrate",
  get: (key) => constant(key === "DATE_TIME" ? "datetime" : key.toLowerCase()),
};

function database(reading: Reading): Host {
  const own: Host = operationsHost(reading, "db", operations, (key, at) => {
    if (key === "runSql" || key === "query") return sendsSql(reading);
    if (key === "all" || key === "insert" || key === "_run" || key === "connection") return native(key, () => answer());
    if (key === "createTable$") return own;
    reading.script.problem(`calls "${key}" of db, which is not known`, at);
    return native(key, () => answer());
  });
  return own;
}

const types: Readonly<Record<string, string>> = {
  string: "VARCHAR",
  datetime: "TIMESTAMP",
  date_time: "TIMESTAMP",
  blob: "BYTEA",
  int: "INTEGER",
  integer: "INTEGER",
  bigint: "BIGINT",
};

function columnOf(name: string, value: Plain, ownKey: boolean): string {
  if (value === notKnown) throw new NotKnown(`the column "${name}" is not known`);
  const options: Options = isOptions(value) ? value : { type: value };
  const type = textOfPlain(options["type"], `the type of "${name}"`).toLowerCase();
  const counts = flagOf(options["autoIncrement"], `whether "${name}" counts up`);
  const { length, defaultValue } = options;
  const written = counts
    ? type === "bigint"
      ? "BIGSERIAL"
      : "SERIAL"
    : `${Object.hasOwn(types, type) ? types[type] : type.toUpperCase()}${typeof length === "number" || typeof length === "string" ? `(${length})` : ""}`;
  const raw = optionsOf(defaultValue)["raw"];
  const special = optionsOf(optionsOf(defaultValue)["special"])["value"] ?? optionsOf(defaultValue)["special"];
  const initial =
    typeof raw === "string"
      ? raw
      : special === "CURRENT_TIMESTAMP"
        ? "CURRENT_TIMESTAMP"
        : defaultValue === undefined
          ? null
          : defaultValue === "CURRENT_TIMESTAMP"
            ? "CURRENT_TIMESTAMP"
            : plainLiteral(defaultValue);
  const key = optionsOf(options["foreignKey"]);
  const parts = [
    quoted(name),
    written,
    ...(options["primaryKey"] && ownKey ? ["PRIMARY KEY"] : []),
    ...(flagOf(options["notNull"], `whether "${name}" is NOT NULL`) ? ["NOT NULL"] : []),
    ...(options["unique"] ? ["UNIQUE"] : []),
    ...(initial === null ? [] : [`DEFAULT ${initial}`]),
  ];
  if (typeof key["table"] === "string") {
    const mapping = key["mapping"];
    const target =
      typeof mapping === "string" ? mapping : textOfPlain(Object.values(optionsOf(mapping))[0], "a referenced column");
    parts.push(
      `${typeof key["name"] === "string" ? `CONSTRAINT ${quoted(key["name"])} ` : ""}REFERENCES ${quoted(key["table"])} (${quoted(target)})${rules(key["rules"])}`,
    );
  }
  return parts.join(" ");
}

function rules(value: Plain): string {
  const { onDelete, onUpdate } = optionsOf(value);
  return `${onDelete ? ` ON DELETE ${textOfPlain(onDelete, "an action")}` : ""}${onUpdate ? ` ON UPDATE ${textOfPlain(onUpdate, "an action")}` : ""}`;
}

const table = (value: Plain): string => quoted(textOfPlain(value, "a table's name"));
const column = (value: Plain): string => quoted(textOfPlain(value, "a column's name"));

const operations: Readonly<Record<string, Operation>> = {
  createTable: ([name, given]) => {
    if (!isOptions(given)) throw new NotKnown("its columns are not known");
    const columns = given["columns"] === undefined ? given : optionsOf(given["columns"]);
    const keys = Object.entries(columns)
      .filter(([, value]) => optionsOf(value)["primaryKey"])
      .map(([key]) => key);
    const lines = Object.entries(columns).map(([key, value]) => columnOf(key, value, keys.length === 1));
    return [
      `CREATE TABLE ${given["ifNotExists"] === false ? "" : "IF NOT EXISTS "}${table(name)} (${[...lines, ...(keys.length > 1 ? [`PRIMARY KEY (${keys.map(quoted).join(", ")})`] : [])].join(", ")})`,
    ];
  },
  dropTable: ([name, options]) => [`DROP TABLE ${optionsOf(options)["ifExists"] ? "IF EXISTS " : ""}${table(name)}`],
  renameTable: ([from, to]) => [`ALTER TABLE ${table(from)} RENAME TO ${table(to)}`],
  addColumn: ([name, own, given]) => [
    `ALTER TABLE ${table(name)} ADD COLUMN ${columnOf(textOfPlain(own, "a column's name"), given, true)}`,
  ],
  removeColumn: ([name, own]) => [`ALTER TABLE ${table(name)} DROP COLUMN ${column(own)}`],
  renameColumn: ([name, from, to]) => [`ALTER TABLE ${table(name)} RENAME COLUMN ${column(from)} TO ${column(to)}`],
  changeColumn: ([name, own, given]) => {
    if (!isOptions(given)) throw new NotKnown("the column is not known");
    const alter = `ALTER TABLE ${table(name)} ALTER COLUMN ${column(own)}`;
    const { type, length, notNull, defaultValue } = given;
    return [
      ...(type === undefined
        ? []
        : [
            `${alter} TYPE ${Object.hasOwn(types, textOfPlain(type, "a type")) ? types[textOfPlain(type, "a type")] : textOfPlain(type, "a type")}${typeof length === "number" ? `(${length})` : ""}`,
          ]),
      ...(notNull === undefined
        ? []
        : [`${alter} ${flagOf(notNull, "whether a column is NOT NULL") ? "SET" : "DROP"} NOT NULL`]),
      ...(defaultValue === undefined
        ? []
        : [defaultValue === null ? `${alter} DROP DEFAULT` : `${alter} SET DEFAULT ${plainLiteral(defaultValue)}`]),
    ];
  },
  addIndex: ([name, index, columns, unique]) => [
    `CREATE ${unique === true ? "UNIQUE " : ""}INDEX ${quoted(textOfPlain(index, "an index's name"))} ON ${table(name)} (${arrayOf(
      columns,
    )
      .map((own) => column(isOptions(own) ? own["name"] : own))
      .join(", ")})`,
  ],
  removeIndex: ([first, second]) => [
    `DROP INDEX IF EXISTS ${quoted(textOfPlain(typeof second === "string" ? second : first, "an index's name"))}`,
  ],
  addForeignKey: ([name, target, key, mapping, given]) => {
    if (!isOptions(mapping)) throw new NotKnown("a key's columns are not known");
    return [
      `ALTER TABLE ${table(name)} ADD CONSTRAINT ${quoted(textOfPlain(key, "a key's name"))} FOREIGN KEY (${Object.keys(mapping).map(quoted).join(", ")}) REFERENCES ${table(target)} (${Object.values(mapping).map(column).join(", ")})${rules(given)}`,
    ];
  },
  removeForeignKey: ([name, key]) => [
    `ALTER TABLE ${table(name)} DROP CONSTRAINT ${quoted(textOfPlain(key, "a key's name"))}`,
  ],
};
