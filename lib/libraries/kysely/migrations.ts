import {
  constant,
  elementsOf,
  native,
  nothing,
  stringOf,
  struct,
  concatenation,
  textParts,
  unknown,
  type Host,
  type ProgramPoint,
  type ProgramValue,
  type Unknown,
} from "../../source/evaluate/program-value.ts";
import type { MigrationLibrary, Reading } from "../../read/migrations/library.ts";
import { dotted, literal, literalOf, namesOf, quoted } from "../../read/migrations/quoted.ts";

/** Migrations of kysely: `up(db)`. Builders are sent when they are executed. */
export const kyselyMigrations: MigrationLibrary = {
  values: (reading) => [client(reading)],
  packages: (specifier, reading) => (specifier === "kysely" ? struct({ sql: sqlTag(reading) }, true) : null),
};

const answer = () => unknown("what the database answers", true);

function client(reading: Reading): Host {
  const own: Host = {
    kind: "host",
    name: "kysely",
    get: (key) => {
      switch (key) {
        case "schema":
          return schemaModule(reading, null);
        case "transaction":
        case "connection":
        case "startTransaction": {
          const transaction: Host = {
            kind: "host",
            name: "a transaction of kysely",
            get: (method) =>
              native(method, ([callback], at) =>
                method === "execute" && callback
                  ? reading.program.settle(reading.program.call(callback, [own], at), at)
                  : method === "execute"
                    ? own
                    : transaction,
              ),
          };
          return native(key, () => transaction);
        }
        case "withSchema":
        case "withPlugin":
        case "withoutPlugins":
          return native(key, () => own);
        case "commit":
        case "rollback":
          return native(key, () => rows());
        case "executeQuery":
          return native(key, ([query], at) => {
            if (query?.kind === "host") query.get?.("execute", at);
            return answer();
          });
        case "dynamic":
          return sqlTag(reading);
        case "fn":
        case "introspection":
          return rows();
        default:
          return native(key, () => rows());
      }
    },
  };
  return own;
}

function rows(): Host {
  const own: Host = {
    kind: "host",
    name: "a query of kysely",
    settle: answer,
    get: (key) => native(key, () => (/^execute/.test(key) ? answer() : own)),
  };
  return own;
}

/** What stands in a template or builder as SQL: text, with what is not known of it. */
function parts(value: ProgramValue | undefined, asName: boolean): readonly (string | Unknown)[] {
  if (value?.kind === "host") return textParts(value.get?.("#sql", {} as ProgramPoint) ?? value);
  if (asName) return [namesOf(value)?.map(dotted).join(", ") ?? unknown("a name that is not known")];
  // A value is a parameter: of the structure it tells nothing.
  return [(value && literalOf(value)) ?? "''"];
}

function sqlTag(reading: Reading): Host {
  const made = (text: ProgramValue): Host => {
    const own: Host = {
      kind: "host",
      name: "sql of kysely",
      print: () => stringOf(text),
      get: (key) => {
        if (key === "#sql") return text;
        if (key === "execute")
          return native(key, (_, at) => (reading.script.send(text, at, reading.program), answer()));
        return native(key, () => own);
      },
    };
    return own;
  };
  return {
    kind: "host",
    name: "sql",
    tag: (texts, values) =>
      made(
        concatenation(
          texts.flatMap((text, index) => [text, ...(index < values.length ? parts(values[index], false) : [])]),
        ),
      ),
    get: (key) => {
      switch (key) {
        case "raw":
          return native(key, ([text]) => made(text ?? constant("")));
        case "ref":
        case "table":
          return native(key, ([name]) => made(concatenation(parts(name, true))));
        case "id":
          return native(key, (names) =>
            made(
              concatenation(
                names.flatMap((name, index) => {
                  const known = stringOf(name);
                  return [...(index > 0 ? ["."] : []), ...(known === null ? parts(name, true) : [quoted(known)])];
                }),
              ),
            ),
          );
        case "lit":
        case "literal":
        case "val":
        case "value":
          return native(key, ([value]) => made(concatenation(parts(value, false))));
        case "join":
          return native(key, ([items, separator]) => {
            const all = items ? elementsOf(items) : null;
            return made(
              all
                ? concatenation(
                    all.flatMap((item, index) => [
                      ...(index > 0 ? (separator ? parts(separator, false) : [", "]) : []),
                      ...parts(item, false),
                    ]),
                  )
                : unknown("a list that is not known"),
            );
          });
        default:
          return null;
      }
    },
  };
}

