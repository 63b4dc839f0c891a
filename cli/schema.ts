import { resolve } from "node:path";
import type { Catalog, Table } from "../lib/catalog/catalog.ts";
import type { FoundSource, LoadedSchema } from "../lib/catalog/load.ts";
import { softDeleteColumn } from "../lib/catalog/soft-delete.ts";
import { schemasOf } from "../lib/pipeline.ts";
import type { Settings } from "../lib/settings.ts";
import type { ExitStatus, SchemaOptions } from "./options.ts";
import { plural } from "./findings.ts";
import { printable, printableDocument } from "./printable.ts";
import { describeSchema, noSchema, openSession, suspectedMarks } from "./session.ts";
import { colorsFor, type Colors, type Streams } from "./streams.ts";

/**
 * `rowguard schema`: the catalog on standard output. Paths are where the files are looked for, as in `rowguard check`.
 */
export function schemaCommand(options: SchemaOptions, streams: Streams): ExitStatus {
  const session = openSession(options, streams);
  const { stdout } = streams;
  const colors = colorsFor(streams);
  const { catalog } = session.schema;
  if (options.format === "json") {
    const show = (file: string) => session.show(resolve(session.settings.root, file));
    const others = schemasOf(session.settings).filter((schema) => schema.serves !== session.schema.serves);
    const json = JSON.stringify(schemaJson(session.schema, others, session.settings, show), null, 2);
    stdout.write(`${printableDocument(json)}\n`);
  } else {
    const blocks = tablesOf(catalog).map((table) => describe(table, session.settings, colors));
    const views = [...catalog.relations.values()].flatMap((relation) =>
      relation.kind === "view"
        ? [
            `${colors.bold(qualified(relation.schema, relation.name))}  ${relation.materialized ? "materialized view" : "view"}${relation.columns ? `: ${printable(relation.columns.join(", "))}` : ""}`,
          ]
        : [],
    );
    const found = describeSchema(session);
    const end =
      found === null
        ? noSchema(session)
        : [
            ...suspectedMarks(session),
            `${found}${catalog.problems.length > 0 ? `; ${plural(catalog.problems.length, "problem")}, see above` : ""}.`,
          ];
    const others = schemasOf(session.settings).filter((schema) => schema.serves !== session.schema.serves);
    stdout.write(
      `${[...blocks, ...(views.length > 0 ? [views.join("\n")] : []), [...end, ...told(session.schema, others)].join("\n")].join("\n\n")}\n`,
    );
  }
  return session.failed ? 2 : 0;
}

/** What scripts rely on. In: `show` says how a source is named. */
function schemaJson(
  { catalog, sources, found, leftOut, conflicts, serves }: LoadedSchema,
  others: readonly LoadedSchema[],
  settings: Settings,
  show: (file: string) => string,
) {
  return {
    tables: tablesOf(catalog).map((table) => ({
      schema: table.schema,
      name: table.name,
      ...(table.model == null ? {} : { model: table.model }),
      ...modelJson(table),
      columns: table.columns.map(({ name, type, nullable, hasDefault, property }) => ({
        name,
        type,
        nullable,
        hasDefault,
        ...(property == null ? {} : { property }),
      })),
      primaryKey: table.primaryKey,
      unique: table.unique.map(({ columns, where }) => ({ columns, where })),
      indexes: table.indexes.map(({ name, columns, unique, where }) => ({ name, columns, unique, where })),
      foreignKeys: table.foreignKeys.map(({ columns, references, onDelete, onUpdate }) => ({
        columns,
        references,
        onDelete,
        onUpdate,
      })),
      softDelete: softDelete(table, settings),
    })),
    sources: sources.map(show),
    problems: catalog.problems.map(({ file, line, message }) => ({ file: show(file), line, message })),
    found: found.map((source) => ({ ...source, path: show(source.path) })),
    leftOut: leftOut.map(({ path, reason }) => ({ path: show(path), reason })),
    conflicts: conflicts.map(({ file, line, message }) => ({ file: show(file), line, message })),
    serves: show(serves),
    others: others.map((schema) => ({
      serves: show(schema.serves),
      tables: tablesOf(schema.catalog).length,
      found: schema.found.map((source) => ({ ...source, path: show(source.path) })),
    })),
  };
}

/** What a model says of its table: names may be other than the table's and columns'. */
function modelJson({ modelTraits, modelPlace }: Table) {
  if (!modelTraits) return {};
  const { library, accessor, otherNames, relations, filters } = modelTraits;
  return { modelOf: { library, place: modelPlace ?? null, accessor, otherNames }, relations, filters };
}

/**
 * What was taken and why, what was passed over, where models and migrations differ, and the schemas of other folders.
 */
function told({ found, leftOut, conflicts }: LoadedSchema, others: readonly LoadedSchema[]): string[] {
  const source = ({ role, kind, path, why }: FoundSource) =>
    `${role === "names" ? "Names from" : "Schema from"} ${path} (${kind}): ${why}.`;
  return [
    ...found.map(source),
    ...others.map(
      (schema) =>
        `Files in ${schema.serves} have another: ${plural(tablesOf(schema.catalog).length, "table")} from ${schema.found.map(({ path }) => path).join(", ")}.`,
    ),
    ...leftOut.map(({ path, reason }) => `Left out: ${path} ${reason}.`),
    ...conflicts.map(({ file, line, message }) => `${file}:${line}: ${message}.`),
  ].map(printable);
}

function softDelete(table: Table, settings: Settings): { column: string; live: string } | null {
  const found = softDeleteColumn(table, settings.softDelete);
  return found && { column: found.column, live: String(found.live) };
}

const tablesOf = (catalog: Catalog): readonly Table[] =>
  [...catalog.relations.values()]
    .flatMap((relation) => (relation.kind === "table" ? [relation] : []))
    .sort((a, b) => a.schema.localeCompare(b.schema) || a.name.localeCompare(b.name));

const qualified = (schema: string, name: string) => printable(schema === "public" ? name : `${schema}.${name}`);

function describe(table: Table, settings: Settings, colors: Colors): string {
  const marker = softDelete(table, settings);
  const place = table.place ? colors.dim(`  ${printable(table.place.file)}:${table.place.line}`) : "";
  const written = table.columns.map((column) => ({
    ...column,
    name: printable(column.name),
    type: printable(column.type),
    isKey: table.primaryKey?.includes(column.name),
  }));
  const nameWidth = Math.max(0, ...written.map(({ name }) => name.length));
  const typeWidth = Math.max(0, ...written.map(({ type }) => type.length));
  const columns = written.map(({ name, type, nullable, hasDefault, isKey }) => {
    const notes = [
      nullable ? "NULL" : "NOT NULL",
      ...(hasDefault ? ["DEFAULT"] : []),
      ...(isKey ? ["PRIMARY KEY"] : []),
      ...(marker && printable(marker.column) === name ? [`soft delete, live: ${marker.live}`] : []),
    ];
    return `  ${name.padEnd(nameWidth)}  ${colors.dim(type.padEnd(typeWidth))}  ${notes.join(", ")}`;
  });
  return [`${colors.bold(qualified(table.schema, table.name))}${place}`, ...columns].join("\n");
}
