import type { Column, ForeignKey, Index, Table } from "../catalog/catalog.ts";
import { constraintsOf } from "../catalog/folding.ts";
import { identifier, tableIdentifier } from "../model/identifier.ts";
import type { Migration } from "../model/migration.ts";

/** An index, under the name that PostgreSQL would choose, so that it can be dropped by that. */
export function createIndex(table: Table, columns: readonly string[]): Migration {
  const name = freeName(table, `${[table.name, ...columns].join("_")}_idx`);
  return {
    name: `index ${table.name} ${columns.join(" ")}`,
    up: [`CREATE INDEX ${identifier(name)} ON ${tableIdentifier(table)} (${listed(columns)})`],
    down: [`DROP INDEX ${inSchemaOf(table, name)}`],
  };
}

/** A unique key that only live rows hold. */
export function makePartial(table: Table, index: Index, live: string): Migration | null {
  if (index.columns.some((column) => column.startsWith("("))) return null;
  const name = freeName(table, `${[table.name, ...index.columns].join("_")}_live_idx`);
  const columns = listed(index.columns);
  const old = identifier(index.name);
  const where = index.where === null ? live : `(${index.where}) AND ${live}`;
  const onTable = `ALTER TABLE ${tableIdentifier(table)}`;
  const on = `ON ${tableIdentifier(table)} (${columns})`;
  return {
    name: `unique live ${table.name} ${index.columns.join(" ")}`,
    up: [
      `CREATE UNIQUE INDEX ${identifier(name)} ${on} WHERE ${where}`,
      index.constraint ? `${onTable} DROP CONSTRAINT ${old}` : `DROP INDEX ${inSchemaOf(table, index.name)}`,
    ],
    down: [
      index.constraint
        ? `${onTable} ADD CONSTRAINT ${old} UNIQUE (${columns})`
        : `CREATE UNIQUE INDEX ${old} ${on}${index.where === null ? "" : ` WHERE ${index.where}`}`,
      `DROP INDEX ${inSchemaOf(table, name)}`,
    ],
  };
}

/** A foreign key that restricts the deletion it cascaded. */
export function restrictDeletion(table: Table, foreignKey: ForeignKey): Migration | null {
  const name = nameOf(table, foreignKey);
  if (name === null) return null;
  const alter = `ALTER TABLE ${tableIdentifier(table)}`;
  const again = (action: ForeignKey["onDelete"]) =>
    `${alter} DROP CONSTRAINT ${identifier(name)}, ADD CONSTRAINT ${identifier(name)} ${clauseOf({ ...foreignKey, onDelete: action })}`;
  return {
    name: `restrict ${table.name} ${foreignKey.columns.join(" ")}`,
    up: [again("restrict")],
    down: [again(foreignKey.onDelete)],
  };
}

export function dropForeignKey(table: Table, foreignKey: ForeignKey): Migration | null {
  const name = nameOf(table, foreignKey);
  if (name === null) return null;
  const alter = `ALTER TABLE ${tableIdentifier(table)}`;
  return {
    name: `drop ${name}`,
    up: [`${alter} DROP CONSTRAINT ${identifier(name)}`],
    down: [`${alter} ADD CONSTRAINT ${identifier(name)} ${clauseOf(foreignKey)}`],
  };
}

/** A foreign key, whose rows are looked at in a step of their own: that one locks nobody out. */
export function addForeignKey(table: Table, column: string, target: Table): Migration {
  const name = freeName(table, `${table.name}_${column}_fkey`);
  const alter = `ALTER TABLE ${tableIdentifier(table)}`;
  const key = listed(target.primaryKey ?? []);
  return {
    name: `reference ${table.name} ${column}`,
    up: [
      `${alter} ADD CONSTRAINT ${identifier(name)} FOREIGN KEY (${identifier(column)}) REFERENCES ${tableIdentifier(target)} (${key}) NOT VALID`,
      `${alter} VALIDATE CONSTRAINT ${identifier(name)}`,
    ],
    down: [`${alter} DROP CONSTRAINT ${identifier(name)}`],
  };
}