class NotKnown extends Error {}

function known(value: ProgramValue | undefined, what: string): string {
  const text = value?.kind === "host" ? (value.print?.() ?? null) : stringOf(value);
  if (text === null) throw new NotKnown(`${what} is not known`);
  return text;
}

const nameOf = (value: ProgramValue | undefined, what: string): string =>
  value?.kind === "host" ? known(value, what) : dotted(known(value, what));

function listOf(value: ProgramValue | undefined, what: string): string {
  const names = value && elementsOf(value);
  if (!names) throw new NotKnown(`${what} are not known`);
  return names.map((name) => nameOf(name, what)).join(", ");
}

const typeOf = (value: ProgramValue | undefined): string => known(value, "a column's type");

function expressionOf(value: ProgramValue | undefined): string {
  if (value?.kind === "host") return value.print?.() ?? "(NULL::text)";
  return value === undefined ? "NULL" : (literalOf(value) ?? "(NULL::text)");
}

/** A builder: every method adds to `state` or is told as not known; `execute` sends what `compile` makes of it. */
function builder(
  reading: Reading,
  methods: Readonly<Record<string, (values: readonly ProgramValue[], at: ProgramPoint) => void>>,
  compile: () => readonly string[],
): Host {
  const failures: { readonly message: string; readonly at: ProgramPoint }[] = [];
  const own: Host = {
    kind: "host",
    name: "a builder of kysely",
    get: (key) =>
      native(key, (values, at) => {
        if (key === "execute") {
          for (const { message, at: place } of failures) reading.script.problem(message, place);
          try {
            for (const sql of compile()) reading.script.send(sql, at, reading.program);
          } catch (error) {
            if (!(error instanceof NotKnown)) throw error;
            reading.script.problem(`changes the schema, and ${error.message}`, at);
          }
          return answer();
        }
        if (key === "$call") return values[0] ? reading.program.call(values[0], [own], at) : own;
        if (key === "$castTo" || key === "withPlugin" || key === "clearModifiers") return own;
        const method = Object.hasOwn(methods, key) ? methods[key] : undefined;
        try {
          if (method) method(values, at);
          else failures.push({ message: `calls "${key}" of a builder of kysely, which is not known`, at });
        } catch (error) {
          if (!(error instanceof NotKnown)) throw error;
          failures.push({ message: `changes the schema, and ${error.message}`, at });
        }
        return own;
      }),
  };
  return own;
}

/** What a callback makes of a builder that only collects. */
function collected(
  reading: Reading,
  callback: ProgramValue | undefined,
  at: ProgramPoint,
  methods: Readonly<Record<string, (values: readonly ProgramValue[]) => void>>,
  what: string,
): void {
  if (!callback) return;
  const own: Host = {
    kind: "host",
    name: what,
    get: (key) =>
      native(key, (values, place) => {
        const method = Object.hasOwn(methods, key) ? methods[key] : undefined;
        if (key === "$call") return values[0] ? reading.program.call(values[0], [own], place) : own;
        if (method) method(values);
        else reading.script.problem(`calls "${key}" of ${what}, which is not known`, place);
        return own;
      }),
  };
  reading.program.call(callback, [own], at);
}

