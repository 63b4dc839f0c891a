import { visit } from "../../../../lib/catalog/mentions.ts";
import { namedTables } from "../../../../lib/analysis/tables.ts";
import type { Statement } from "../../../../lib/model/statement.ts";

/**
 * Tables with the columns that statements name, of types that such names have most of the time, for statements that were written for no schema. A
 * bare name of several tables is the first one's.
 */
export function schemaFor(statements: readonly Statement[]): string {
  const tables = new Map<string, Set<string>>();
  for (const statement of statements) {
    const named = namedTables(statement).filter(({ reference }) => reference.name !== null);
    for (const { reference } of named) {
      const key = keyOf(reference.schema, reference.name ?? "");
      tables.set(key, tables.get(key) ?? new Set());
    }
    const keys = named.map(({ reference: { schema, name } }) => keyOf(schema, name ?? ""));
    const add = (key: string | undefined, column: unknown): void => {
      if (key !== undefined && typeof column === "string" && column !== "*" && !ofTheSystem.test(column))
        tables.get(key)?.add(column);
    };
    visit(statement, (node) => {
      if (node["kind"] === "column") {
        const alias = node["relation"];
        const of = named.find(({ reference }) => (reference.alias ?? reference.name) === alias)?.reference;
        if (of) add(keyOf(of.schema, of.name ?? ""), node["name"]);
        else if (alias === null && !keys.some((key) => tables.get(key)?.has(String(node["name"]))))
          add(keys[0], node["name"]);
      }
      if ("value" in node && "column" in node) add(keys[0], node["column"]);
      if (Array.isArray(node["names"]))
        for (const { name } of node["names"] as readonly { readonly name?: unknown }[]) add(keys[0], name);
    });
  }
  const schemas = new Set(
    [...tables.keys()].flatMap((key) => (key.includes(".") ? key.slice(0, key.indexOf(".")) : [])),
  );
  return [
    ...[...schemas].map((schema) => `CREATE SCHEMA IF NOT EXISTS ${schema};`),
    ...[...tables].map(
      ([key, columns]) =>
        `CREATE TABLE ${key} (${[...columns].map((name) => `"${name}" ${typeOf(name)}`).join(", ")});`,
    ),
  ].join("\n");
}

const ofTheSystem = /^(?:[cx]min|[cx]max|ctid|tableoid)$/;

const keyOf = (schema: string | null, name: string): string =>
  `${schema === null || schema === "public" ? "" : `"${schema}".`}"${name}"`;

function typeOf(name: string): string {
  if (/(?:_at|_on|At)$|^(?:ts|time|expires)/.test(name)) return "timestamptz";
  if (/(?:^|_)ids$|tags|roles$/.test(name)) return "bigint[]";
  if (/(?:^|_)id$|Id$|count|size|total|version|position|stock|age|rank|level/.test(name)) return "bigint";
  if (/amount|price|rate|score/.test(name)) return "numeric(12,2)";
  if (/^(?:is|has)_|active|enabled|deleted$|archived$|read$/.test(name)) return "boolean";
  if (/data|meta|settings|payload|attributes/.test(name)) return "jsonb";
  return "text";
}
