import {
  constant,
  native,
  stringOf,
  struct,
  unknown,
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
  isList,
  isOptions,
  notKnown,
  optionsOf,
  plainLiteral,
  Verbatim,
  type Options,
  type Plain,
} from "../../read/migrations/plain.ts";
import { literal, literalOf, quoted } from "../../read/migrations/quoted.ts";

/** Migrations of Sequelize and umzug: `up(queryInterface, Sequelize)` or `up({ context })`. */
export const sequelizeMigrations: MigrationLibrary = {
  values: (reading) => {
    const own = queryInterface(reading);
    return [own, sequelize(reading)];
  },
  packages: (specifier, reading) => (/^(?:sequelize|@sequelize\/core)$/.test(specifier) ? sequelize(reading) : null),
};

const types: Readonly<Record<string, string>> = {
  STRING: "VARCHAR(255)",
  CHAR: "CHAR(255)",
  TEXT: "TEXT",
  CITEXT: "CITEXT",
  INTEGER: "INTEGER",
  BIGINT: "BIGINT",
  SMALLINT: "SMALLINT",
  MEDIUMINT: "INTEGER",
  TINYINT: "SMALLINT",
  FLOAT: "FLOAT",
  REAL: "REAL",
  DOUBLE: "DOUBLE PRECISION",
  DECIMAL: "DECIMAL",
  NUMERIC: "DECIMAL",
  BOOLEAN: "BOOLEAN",
  DATE: "TIMESTAMP WITH TIME ZONE",
  DATEONLY: "DATE",
  TIME: "TIME",
  UUID: "UUID",
  JSON: "JSON",
  JSONB: "JSONB",
  BLOB: "BYTEA",
  HSTORE: "HSTORE",
  INET: "INET",
  CIDR: "CIDR",
  MACADDR: "MACADDR",
  GEOMETRY: "GEOMETRY",
  GEOGRAPHY: "GEOGRAPHY",
  TSVECTOR: "TSVECTOR",
};
const ranges: Readonly<Record<string, string>> = {
  INTEGER: "int4range",
  BIGINT: "int8range",
  "TIMESTAMP WITH TIME ZONE": "tstzrange",
  DATE: "daterange",
  DECIMAL: "numrange",
};
/** Defaults that Sequelize gives by itself, and the database does not have. */
const ownDefaults = new Set(["NOW", "UUIDV1", "UUIDV4"]);

function typeHost(sql: string, labels: readonly string[] | null = null): Host {
  const own: Host = {
    kind: "host",
    name: "a type of Sequelize",
    print: () => (labels ? `ENUM ${JSON.stringify(labels)}` : sql),
    get: (key) => (/^(?:UNSIGNED|ZEROFILL|BINARY)$/.test(key) ? own : null),
  };
  return own;
}

function dataType(key: string): ProgramValue | null {
  if (ownDefaults.has(key)) return { kind: "host", name: key, print: () => `OWN ${key}` };
  const made = (values: readonly ProgramValue[]): ProgramValue => {
    const [first, second] = values;
    const numbers = values.map((value) => (value.kind === "constant" ? Number(value.value) : Number.NaN));
    const inner = first?.kind === "host" ? (first.print?.() ?? null) : stringOf(first);
    switch (key) {
      case "ENUM": {
        const items =
          first?.kind === "list" ? first : first?.kind === "struct" ? first.properties.get("values") : undefined;
        const labels = (items?.kind === "list" ? items.items : values).map(stringOf);
        return labels.every((label) => label !== null) && !(items?.kind === "list" && items.open)
          ? typeHost("ENUM", labels)
          : unknown("the labels of an enum");
      }
      case "ARRAY":
        return inner === null ? unknown("the type of an array") : typeHost(`${inner}[]`);
      case "RANGE":
        return typeHost(ranges[inner ?? "INTEGER"] ?? "int4range");
      case "STRING":
      case "CHAR":
        return typeHost(
          Number.isInteger(numbers[0])
            ? `${key === "STRING" ? "VARCHAR" : "CHAR"}(${numbers[0]})`
            : (types[key] ?? key),
        );
      case "DECIMAL":
      case "NUMERIC":
        return typeHost(
          Number.isInteger(numbers[0])
            ? `DECIMAL(${numbers[0]}${second && Number.isInteger(numbers[1]) ? `,${numbers[1]}` : ""})`
            : "DECIMAL",
        );
      default:
        return typeHost(types[key] ?? key);
    }
  };
  if (!Object.hasOwn(types, key) && !["ENUM", "ARRAY", "RANGE"].includes(key)) return null;
  const bare = key === "RANGE" ? typeHost("int4range") : typeHost(types[key] ?? "TEXT");
  return { ...bare, call: made, construct: made };
}