function columnOf(
  reading: Reading,
  [name, type, callback]: readonly ProgramValue[],
  at: ProgramPoint,
): { readonly sql: string; readonly ifNotExists: boolean } {
  const column = quoted(known(name, "a column's name"));
  const constraints: string[] = [];
  let written = typeOf(type);
  let ifNotExists = false;
  const failures: string[] = [];
  const attempt = (make: () => string) => {
    try {
      constraints.push(make());
    } catch (error) {
      if (!(error instanceof NotKnown)) throw error;
      failures.push(error.message);
    }
  };
  collected(
    reading,
    callback,
    at,
    {
      notNull: () => constraints.push("not null"),
      primaryKey: () => constraints.push("primary key"),
      unique: () => constraints.push("unique"),
      nullsNotDistinct: () => constraints.push("nulls not distinct"),
      defaultTo: ([value]) => constraints.push(`default ${expressionOf(value)}`),
      references: ([target]) =>
        attempt(() => {
          const dots = known(target, "what a column references").split(".");
          return `references ${dots.slice(0, -1).map(quoted).join(".")} (${quoted(dots.at(-1) ?? "")})`;
        }),
      onDelete: ([action]) => attempt(() => `on delete ${known(action, "an action")}`),
      onUpdate: ([action]) => attempt(() => `on update ${known(action, "an action")}`),
      check: ([condition]) => attempt(() => `check (${known(condition, "a check")})`),
      generatedAlwaysAs: ([expression]) => attempt(() => `generated always as (${known(expression, "an expression")})`),
      generatedAlwaysAsIdentity: () => constraints.push("generated always as identity"),
      generatedByDefaultAsIdentity: () => constraints.push("generated by default as identity"),
      identity: () => constraints.push("identity"),
      stored: () => constraints.push("stored"),
      unsigned: () => undefined,
      ifNotExists: () => void (ifNotExists = true),
      autoIncrement: () => void (written = /big/i.test(written) ? "bigserial" : "serial"),
      modifyEnd: ([text]) => attempt(() => known(text, "the end of a column")),
      modifyFront: ([text]) => attempt(() => known(text, "the beginning of a column")),
    },
    "a column of kysely",
  );
  const failure = failures.at(-1);
  if (failure !== undefined) reading.script.problem(`gives the column ${column} something of which ${failure}`, at);
  return { sql: `${column} ${written} ${constraints.join(" ")}`.trim(), ifNotExists };
}

function constraintOf(reading: Reading, kind: string, values: readonly ProgramValue[], at: ProgramPoint): string {
  const [name, first, table, targets, last] = values;
  const named = `constraint ${quoted(known(name, "a constraint's name"))}`;
  const rest: string[] = [];
  const callback = kind === "addForeignKeyConstraint" ? last : kind === "addCheckConstraint" ? undefined : table;
  collected(
    reading,
    callback,
    at,
    {
      onDelete: ([action]) => rest.push(`on delete ${known(action, "an action")}`),
      onUpdate: ([action]) => rest.push(`on update ${known(action, "an action")}`),
      nullsNotDistinct: () => rest.push("nulls not distinct"),
      deferrable: () => rest.push("deferrable"),
      notDeferrable: () => rest.push("not deferrable"),
      initiallyDeferred: () => rest.push("initially deferred"),
      initiallyImmediate: () => rest.push("initially immediate"),
    },
    "a constraint of kysely",
  );
  const end = rest.length > 0 ? ` ${rest.join(" ")}` : "";
  switch (kind) {
    case "addPrimaryKeyConstraint":
      return `${named} primary key (${listOf(first, "a key's columns")})${end}`;
    case "addUniqueConstraint":
      return `${named} unique${rest.includes("nulls not distinct") ? " nulls not distinct" : ""} (${listOf(first, "a constraint's columns")})`;
    case "addCheckConstraint":
      return `${named} check (${known(first, "a check")})`;
    default:
      return `${named} foreign key (${listOf(first, "a key's columns")}) references ${nameOf(table, "a referenced table")} (${listOf(targets, "the referenced columns")})${end}`;
  }
}

const constraintKinds = [
  "addPrimaryKeyConstraint",
  "addUniqueConstraint",
  "addCheckConstraint",
  "addForeignKeyConstraint",
];