/** Another type for a column; `using` says how values become it, and how they become what they were. */
export function changeType(
  table: Table,
  column: Column,
  type: string,
  using: ((name: string) => string) | null = null,
): Migration {
  const name = identifier(column.name);
  const to = (wanted: string) =>
    `ALTER TABLE ${tableIdentifier(table)} ALTER COLUMN ${name} TYPE ${wanted}${using ? ` USING ${using(name)}` : ""}`;
  return {
    name: `type of ${table.name} ${column.name}`,
    up: [to(type)],
    down: [to(column.type)],
  };
}

/** NOT NULL for a column; rows without a value get one, where the type has one that stands for none. */
export function forbidNull(table: Table, column: Column, value: string | null): Migration {
  const [own, name] = [tableIdentifier(table), identifier(column.name)];
  const alter = (what: string) => `ALTER TABLE ${own} ALTER COLUMN ${name} ${what}`;
  const isNew = value !== null && !column.hasDefault;
  return {
    name: `not null ${table.name} ${column.name}`,
    up: [
      ...(isNew ? [alter(`SET DEFAULT ${value}`)] : []),
      `UPDATE ${own} SET ${name} = ${value ?? "DEFAULT"} WHERE ${name} IS NULL`,
      alter("SET NOT NULL"),
    ],
    down: [alter("DROP NOT NULL"), ...(isNew ? [alter("DROP DEFAULT")] : [])],
  };
}

/** In: columns by their names, with what defines them. */
export function addColumns(
  table: Table,
  columns: readonly { readonly name: string; readonly definition: string }[],
): Migration {
  const alter = (parts: readonly string[]) => `ALTER TABLE ${tableIdentifier(table)} ${parts.join(", ")}`;
  return {
    name: `add ${columns.map(({ name }) => name).join(" ")} to ${table.name}`,
    up: [alter(columns.map(({ definition }) => `ADD COLUMN ${definition}`))],
    down: [alter(columns.map(({ name }) => `DROP COLUMN ${identifier(name)}`))],
  };
}

export function setDefault(table: Table, column: string, value: string): Migration {
  const alter = `ALTER TABLE ${tableIdentifier(table)} ALTER COLUMN ${identifier(column)}`;
  return {
    name: `default of ${table.name} ${column}`,
    up: [`${alter} SET DEFAULT ${value}`],
    down: [`${alter} DROP DEFAULT`],
  };
}

export function enableRowSecurity(table: Table): Migration {
  const alter = (what: string) => `ALTER TABLE ${tableIdentifier(table)} ${what} ROW LEVEL SECURITY`;
  return { name: `row level security of ${table.name}`, up: [alter("ENABLE")], down: [alter("DISABLE")] };
}

export function renameTable(table: Table, name: string): Migration {
  const renamed = { schema: table.schema, name };
  return {
    name: `rename ${table.name}`,
    up: [`ALTER TABLE ${tableIdentifier(table)} RENAME TO ${identifier(name)}`],
    down: [`ALTER TABLE ${tableIdentifier(renamed)} RENAME TO ${identifier(table.name)}`],
    renames: true,
  };
}

const listed = (columns: readonly string[]): string => columns.map(identifier).join(", ");

const inSchemaOf = ({ schema }: Table, name: string): string => tableIdentifier({ schema, name });

/** A name that neither an index nor a constraint of the table has, as short as PostgreSQL keeps it. */
function freeName(table: Table, wanted: string): string {
  const taken = new Set([...table.indexes, ...constraintsOf(table)].map(({ name }) => name));
  for (let count = 0; ; count++) {
    const end = count === 0 ? "" : String(count);
    const name = wanted.slice(0, 63 - end.length) + end;
    if (!taken.has(name)) return name;
  }
}

function nameOf(table: Table, foreignKey: ForeignKey): string | null {
  return foreignKey.name ?? constraintsOf(table).find((one) => one.foreignKey === foreignKey)?.name ?? null;
}

function clauseOf({ columns, references, onDelete, onUpdate, deferrable }: ForeignKey): string {
  const target = tableIdentifier({ schema: references.schema, name: references.table });
  const to = references.columns.length > 0 ? ` (${listed(references.columns)})` : "";
  const on = (event: string, action: string) => (action === "no action" ? "" : ` ON ${event} ${action.toUpperCase()}`);
  return `FOREIGN KEY (${listed(columns)}) REFERENCES ${target}${to}${on("DELETE", onDelete)}${on("UPDATE", onUpdate)}${deferrable ? " DEFERRABLE" : ""}`;
}