function sequelize(reading: Reading): Host {
  const own: Host = {
    kind: "host",
    name: "Sequelize",
    get: (key) => {
      if (key === "DataTypes" || key === "Sequelize" || key === "default") return own;
      if (key === "literal")
        return native(key, ([text]) => ({ kind: "host", name: "SQL", print: () => stringOf(text) }));
      if (key === "fn")
        return native(key, ([name, ...values]) => ({
          kind: "host",
          name: "SQL",
          print: () =>
            stringOf(name) === null
              ? null
              : `${stringOf(name)}(${values.map((value) => (value.kind === "host" ? (value.print?.() ?? "NULL") : (literalOf(value) ?? "NULL"))).join(", ")})`,
        }));
      if (key === "col")
        return native(key, ([name]) => ({
          kind: "host",
          name: "SQL",
          print: () => {
            const column = stringOf(name);
            return column === null ? null : quoted(column);
          },
        }));
      if (key === "QueryTypes" || key === "Op" || key === "Transaction") return struct({}, true);
      if (key === "query") return sendsSql(reading);
      if (key === "transaction")
        return native(key, (values, at) => {
          const callback = values.find(({ kind }) => kind === "closure");
          return callback
            ? reading.program.settle(reading.program.call(callback, [rowsHost("a transaction of Sequelize")], at), at)
            : rowsHost("a transaction of Sequelize");
        });
      // A connection of the pool, for SQL of several statements.
      if (key === "connectionManager")
        return struct(
          {
            getConnection: native(key, () => ({ kind: "host", name: "a connection", get: () => sendsSql(reading) })),
            releaseConnection: native(key, () => answer()),
          },
          true,
        );
      if (key === "getQueryInterface") return native(key, () => queryInterface(reading));
      if (key === "dialect" || key === "options")
        return struct({ name: constant("postgres"), dialect: constant("postgres") }, true);
      if (key === "getDialect") return native(key, () => constant("postgres"));
      return dataType(key);
    },
  };
  return own;
}

function queryInterface(reading: Reading): Host {
  const own: Host = operationsHost(reading, "queryInterface", operations, (key, at) => {
    if (key === "sequelize") return sequelize(reading);
    if (key === "context") return own;
    if (key === "queryGenerator" || key === "QueryGenerator") return rowsHost("the query generator");
    if (key === "tableExists")
      return native(key, ([table], place) => {
        const name = stringOf(table);
        const known = name === null ? null : reading.exists(name, null, null, place);
        return known === null ? answer() : constant(known);
      });
    if (
      /^(?:bulk|insert|update|delete|select|upsert|increment|decrement|describe|show|get|raw|start|commit|rollback|defer|quote|escape|rollback)/.test(
        key,
      )
    )
      return native(key, () => answer());
    if (
      /^(?:dropFunction|renameFunction|createTrigger|dropTrigger|renameTrigger|createDatabase|dropDatabase)$/.test(key)
    )
      return native(key, () => answer());
    reading.script.problem(`calls "${key}" of queryInterface, which is not known`, at);
    return native(key, () => answer());
  });
  return own;
}

/** A table: its name, or `{ tableName, schema }`. */
function tableOf(value: Plain): string {
  if (isOptions(value)) {
    const schema = value["schema"] === undefined ? "" : `${quoted(textOfPlain(value["schema"], "a schema's name"))}.`;
    return `${schema}${quoted(textOfPlain(value["tableName"], "a table's name"))}`;
  }
  return quoted(textOfPlain(value, "a table's name"));
}

const bareTable = (value: Plain): string =>
  textOfPlain(isOptions(value) ? value["tableName"] : value, "a table's name");
const column = (value: Plain): string => quoted(textOfPlain(value, "a column's name"));

interface Attribute {
  readonly type: string;
  readonly before: readonly string[];
  readonly notNull: boolean;
  readonly default: string | null;
  readonly unique: boolean;
  readonly key: boolean;
  readonly references: string | null;
}