function schemaModule(reading: Reading, schema: string | null): Host {
  const inSchema = (value: ProgramValue | undefined, what: string) =>
    `${schema === null ? "" : `${quoted(schema)}.`}${nameOf(value, what)}`;
  const make = (method: string, values: readonly ProgramValue[]): Host | null => {
    switch (method) {
      case "createTable":
        return createTable(reading, () => inSchema(values[0], "a table's name"));
      case "alterTable":
        return alterTable(reading, () => inSchema(values[0], "a table's name"));
      case "createIndex":
        return createIndex(reading, values[0], schema);
      case "createSchema":
      case "dropSchema":
      case "dropTable":
      case "dropIndex":
      case "dropView":
      case "dropType": {
        const words = {
          createSchema: "create schema",
          dropSchema: "drop schema",
          dropTable: "drop table",
          dropIndex: "drop index",
          dropView: "view",
          dropType: "drop type",
        }[method];
        let [guard, cascade, materialized] = ["", "", ""];
        return builder(
          reading,
          {
            ifExists: () => void (guard = "if exists "),
            ifNotExists: () => void (guard = "if not exists "),
            cascade: () => void (cascade = " cascade"),
            materialized: () => void (materialized = "materialized "),
            on: () => undefined,
            concurrently: () => undefined,
          },
          () => [
            `${method === "dropView" ? `drop ${materialized}view` : words} ${guard}${method.endsWith("Schema") ? nameOf(values[0], "a schema's name") : inSchema(values[0], "its name")}${cascade}`,
          ],
        );
      }
      case "createType": {
        let labels = "";
        return builder(
          reading,
          {
            asEnum: ([all]) => {
              const items = all && elementsOf(all)?.map(stringOf);
              if (!items?.every((item) => item !== null)) throw new NotKnown("a type's labels are not known");
              labels = items.map(literal).join(", ");
            },
          },
          () => [`create type ${inSchema(values[0], "a type's name")} as enum (${labels})`],
        );
      }
      case "createView": {
        let [words, columns, query] = ["create", "", null as string | null];
        let [materialized, guard] = ["", ""];
        return builder(
          reading,
          {
            orReplace: () => void (words = "create or replace"),
            materialized: () => void (materialized = "materialized "),
            temporary: () => void (words += " temporary"),
            ifNotExists: () => void (guard = "if not exists "),
            columns: ([all]) => void (columns = ` (${listOf(all, "a view's columns")})`),
            as: ([value]) => void (query = value?.kind === "host" ? (value.print?.() ?? null) : null),
          },
          () => {
            if (query === null)
              throw new NotKnown(
                `the query of the view ${inSchema(values[0], "a view's name")} is built, which is not read`,
              );
            return [
              `${words} ${materialized}view ${guard}${inSchema(values[0], "a view's name")}${columns} as ${query}`,
            ];
          },
        );
      }
      case "refreshMaterializedView":
        return builder(
          reading,
          { concurrently: () => undefined, withNoData: () => undefined, withData: () => undefined },
          () => [],
        );
      default:
        return null;
    }
  };
  return {
    kind: "host",
    name: "the schema module of kysely",
    get: (key) =>
      native(key, (values, at) => {
        if (key === "withSchema") return schemaModule(reading, stringOf(values[0]) ?? "rowguard_not_known");
        if (/^with/.test(key)) return schemaModule(reading, schema);
        const made = make(key, values);
        if (made) return made;
        reading.script.problem(`calls "${key}" of the schema module of kysely, which is not known`, at);
        return rows();
      }),
  };
}

function createTable(reading: Reading, table: () => string): Host {
  const elements: string[] = [];
  let [temporary, guard, end, query] = ["", "", "", null as string | null];
  return builder(
    reading,
    {
      temporary: () => void (temporary = "temporary "),
      ifNotExists: () => void (guard = "if not exists "),
      onCommit: () => undefined,
      modifyFront: () => undefined,
      addColumn: (values, at) => void elements.push(columnOf(reading, values, at).sql),
      ...Object.fromEntries(
        constraintKinds.map((kind) => [
          kind,
          (values: readonly ProgramValue[], at: ProgramPoint) =>
            void elements.push(constraintOf(reading, kind, values, at)),
        ]),
      ),
      modifyEnd: ([text]) => void (end = ` ${known(text, "the end of a table")}`),
      as: ([value]) => {
        query = known(value, "the query of a table");
      },
    },
    () => [
      query === null
        ? `create ${temporary}table ${guard}${table()} (${elements.join(", ")})${end}`
        : `create ${temporary}table ${guard}${table()} as ${query}`,
    ],
  );
}

