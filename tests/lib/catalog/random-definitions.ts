import type { Catalog, Table, View } from "../../../lib/catalog/catalog.ts";
import { quoteName } from "../../../lib/catalog/mentions.ts";
import type { Random } from "./random.ts";

/**
 * A definition made up by chance, over a schema as it is: names are mostly those that exist, so that most statements are ones
 * PostgreSQL accepts, and sometimes any, so that it is asked for the others too.
 */
export function randomDefinition(random: Random, catalog: Catalog): string {
  return new Maker(random, catalog).statement();
}

/** What every sequence starts with: a function for the triggers. */
export const prelude =
  "CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'; CREATE SCHEMA app";

const tableNames = [
  "users",
  "posts",
  "tags",
  "Odd Table",
  "events",
  "a_table_with_quite_a_long_name_as_generated_by_a_tool_of_sorts",
  "notes",
  "orders",
];
const columnNames = [
  "id",
  "name",
  "email",
  "at",
  "Camel",
  "deleted_at",
  "amount",
  "parent_id",
  "a_column_of_a_long_name_that_meets_the_limit_of_names",
  "kind",
];
const typeNames = ["mood", "Level", "email_text"];
const schemaNames = ["app", "public", "audit", "Other"];
const scalars = [
  "int",
  "int",
  "bigint",
  "text",
  "text",
  "varchar(20)",
  "numeric(8,2)",
  "boolean",
  "timestamptz",
  "timestamp(3)",
  "uuid",
  "jsonb",
  "date",
  "text[]",
  "char(3)",
  "real",
  "interval",
  "smallint",
];

/** May have a serial's default. Copies of one end with the table that owns the sequence, and who owns a sequence is not folded. */
const takesFromSequence = ({ columns }: Table): boolean =>
  columns.some(({ type, hasDefault }) => hasDefault && /int/.test(type));

class Maker {
  readonly #random: Random;
  readonly #tables: readonly Table[];
  readonly #views: readonly View[];
  readonly #catalog: Catalog;

  constructor(random: Random, catalog: Catalog) {
    this.#random = random;
    this.#catalog = catalog;
    const relations = [...catalog.relations.values()];
    this.#tables = relations.filter((relation) => relation.kind === "table");
    this.#views = relations.filter((relation) => relation.kind === "view");
  }

  statement(): string {
    const random = this.#random;
    if (this.#tables.length < 2 || !random.chance(6)) return this.#plain();
    // As migration tools guard what may be there already; a definition that fails otherwise fails here too.
    const statement = random.pick([
      () => this.#types(),
      () => this.#createIndex(),
      () => this.#schemas(),
      () => this.#alterOnce(),
      () => this.#alterOnce(),
    ])();
    return `DO $guard$ BEGIN ${statement}; EXCEPTION WHEN ${random.pick(["duplicate_object", "duplicate_object", "duplicate_table", "duplicate_column", "duplicate_table OR duplicate_object"])} THEN NULL; END $guard$`;
  }

  #plain(): string {
    const random = this.#random;
    if (this.#tables.length < 2 || random.chance(12)) return this.#createTable();
    const makers: readonly (() => string)[] = [
      () => this.#alterTable(),
      () => this.#alterTable(),
      () => this.#alterTable(),
      () => this.#alterTable(),
      () => this.#alterTable(),
      () => this.#alterTable(),
      () => this.#rename(),
      () => this.#rename(),
      () => this.#rename(),
      () => this.#drop(),
      () => this.#drop(),
      () => this.#createView(),
      () => this.#createView(),
      () => this.#createIndex(),
      () => this.#createIndex(),
      () => this.#types(),
      () => this.#schemas(),
      () => this.#family(),
      () => this.#family(),
      () => this.#trigger(),
      () => this.#setSchema(),
      () => this.#sequences(),
      () => this.#asTable(),
      () => this.#functions(),
      () => this.#without(),
    ];
    return random.pick(makers)();
  }

  // Names

  #name(table: { readonly schema: string; readonly name: string }): string {
    const short = quoteName(table.name);
    return this.#random.chance(table.schema === "public" ? 75 : 20) ? short : `${quoteName(table.schema)}.${short}`;
  }

