import {
  constant,
  itemsOf,
  native,
  plainOf,
  property,
  stringOf,
  type Host,
  type ProgramPoint,
  type ProgramValue,
} from "../../source/evaluate/program-value.ts";
import { bound } from "./migration-bindings.ts";
import { knexType, type KnexType } from "./migration-column.ts";
import { literal, literalOf, quoted } from "../../read/migrations/quoted.ts";

/** The part of a table builder that the table's name and its place need. */
export interface KnexTableContext {
  readonly schema: string | null;
  readonly table: string;
  readonly creates: boolean;
  problem(message: string, at: ProgramPoint): void;
}

interface KnexColumn {
  readonly name: string;
  readonly type: KnexType;
  nullable: boolean | null;
  default: string | null;
  checks: string[];
  alters: { readonly nullable: boolean; readonly type: boolean } | null;
}

/** A statement that follows the columns; a function, where what is chained to it decides. */
type Following = () => string | null;

/** What `table` is in `createTable("a", (table) => …)`, and the SQL that knex makes of what is asked of it. */
export class KnexTable {
  readonly #context: KnexTableContext;
  readonly #columns: KnexColumn[] = [];
  readonly #following: Following[] = [];
  readonly #checks: string[] = [];
  #primary: string | null = null;
  #inherits: string | null = null;

  constructor(context: KnexTableContext) {
    this.#context = context;
  }

