import {
  constant,
  native,
  stringOf,
  struct,
  concatenation,
  textParts,
  unknown,
  type Host,
  type ProgramPoint,
  type ProgramValue,
} from "../../source/evaluate/program-value.ts";
import type { MigrationLibrary, Reading } from "../../read/migrations/library.ts";
import {
  isList,
  arrayOf,
  isOptions,
  notKnown,
  optionsOf,
  toPlain,
  Verbatim,
  type Options,
  type Plain,
} from "../../read/migrations/plain.ts";
import { literal, quoted } from "../../read/migrations/quoted.ts";
import { own } from "../../lists.ts";

/** Migrations of node-pg-migrate: `up(pgm)`. What is asked of `pgm` is sent at once, in order. */
export const nodePgMigrations: MigrationLibrary = {
  values: (reading) => [builder(reading), native("done", () => constant(undefined))],
  packages: (specifier) =>
    specifier === "node-pg-migrate"
      ? struct(
          {
            PgLiteral: pgLiteral,
            PgType: { kind: "host", name: "PgType", get: (key) => constant(key.toLowerCase().replaceAll("_", " ")) },
          },
          true,
        )
      : null,
};

const verbatim = (value: ProgramValue | undefined): ProgramValue => ({
  kind: "host",
  name: "SQL",
  print: () => stringOf(value),
});
const pgLiteral: Host = {
  kind: "host",
  name: "PgLiteral",
  construct: ([value]) => verbatim(value),
  get: (key) => (key === "create" ? native(key, ([value]) => verbatim(value)) : null),
};

/** Something of the arguments is not known without which the statement cannot be told. */
class NotKnown extends Error {}