function attribute(table: Plain, name: string, given: Plain): Attribute {
  if (given === notKnown) throw new NotKnown(`the definition of "${name}" is not known`);
  const options: Options = isOptions(given) ? given : { type: given };
  // The column is there, whatever its type is.
  let type = options["type"] === notKnown ? "unknown" : textOfPlain(options["type"], `the type of "${name}"`);
  const before: string[] = [];
  const enumOf = /^ENUM (\[.*\])$/s.exec(type.replace(/\[\]$/, ""))?.[1];
  if (enumOf !== undefined || type === "ENUM") {
    const labels =
      enumOf === undefined
        ? arrayOf(options["values"]).map((label) => textOfPlain(label, "a label"))
        : (JSON.parse(enumOf) as string[]);
    const schema = isOptions(table) && typeof table["schema"] === "string" ? table["schema"] : "public";
    const own = `${quoted(schema)}.${quoted(`enum_${bareTable(table)}_${name}`)}`;
    before.push(
      `DO $$ BEGIN CREATE TYPE ${own} AS ENUM (${labels.map(literal).join(", ")}); EXCEPTION WHEN duplicate_object THEN null; END $$`,
    );
    type = `${own}${type.endsWith("[]") ? "[]" : ""}`;
  }
  if (flagOf(options["autoIncrement"], `whether "${name}" counts up`))
    type = /BIGINT/.test(type) ? "BIGSERIAL" : /SMALLINT/.test(type) ? "SMALLSERIAL" : "SERIAL";
  const { defaultValue, unique } = options;
  const isOwn = defaultValue instanceof Verbatim && defaultValue.sql.startsWith("OWN ");
  const references = optionsOf(options["references"]);
  const target =
    references["model"] ??
    references["table"] ??
    (typeof options["references"] === "string" ? options["references"] : undefined);
  const rule = (key: string, words: string) =>
    options[key] ? ` ${words} ${textOfPlain(options[key], "an action")}` : "";
  return {
    type,
    before,
    notNull: options["allowNull"] === false,
    default: defaultValue === undefined || isOwn || defaultValue === notKnown ? null : plainLiteral(defaultValue),
    unique: unique === true,
    key: flagOf(options["primaryKey"], `whether "${name}" is a key`),
    references:
      target === undefined
        ? null
        : `REFERENCES ${tableOf(target)} (${quoted(typeof references["key"] === "string" ? references["key"] : "id")})${rule("onDelete", "ON DELETE")}${rule("onUpdate", "ON UPDATE")}`,
  };
}

function written({ type, notNull, default: initial, unique, references }: Attribute): string {
  return [
    type,
    ...(notNull ? ["NOT NULL"] : []),
    ...(initial === null ? [] : [`DEFAULT ${initial}`]),
    ...(unique ? ["UNIQUE"] : []),
    ...(references === null ? [] : [references]),
  ].join(" ");
}

const underscored = (text: string): string =>
  text
    .replace(/::/g, "/")
    .replace(/([A-Z]+)([A-Z][a-z])/g, "$1_$2")
    .replace(/([a-z\d])([A-Z])/g, "$1_$2")
    .replace(/-/g, "_")
    .toLowerCase();

const fieldsOf = (value: Plain): readonly Plain[] => {
  if (value === notKnown) throw new NotKnown("its columns are not known");
  return arrayOf(value);
};
const fieldName = (field: Plain): string =>
  textOfPlain(isOptions(field) ? (field["name"] ?? field["attribute"]) : field, "a column's name");

function indexOf(table: Plain, fields: readonly Plain[], options: Options): string {
  const given = options["name"] ?? options["indexName"];
  if (given !== undefined) return textOfPlain(given, "an index's name");
  return underscored(`${bareTable(table)}_${fields.map(fieldName).join("_")}`);
}

const operators: Readonly<Record<string, string>> = { ne: "<>", eq: "=", gt: ">", lt: "<", gte: ">=", lte: "<=" };

/** The condition of a partial index: equality and NULL. */
function condition(where: Plain): string {
  if (where === undefined) return "";
  if (where instanceof Verbatim) return ` WHERE ${where.sql}`;
  if (!isOptions(where)) throw new NotKnown("an index's condition is not known");
  const parts = Object.entries(where).map(([name, value]) => {
    if (value === null) return `${quoted(name)} IS NULL`;
    if (value === notKnown || isOptions(value)) {
      const [[operator, operand] = []] = isOptions(value) ? Object.entries(value) : [];
      const sign = operator === undefined ? undefined : operators[operator];
      if (sign === undefined || operand === undefined) throw new NotKnown("an index's condition is not known");
      return operand === null
        ? `${quoted(name)} IS ${operator === "ne" ? "NOT " : ""}NULL`
        : `${quoted(name)} ${sign} ${plainLiteral(operand)}`;
    }
    return Array.isArray(value)
      ? `${quoted(name)} IN (${value.map(plainLiteral).join(", ")})`
      : `${quoted(name)} = ${plainLiteral(value)}`;
  });
  return ` WHERE ${parts.join(" AND ")}`;
}