  get #table(): string {
    const { schema, table } = this.#context;
    return `${schema === null ? "" : `${quoted(schema)}.`}${table.split(".").map(quoted).join(".")}`;
  }

  /** The statements, in the order knex sends them. */
  statements(ifNotExists = false, like: string | null = null): string[] {
    const { creates } = this.#context;
    const added = this.#columns.filter(({ alters }) => alters === null);
    const sent = added.flatMap(({ type }) => type.before ?? []);
    if (creates) {
      const elements = [
        ...(like === null ? [] : [`like ${like} including all`]),
        ...added.map((column) => this.#definition(column)),
        ...(this.#primary === null ? [] : [this.#primary]),
        ...this.#checks,
      ];
      sent.push(
        `create table ${ifNotExists ? "if not exists " : ""}${this.#table} (${elements.join(", ")})${this.#inherits === null ? "" : ` inherits (${this.#inherits})`}`,
      );
    } else if (added.length > 0)
      sent.push(
        `alter table ${this.#table} ${added.map((column) => `add column ${this.#definition(column)}`).join(", ")}`,
      );
    for (const column of this.#columns) if (column.alters) sent.push(...this.#alterations(column, column.alters));
    for (const following of this.#following) {
      const sql = following();
      if (sql !== null) sent.push(sql);
    }
    return sent;
  }

  #definition({ name, type, nullable, default: initial, checks }: KnexColumn): string {
    const key = type.key && this.#primary === null ? " primary key" : "";
    const modifiers = type.increments
      ? []
      : [
          ...(nullable === null ? [] : [nullable ? "null" : "not null"]),
          ...(initial === null ? [] : [`default ${initial}`]),
          ...checks,
        ];
    return [`${quoted(name)} ${type.sql}${key}`, ...modifiers].join(" ");
  }

  #alterations(
    { name, type, nullable, default: initial }: KnexColumn,
    alters: { readonly nullable: boolean; readonly type: boolean },
  ): string[] {
    const column = `alter table ${this.#table} alter column ${quoted(name)}`;
    // Of an enum's text with its check, only the type can be given to a column that is there.
    const bare = type.sql.replace(/ check \(.*$/s, "");
    return [
      `${column} drop default`,
      ...(alters.nullable ? [`${column} drop not null`] : []),
      ...(alters.type ? [`${column} type ${bare} using (${quoted(name)}::${bare})`] : []),
      ...(initial === null ? [] : [`${column} set default ${initial}`]),
      ...(alters.nullable && nullable === false ? [`${column} set not null`] : []),
    ];
  }

  /** The builder, as the program sees it. */
  host(): Host {
    const own: Host = {
      kind: "host",
      name: "a table of knex",
      get: (key, at) => {
        if (/^(?:comment|engine|charset|collate|queryContext|dropComment)$/.test(key)) return native(key, () => own);
        return native(key, (values) => this.#called(key, values, at) ?? own);
      },
    };
    return own;
  }

  #called(method: string, values: readonly ProgramValue[], at: ProgramPoint): ProgramValue | null {
    const { schema, creates } = this.#context;
    const [first, second] = values;
    const follow = (sql: string | null): null => {
      if (sql !== null) this.#following.push(() => sql);
      return null;
    };
    switch (method) {
      case "timestamps":
        return this.#timestamps(values);
      case "primary":
        return this.#key("primary", values, at);
      case "unique":
      case "index":
        return this.#key(method, values, at);
      case "foreign":
        return this.#foreign(first, second, at, null);
      case "check": {
        const condition = this.#text(first?.kind === "host" ? first : first && bound(first, second), at);
        const name = stringOf(values[2]);
        if (condition === null) return null;
        if (creates) this.#checks.push(`${name === null ? "" : `constraint ${name} `}check (${condition})`);
        else follow(`alter table ${this.#table} add ${name === null ? "" : `constraint ${name} `}check (${condition})`);
        return null;
      }
      case "inherits": {
        const parent = stringOf(first);
        if (parent === null) this.#context.problem("inherits from a table whose name is not known", at);
        else this.#inherits = parent.split(".").map(quoted).join(".");
        return null;
      }
      case "dropColumn":
      case "dropColumns": {
        const names = this.#names(values, at);
        return follow(names && `alter table ${this.#table} ${names.map((name) => `drop column ${name}`).join(", ")}`);
      }
      case "dropTimestamps": {
        const camel = plainOf(first ?? constant(false))?.value === true;
        return follow(
          `alter table ${this.#table} drop column ${quoted(camel ? "createdAt" : "created_at")}, drop column ${quoted(camel ? "updatedAt" : "updated_at")}`,
        );
      }
      case "renameColumn": {
        const names = this.#names([first ?? constant(undefined), second ?? constant(undefined)], at);
        return follow(names && `alter table ${this.#table} rename ${names[0]} to ${names[1]}`);
      }
      case "setNullable":
      case "dropNullable": {
        const names = this.#names([first ?? constant(undefined)], at);
        return follow(
          names &&
            `alter table ${this.#table} alter column ${names[0]} ${method === "setNullable" ? "drop" : "set"} not null`,
        );
      }
      case "dropChecks": {
        const names = this.#names(values, at);
        return follow(
          names && `alter table ${this.#table} ${names.map((name) => `drop constraint ${name}`).join(", ")}`,
        );
      }
      case "dropPrimary":
      case "dropPrimaryIfExists": {
        const name = first === undefined ? `${this.#context.table}_pkey` : stringOf(first);
        return follow(
          name === null
            ? this.#lost("drops a key whose name is not known", at)
            : `alter table ${this.#table} drop constraint ${/IfExists$/.test(method) ? "if exists " : ""}${quoted(name)}`,
        );
      }
      case "dropUnique":
      case "dropUniqueIfExists":
      case "dropForeign":
      case "dropForeignIfExists":
      case "dropIndex": {
        const kind = method.startsWith("dropUnique") ? "unique" : method === "dropIndex" ? "index" : "foreign";
        const name =
          second !== undefined && plainOf(second)?.value !== undefined
            ? stringOf(second)
            : this.#indexName(kind, first);
        if (name === null) return follow(this.#lost("drops an index or constraint whose name is not known", at));
        if (kind === "index") return follow(`drop index ${schema === null ? "" : `${quoted(schema)}.`}${quoted(name)}`);
        return follow(
          `alter table ${this.#table} drop constraint ${/IfExists$/.test(method) ? "if exists " : ""}${quoted(name)}`,
        );
      }
      default:
        return this.#column(method, values, at);
    }
  }

  #lost(message: string, at: ProgramPoint): null {
    this.#context.problem(message, at);
    return null;
  }

  #column(method: string, values: readonly ProgramValue[], at: ProgramPoint): ProgramValue | null {
    const increments = /^(?:big)?increments$/i.test(method);
    const given = values[0] ?? (increments ? constant("id") : undefined);
    const name = stringOf(given);
    if (knexType(method, values.slice(1), name ?? "", this.#context.schema) === undefined) {
      this.#context.problem(`calls "${method}" of a table, which is not known`, at);
      return null;
    }
    if (name === null) {
      this.#context.problem(`adds a column to "${this.#context.table}" whose name is not known`, at);
      return absorbing;
    }
    const type = knexType(method, values.slice(1), name, this.#context.schema);
    if (!type) {
      this.#context.problem(`gives the column "${name}" of "${this.#context.table}" a type that is not known`, at);
      return absorbing;
    }
    const column: KnexColumn = { name, type, nullable: null, default: null, checks: [], alters: null };
    this.#columns.push(column);
    return this.#columnHost(column, method);
  }

  #columnHost(column: KnexColumn, method: string): Host {
    const name = constant(column.name);
    let foreign: Host | null = null;
    const host: Host = {
      kind: "host",
      name: "a column of knex",
      get: (key, place) =>
        foreign?.get && /^(?:on|inTable|withKeyName|onDelete|onUpdate|deferrable)$/.test(key)
          ? foreign.get(key, place)
          : native(key, (values, at) => {
              const [first] = values;
              switch (key) {
                case "notNullable":
                case "notNull":
                  column.nullable = false;
                  break;
                case "nullable":
                  column.nullable = first === undefined || plainOf(first)?.value !== false;
                  break;
                case "default":
                case "defaultTo":
                case "defaultsTo":
                  column.default = first === undefined ? null : defaultOf(first, method);
                  break;
                case "primary":
                case "unique":
                case "index":
                  if (!column.type.increments) this.#key(key, [name, ...values], at);
                  break;
                case "references":
                  foreign = this.#foreign(name, undefined, at, host, first);
                  return foreign;
                case "alter":
                  column.alters = { nullable: flag(first, "alterNullable"), type: flag(first, "alterType") };
                  break;
                case "checkPositive":
                case "checkNegative":
                  column.checks.push(`check (${quoted(column.name)} ${key === "checkPositive" ? ">" : "<"} 0)`);
                  break;
                case "checkIn":
                case "checkNotIn": {
                  const items = itemsOf(first)?.map(literalOf);
                  if (items?.every((item) => item !== null) && items.length > 0)
                    column.checks.push(
                      `check (${quoted(column.name)} ${key === "checkIn" ? "" : "not "}in (${items.join(",")}))`,
                    );
                  break;
                }
                case "checkLength":
                case "checkBetween":
                case "checkRegex":
                case "check":
                  // A check that is left out lets nothing be taken for NOT NULL.
                  break;
                case "unsigned":
                case "comment":
                case "collate":
                case "first":
                case "after":
                case "queryContext":
                  break;
                default:
                  this.#context.problem(
                    `calls "${key}" of the column "${column.name}" of "${this.#context.table}", which is not known`,
                    at,
                  );
              }
              return host;
            }),
    };
    return host;
  }

  #timestamps(values: readonly ProgramValue[]): null {
    const [first] = values;
    const options = first?.kind === "struct";
    const on = (index: number, name: string) =>
      plainOf((options ? property(first, name) : values[index]) ?? constant(undefined))?.value === true;
    const [withZone, toNow, camel] = [on(0, "useTimestamps"), on(1, "defaultToNow"), on(2, "useCamelCase")];
    for (const name of camel ? ["createdAt", "updatedAt"] : ["created_at", "updated_at"]) {
      const type = knexType(withZone ? "timestamp" : "datetime", [], name, null);
      if (type)
        this.#columns.push({
          name,
          type,
          nullable: toNow ? false : null,
          default: toNow ? "CURRENT_TIMESTAMP" : null,
          checks: [],
          alters: null,
        });
    }
    return null;
  }

  #key(kind: "primary" | "unique" | "index", [given, options, more]: readonly ProgramValue[], at: ProgramPoint): null {
    const columns = this.#columnList(given, at);
    if (columns === null) return null;
    const named =
      options?.kind === "struct" ? property(options, kind === "primary" ? "constraintName" : "indexName") : options;
    const isGiven = named !== undefined && !(named.kind === "constant" && !named.value);
    if (isGiven && stringOf(named) === null) return this.#lost("gives an index or key a name that is not known", at);
    const { table, creates } = this.#context;
    if (kind === "primary") {
      const constraint = `constraint ${quoted((isGiven ? stringOf(named) : null) ?? `${table}_pkey`)} primary key (${columns})`;
      if (creates) this.#primary ??= constraint;
      else this.#following.push(() => `alter table ${this.#table} add ${constraint}`);
      return null;
    }
    const name = isGiven ? stringOf(named) : this.#indexName(kind, given);
    if (name === null) return this.#lost("gives an index a name that is not known", at);
    const settings = kind === "unique" ? options : more;
    const predicate = settings?.kind === "struct" ? property(settings, "predicate") : undefined;
    const where = predicate === undefined ? "" : this.#predicate(predicate);
    if (where === null) return this.#lost("gives an index a condition that is not known", at);
    const useConstraint = plainOf(property(settings, "useConstraint") ?? constant(undefined))?.value;
    if (kind === "unique" && (useConstraint === undefined ? predicate === undefined : useConstraint === true)) {
      this.#following.push(() => `alter table ${this.#table} add constraint ${quoted(name)} unique (${columns})`);
      return null;
    }
    const method = stringOf(settings?.kind === "struct" ? property(settings, "storageEngineIndexType") : settings);
    const unique = kind === "unique" || stringOf(property(settings, "indexType"))?.toLowerCase() === "unique";
    this.#following.push(
      () =>
        `create ${unique ? "unique " : ""}index ${quoted(name)} on ${this.#table}${method === null ? "" : ` using ${method}`} (${columns})${where}`,
    );
    return null;
  }

  #predicate(value: ProgramValue): string | null {
    const printed = value.kind === "host" ? (value.get?.("#where", nowhere) ?? null) : null;
    const condition = stringOf(printed ?? undefined);
    return condition === null ? null : ` where ${condition}`;
  }

  #foreign(
    columns: ProgramValue | undefined,
    keyName: ProgramValue | undefined,
    at: ProgramPoint,
    owner: Host | null,
    referenced?: ProgramValue,
  ): Host {
    const data: {
      name: ProgramValue | undefined;
      references: ProgramValue | undefined;
      table: ProgramValue | undefined;
      onDelete: string;
      onUpdate: string;
    } = { name: keyName, references: undefined, table: undefined, onDelete: "", onUpdate: "" };
    const { table } = this.#context;
    this.#following.push(() => {
      if (data.table === undefined || data.references === undefined) return null;
      const [from, to, target] = [
        this.#columnList(columns, at),
        this.#columnList(data.references, at),
        stringOf(data.table),
      ];
      const isGiven = data.name !== undefined && !(data.name.kind === "constant" && !data.name.value);
      const name = isGiven ? stringOf(data.name) : this.#indexName("foreign", columns);
      if (from === null || to === null) return null;
      if (target === null || name === null)
        return this.#lost(`gives "${table}" a foreign key whose table or name is not known`, at);
      return `alter table ${this.#table} add constraint ${quoted(name)} foreign key (${from}) references ${target.split(".").map(quoted).join(".")} (${to})${data.onUpdate}${data.onDelete}`;
    });
    const refer = (value: ProgramValue | undefined): void => {
      const [inTable, column, ...rest] = stringOf(value)?.split(".") ?? [];
      if (column !== undefined && inTable !== undefined && rest.length === 0) {
        data.table = constant(inTable);
        data.references = constant(column);
      } else data.references = value;
    };
    const host: Host = {
      kind: "host",
      name: "a foreign key of knex",
      get: (key, place) => {
        switch (key) {
          case "references":
            return native(key, ([value]) => (refer(value), host));
          case "on":
          case "inTable":
            return native(key, ([value]) => ((data.table = value), host));
          case "withKeyName":
            return native(key, ([value]) => ((data.name = value), host));
          case "onDelete":
          case "onUpdate":
            return native(key, ([value]) => {
              const action = stringOf(value);
              if (action === null || !/^(?:cascade|restrict|no action|set null|set default)$/i.test(action.trim()))
                this.#context.problem(`gives a foreign key of "${table}" an action that is not known`, place);
              else data[key] = ` ${key === "onDelete" ? "on delete" : "on update"} ${action}`;
              return host;
            });
          case "deferrable":
            return native(key, () => host);
          default:
            return owner?.get?.(key, place) ?? null;
        }
      },
    };
    if (referenced !== undefined) refer(referenced);
    return host;
  }

  /** knex's own name of an index or constraint, from the table's and the columns' names. */
  #indexName(kind: "unique" | "index" | "foreign", columns: ProgramValue | undefined): string | null {
    const names = itemsOf(columns)?.map((item) => (item.kind === "host" ? (item.print?.() ?? null) : stringOf(item)));
    if (!names?.every((name) => name !== null)) return null;
    return `${this.#context.table.replace(/[.-]/g, "_")}_${names.join("_")}_${kind}`.toLowerCase();
  }

  #columnList(value: ProgramValue | undefined, at: ProgramPoint): string | null {
    const items = itemsOf(value)?.map((item) => {
      if (item.kind === "host") return item.print?.() ?? null;
      const name = stringOf(item);
      return name === null ? null : quoted(name);
    });
    if (items?.every((item) => item !== null) && items.length > 0) return items.join(", ");
    this.#context.problem(`names columns of "${this.#context.table}" in a way that is not known`, at);
    return null;
  }

  #names(values: readonly ProgramValue[], at: ProgramPoint): readonly string[] | null {
    const names = values.flatMap((value) => itemsOf(value)?.map(stringOf) ?? [null]);
    if (names.every((name) => name !== null) && names.length > 0) return names.map(quoted);
    this.#context.problem(`changes a column of "${this.#context.table}" whose name is not known`, at);
    return null;
  }

  #text(value: ProgramValue | undefined, at: ProgramPoint): string | null {
    const text = value?.kind === "host" ? (value.print?.() ?? null) : stringOf(value);
    if (text === null) this.#context.problem(`gives "${this.#context.table}" a condition that is not known`, at);
    return text;
  }
}

const nowhere = {} as ProgramPoint;

/** What goes on where a column could not be read. */
const absorbing: Host = {
  kind: "host",
  name: "a column that is not known",
  get: (key) => native(key, () => absorbing),
};

const flag = (options: ProgramValue | undefined, name: string): boolean =>
  plainOf(property(options, name) ?? constant(true))?.value !== false;

function defaultOf(value: ProgramValue, method: string): string | null {
  if (value.kind === "host") return value.print?.() ?? literal("");
  const plain = plainOf(value);
  // A default that is not known is one all the same.
  if (!plain) return /^json/.test(method) ? "'{}'" : "(NULL::text)";
  if (plain.value === undefined) return null;
  if (plain.value === null) return "null";
  if (/^bool/.test(method)) return `'${plain.value === "false" || !plain.value ? 0 : 1}'`;
  return literal(typeof plain.value === "object" ? JSON.stringify(plain.value) : String(plain.value));
}