function builder(reading: Reading): Host {
  const { script, program } = reading;
  let shorthands: Options | null = null;
  const own: Host = {
    kind: "host",
    name: "pgm",
    get: (key, at) => {
      if (key === "func") return native(key, ([value]) => verbatim(value));
      if (/^(?:noTransaction|onlineTransaction|transaction)$/.test(key)) return native(key, () => constant(undefined));
      if (key === "db")
        return {
          kind: "host",
          name: "pgm.db",
          get: (method) =>
            native(
              method,
              ([text], place) => (
                text &&
                  script.send(text.kind === "struct" ? (text.properties.get("text") ?? text) : text, place, program),
                unknown("what the database answers", true)
              ),
            ),
        };
      if (key === "sql") {
        return native(key, ([text, values], place) => {
          if (text) script.send(values === undefined ? text : replaced(text, values), place, program);
          return constant(undefined);
        });
      }
      const operation = Object.hasOwn(operations, key) ? operations[key] : undefined;
      if (!operation) {
        if (!ignored.test(key)) script.problem(`calls "${key}" of pgm, which is not known`, at);
        return native(key, () => constant(undefined));
      }
      return native(key, (values, place: ProgramPoint) => {
        // Shorthands are the module's own export.
        shorthands ??= {
          id: { type: "serial", primaryKey: true },
          ...optionsOf(toPlain(program.exported(script.module, "shorthands"))),
        };
        try {
          const sql = operation(values.map(toPlain), shorthands);
          if (sql === null) return constant(undefined);
          if (/" unknown\b/.test(sql))
            script.problem(`${describe(key)}, and the type of a column is not known: it is read without one`, place);
          script.send(sql, place, program);
        } catch (error) {
          if (!(error instanceof NotKnown)) throw error;
          script.problem(`${describe(key)}, and ${error.message}`, place);
        }
        return constant(undefined);
      });
    },
  };
  return own;
}

const describe = (method: string): string => `calls ${method}`;
const ignored =
  /Extension|Role|^(?:alter|drop|rename)Policy$|Operator|^grant|^revoke|Cast$|^alterView$|^alterSequence$|^alterMaterializedView$|^refresh/;

function replaced(text: ProgramValue, values: ProgramValue): ProgramValue {
  if (values.kind !== "struct") return text;
  return concatenation(
    textParts(text).flatMap((part) => {
      if (typeof part !== "string") return [part];
      return part.split(/(\{\w+\})/).map((piece) => {
        const value = /^\{\w+\}$/.test(piece) ? values.properties.get(piece.slice(1, -1)) : undefined;
        if (!value) return piece;
        const plain = toPlain(value);
        return typeof plain === "string" || (isOptions(plain) && "name" in plain)
          ? name(plain)
          : plain instanceof Verbatim
            ? plain.sql
            : plain === notKnown
              ? unknown("a value that is not known")
              : escaped(plain);
      });
    }),
  );
}

/** A name: text, `{ schema, name }`, or a literal. */
function name(value: Plain): string {
  if (value instanceof Verbatim) return value.sql;
  if (typeof value === "string") return quoted(value);
  if (isOptions(value) && typeof value["name"] === "string") {
    const { schema } = value;
    if (schema === notKnown) throw new NotKnown("a schema's name is not known");
    return `${typeof schema === "string" ? `${quoted(schema)}.` : ""}${quoted(value["name"])}`;
  }
  throw new NotKnown("a name is not known");
}

function bareName(value: Plain): string {
  if (typeof value === "string") return value;
  if (isOptions(value) && typeof value["name"] === "string") return value["name"];
  if (value instanceof Verbatim) return value.sql;
  throw new NotKnown("a name is not known");
}

function text(value: Plain, what: string): string {
  if (typeof value === "string") return value;
  if (value instanceof Verbatim) return value.sql;
  throw new NotKnown(`${what} is not known`);
}

function escaped(value: Plain): string {
  if (value instanceof Verbatim) return value.sql;
  if (value === null || value === undefined) return "NULL";
  if (value === notKnown) return "(NULL::text)";
  if (typeof value === "string") return literal(value);
  if (Array.isArray(value)) return `ARRAY[${value.map(escaped).join(",").replaceAll("ARRAY", "")}]`;
  return typeof value === "object" ? "''" : String(value);
}

/** The options of a column, with those of the shorthands its type stands for. */
function columnOptions(given: Plain, shorthands: Options): Options {
  if (given === notKnown) throw new NotKnown("a column is not known");
  const options: Options = isOptions(given) ? given : { type: given };
  let from: Options = {};
  let type = options["type"];
  for (let depth = 0; typeof type === "string" && Object.hasOwn(shorthands, type) && depth < 20; depth++) {
    const shorthand: Plain = shorthands[type];
    const next: Options = isOptions(shorthand) ? shorthand : { type: shorthand };
    const { type: inner, ...rest } = next;
    from = { ...rest, ...from };
    if (inner === type) break;
    type = inner;
  }
  return { ...from, ...options, type };
}

const adapters: Readonly<Record<string, string>> = {
  int: "integer",
  string: "text",
  float: "real",
  double: "double precision",
  datetime: "timestamp",
  bool: "boolean",
};

function typeName(type: Plain): string {
  if (isOptions(type) && "name" in type) return name(type);
  if (type === notKnown) return "unknown";
  const written = text(type, "a column's type");
  return own(adapters, written) ?? written;
}

function references(options: Options): string {
  const { references: target } = options;
  const to = typeof target === "string" && (target.startsWith('"') || target.endsWith(")")) ? target : name(target);
  const action = (key: string, words: string) => (options[key] ? ` ${words} ${text(options[key], "an action")}` : "");
  return `REFERENCES ${to}${action("onDelete", "ON DELETE")}${action("onUpdate", "ON UPDATE")}`;
}

interface Columns {
  readonly lines: readonly string[];
  readonly keys: readonly string[];
}

function columns(given: Plain, shorthands: Options): Columns {
  if (!isOptions(given)) throw new NotKnown("its columns are not known");
  const all = Object.entries(given).map(([column, value]) => [column, columnOptions(value, shorthands)] as const);
  const keys = all.filter(([, options]) => Boolean(options["primaryKey"])).map(([column]) => column);
  const lines = all.map(([column, options]) => {
    const parts = [quoted(column)];
    const { array } = options;
    parts.push(
      `${typeName(options["type"])}${array === true ? " ARRAY" : typeof array === "number" ? ` ARRAY[${array}]` : ""}`,
    );
    if (typeof options["collation"] === "string") parts.push(`COLLATE ${options["collation"]}`);
    if (options["default"] !== undefined) parts.push(`DEFAULT ${escaped(options["default"])}`);
    if (options["unique"]) parts.push("UNIQUE");
    if (options["primaryKey"] && keys.length === 1) parts.push("PRIMARY KEY");
    if (options["notNull"] === notKnown) throw new NotKnown(`whether "${column}" is NOT NULL is not known`);
    if (options["notNull"]) parts.push("NOT NULL");
    if (typeof options["check"] === "string") parts.push(`CHECK (${options["check"]})`);
    if (options["references"]) {
      const constraint = options["referencesConstraintName"];
      parts.push(`${constraint ? `CONSTRAINT ${name(constraint)} ` : ""}${references(options)}`);
    }
    const sequence = optionsOf(options["sequenceGenerated"]);
    if (typeof sequence["precedence"] === "string") parts.push(`GENERATED ${sequence["precedence"]} AS IDENTITY`);
    if (options["expressionGenerated"])
      parts.push(`GENERATED ALWAYS AS (${text(options["expressionGenerated"], "an expression")}) STORED`);
    return parts.join(" ");
  });
  return { lines, keys };
}

function constraints(table: Plain, options: Options, given: string): string[] {
  const own = bareName(table);
  const made: string[] = [];
  const list = (value: Plain) => arrayOf(value).map(name).join(", ");
  const { check, unique, primaryKey, foreignKeys, exclude } = options;
  if ([check, unique, primaryKey, foreignKeys, exclude].includes(notKnown))
    throw new NotKnown("a constraint is not known");
  if (isList(check))
    check.forEach((one, index) =>
      made.push(`CONSTRAINT ${quoted(given || `${own}_chck_${index + 1}`)} CHECK (${text(one, "a check")})`),
    );
  else if (check) made.push(`CONSTRAINT ${quoted(given || `${own}_chck`)} CHECK (${text(check, "a check")})`);
  if (unique) {
    const sets = arrayOf(unique);
    for (const set of sets.some((one) => Array.isArray(one)) ? sets : [sets])
      made.push(
        `CONSTRAINT ${quoted(given || `${own}_uniq_${arrayOf(set).map(bareName).join("_")}`)} UNIQUE (${list(set)})`,
      );
  }
  if (primaryKey) made.push(`CONSTRAINT ${quoted(given || `${own}_pkey`)} PRIMARY KEY (${list(primaryKey)})`);
  for (const key of foreignKeys ? arrayOf(foreignKeys) : []) {
    const options = optionsOf(key);
    const constraint =
      typeof options["referencesConstraintName"] === "string"
        ? options["referencesConstraintName"]
        : given || `${own}_fk_${arrayOf(options["columns"]).map(bareName).join("_")}`;
    made.push(`CONSTRAINT ${quoted(constraint)} FOREIGN KEY (${list(options["columns"])}) ${references(options)}`);
  }
  if (exclude) made.push(`CONSTRAINT ${quoted(given || `${own}_excl`)} EXCLUDE ${text(exclude, "an exclusion")}`);
  return made;
}

function indexName(table: Plain, given: Plain, options: Options): string {
  if (typeof options["name"] === "string") return options["name"];
  const parts = arrayOf(given).map((column) => (isOptions(column) ? bareName(column["name"]) : bareName(column)));
  return `${bareName(table)}_${parts.join("_")}${options["unique"] ? "_unique" : ""}_index`;
}

const indexColumn = (written: Plain): string => {
  if (written instanceof Verbatim) return written.sql;
  if (isOptions(written))
    return [
      indexColumn(written["name"]),
      written["opclass"] ? name(written["opclass"]) : "",
      typeof written["sort"] === "string" ? written["sort"] : "",
    ]
      .filter((part) => part !== "")
      .join(" ");
  const column = text(written, "an index's column");
  return /[^\w".]/.test(column) ? (column.endsWith(")") ? column : `(${column})`) : quoted(column);
};

const ifExists = (options: Plain): string => (optionsOf(options)["ifExists"] ? "IF EXISTS " : "");
const ifNotExists = (options: Plain): string => (optionsOf(options)["ifNotExists"] ? "IF NOT EXISTS " : "");
const cascade = (options: Plain): string => (optionsOf(options)["cascade"] ? " CASCADE" : "");

type Operation = (values: readonly Plain[], shorthands: Options) => string | null;

const drop =
  (object: string): Operation =>
  ([target, options]) =>
    `DROP ${object} ${ifExists(options)}${name(target)}${cascade(options)}`;
const rename =
  (object: string): Operation =>
  ([from, to]) =>
    `ALTER ${object} ${name(from)} RENAME TO ${quoted(bareName(to))}`;

const addColumns: Operation = ([table, given, options], shorthands) => {
  const { lines, keys } = columns(given, shorthands);
  const key = keys.length > 1 ? [`ADD PRIMARY KEY (${keys.map(quoted).join(", ")})`] : [];
  return `ALTER TABLE ${name(table)} ${[...lines.map((line) => `ADD COLUMN ${ifNotExists(options)}${line}`), ...key].join(", ")}`;
};

const dropColumns: Operation = ([table, given, options]) => {
  const names = isOptions(given) && !("name" in given) ? Object.keys(given).map(quoted) : arrayOf(given).map(name);
  return `ALTER TABLE ${name(table)} ${names.map((column) => `DROP COLUMN ${ifExists(options)}${column}${cascade(options)}`).join(", ")}`;
};

const createConstraint: Operation = ([table, constraint, given]) => {
  if (given === notKnown || constraint === notKnown) throw new NotKnown("the constraint is not known");
  const named = typeof constraint === "string" ? constraint : "";
  const made = isOptions(given)
    ? constraints(table, given, named)
    : [`${named ? `CONSTRAINT ${quoted(named)} ` : ""}${text(given, "the constraint")}`];
  return made.length === 0 ? null : `ALTER TABLE ${name(table)} ${made.map((one) => `ADD ${one}`).join(", ")}`;
};

const dropConstraint: Operation = ([table, constraint, options]) =>
  `ALTER TABLE ${name(table)} DROP CONSTRAINT ${ifExists(options)}${name(constraint)}${cascade(options)}`;

const createIndex: Operation = ([table, given, options]) => {
  const settings = optionsOf(options);
  const unique = settings["unique"] ? "UNIQUE " : "";
  const include = settings["include"] ? ` INCLUDE (${arrayOf(settings["include"]).map(name).join(", ")})` : "";
  const nulls = typeof settings["nulls"] === "string" ? ` NULLS ${settings["nulls"]}` : "";
  const where = settings["where"] ? ` WHERE ${text(settings["where"], "an index's condition")}` : "";
  const method = typeof settings["method"] === "string" ? ` USING ${settings["method"]}` : "";
  return `CREATE ${unique}INDEX ${ifNotExists(options)}${quoted(indexName(table, given, settings))} ON ${name(table)}${method} (${arrayOf(given).map(indexColumn).join(", ")})${include}${nulls}${where}`;
};

const createType: Operation = ([type, given], shorthands) => {
  if (given === notKnown) throw new NotKnown("what the type is of is not known");
  if (isList(given))
    return `CREATE TYPE ${name(type)} AS ENUM (${given.map((label) => literal(text(label, "a label"))).join(", ")})`;
  return `CREATE TYPE ${name(type)} AS (${Object.entries(optionsOf(given))
    .map(([attribute, of]) => `${quoted(attribute)} ${typeName(columnOptions(of, shorthands)["type"])}`)
    .join(", ")})`;
};

const createView =
  (materialized: boolean): Operation =>
  ([view, options, definition]) => {
    const settings = optionsOf(options);
    const names = settings["columns"] ? ` (${arrayOf(settings["columns"]).map(name).join(", ")})` : "";
    return `CREATE ${settings["replace"] ? "OR REPLACE " : ""}${materialized ? "MATERIALIZED " : settings["temporary"] ? "TEMPORARY " : ""}VIEW ${materialized ? ifNotExists(options) : ""}${name(view)}${names} AS ${text(definition, "its query")}`;
  };

const createFunction: Operation = ([own, parameters, options, definition]) => {
  const settings = optionsOf(options);
  const body = text(definition, "its body");
  const list = arrayOf(parameters).map((parameter) => {
    const { mode, name: parameterName, type }: Options = isOptions(parameter) ? parameter : { type: parameter };
    return [
      typeof mode === "string" ? mode : "",
      typeof parameterName === "string" ? quoted(parameterName) : "",
      typeName(type),
    ]
      .filter((part) => part !== "")
      .join(" ");
  });
  const returns = typeof settings["returns"] === "string" ? settings["returns"] : "void";
  return `CREATE ${settings["replace"] ? "OR REPLACE " : ""}FUNCTION ${name(own)}(${list.join(", ")}) RETURNS ${returns} AS $rowguard$${body}$rowguard$ LANGUAGE ${text(settings["language"], "its language")}`;
};

const createTrigger: Operation = ([table, trigger, options, definition], shorthands) => {
  const settings = optionsOf(options);
  const insteadOf = typeof settings["when"] === "string" && /instead\s+of/i.test(settings["when"]);
  const fn = settings["function"] ?? (definition === undefined ? undefined : trigger);
  const when = settings["constraint"] ? "AFTER" : text(settings["when"], "when it is run");
  const made =
    definition === undefined
      ? ""
      : `${createFunction([fn, [], { ...settings, returns: "trigger" }, definition], shorthands)};\n`;
  const operation = arrayOf(settings["operation"])
    .map((one) => text(one, "its operation"))
    .join(" OR ");
  return `${made}CREATE ${settings["constraint"] ? "CONSTRAINT " : ""}TRIGGER ${name(trigger)} ${when} ${operation} ON ${name(table)} FOR EACH ${insteadOf ? "ROW" : ((settings["level"] ?? "STATEMENT") as string)} ${settings["condition"] ? `WHEN (${text(settings["condition"], "its condition")}) ` : ""}EXECUTE FUNCTION ${name(fn)}()`;
};

const createPolicy: Operation = ([table, policy, options]) => {
  const { command, role, using, check } = optionsOf(options);
  const given = (words: string, condition: Plain) => (typeof condition === "string" ? ` ${words} (${condition})` : "");
  const roles = arrayOf(role ?? "PUBLIC").map((one) => text(one, "a role"));
  return `CREATE POLICY ${name(policy)} ON ${name(table)} FOR ${text(command ?? "ALL", "what it is for")} TO ${roles.join(", ")}${given("USING", using)}${given("WITH CHECK", check)}`;
};

const operations: Readonly<Record<string, Operation>> = {
  createTable: ([table, given, options], shorthands) => {
    if (options === notKnown) throw new NotKnown("its options are not known");
    const settings = optionsOf(options);
    const { lines, keys } = columns(given, shorthands);
    const own = constraints(
      table,
      { ...optionsOf(settings["constraints"]), ...(keys.length > 1 ? { primaryKey: keys } : {}) },
      "",
    );
    const like = settings["like"]
      ? [
          `LIKE ${isOptions(settings["like"]) && "table" in settings["like"] ? name(settings["like"]["table"]) : name(settings["like"])}${arrayOf(
            optionsOf(optionsOf(settings["like"])["options"])["including"],
          )
            .map((part) => ` INCLUDING ${text(part, "what is copied")}`)
            .join("")}`,
        ]
      : [];
    const partition = optionsOf(settings["partition"]);
    const by =
      typeof partition["strategy"] === "string"
        ? ` PARTITION BY ${partition["strategy"]} (${arrayOf(partition["columns"])
            .map((column) => (isOptions(column) ? name(column["name"]) : name(column)))
            .join(", ")})`
        : "";
    return `CREATE ${settings["temporary"] ? "TEMPORARY " : settings["unlogged"] ? "UNLOGGED " : ""}TABLE ${ifNotExists(options)}${name(table)} (${[...lines, ...own, ...like].join(", ")})${settings["inherits"] ? ` INHERITS (${name(settings["inherits"])})` : ""}${by}`;
  },
  alterTable: ([table, options]) => {
    const { levelSecurity } = optionsOf(options);
    return levelSecurity === undefined
      ? null
      : `ALTER TABLE ${name(table)} ${text(levelSecurity, "its row-level security")} ROW LEVEL SECURITY`;
  },
  dropTable: drop("TABLE"),
  renameTable: rename("TABLE"),
  addColumns,
  addColumn: addColumns,
  dropColumns,
  dropColumn: dropColumns,
  renameColumn: ([table, from, to]) => `ALTER TABLE ${name(table)} RENAME ${name(from)} TO ${name(to)}`,
  alterColumn: ([table, column, options]) => {
    if (!isOptions(options)) throw new NotKnown("how the column changes is not known");
    const { default: initial, type, using, notNull, allowNull, sequenceGenerated, expressionGenerated } = options;
    if (notNull === notKnown || type === notKnown) throw new NotKnown("how the column changes is not known");
    const actions: string[] = [];
    if (initial === null) actions.push("DROP DEFAULT");
    else if (initial !== undefined) actions.push(`SET DEFAULT ${escaped(initial)}`);
    if (type) actions.push(`SET DATA TYPE ${typeName(type)}${typeof using === "string" ? ` USING ${using}` : ""}`);
    if (notNull) actions.push("SET NOT NULL");
    else if (notNull === false || allowNull) actions.push("DROP NOT NULL");
    if (sequenceGenerated !== undefined)
      actions.push(
        isOptions(sequenceGenerated)
          ? `ADD GENERATED ${text(sequenceGenerated["precedence"], "its precedence")} AS IDENTITY`
          : "DROP IDENTITY",
      );
    if (expressionGenerated === null) actions.push("DROP EXPRESSION");
    return actions.length === 0
      ? null
      : `ALTER TABLE ${name(table)} ${actions.map((action) => `ALTER ${name(column)} ${action}`).join(", ")}`;
  },
  addConstraint: createConstraint,
  createConstraint,
  dropConstraint,
  renameConstraint: ([table, from, to]) => `ALTER TABLE ${name(table)} RENAME CONSTRAINT ${name(from)} TO ${name(to)}`,
  createIndex,
  addIndex: createIndex,
  dropIndex: ([table, given, options]) => {
    const schema = isOptions(table) && typeof table["schema"] === "string" ? `${quoted(table["schema"])}.` : "";
    return `DROP INDEX ${ifExists(options)}${schema}${quoted(indexName(table, given, optionsOf(options)))}${cascade(options)}`;
  },
  renameIndex: rename("INDEX"),
  createType,
  addType: createType,
  dropType: drop("TYPE"),
  renameType: rename("TYPE"),
  addTypeValue: ([type, value, options]) => {
    const { before, after } = optionsOf(options);
    return `ALTER TYPE ${name(type)} ADD VALUE ${ifNotExists(options)}${literal(text(value, "the label"))}${before ? ` BEFORE ${literal(text(before, "a label"))}` : after ? ` AFTER ${literal(text(after, "a label"))}` : ""}`;
  },
  renameTypeValue: ([type, from, to]) =>
    `ALTER TYPE ${name(type)} RENAME VALUE ${literal(text(from, "a label"))} TO ${literal(text(to, "a label"))}`,
  addTypeAttribute: () => null,
  dropTypeAttribute: () => null,
  setTypeAttribute: () => null,
  renameTypeAttribute: () => null,
  createSchema: ([schema, options]) => `CREATE SCHEMA ${ifNotExists(options)}${name(schema)}`,
  dropSchema: drop("SCHEMA"),
  renameSchema: rename("SCHEMA"),
  createView: createView(false),
  createMaterializedView: createView(true),
  dropView: drop("VIEW"),
  dropMaterializedView: drop("MATERIALIZED VIEW"),
  renameView: rename("VIEW"),
  renameMaterializedView: rename("MATERIALIZED VIEW"),
  alterViewColumn: () => null,
  renameMaterializedViewColumn: () => null,
  createDomain: ([domain, type, options], shorthands) =>
    `CREATE DOMAIN ${name(domain)} AS ${typeName(columnOptions(type, shorthands)["type"])}${optionsOf(options)["notNull"] ? " NOT NULL" : ""}${optionsOf(options)["check"] ? ` CHECK (${text(optionsOf(options)["check"], "its check")})` : ""}`,
  dropDomain: drop("DOMAIN"),
  renameDomain: rename("DOMAIN"),
  alterDomain: () => null,
  createSequence: ([sequence, options]) => `CREATE SEQUENCE ${ifNotExists(options)}${name(sequence)}`,
  dropSequence: drop("SEQUENCE"),
  renameSequence: rename("SEQUENCE"),
  createFunction,
  dropFunction: () => null,
  renameFunction: () => null,
  createPolicy,
  createTrigger,
  dropTrigger: ([table, trigger, options]) =>
    `DROP TRIGGER ${ifExists(options)}${name(trigger)} ON ${name(table)}${cascade(options)}`,
  renameTrigger: ([table, from, to]) => `ALTER TRIGGER ${name(from)} ON ${name(table)} RENAME TO ${name(to)}`,
};