function alterTable(reading: Reading, table: () => string): Host {
  const actions: string[] = [];
  const others: string[] = [];
  const add = (action: string) => void actions.push(action);
  const amend = (words: RegExp, by: string) => {
    const action = actions.pop();
    if (action !== undefined) add(action.replace(words, by));
  };
  return builder(
    reading,
    {
      addColumn: (values, at) => {
        const { sql, ifNotExists } = columnOf(reading, values, at);
        add(`add column ${ifNotExists ? "if not exists " : ""}${sql}`);
      },
      dropColumn: ([name]) => add(`drop column ${nameOf(name, "a column's name")}`),
      alterColumn: ([name, callback], at) => {
        const column = `alter column ${nameOf(name, "a column's name")}`;
        collected(
          reading,
          callback,
          at,
          {
            setDataType: ([type]) => add(`${column} type ${typeOf(type)}`),
            setDefault: ([value]) => add(`${column} set default ${expressionOf(value)}`),
            dropDefault: () => add(`${column} drop default`),
            setNotNull: () => add(`${column} set not null`),
            dropNotNull: () => add(`${column} drop not null`),
          },
          "an altered column of kysely",
        );
      },
      ...Object.fromEntries(
        constraintKinds.map((kind) => [
          kind,
          (values: readonly ProgramValue[], at: ProgramPoint) => add(`add ${constraintOf(reading, kind, values, at)}`),
        ]),
      ),
      dropConstraint: ([name]) => add(`drop constraint ${nameOf(name, "a constraint's name")}`),
      ifExists: () => amend(/^drop (constraint|column) /, "drop $1 if exists "),
      cascade: () => amend(/$/, " cascade"),
      restrict: () => undefined,
      onDelete: ([action]) => amend(/$/, ` on delete ${known(action, "an action")}`),
      onUpdate: ([action]) => amend(/$/, ` on update ${known(action, "an action")}`),
      deferrable: () => amend(/$/, " deferrable"),
      initiallyDeferred: () => amend(/$/, " initially deferred"),
      renameColumn: ([from, to]) =>
        void others.push(`rename column ${nameOf(from, "a column's name")} to ${nameOf(to, "a column's name")}`),
      renameConstraint: ([from, to]) =>
        void others.push(
          `rename constraint ${nameOf(from, "a constraint's name")} to ${nameOf(to, "a constraint's name")}`,
        ),
      renameTo: ([to]) => void others.push(`rename to ${quoted(known(to, "a table's name").split(".").at(-1) ?? "")}`),
      setSchema: ([to]) => void others.push(`set schema ${nameOf(to, "a schema's name")}`),
    },
    () => [
      ...(actions.length > 0 ? [`alter table ${table()} ${actions.join(", ")}`] : []),
      ...others.map((other) => `alter table ${table()} ${other}`),
    ],
  );
}

function createIndex(reading: Reading, name: ProgramValue | undefined, schema: string | null): Host {
  const columns: string[] = [];
  const conditions: string[] = [];
  let [unique, guard, table, method, nulls] = ["", "", "", "", ""];
  const column = (value: ProgramValue): string => {
    if (value.kind === "host") return known(value, "an index's column");
    const [own = "", ...order] = known(value, "an index's column").split(" ");
    return [dotted(own), ...order].join(" ");
  };
  return builder(
    reading,
    {
      unique: () => void (unique = "unique "),
      ifNotExists: () => void (guard = "if not exists "),
      nullsNotDistinct: () => void (nulls = " nulls not distinct"),
      on: ([value]) =>
        void (table = `${schema === null ? "" : `${quoted(schema)}.`}${nameOf(value, "an index's table")}`),
      column: ([value]) => void columns.push(column(value ?? nothing)),
      columns: ([values]) => {
        const items = values && elementsOf(values);
        if (!items) throw new NotKnown("an index's columns are not known");
        columns.push(...items.map(column));
      },
      expression: ([value]) => void columns.push(known(value, "an index's expression")),
      using: ([value]) => void (method = ` using ${known(value, "an index's method")}`),
      where: ([left, operator, right]) => {
        if (operator === undefined) conditions.push(known(left, "an index's condition"));
        else
          conditions.push(
            `${nameOf(left, "an index's condition")} ${known(operator, "an operator")} ${right ? (right.kind === "host" ? known(right, "an index's condition") : (literalOf(right) ?? "NULL")) : "NULL"}`,
          );
      },
    },
    () => [
      `create ${unique}index ${guard}${quoted(known(name, "an index's name"))} on ${table}${method} (${columns.join(", ")})${nulls}${conditions.length > 0 ? ` where ${conditions.join(" and ")}` : ""}`,
    ],
  );
}
