import {
  constant,
  list,
  native,
  plainOf,
  stringOf,
  struct,
  concatenation,
  textParts,
  unknown,
  type Host,
  type ProgramPoint,
  type ProgramValue,
} from "../../source/evaluate/program-value.ts";
import { bound } from "./migration-bindings.ts";
import { KnexTable } from "./migration-table.ts";
import type { MigrationLibrary, Reading } from "../../read/migrations/library.ts";
import { dotted, literalOf, namesOf, quoted } from "../../read/migrations/quoted.ts";

/**
 * Migrations of knex: `up(knex)`. Builders are sent when they are awaited, returned or followed by `then`, as in knex.
 */
export const knexMigrations: MigrationLibrary = {
  values: (reading) => [client(reading), promises(reading)],
};

// Early versions hand over their Promise.
const promises = ({ program }: Reading): ProgramValue => program.global("Promise") ?? unknown("Promise");

function client(reading: Reading): Host {
  const own: Host = {
    kind: "host",
    name: "knex",
    call: () => rows(reading),
    get: (key) => {
      switch (key) {
        case "schema":
          return schemaBuilder(reading);
        case "raw":
          return native(key, (values) => raw(reading, values));
        case "ref":
          return native(key, ([name]) => raw(reading, [constant(dotted(stringOf(name) ?? ""))]));
        case "fn":
          return struct(
            {
              now: native("now", () => raw(reading, [constant("CURRENT_TIMESTAMP")])),
              uuid: native("uuid", () => raw(reading, [constant("gen_random_uuid()")])),
            },
            true,
          );
        case "transaction":
          return native(key, ([callback], at) =>
            callback?.kind === "closure" ? reading.program.settle(reading.program.call(callback, [own], at), at) : own,
          );
        case "client":
          return struct(
            {
              config: struct({ client: constant("pg") }, true),
              dialect: constant("postgresql"),
              driverName: constant("pg"),
            },
            true,
          );
        case "withUserParams":
          return native(key, () => own);
        case "isTransaction":
          return constant(true);
        default:
          return rows(reading).get?.(key, nowhere) ?? null;
      }
    },
  };
  return own;
}

const nowhere = {} as ProgramPoint;
const answer = () => unknown("what the database answers", true);

/** A query for rows or a change of them: nothing of it is known, save the condition an index may be given. */
function rows(reading: Reading, conditions: readonly string[] | null = []): Host {
  const own: Host = {
    kind: "host",
    name: "a query of knex",
    settle: answer,
    call: () => rows(reading),
    get: (key) => {
      if (key === "#where")
        return conditions === null || conditions.length === 0 ? null : constant(conditions.join(" and "));
      if (/^(?:toString|toQuery|toSQL)$/.test(key)) return native(key, () => unknown("a query of knex as text"));
      return native(key, (values) => {
        const condition = conditionOf(key, values);
        return rows(
          reading,
          condition === undefined
            ? conditions
            : condition === null || conditions === null
              ? null
              : [...conditions, condition],
        );
      });
    },
  };
  return own;
}

/** A condition as SQL; null where it is not known, undefined for what adds none. */
function conditionOf(method: string, values: readonly ProgramValue[]): string | null | undefined {
  const [first, second, third] = values;
  const column = stringOf(first);
  switch (method) {
    case "whereNull":
    case "whereNotNull":
    case "andWhereNull":
      return column === null ? null : `${dotted(column)} is ${method === "whereNotNull" ? "not " : ""}null`;
    case "whereRaw":
      return column !== null && second === undefined ? column : null;
    case "where":
    case "andWhere":
    case "whereNot": {
      const not = method === "whereNot" ? "not " : "";
      if (first?.kind === "struct" && !first.open) {
        const parts = [...first.properties].map(([name, value]) =>
          literalOf(value) === null
            ? null
            : literalOf(value) === "NULL"
              ? `${dotted(name)} is null`
              : `${dotted(name)} = ${literalOf(value)}`,
        );
        return parts.every((part) => part !== null) ? `${not}(${parts.join(" and ")})` : null;
      }
      if (column === null || second === undefined) return null;
      const value = literalOf(third ?? second);
      const operator = third === undefined ? "=" : stringOf(second);
      return value === null || operator === null || !/^(?:=|<>|!=|<|>|<=|>=|is|is not|like|ilike)$/i.test(operator)
        ? null
        : `${not}${dotted(column)} ${value === "NULL" && operator === "=" ? "is" : operator} ${value}`;
    }
    default:
      return /where|join|having/i.test(method) ? null : undefined;
  }
}