  #table(): Table {
    return this.#random.pick(this.#tables);
  }

  #newTable(): string {
    const name = quoteName(this.#random.pick(tableNames));
    return this.#random.chance(70) ? name : `${quoteName(this.#random.pick(schemaNames))}.${name}`;
  }

  #column(table: Table): string {
    const names = table.columns.map(({ name }) => name);
    return quoteName(
      names.length > 0 && this.#random.chance(95) ? this.#random.pick(names) : this.#random.pick(columnNames),
    );
  }

  #columns(table: Table, most = 3): string[] {
    const { columns } = table;
    if (columns.length === 0) return ["id"];
    return this.#random.some(columns.map(({ name }) => quoteName(name))).slice(0, most);
  }

  #userType(): string | null {
    const types = [...(this.#catalog.types?.values() ?? [])].filter(
      ({ form }) => form !== "composite" || this.#random.chance(30),
    );
    return types.length === 0 ? null : this.#name(this.#random.pick(types));
  }

  #type(): string {
    const own = this.#random.chance(15) ? this.#userType() : null;
    return own === null ? this.#random.pick(scalars) : `${own}${this.#random.maybe(15, "[]")}`;
  }

  // Columns and constraints

  #columnDefinition(name: string, others: readonly string[]): string {
    const random = this.#random;
    if (random.chance(6))
      return `${name} ${random.pick(["serial", "bigserial", "smallserial"])}${random.maybe(40, " PRIMARY KEY")}`;
    if (random.chance(6))
      return `${name} ${random.pick(["int", "bigint"])} GENERATED ${random.pick(["ALWAYS", "BY DEFAULT"])} AS IDENTITY${random.maybe(40, " PRIMARY KEY")}`;
    if (random.chance(4) && others.length > 0)
      return `${name} text GENERATED ALWAYS AS (${random.pick(others)}::text)${random.pick([" STORED", " STORED", " VIRTUAL", ""])}`;
    const type = this.#type();
    return [
      name,
      type,
      random.maybe(30, `${random.maybe(15, "CONSTRAINT given ")}NOT NULL`),
      random.maybe(15, `DEFAULT ${random.pick(["NULL", this.#literal(type), this.#literal(type)])}`),
      random.maybe(10, "UNIQUE"),
      random.maybe(8, "PRIMARY KEY"),
      random.maybe(8, this.#check([name])),
      random.maybe(10, this.#references(1)),
    ]
      .filter((part) => part !== "")
      .join(" ");
  }

  #literal(type: string): string {
    if (/^(?:int|bigint|smallint|real|numeric)/.test(type)) return "0";
    if (type === "boolean") return "false";
    if (/^(?:timestamp|date)/.test(type)) return "now()";
    if (type === "jsonb") return "'{}'";
    if (type === "uuid") return "gen_random_uuid()";
    return type.endsWith("[]") ? "'{}'" : "'x'";
  }

  #condition(columns: readonly string[]): string {
    const random = this.#random;
    const column = random.pick(columns);
    return random.pick([
      `${column} IS NOT NULL`,
      `${column} IS NULL`,
      `${column}::text <> ''`,
      `${column} IS NOT NULL AND ${random.pick(columns)} IS NOT NULL`,
      `length(${column}::text) < 99 OR ${random.pick(columns)} IS NULL`,
    ]);
  }

  #check(columns: readonly string[]): string {
    return `CHECK (${this.#condition(columns)})${this.#random.maybe(6, " NO INHERIT")}`;
  }

  #references(count: number): string {
    const random = this.#random;
    const keyed = this.#tables.filter(
      (table) => table.primaryKey?.length === count || table.unique.some(({ columns }) => columns.length === count),
    );
    if (keyed.length === 0) return "";
    const target = random.pick(keyed);
    const columns = random.pick(
      [...(target.primaryKey ? [target.primaryKey] : []), ...target.unique.map((key) => key.columns)].filter(
        (list) => list.length === count,
      ),
    );
    const actions = ["CASCADE", "SET NULL", "RESTRICT", "NO ACTION", "SET DEFAULT"];
    return `REFERENCES ${this.#name(target)}${random.maybe(70, ` (${columns.map(quoteName).join(", ")})`)}${random.maybe(40, ` ON DELETE ${random.pick(actions)}`)}${random.maybe(20, ` ON UPDATE ${random.pick(actions)}`)}`;
  }

  #tableConstraint(columns: readonly string[], adding: boolean): string {
    const random = this.#random;
    const some = random.some(columns).slice(0, 2);
    const name = random.maybe(35, `CONSTRAINT ${random.pick(["given", "other_given", "users_pkey", '"Given"'])} `);
    const late = adding ? random.maybe(25, " NOT VALID") : "";
    return random.pick([
      () => `${name}PRIMARY KEY (${some.join(", ")})`,
      () => `${name}UNIQUE ${random.maybe(15, "NULLS NOT DISTINCT ")}(${some.join(", ")})`,
      () => `${name}CHECK (${this.#condition(columns)})${random.maybe(10, " NO INHERIT")}${late}`,
      () => `${name}FOREIGN KEY (${some.join(", ")}) ${this.#references(some.length) || "REFERENCES users"}${late}`,
      () =>
        adding
          ? `${name.replace("users_pkey", "given")}NOT NULL ${some[0]}${late}`
          : `${name}UNIQUE (${some.join(", ")})`,
      () => `${name}EXCLUDE USING btree (${some[0]} WITH =)${random.maybe(30, ` WHERE (${this.#condition(columns)})`)}`,
    ])();
  }

  // Statements

  #createTable(): string {
    const random = this.#random;
    const head = `CREATE ${random.maybe(4, "TEMP ")}TABLE ${random.maybe(15, "IF NOT EXISTS ")}${this.#newTable()}`;
    const other = this.#tables.length > 0 ? this.#table() : null;
    if (other && random.chance(8)) return `${head} AS ${this.#query()}${random.maybe(30, " WITH NO DATA")}`;
    if (other && random.chance(8))
      return `${head} (${random.maybe(40, "extra int, ")}LIKE ${this.#name(other)}${random.maybe(60, ` INCLUDING ${random.pick([...(takesFromSequence(other) ? [] : ["ALL", "DEFAULTS"]), "CONSTRAINTS", "INDEXES", "IDENTITY", "GENERATED"])}`)}${random.maybe(20, " INCLUDING INDEXES")})`;
    if (other && random.chance(10)) return this.#partition(head);
    const names = random.some(columnNames, 2).map(quoteName);
    const columns = names.map((name, index) => this.#columnDefinition(name, names.slice(0, index)));
    const constraints = random.chance(35) ? [this.#tableConstraint(names, false)] : [];
    const parents = this.#tables.filter((table) => !takesFromSequence(table));
    if (parents.length > 0 && random.chance(10))
      return `${head} (${columns.slice(0, 2).join(", ")}) INHERITS (${random
        .some(parents)
        .slice(0, random.chance(20) ? 2 : 1)
        .map((table) => this.#name(table))
        .join(", ")})`;
    return `${head} (${[...columns, ...constraints].join(", ")})${random.maybe(15, ` PARTITION BY ${random.pick(["LIST", "HASH"])} (${random.pick(names)})`)}`;
  }

  #partition(head: string): string {
    const random = this.#random;
    const parents = this.#tables.filter(({ structure }) => structure?.partitioned);
    if (parents.length === 0)
      return `${head} (id int NOT NULL, kind text, at timestamptz DEFAULT now()${random.maybe(50, ", PRIMARY KEY (id, kind)")}${random.maybe(30, `, ${this.#tableConstraint(["id", "kind"], false)}`)}) PARTITION BY LIST (kind)`;
    const parent = random.pick(parents);
    const own = random.chance(30)
      ? ` (${this.#column(parent)} ${random.pick(["NOT NULL", "DEFAULT NULL", "CHECK (true)"])})`
      : "";
    return `${head} PARTITION OF ${this.#name(parent)}${own} ${this.#bound()}${random.maybe(10, ` PARTITION BY LIST (${this.#column(parent)})`)}`;
  }

  #bound(): string {
    const random = this.#random;
    return random.pick([
      "DEFAULT",
      `FOR VALUES IN ('${random.below(9)}')`,
      `FOR VALUES IN ('x${random.below(9)}')`,
      `FOR VALUES WITH (MODULUS 4, REMAINDER ${random.below(4)})`,
    ]);
  }

  #alterTable(): string {
    const random = this.#random;
    const table = this.#table();
    const actions = Array.from({ length: random.chance(20) ? 2 : 1 }, () => this.#action(table));
    return `ALTER TABLE ${random.maybe(10, "IF EXISTS ")}${random.maybe(6, "ONLY ")}${this.#name(table)} ${actions.join(", ")}`;
  }

  #alterOnce(): string {
    const table = this.#table();
    return `ALTER TABLE ${this.#name(table)} ${this.#action(table)}`;
  }

  #action(table: Table): string {
    const random = this.#random;
    const column = this.#column(table);
    const constraints = table.structure?.constraints ?? [];
    const constraint = constraints.length > 0 ? quoteName(random.pick(constraints).name) : "given";
    return random.pick<() => string>([
      () =>
        `ADD ${random.maybe(50, "COLUMN ")}${random.maybe(15, "IF NOT EXISTS ")}${this.#columnDefinition(quoteName(random.pick(columnNames)), this.#columns(table))}`,
      () => `ADD COLUMN ${this.#columnDefinition(quoteName(random.pick(columnNames)), this.#columns(table))}`,
      () => `DROP COLUMN ${random.maybe(20, "IF EXISTS ")}${column}${random.maybe(30, " CASCADE")}`,
      () => `ALTER ${column} SET NOT NULL`,
      () => `ALTER COLUMN ${column} DROP NOT NULL`,
      () => `ALTER ${column} SET DEFAULT ${random.pick(["NULL", "0", "'x'", "now()", "false"])}`,
      () => `ALTER ${column} DROP DEFAULT`,
      () => `ALTER ${column} TYPE ${random.pick(["text", "varchar(40)", "bigint", "int", "jsonb"])} USING NULL`,
      () => `ALTER ${column} TYPE text`,
      () =>
        `ALTER ${column} ${random.pick(["ADD GENERATED ALWAYS AS IDENTITY", "ADD GENERATED BY DEFAULT AS IDENTITY", "DROP IDENTITY", "DROP IDENTITY IF EXISTS", "DROP EXPRESSION", "DROP EXPRESSION IF EXISTS", "SET EXPRESSION AS ('x')", "SET STATISTICS 100"])}`,
      () => `ADD ${this.#tableConstraint(this.#columns(table), true)}`,
      () => `ADD ${this.#tableConstraint(this.#columns(table), true)}`,
      () => `ADD ${this.#tableConstraint(this.#columns(table), true)}`,
      () => `DROP CONSTRAINT ${random.maybe(20, "IF EXISTS ")}${constraint}${random.maybe(30, " CASCADE")}`,
      () => `VALIDATE CONSTRAINT ${constraint}`,
      () =>
        `ALTER CONSTRAINT ${constraint} ${random.pick(["DEFERRABLE", "NOT DEFERRABLE", "NOT ENFORCED", "ENFORCED", "NO INHERIT", "INHERIT"])}`,
      () => {
        const index = table.indexes.find(({ unique, constraint: backs }) => unique && !backs);
        return index
          ? `ADD ${random.maybe(50, "CONSTRAINT by_index ")}${random.pick(["UNIQUE", "PRIMARY KEY"])} USING INDEX ${quoteName(index.name)}`
          : `ENABLE ROW LEVEL SECURITY`;
      },
    ])();
  }

  #rename(): string {
    const random = this.#random;
    const table = this.#table();
    const constraints = table.structure?.constraints ?? [];
    const indexes = [...this.#catalog.relations.values()].flatMap((relation) =>
      (relation.indexes ?? []).map(({ name }) => ({ schema: relation.schema, name })),
    );
    const types = [...(this.#catalog.types?.values() ?? [])];
    const view = this.#views.length > 0 ? random.pick(this.#views) : null;
    return random.pick<() => string>([
      () =>
        `ALTER TABLE ${random.maybe(15, "IF EXISTS ")}${this.#name(table)} RENAME TO ${quoteName(random.pick(tableNames))}`,
      () => `ALTER TABLE ${this.#name(table)} RENAME ${this.#column(table)} TO ${quoteName(random.pick(columnNames))}`,
      () =>
        `ALTER TABLE ${this.#name(table)} RENAME COLUMN ${this.#column(table)} TO ${quoteName(random.pick(columnNames))}`,
      () =>
        `ALTER TABLE ${this.#name(table)} RENAME ${this.#column(table)} TO ${random.pick(["renamed", "renamed_too", '"Renamed"'])}`,
      () =>
        `ALTER TABLE ${this.#name(table)} RENAME CONSTRAINT ${constraints.length > 0 ? quoteName(random.pick(constraints).name) : "given"} TO ${random.pick(["renamed", '"Renamed one"', "given"])}`,
      () =>
        `ALTER INDEX ${random.maybe(15, "IF EXISTS ")}${indexes.length > 0 ? this.#name(random.pick(indexes)) : "given"} RENAME TO ${random.pick(["renamed_index", "users_pkey", "Given"])}`,
      () =>
        types.length > 0
          ? `ALTER TYPE ${this.#name(random.pick(types))} RENAME TO ${random.pick(["renamed_type", "mood"])}`
          : this.#types(),
      () =>
        view
          ? `ALTER ${view.materialized ? "MATERIALIZED VIEW" : "VIEW"} ${this.#name(view)} RENAME TO ${random.pick(["view_c", "view_d"])}`
          : this.#createView(),
      () =>
        view?.columns?.length
          ? `ALTER ${view.materialized ? "MATERIALIZED VIEW" : "VIEW"} ${this.#name(view)} RENAME COLUMN ${quoteName(random.pick(view.columns))} TO ${random.pick(["renamed", "other"])}`
          : this.#createView(),
      () =>
        `ALTER SCHEMA ${quoteName(random.pick(["app", "audit", "Other"]))} RENAME TO ${quoteName(random.pick(["app", "audit", "Other"]))}`,
      () =>
        table.triggers?.length
          ? `ALTER TRIGGER ${quoteName(random.pick(table.triggers).name)} ON ${this.#name(table)} RENAME TO renamed_trigger`
          : this.#trigger(),
    ])();
  }

  #setSchema(): string {
    const random = this.#random;
    const types = [...(this.#catalog.types?.values() ?? [])];
    const schema = quoteName(random.pick(schemaNames));
    if (types.length > 0 && random.chance(25))
      return `ALTER TYPE ${this.#name(random.pick(types))} SET SCHEMA ${schema}`;
    if (this.#views.length > 0 && random.chance(30)) {
      const view = random.pick(this.#views);
      return `ALTER ${view.materialized ? "MATERIALIZED VIEW" : "VIEW"} ${this.#name(view)} SET SCHEMA ${schema}`;
    }
    return `ALTER TABLE ${random.maybe(15, "IF EXISTS ")}${this.#name(this.#table())} SET SCHEMA ${schema}`;
  }

  #drop(): string {
    const random = this.#random;
    const end = random.maybe(40, " CASCADE");
    const exists = random.maybe(30, "IF EXISTS ");
    const table = this.#table();
    const indexes = [...this.#catalog.relations.values()].flatMap((relation) =>
      (relation.indexes ?? []).map(({ name }) => ({ schema: relation.schema, name })),
    );
    const types = [...(this.#catalog.types?.values() ?? [])];
    const type = types.length > 0 ? random.pick(types) : null;
    const view = this.#views.length > 0 ? random.pick(this.#views) : null;
    return random.pick<() => string>([
      () => `DROP TABLE ${exists}${this.#name(table)}${random.maybe(8, `, ${this.#name(this.#table())}`)}${end}`,
      () => `DROP TABLE ${exists}${this.#name(table)}`,
      () =>
        view
          ? `DROP ${view.materialized ? "MATERIALIZED VIEW" : "VIEW"} ${exists}${this.#name(view)}${end}`
          : "DROP VIEW IF EXISTS nope",
      () => `DROP INDEX ${exists}${indexes.length > 0 ? this.#name(random.pick(indexes)) : "nope"}${end}`,
      () =>
        type
          ? `DROP ${type.form === "domain" ? "DOMAIN" : "TYPE"} ${exists}${this.#name(type)}${end}`
          : "DROP TYPE IF EXISTS nope",
      () =>
        random.chance(30)
          ? `DROP SCHEMA ${exists}${quoteName(random.pick(["app", "audit", "Other"]))}${end}`
          : "DROP SCHEMA IF EXISTS nope CASCADE",
      () =>
        `DROP TRIGGER ${exists}${table.triggers?.length ? quoteName(random.pick(table.triggers).name) : "touching"} ON ${this.#name(table)}`,
      () => (random.chance(10) ? `DROP FUNCTION IF EXISTS touch()${end}` : "DROP FUNCTION IF EXISTS nope()"),
    ])();
  }

  #source(): { readonly name: string; readonly columns: readonly string[] } {
    const random = this.#random;
    if (this.#views.length > 0 && random.chance(20)) {
      const view = random.pick(this.#views);
      return { name: this.#name(view), columns: (view.columns ?? ["id"]).map(quoteName) };
    }
    const table = this.#table();
    return { name: this.#name(table), columns: table.columns.map(({ name }) => quoteName(name)) };
  }

  #query(): string {
    const random = this.#random;
    const one = this.#source();
    const two = this.#source();
    const [own = "id"] = random.some(one.columns);
    const [other = "id"] = random.some(two.columns);
    const shared = one.columns.filter((name) => two.columns.includes(name));
    return random.pick<() => string>([
      () => `SELECT * FROM ${one.name}${random.maybe(50, ` WHERE ${own} IS NOT NULL`)}`,
      () => `SELECT ${random.some(one.columns).join(", ")} FROM ${one.name}${random.maybe(30, ` ORDER BY ${own}`)}`,
      () =>
        `SELECT x.*, y.${other} AS other FROM ${one.name} x LEFT JOIN ${two.name} AS y ON x.${own}::text = y.${other}::text`,
      () =>
        shared.length > 0
          ? `SELECT * FROM ${one.name} x JOIN ${two.name} y USING (${random.some(shared).slice(0, 2).join(", ")})`
          : `SELECT count(*), max(${own}::text) AS "Most" FROM ${one.name}`,
      () => `WITH found AS (SELECT * FROM ${one.name} WHERE ${own} IS NULL) SELECT found.*, 1 AS one FROM found`,
      () =>
        `SELECT x.${own} FROM (SELECT ${own} FROM ${one.name} WHERE ${own} IS NOT NULL) x WHERE EXISTS (SELECT 1 FROM ${two.name} y WHERE y.${other}::text = x.${own}::text)`,
      () => `SELECT ${own}::text AS text FROM ${one.name} UNION ALL SELECT ${other}::text FROM ${two.name}`,
      () => `SELECT lower(${own}::text), coalesce(${own}::text, '-') FROM ${one.name} AS aliased (${own})`,
      () => `SELECT ${own}, count(*) AS count FROM ${one.name} GROUP BY ${own} HAVING count(*) > 1`,
      () =>
        `SELECT x.${own}, (SELECT max(y.${other}::text) FROM ${two.name} y) AS most FROM ${one.name} x NATURAL JOIN (VALUES (1)) v (nothing_of_the_kind)`,
      () =>
        `SELECT CASE WHEN ${own} IS NULL THEN 1 ELSE 2 END, row_number() OVER (PARTITION BY ${own}) AS place FROM ${one.name}`,
    ])();
  }

  #createView(): string {
    const random = this.#random;
    const name = `${random.maybe(25, `${quoteName(random.pick(schemaNames))}.`)}${random.pick(["view_a", "view_b", '"View"'])}`;
    if (random.chance(25))
      return `CREATE MATERIALIZED VIEW ${random.maybe(20, "IF NOT EXISTS ")}${name} AS ${this.#query()}`;
    return `CREATE ${random.maybe(30, "OR REPLACE ")}VIEW ${name}${random.maybe(10, " (first)")} AS ${this.#query()}`;
  }

  #createIndex(): string {
    const random = this.#random;
    const materialized = this.#views.filter((view) => view.materialized);
    if (materialized.length > 0 && random.chance(15)) {
      const view = random.pick(materialized);
      return `CREATE ${random.maybe(40, "UNIQUE ")}INDEX ON ${this.#name(view)} (${quoteName(random.pick(view.columns ?? ["id"]))})`;
    }
    const table = this.#table();
    const columns = this.#columns(table);
    const keys = columns.map((column) =>
      random.pick([
        column,
        column,
        column,
        `lower(${column}::varchar)`,
        `(coalesce(${column}::text, ''))`,
        `${column} DESC NULLS LAST`,
        `(${column} IS NULL)`,
      ]),
    );
    const name = random.chance(55)
      ? ""
      : `${random.maybe(20, "IF NOT EXISTS ")}${random.pick(["by_name", "by_key", '"By key"', "users_pkey"])} `;
    return `CREATE ${random.maybe(30, "UNIQUE ")}INDEX ${name}ON ${random.maybe(5, "ONLY ")}${this.#name(table)} (${keys.join(", ")})${random.maybe(15, ` INCLUDE (${this.#column(table)})`)}${random.maybe(10, " NULLS NOT DISTINCT")}${random.maybe(30, ` WHERE ${this.#condition(columns)}`)}`;
  }

  #types(): string {
    const random = this.#random;
    const enums = [...(this.#catalog.types?.values() ?? [])].filter(({ form }) => form === "enum");
    const domains = [...(this.#catalog.types?.values() ?? [])].filter(({ form }) => form === "domain");
    const name = `${random.maybe(30, `${quoteName(random.pick(schemaNames))}.`)}${quoteName(random.pick(typeNames))}`;
    if (enums.length > 0 && random.chance(40)) {
      const type = random.pick(enums);
      const label = type.labels.length > 0 ? random.pick(type.labels) : "a";
      return random.pick([
        `ALTER TYPE ${this.#name(type)} ADD VALUE ${random.maybe(30, "IF NOT EXISTS ")}'${random.pick(["c", "d", "e"])}'${random.maybe(40, ` ${random.pick(["BEFORE", "AFTER"])} '${label}'`)}`,
        `ALTER TYPE ${this.#name(type)} RENAME VALUE '${label}' TO '${random.pick(["z", "y"])}'`,
      ]);
    }
    if (domains.length > 0 && random.chance(40))
      return `ALTER DOMAIN ${this.#name(random.pick(domains))} ${random.pick(["SET NOT NULL", "DROP NOT NULL", "SET DEFAULT 'x'", "DROP DEFAULT", "ADD CHECK (VALUE IS NOT NULL)"])}`;
    const composites = [...(this.#catalog.types?.values() ?? [])].filter(({ form }) => form === "composite");
    if (composites.length > 0 && random.chance(30)) {
      const type = this.#name(random.pick(composites));
      return random.pick([
        `ALTER TYPE ${type} ADD ATTRIBUTE more int`,
        `ALTER TYPE ${type} DROP ATTRIBUTE IF EXISTS more CASCADE`,
        `ALTER TYPE ${type} RENAME ATTRIBUTE a TO b`,
      ]);
    }
    if (domains.length > 0 && random.chance(15))
      return `ALTER DOMAIN ${this.#name(random.pick(domains))} RENAME TO ${random.pick(["renamed_type", "mood"])}`;
    if (random.chance(12))
      return random.chance(70)
        ? `CREATE TYPE ${name} AS (a int, label text)`
        : `CREATE TYPE ${name} AS RANGE (subtype = int)`;
    return random.chance(50)
      ? `CREATE TYPE ${name} AS ENUM ('a', 'b')`
      : `CREATE DOMAIN ${name} AS ${random.pick(["text", "int", this.#userType() ?? "text"])}${random.maybe(40, " NOT NULL")}${random.maybe(30, " DEFAULT NULL")}`;
  }

  #schemas(): string {
    const random = this.#random;
    const name = quoteName(random.pick(schemaNames));
    return random.pick([
      `CREATE SCHEMA ${random.maybe(50, "IF NOT EXISTS ")}${name}`,
      `CREATE SCHEMA ${name} CREATE TABLE inside (id int PRIMARY KEY) CREATE VIEW view_a AS SELECT id FROM inside`,
      `SET search_path TO ${name}, public`,
      `SET search_path = "$user", public`,
      "RESET search_path",
      `SET LOCAL search_path TO ${name}`,
      "SELECT set_config('search_path', 'public, app', false)",
      "SET search_path = public",
      `SET SESSION search_path TO app, ${name}`,
    ]);
  }

  /** Inheritance and partitions, made of tables that are there. */
  #family(): string {
    const random = this.#random;
    const partitioned = this.#tables.filter(({ structure }) => structure?.partitioned);
    const children = this.#tables.filter(({ structure }) => structure && structure.parents.length > 0);
    if (children.length > 0 && random.chance(30)) {
      const child = random.pick(children);
      const parent = this.#catalog.relations.get(child.structure?.parents[0] ?? "");
      if (parent)
        return child.structure?.partition
          ? `ALTER TABLE ${this.#name(parent)} DETACH PARTITION ${this.#name(child)}`
          : `ALTER TABLE ${this.#name(child)} NO INHERIT ${this.#name(parent)}`;
    }
    if (partitioned.length === 0 || random.chance(25)) {
      const parent = this.#table();
      if (random.chance(50)) return `ALTER TABLE ${this.#name(this.#table())} INHERIT ${this.#name(parent)}`;
      return random.chance(50) && !takesFromSequence(parent)
        ? `CREATE TABLE ${this.#newTable()} () INHERITS (${this.#name(parent)})`
        : this.#partition(`CREATE TABLE ${this.#newTable()}`);
    }
    const parent = random.pick(partitioned);
    if (random.chance(45)) return this.#partition(`CREATE TABLE ${this.#newTable()}`);
    if (random.chance(40))
      return `CREATE TABLE ${this.#newTable()} (LIKE ${this.#name(parent)} ${random.pick(["INCLUDING CONSTRAINTS", "INCLUDING INDEXES"])})`;
    return `ALTER TABLE ${this.#name(parent)} ATTACH PARTITION ${this.#name(this.#table())} ${this.#bound()}`;
  }

  /** Sequences, and defaults that take from them. */
  #sequences(): string {
    const random = this.#random;
    const sequence = random.pick(["counter", "app.counter", "counter_too"]);
    const table = this.#table();
    const owned = `${this.#name(table)}.${this.#column(table)}`;
    return random.pick<() => string>([
      () => `CREATE SEQUENCE ${random.maybe(30, "IF NOT EXISTS ")}${sequence}${random.maybe(30, ` OWNED BY ${owned}`)}`,
      () =>
        `ALTER TABLE ${this.#name(table)} ALTER ${this.#column(table)} SET DEFAULT nextval('${sequence}'${random.maybe(50, "::regclass")})`,
      () => `ALTER SEQUENCE ${sequence} OWNED BY ${random.chance(30) ? "NONE" : owned}`,
      () => `ALTER SEQUENCE ${sequence} RENAME TO ${random.pick(["counter", "counter_too"])}`,
      () => `DROP SEQUENCE ${random.maybe(30, "IF EXISTS ")}${sequence}`,
    ])();
  }

  /** What ALTER TABLE also does to views and indexes. */
  #asTable(): string {
    const random = this.#random;
    const view = this.#views.length > 0 ? random.pick(this.#views) : null;
    const index = this.#tables.flatMap((table) => table.indexes.map(({ name }) => ({ schema: table.schema, name })));
    return random.pick<() => string>([
      () => (view ? `ALTER TABLE ${this.#name(view)} RENAME TO ${random.pick(["view_e", "view_f"])}` : "SELECT 1"),
      () =>
        view?.columns?.length
          ? `ALTER TABLE ${this.#name(view)} RENAME ${quoteName(random.pick(view.columns))} TO ${random.pick(["renamed", "other"])}`
          : "SELECT 1",
      () => (view ? `ALTER TABLE ${this.#name(view)} SET SCHEMA ${quoteName(random.pick(schemaNames))}` : "SELECT 1"),
      () =>
        index.length > 0 ? `ALTER TABLE ${this.#name(random.pick(index))} RENAME TO renamed_index_too` : "SELECT 1",
      () =>
        view
          ? `CREATE OR REPLACE VIEW ${this.#name(view)} AS SELECT ${(view.columns ?? ["id"]).map((name, index) => `${index} AS ${quoteName(name)}`).join(", ")}, * FROM ${this.#name(this.#table())}`
          : this.#createView(),
      () => `SELECT * INTO ${this.#newTable()} FROM ${this.#source().name}`,
      () => `CREATE UNLOGGED TABLE ${this.#newTable()} (id int PRIMARY KEY, name text UNIQUE)`,
    ])();
  }

  /** A function that definitions call. What DROP FUNCTION … CASCADE takes beside triggers is not folded: a name may be of several functions. */
  #functions(): string {
    const random = this.#random;
    const table = this.#table();
    return random.pick<() => string>([
      () => "CREATE FUNCTION public.shaped(value text) RETURNS text IMMUTABLE LANGUAGE sql AS 'SELECT lower(value)'",
      () =>
        "CREATE OR REPLACE FUNCTION shaped(value text) RETURNS text IMMUTABLE LANGUAGE sql AS 'SELECT lower(value)'",
      () => `ALTER TABLE ${this.#name(table)} ALTER ${this.#column(table)} SET DEFAULT public.shaped('x')`,
      () => `ALTER TABLE ${this.#name(table)} ADD CHECK (public.shaped(${this.#column(table)}::text) <> '')`,
      () =>
        `ALTER TABLE ${this.#name(table)} ADD COLUMN shape text GENERATED ALWAYS AS (public.shaped(${this.#column(table)}::text)) STORED`,
      () => `CREATE INDEX ON ${this.#name(table)} (public.shaped(${this.#column(table)}::text))`,
      () =>
        `CREATE VIEW shapes AS SELECT public.shaped(${this.#column(table)}::text) AS shape FROM ${this.#name(table)}`,
      () => `DROP FUNCTION ${random.maybe(30, "IF EXISTS ")}public.shaped${random.maybe(50, "(text)")}`,
    ])();
  }

  /** Statements of names that are not there, and statements that change no table. */
  #without(): string {
    const random = this.#random;
    const table = this.#table();
    return random.pick<() => string>([
      () => `DROP TABLE IF EXISTS nope, ${this.#name(table)}${random.maybe(50, " CASCADE")}`,
      () => "ALTER TABLE IF EXISTS nope ADD COLUMN x int",
      () => "ALTER TABLE IF EXISTS nope RENAME TO users",
      () => "ALTER TABLE IF EXISTS nope RENAME x TO y",
      () => "ALTER VIEW IF EXISTS nope RENAME TO users",
      () => "ALTER TABLE IF EXISTS nowhere.nope SET SCHEMA app",
      () => `ALTER TABLE ${this.#name(table)} DROP COLUMN IF EXISTS nope, DROP CONSTRAINT IF EXISTS nope`,
      () => `COMMENT ON COLUMN ${this.#name(table)}.${this.#column(table)} IS 'x'`,
      () => `TRUNCATE ${this.#name(table)} CASCADE`,
      () => `GRANT SELECT ON ${this.#name(table)} TO PUBLIC`,
      () => `ALTER TABLE ${this.#name(table)} DISABLE TRIGGER ALL`,
      () => `CREATE POLICY own ON ${this.#name(table)} USING (true)`,
      () => `ALTER TABLE ${this.#name(table)} REPLICA IDENTITY FULL`,
    ])();
  }

  #trigger(): string {
    const random = this.#random;
    const table = this.#table();
    return `CREATE ${random.maybe(30, "OR REPLACE ")}TRIGGER ${random.pick(["touching", "checking"])} ${random.pick(["BEFORE", "AFTER"])} ${random.pick(["INSERT", "DELETE", `UPDATE OF ${this.#column(table)}`, "INSERT OR UPDATE"])} ON ${this.#name(table)} FOR EACH ${random.pick(["ROW", "STATEMENT"])} EXECUTE FUNCTION public.touch()`;
  }
}
