import type {
  AlterTableCmd,
  AlterTableStmt,
  CreateStmt,
  CreateTableAsStmt,
  IndexStmt,
  IntoClause,
  Node,
  ViewStmt,
} from "@pgsql/types";
import type {
  AlterTable,
  CreateIndex,
  CreateTable,
  CreateTableAs,
  CreateView,
  Name,
  TableAction,
  TableElement,
} from "../../../model/definition.ts";
import type { Query } from "../../../model/statement.ts";
import { columnDefinition, constraintDefinition, indexColumn } from "./constraints.ts";
import { elementRun, nameIn, relationName, typeReference, written } from "./names.ts";
import { lowerQuery } from "../lower/query.ts";
import { Lowering } from "../lower/lowering.ts";
import { TokenLine, type Run } from "../tokens/token-line.ts";
import { strings } from "../parser/tree.ts";

export function createTable(lowering: Lowering, node: CreateStmt, run: Run): CreateTable {
  const table = relationName(lowering, node.relation, run);
  const at = lowering.token(node.relation?.location);
  const body: Run = [at < 0 ? run[0] : lowering.line.afterName(at), run[1]];
  const elements = (node.tableElts ?? []).flatMap((element): TableElement[] => {
    if ("ColumnDef" in element) return [columnDefinition(lowering, element.ColumnDef, body)];
    if ("Constraint" in element) {
      const made = constraintDefinition(lowering, element.Constraint, null, body);
      return made ? [made] : [];
    }
    if ("TableLikeClause" in element) {
      // The bits of TableLikeOption in PostgreSQL's parsenodes.h.
      const bits = element.TableLikeClause.options ?? 0;
      const has = (bit: number) => (bits & (1 << bit)) !== 0;
      const including = { constraints: has(2), defaults: has(3), generated: has(4), identity: has(5), indexes: has(6) };
      return [{ kind: "like", table: relationName(lowering, element.TableLikeClause.relation, body), including }];
    }
    return [];
  });
  const parents = (node.inhRelations ?? []).flatMap((parent) =>
    "RangeVar" in parent ? [relationName(lowering, parent.RangeVar, run)] : [],
  );
  const partition = node.partbound !== undefined;
  return {
    kind: "create-table",
    table,
    temporary: node.relation?.relpersistence === "t",
    ifNotExists: node.if_not_exists === true,
    elements,
    inherits: partition ? [] : parents,
    partitionOf: partition ? (parents[0] ?? null) : null,
    partitioned: node.partspec !== undefined,
    ofType: node.ofTypename ? typeReference(lowering, node.ofTypename, run) : null,
  };
}

export function createTableAs(lowering: Lowering, node: CreateTableAsStmt, run: Run): CreateTableAs | CreateView {
  const query = queryOf(lowering, node.query, run);
  if (node.objtype === "OBJECT_MATVIEW") {
    return {
      kind: "create-view",
      view: relationName(lowering, node.into?.rel, run),
      materialized: true,
      temporary: false,
      replace: false,
      ifNotExists: node.if_not_exists === true,
      columns: strings(node.into?.colNames),
      query,
    };
  }
  return tableFrom(lowering, node.into, query, node.if_not_exists === true, run);
}

/** SELECT … INTO: the table it makes. */
export function selectInto(lowering: Lowering, into: IntoClause, select: Node, run: Run): CreateTableAs {
  return tableFrom(lowering, into, queryOf(lowering, select, run), false, run);
}

function tableFrom(
  lowering: Lowering,
  into: IntoClause | undefined,
  query: Query | null,
  ifNotExists: boolean,
  run: Run,
): CreateTableAs {
  return {
    kind: "create-table-as",
    table: relationName(lowering, into?.rel, run),
    temporary: into?.rel?.relpersistence === "t",
    ifNotExists,
    columns: strings(into?.colNames),
    query,
  };
}

// A query that cannot be told leaves a table or view whose columns are not known, which is better than none.
function queryOf(lowering: Lowering, node: Node | undefined, run: Run): Query | null {
  if (!node || !("SelectStmt" in node)) return null;
  const as = node.SelectStmt.intoClause ? -1 : lowering.line.find(run, "AS");
  try {
    if (as < 0) return lowerQuery(lowering, node, run);
    // A word after AS is a label in a query; here it opens one. The query's own line of tokens starts with it.
    const line = new TokenLine(lowering.line.tokens.slice(as + 1, run[1]));
    const own: Run = [0, line.tokens.length];
    return lowerQuery(new Lowering(lowering.context, line, own), node, own);
  } catch {
    return null;
  }
}

export function createView(lowering: Lowering, node: ViewStmt, run: Run): CreateView {
  // The grammar writes RECURSIVE out as a WITH that is not in the text.
  const recursive = lowering.line.find([run[0], Math.max(run[0], lowering.line.find(run, "AS"))], "RECURSIVE") >= 0;
  return {
    kind: "create-view",
    view: relationName(lowering, node.view, run),
    materialized: false,
    temporary: node.view?.relpersistence === "t",
    replace: node.replace === true,
    ifNotExists: false,
    columns: strings(node.aliases),
    query: recursive ? null : queryOf(lowering, node.query, run),
  };
}