function raw(reading: Reading, [sql, bindings]: readonly ProgramValue[]): Host {
  const text = sql?.kind === "host" ? concatenation(textParts(sql)) : sql ? bound(sql, bindings) : constant("");
  let sent = false;
  const own: Host = {
    kind: "host",
    name: "raw SQL of knex",
    print: () => stringOf(text),
    settle: (at) => {
      if (!sent) reading.script.send(text, at, reading.program);
      sent = true;
      return answer();
    },
    get: (key) => {
      if (/^(?:toString|toQuery)$/.test(key)) return native(key, () => text);
      if (key === "toSQL") return native(key, () => struct({ sql: text, bindings: list([], true) }));
      if (key === "wrap")
        return native(key, ([before, after]) =>
          raw(reading, [
            concatenation([
              ...textParts(before ?? constant("")),
              ...textParts(text),
              ...textParts(after ?? constant("")),
            ]),
          ]),
        );
      return native(key, () => own);
    },
  };
  return own;
}

/** `knex.schema`: what is asked of it is kept in order, and sent when it is awaited. */
function schemaBuilder(reading: Reading): Host {
  const { script, program } = reading;
  let waiting: (() => ProgramValue)[] = [];
  let schema: string | null = null;
  const send = (sql: string | ProgramValue, at: ProgramPoint): ProgramValue => (
    script.send(sql, at, program),
    answer()
  );
  const named = (value: ProgramValue | undefined, what: string, at: ProgramPoint): string | null => {
    const name = stringOf(value);
    if (name === null) script.problem(`${what} whose name is not known here`, at);
    return name;
  };
  const inSchema = (name: string) => `${schema === null ? "" : `${quoted(schema)}.`}${dotted(name)}`;
  const table = (
    values: readonly ProgramValue[],
    at: ProgramPoint,
    creates: boolean,
    ifNotExists = false,
    like: string | null = null,
  ): void => {
    const callback = values.at(-1);
    const name = named(values[0], creates ? "creates a table" : "alters a table", at);
    const builder = new KnexTable({
      schema,
      table: name ?? "",
      creates,
      problem: (message, place) => name !== null && script.problem(message, "node" in place ? place : at),
    });
    const host = builder.host();
    // What the function itself sends comes after the table, which is awaited.
    let release = (): void => undefined;
    if (callback?.kind === "closure" || callback?.kind === "host")
      release = script.held(() => void program.call(callback, [host], at, host));
    else if (like === null)
      script.problem(`${creates ? "creates" : "alters"} a table by a function that is not known here`, at);
    if (name !== null) for (const sql of builder.statements(ifNotExists, like)) script.send(sql, at, program);
    release();
  };
  const run = (method: string, values: readonly ProgramValue[], at: ProgramPoint): ProgramValue => {
    const [first, second] = values;
    switch (method) {
      case "createTable":
        table(values, at, true);
        return answer();
      case "createTableIfNotExists":
        table(values, at, true, true);
        return answer();
      case "createTableLike": {
        const like = named(second, "creates a table like one", at);
        if (like !== null) table(values, at, true, false, dotted(like));
        return answer();
      }
      case "table":
      case "alterTable":
        table(values, at, false);
        return answer();
      case "dropTable":
      case "dropTableIfExists": {
        const name = named(first, "drops a table", at);
        return name === null
          ? answer()
          : send(`drop table ${/IfExists$/.test(method) ? "if exists " : ""}${inSchema(name)}`, at);
      }
      case "renameTable": {
        const [from, to] = [named(first, "renames a table", at), named(second, "renames a table to one", at)];
        return from === null || to === null
          ? answer()
          : send(`alter table ${inSchema(from)} rename to ${quoted(to)}`, at);
      }
      case "createSchema":
      case "createSchemaIfNotExists": {
        const name = named(first, "creates a schema", at);
        return name === null
          ? answer()
          : send(`create schema ${/IfNotExists$/.test(method) ? "if not exists " : ""}${quoted(name)}`, at);
      }
      case "dropSchema":
      case "dropSchemaIfExists": {
        const name = named(first, "drops a schema", at);
        const cascade = plainOf(second ?? constant(false))?.value === true;
        return name === null
          ? answer()
          : send(
              `drop schema ${/IfExists$/.test(method) ? "if exists " : ""}${quoted(name)}${cascade ? " cascade" : ""}`,
              at,
            );
      }
      case "createExtension":
      case "createExtensionIfNotExists":
      case "dropExtension":
      case "dropExtensionIfExists":
        return answer();
      case "createView":
      case "createViewOrReplace":
      case "createMaterializedView":
        view(method, values, at);
        return answer();
      case "dropView":
      case "dropViewIfExists":
      case "dropMaterializedView":
      case "dropMaterializedViewIfExists": {
        const name = named(first, "drops a view", at);
        return name === null
          ? answer()
          : send(
              `drop ${method.includes("Materialized") ? "materialized " : ""}view ${/IfExists$/.test(method) ? "if exists " : ""}${inSchema(name)}`,
              at,
            );
      }
      case "renameView": {
        const [from, to] = [named(first, "renames a view", at), named(second, "renames a view to one", at)];
        return from === null || to === null
          ? answer()
          : send(`alter view ${inSchema(from)} rename to ${quoted(to)}`, at);
      }
      case "refreshMaterializedView":
        return answer();
      case "raw":
        return send(bound(first ?? constant(""), second), at);
      case "hasTable":
      case "hasColumn": {
        const [name, column] = [stringOf(first), method === "hasColumn" ? stringOf(second) : null];
        const known =
          name === null || (method === "hasColumn" && column === null)
            ? null
            : reading.exists(name, column, schema, at);
        return known === null ? answer() : constant(known);
      }
      default:
        script.problem(`calls "${method}" of the schema builder, which is not known`, at);
        return answer();
    }
  };
  const view = (method: string, [first, callback]: readonly ProgramValue[], at: ProgramPoint): void => {
    const name = named(first, "creates a view", at);
    let columns: readonly string[] | null = [];
    let query: ProgramValue = unknown("a query of knex");
    const builder: Host = {
      kind: "host",
      name: "a view of knex",
      get: (key) =>
        native(key, ([value]) => {
          if (key === "columns") columns = namesOf(value);
          if (key === "as" && value) query = value.kind === "host" ? concatenation(textParts(value)) : value;
          return builder;
        }),
    };
    if (callback) program.call(callback, [builder], at, builder);
    if (name === null) return;
    const text = stringOf(query);
    if (text === null) script.problem(`creates the view "${name}" by a query that is built, which is not read`, at);
    else
      send(
        `create ${method.includes("Replace") ? "or replace " : ""}${method.includes("Materialized") ? "materialized " : ""}view ${inSchema(name)}${columns.length > 0 ? ` (${columns.map(quoted).join(", ")})` : ""} as ${text}`,
        at,
      );
  };
  const own: Host = {
    kind: "host",
    name: "the schema builder of knex",
    settle: () => {
      const sent = waiting;
      waiting = [];
      let last: ProgramValue = answer();
      for (const step of sent) last = step();
      return last;
    },
    get: (key) =>
      native(key, (values, at) => {
        if (key === "withSchema")
          schema =
            stringOf(values[0]) ??
            (plainOf(values[0] ?? constant(null)) ? null : named(values[0], "uses a schema", at));
        else if (/^(?:queryContext|debug|on|once|transacting|timeout|connection|client)$/.test(key)) return own;
        else if (/^(?:toString|toQuery|toSQL)$/.test(key)) return unknown("a schema builder as text");
        else if (
          /^(?:hasTable|hasColumn)$/.test(key) ||
          /^(?:create|drop|alter|rename|refresh|table|view|raw)/.test(key)
        ) {
          const inside = schema;
          waiting.push(() => {
            const before = schema;
            schema = inside ?? before;
            return run(key, values, at);
          });
        } else script.problem(`calls "${key}" of the schema builder, which is not known`, at);
        return own;
      }),
  };
  return own;
}
