import type { Node } from "@pgsql/types";
import type { Definition } from "../../../model/definition.ts";
import { nameIn, dottedName, relationName, typeReference } from "./names.ts";
import {
  alterDomain,
  configuredSearchPath,
  createDomain,
  createFunction,
  createPolicy,
  createTrigger,
  rangeParameters,
  drop,
  rename,
  setSchema,
  setSearchPath,
} from "./objects.ts";
import { alterTable, createIndex, createTable, createTableAs, createView, selectInto } from "./tables.ts";
import type { Lowering } from "../lower/lowering.ts";
import type { Run } from "../tokens/token-line.ts";
import { strings } from "../parser/tree.ts";

/**
 * What a statement of the data definition language does; null for a statement that defines nothing the catalog keeps.
 */
export function lowerDefinition(lowering: Lowering, tree: Node, run: Run): Definition | null {
  if ("CreateStmt" in tree) return createTable(lowering, tree.CreateStmt, run);
  if ("CreateForeignTableStmt" in tree && tree.CreateForeignTableStmt.base)
    return { ...createTable(lowering, tree.CreateForeignTableStmt.base, run), foreign: true };
  if ("AlterTableStmt" in tree) return alterTable(lowering, tree.AlterTableStmt, run);
  if ("IndexStmt" in tree) return createIndex(lowering, tree.IndexStmt, run);
  if ("ViewStmt" in tree) return createView(lowering, tree.ViewStmt, run);
  if ("CreateTableAsStmt" in tree) return createTableAs(lowering, tree.CreateTableAsStmt, run);
  if ("SelectStmt" in tree) {
    const into = tree.SelectStmt.intoClause;
    return into ? selectInto(lowering, into, tree, run) : configuredSearchPath(tree);
  }
  if ("DropStmt" in tree) return drop(lowering, tree.DropStmt, run);
  if ("RenameStmt" in tree) return rename(lowering, tree.RenameStmt, run);
  if ("AlterObjectSchemaStmt" in tree) return setSchema(lowering, tree.AlterObjectSchemaStmt, run);
  if ("CreateDomainStmt" in tree) return createDomain(lowering, tree.CreateDomainStmt, run);
  if ("AlterDomainStmt" in tree) return alterDomain(lowering, tree.AlterDomainStmt, run);
  if ("CreateTrigStmt" in tree) return createTrigger(lowering, tree.CreateTrigStmt, run);
  if ("CreateFunctionStmt" in tree) return createFunction(lowering, tree.CreateFunctionStmt, run);
  if ("CreatePolicyStmt" in tree) return createPolicy(lowering, tree.CreatePolicyStmt, run);
  if ("VariableSetStmt" in tree) return setSearchPath(tree.VariableSetStmt);
  if ("CreateEnumStmt" in tree) {
    return {
      kind: "create-type",
      type: dottedName(lowering, tree.CreateEnumStmt.typeName, run),
      form: "enum",
      labels: strings(tree.CreateEnumStmt.vals),
      attributes: [],
    };
  }
  if ("CompositeTypeStmt" in tree) {
    const attributes = (tree.CompositeTypeStmt.coldeflist ?? []).flatMap((item) =>
      "ColumnDef" in item
        ? [{ name: item.ColumnDef.colname ?? "", type: typeReference(lowering, item.ColumnDef.typeName, run) }]
        : [],
    );
    return {
      kind: "create-type",
      type: relationName(lowering, tree.CompositeTypeStmt.typevar, run),
      form: "composite",
      labels: [],
      attributes,
    };
  }
  if ("CreateRangeStmt" in tree) {
    return {
      kind: "create-type",
      type: dottedName(lowering, tree.CreateRangeStmt.typeName, run),
      form: "range",
      labels: [],
      attributes: [],
      ...rangeParameters(lowering, tree.CreateRangeStmt, run),
    };
  }
  if (
    "DefineStmt" in tree &&
    (tree.DefineStmt.kind === "OBJECT_OPERATOR" || tree.DefineStmt.kind === "OBJECT_AGGREGATE")
  )
    return {
      kind: "create-routine",
      object: tree.DefineStmt.kind === "OBJECT_OPERATOR" ? "operator" : "aggregate",
      name: strings(tree.DefineStmt.defnames).at(-1) ?? "",
    };
  if ("CreateCastStmt" in tree) {
    const { sourcetype, targettype } = tree.CreateCastStmt;
    return {
      kind: "create-routine",
      object: "cast",
      name: [sourcetype, targettype].map((type) => strings(type?.names).at(-1) ?? "").join(" as "),
    };
  }
  if ("DefineStmt" in tree && tree.DefineStmt.kind === "OBJECT_TYPE") {
    return {
      kind: "create-type",
      type: dottedName(lowering, tree.DefineStmt.defnames, run),
      form: "base",
      labels: [],
      attributes: [],
    };
  }
  if ("AlterEnumStmt" in tree) {
    const { typeName, oldVal, newVal, newValNeighbor, newValIsAfter, skipIfNewValExists } = tree.AlterEnumStmt;
    return {
      kind: "alter-enum",
      type: dottedName(lowering, typeName, run),
      renamed: oldVal ?? null,
      label: newVal ?? "",
      ifNotExists: skipIfNewValExists === true,
      neighbour: newValNeighbor ?? null,
      after: newValIsAfter === true,
    };
  }
  if ("CreateSchemaStmt" in tree) {
    const { schemaname, authrole, schemaElts = [], if_not_exists } = tree.CreateSchemaStmt;
    return {
      kind: "create-schema",
      name: nameIn(lowering, schemaname ?? authrole?.rolename, run),
      ifNotExists: if_not_exists === true,
      elements: schemaElts.flatMap((element) => lowerDefinition(lowering, element, run) ?? []),
    };
  }
  if ("CreateSeqStmt" in tree) {
    return {
      kind: "create-sequence",
      sequence: relationName(lowering, tree.CreateSeqStmt.sequence, run),
      ifNotExists: tree.CreateSeqStmt.if_not_exists === true,
    };
  }
  if ("CreateExtensionStmt" in tree) {
    const option = (tree.CreateExtensionStmt.options ?? []).find(
      (item) => "DefElem" in item && item.DefElem.defname === "schema",
    );
    const arg = option && "DefElem" in option ? option.DefElem.arg : undefined;
    return {
      kind: "create-extension",
      name: tree.CreateExtensionStmt.extname ?? "",
      schema: (arg && "String" in arg && arg.String.sval) || null,
    };
  }
  return null;
}