export function createIndex(lowering: Lowering, node: IndexStmt, run: Run): CreateIndex {
  return {
    kind: "create-index",
    name: node.idxname === undefined ? null : nameIn(lowering, node.idxname, run),
    table: relationName(lowering, node.relation, run),
    unique: node.unique === true,
    concurrently: node.concurrent === true,
    ifNotExists: node.if_not_exists === true,
    only: node.relation?.inh !== true,
    method: node.accessMethod ?? "btree",
    columns: (node.indexParams ?? []).flatMap((item) =>
      "IndexElem" in item ? [indexColumn(lowering, item.IndexElem, run)] : [],
    ),
    include: (node.indexIncludingParams ?? []).flatMap((item) =>
      "IndexElem" in item && item.IndexElem.name !== undefined ? [item.IndexElem.name] : [],
    ),
    nullsNotDistinct: node.nulls_not_distinct === true,
    where: node.whereClause ? written(lowering, node.whereClause, run) : null,
  };
}

const altered: Readonly<Record<string, AlterTable["object"]>> = {
  OBJECT_TABLE: "table",
  OBJECT_FOREIGN_TABLE: "table",
  OBJECT_VIEW: "view",
  OBJECT_MATVIEW: "view",
  OBJECT_INDEX: "index",
  OBJECT_SEQUENCE: "sequence",
  OBJECT_TYPE: "type",
};

export function alterTable(lowering: Lowering, node: AlterTableStmt, run: Run): AlterTable {
  const at = lowering.token(node.relation?.location);
  const parts = at < 0 ? [] : lowering.line.commas([lowering.line.afterName(at), run[1]]);
  const commands = node.cmds ?? [];
  return {
    kind: "alter-table",
    object: altered[node.objtype ?? "OBJECT_TABLE"] ?? "table",
    table: relationName(lowering, node.relation, run),
    ifExists: node.missing_ok === true,
    only: node.relation?.inh !== true,
    actions: commands.flatMap((command, index) =>
      "AlterTableCmd" in command
        ? [tableAction(lowering, command.AlterTableCmd, parts.length === commands.length ? (parts[index] ?? run) : run)]
        : [],
    ),
  };
}

function tableAction(lowering: Lowering, command: AlterTableCmd, run: Run): TableAction {
  const span = lowering.span(run);
  const name = (): Name => nameIn(lowering, command.name, run);
  const { def } = command;
  const ifExists = command.missing_ok === true;
  const cascade = command.behavior === "DROP_CASCADE";
  switch (command.subtype) {
    case "AT_AddColumn":
      if (!def || !("ColumnDef" in def)) break;
      return {
        kind: "add-column",
        column: columnDefinition(lowering, def.ColumnDef, run),
        ifNotExists: ifExists,
        span,
      };
    case "AT_DropColumn":
      return { kind: "drop-column", column: name(), ifExists, cascade, span };
    case "AT_AlterColumnType":
      if (!def || !("ColumnDef" in def)) break;
      return { kind: "set-type", column: name(), type: typeReference(lowering, def.ColumnDef.typeName, run), span };
    case "AT_ColumnDefault":
      return { kind: "set-default", column: name(), default: def ? written(lowering, def, run) : null, span };
    case "AT_SetNotNull":
      return { kind: "set-not-null", column: name(), span };
    case "AT_DropNotNull":
      return { kind: "drop-not-null", column: name(), span };
    case "AT_SetExpression":
      return { kind: "set-expression", column: name(), expression: def ? written(lowering, def, run) : null, span };
    case "AT_DropExpression":
      return { kind: "drop-expression", column: name(), span };
    case "AT_AddIdentity":
      if (!def || !("Constraint" in def)) break;
      return {
        kind: "add-identity",
        column: name(),
        identity: def.Constraint.generated_when === "a" ? "always" : "by default",
        span,
      };
    case "AT_DropIdentity":
      return { kind: "drop-identity", column: name(), span };
    case "AT_AddConstraint": {
      const constraint =
        def && "Constraint" in def
          ? constraintDefinition(lowering, def.Constraint, null, elementRun(lowering, def.Constraint.location, run))
          : null;
      if (!constraint) break;
      return { kind: "add-constraint", constraint, span };
    }
    case "AT_ValidateConstraint":
      return { kind: "validate-constraint", constraint: name(), span };
    case "AT_AlterConstraint": {
      if (!def || !("ATAlterConstraint" in def)) break;
      const {
        conname,
        alterEnforceability,
        is_enforced,
        alterInheritability,
        noinherit,
        alterDeferrability,
        deferrable,
      } = def.ATAlterConstraint;
      return {
        kind: "alter-constraint",
        constraint: nameIn(lowering, conname, run),
        span,
        enforced: alterEnforceability ? is_enforced === true : null,
        inherits: alterInheritability ? noinherit !== true : null,
        deferrable: alterDeferrability ? deferrable === true : null,
      };
    }
    case "AT_DropConstraint":
      return { kind: "drop-constraint", constraint: name(), ifExists, cascade, span };
    case "AT_AttachPartition":
    case "AT_DetachPartition":
      if (!def || !("PartitionCmd" in def)) break;
      return {
        kind: command.subtype === "AT_AttachPartition" ? "attach-partition" : "detach-partition",
        partition: relationName(lowering, def.PartitionCmd.name, run),
        span,
      };
    case "AT_AddInherit":
    case "AT_DropInherit":
      if (!def || !("RangeVar" in def)) break;
      return {
        kind: command.subtype === "AT_AddInherit" ? "inherit" : "no-inherit",
        parent: relationName(lowering, def.RangeVar, run),
        span,
      };
    case "AT_EnableRowSecurity":
    case "AT_DisableRowSecurity":
      return { kind: "row-security", enabled: command.subtype === "AT_EnableRowSecurity", span };
    default:
      break;
  }
  return { kind: "other", span };
}