const suffixes: Readonly<Record<string, string>> = {
  unique: "uk",
  "foreign key": "fk",
  "primary key": "pk",
  check: "ck",
  default: "df",
};

const operations: Readonly<Record<string, Operation>> = {
  createFunction: ([name, parameters, result, language, body, , options]) => {
    const what = "a part of a function";
    const { force, variables } = optionsOf(options);
    const given = (isList(parameters) ? parameters : []).map((parameter) => {
      const { direction, name: own, type } = optionsOf(parameter);
      const parts: readonly Plain[] = [direction ?? "", own ?? "", type ?? null];
      return parts.map((part) => textOfPlain(part, what)).join(" ");
    });
    const declared = (isList(variables) ? variables : [])
      .map(optionsOf)
      .map(({ name: own, type }) => `${textOfPlain(own ?? null, what)} ${textOfPlain(type ?? null, what)};`);
    const declarations = declared.length > 0 ? `DECLARE ${declared.join(" ")} ` : "";
    const head = `CREATE ${force === true ? "OR REPLACE " : ""}FUNCTION ${textOfPlain(name, what)}(${given.join(", ")})`;
    const text = `${declarations}BEGIN ${textOfPlain(body, what)} END;`;
    return [
      `${head} RETURNS ${textOfPlain(result, what)} AS $func$ ${text} $func$ LANGUAGE ${textOfPlain(language, what)}`,
    ];
  },
  createTable: ([table, attributes, options]) => {
    if (!isOptions(attributes)) throw new NotKnown("its columns are not known");
    const own = Object.entries(attributes).map(
      ([name, given]) =>
        [
          isOptions(given) && typeof given["field"] === "string" ? given["field"] : name,
          attribute(table, name, given),
        ] as const,
    );
    const settings = optionsOf(options);
    const target: Plain =
      typeof settings["schema"] === "string" && !isOptions(table)
        ? { tableName: table, schema: settings["schema"] }
        : table;
    const keys = own.filter(([, { key }]) => key).map(([name]) => quoted(name));
    const uniques = Object.entries(optionsOf(settings["uniqueKeys"])).map(
      ([name, key]) =>
        `${/^\d+$/.test(name) ? "" : `CONSTRAINT ${quoted(name)} `}UNIQUE (${fieldsOf(optionsOf(key)["fields"]).map(column).join(", ")})`,
    );
    const lines = [
      ...own.map(([name, made]) => `${quoted(name)} ${written(made)}`),
      ...uniques,
      ...(keys.length > 0 ? [`PRIMARY KEY (${keys.join(",")})`] : []),
    ];
    return [
      ...own.flatMap(([, { before }]) => before),
      `CREATE TABLE IF NOT EXISTS ${tableOf(target)} (${lines.join(", ")})`,
    ];
  },
  dropTable: ([table, options]) => [
    `DROP TABLE IF EXISTS ${tableOf(table)}${optionsOf(options)["cascade"] ? " CASCADE" : ""}`,
  ],
  dropAllTables: () => {
    throw new NotKnown("which tables there are is not known");
  },
  renameTable: ([from, to]) => [`ALTER TABLE ${tableOf(from)} RENAME TO ${quoted(bareTable(to))}`],
  addColumn: ([table, name, given]) => {
    const own = textOfPlain(name, "a column's name");
    const made = attribute(table, own, given);
    return [
      ...made.before,
      `ALTER TABLE ${tableOf(table)} ADD COLUMN ${quoted(own)} ${written(made)}${made.key ? " PRIMARY KEY" : ""}`,
    ];
  },
  removeColumn: ([table, name]) => [`ALTER TABLE ${tableOf(table)} DROP COLUMN ${column(name)}`],
  renameColumn: ([table, from, to]) => [`ALTER TABLE ${tableOf(table)} RENAME COLUMN ${column(from)} TO ${column(to)}`],
  changeColumn: ([table, name, given]) => {
    const own = textOfPlain(name, "a column's name");
    const { before, type, notNull, default: initial, unique, references } = attribute(table, own, given);
    const alter = `ALTER COLUMN ${quoted(own)}`;
    // Each is its own part of what Sequelize sends: whatever is left out is dropped.
    const actions = [
      `${alter} ${notNull ? "SET" : "DROP"} NOT NULL`,
      initial === null ? `${alter} DROP DEFAULT` : `${alter} SET DEFAULT ${initial}`,
      `${alter} TYPE ${type}`,
    ];
    return [
      ...before,
      `ALTER TABLE ${tableOf(table)} ${[...actions, ...(unique ? [`ADD UNIQUE (${quoted(own)})`] : []), ...(references === null ? [] : [`ADD FOREIGN KEY (${quoted(own)}) ${references}`])].join(", ")}`,
    ];
  },
  addIndex: ([table, given, more]) => {
    const options = optionsOf(Array.isArray(given) ? more : given);
    const fields = fieldsOf(Array.isArray(given) ? given : options["fields"]);
    const unique =
      flagOf(options["unique"], "whether an index is unique") ||
      options["type"] === "UNIQUE" ||
      options["indicesType"] === "UNIQUE";
    const method =
      typeof options["using"] === "string"
        ? ` USING ${options["using"]}`
        : typeof options["method"] === "string"
          ? ` USING ${options["method"]}`
          : "";
    const columns = fields.map((field) =>
      field instanceof Verbatim
        ? field.sql
        : `${quoted(fieldName(field))}${isOptions(field) && typeof field["order"] === "string" ? ` ${field["order"]}` : ""}`,
    );
    return [
      `CREATE ${unique ? "UNIQUE " : ""}INDEX ${quoted(indexOf(table, fields, options))} ON ${tableOf(table)}${method} (${columns.join(", ")})${condition(options["where"])}`,
    ];
  },
  removeIndex: ([table, given]) => [
    `DROP INDEX IF EXISTS ${isOptions(table) && typeof table["schema"] === "string" ? `${quoted(table["schema"])}.` : ""}${quoted(typeof given === "string" ? given : indexOf(table, fieldsOf(given), {}))}`,
  ],
  addConstraint: ([table, given, more]) => {
    const options = optionsOf(Array.isArray(given) ? more : given);
    const fields = fieldsOf(Array.isArray(given) ? given : options["fields"]);
    const type = textOfPlain(options["type"], "a constraint's type").toLowerCase();
    const name =
      options["name"] === undefined
        ? underscored(`${bareTable(table)}_${fields.map(fieldName).join("_")}_${suffixes[type] ?? ""}`)
        : textOfPlain(options["name"], "a constraint's name");
    const columns = fields.map((field) => quoted(fieldName(field))).join(", ");
    const references = optionsOf(options["references"]);
    const to = () =>
      fieldsOf(references["fields"] ?? references["field"] ?? references["key"] ?? "id")
        .map(column)
        .join(", ");
    const rule = (key: string, words: string) =>
      options[key] ? ` ${words} ${textOfPlain(options[key], "an action")}` : "";
    const bodies: Readonly<Record<string, () => string>> = {
      unique: () => `UNIQUE (${columns})`,
      "primary key": () => `PRIMARY KEY (${columns})`,
      check: () => `CHECK (${condition(options["where"]).replace(/^ WHERE /, "")})`,
      "foreign key": () =>
        `FOREIGN KEY (${columns}) REFERENCES ${tableOf(references["table"] ?? references["model"])} (${to()})${rule("onDelete", "ON DELETE")}${rule("onUpdate", "ON UPDATE")}`,
    };
    const body = Object.hasOwn(bodies, type) ? bodies[type] : undefined;
    if (!body) throw new NotKnown(`a constraint of type "${type}" is not known`);
    return [`ALTER TABLE ${tableOf(table)} ADD CONSTRAINT ${quoted(name)} ${body()}`];
  },
  removeConstraint: ([table, name]) => [
    `ALTER TABLE ${tableOf(table)} DROP CONSTRAINT ${quoted(textOfPlain(name, "a constraint's name"))}`,
  ],
  createSchema: ([schema]) => [`CREATE SCHEMA IF NOT EXISTS ${quoted(textOfPlain(schema, "a schema's name"))}`],
  dropSchema: ([schema]) => [`DROP SCHEMA IF EXISTS ${quoted(textOfPlain(schema, "a schema's name"))} CASCADE`],
  dropEnum: ([name]) => [`DROP TYPE IF EXISTS ${quoted(textOfPlain(name, "a type's name"))}`],
  dropAllEnums: () => [],
};
