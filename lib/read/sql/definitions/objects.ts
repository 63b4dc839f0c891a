import type {
  AlterDomainStmt,
  CreateDomainStmt,
  CreateFunctionStmt,
  CreateRangeStmt,
  FunctionParameter as ParameterNode,
  FunctionParameterMode,
  CreatePolicyStmt,
  CreateTrigStmt,
  DropStmt,
  Node,
  ObjectType,
  RenameStmt,
  AlterObjectSchemaStmt,
  VariableSetStmt,
} from "@pgsql/types";
import type {
  AlterDomain,
  CreateDomain,
  CreateFunction,
  CreatePolicy,
  CreateTrigger,
  CreateType,
  Drop,
  DropTarget,
  FunctionParameter,
  ObjectKind,
  ObjectName,
  Rename,
  SetSchema,
  SetSearchPath,
} from "../../../model/definition.ts";
import { dottedName, nameIn, relationName, typeReference } from "./names.ts";
import { routineEffects } from "./routine-effects.ts";
import type { Lowering } from "../lower/lowering.ts";
import type { Run } from "../tokens/token-line.ts";
import { strings } from "../parser/tree.ts";

const kinds: { readonly [K in ObjectType]?: ObjectKind } = {
  OBJECT_TABLE: "table",
  OBJECT_FOREIGN_TABLE: "table",
  OBJECT_VIEW: "view",
  OBJECT_MATVIEW: "materialized-view",
  OBJECT_INDEX: "index",
  OBJECT_SEQUENCE: "sequence",
  OBJECT_TYPE: "type",
  OBJECT_DOMAIN: "domain",
  OBJECT_SCHEMA: "schema",
  OBJECT_COLUMN: "column",
  OBJECT_TABCONSTRAINT: "constraint",
  OBJECT_TRIGGER: "trigger",
  OBJECT_POLICY: "policy",
  OBJECT_FUNCTION: "function",
  OBJECT_PROCEDURE: "function",
  OBJECT_ROUTINE: "function",
  OBJECT_ATTRIBUTE: "attribute",
  OBJECT_EXTENSION: "extension",
};

const kindOf = (type: ObjectType | undefined): ObjectKind => (type && kinds[type]) || "other";

/** The object a tree names in one of the several ways it does: a list of strings, a type, a function with arguments. */
function objectName(lowering: Lowering, node: Node | undefined, run: Run): ObjectName {
  if (node && "List" in node) return dottedName(lowering, node.List.items, run);
  if (node && "TypeName" in node) return dottedName(lowering, node.TypeName.names, run);
  if (node && "ObjectWithArgs" in node) return dottedName(lowering, node.ObjectWithArgs.objname, run);
  return dottedName(lowering, node ? [node] : [], run);
}

export function drop(lowering: Lowering, node: DropStmt, run: Run): Drop {
  const object = kindOf(node.removeType);
  const targets = (node.objects ?? []).map((item): DropTarget => {
    if ((object === "trigger" || object === "policy") && "List" in item) {
      const items = item.List.items ?? [];
      return { ...dottedName(lowering, items.slice(0, -1), run), part: strings(items.slice(-1))[0] ?? null };
    }
    return { ...objectName(lowering, item, run), part: null };
  });
  return {
    kind: "drop",
    object,
    targets,
    ifExists: node.missing_ok === true,
    cascade: node.behavior === "DROP_CASCADE",
  };
}

export function rename(lowering: Lowering, node: RenameStmt, run: Run): Rename {
  const object = kindOf(node.renameType);
  const target = node.relation
    ? relationName(lowering, node.relation, run)
    : object === "schema"
      ? { schema: null, ...nameIn(lowering, node.subname, run) }
      : objectName(lowering, node.object, run);
  const part = node.relation && node.subname !== undefined ? nameIn(lowering, node.subname, run) : null;
  const { name: newName, span: newNameSpan } = nameIn(lowering, node.newname, run);
  return { kind: "rename", object, target, part, newName, newNameSpan, ifExists: node.missing_ok === true };
}

export function setSchema(lowering: Lowering, node: AlterObjectSchemaStmt, run: Run): SetSchema {
  const target = node.relation ? relationName(lowering, node.relation, run) : objectName(lowering, node.object, run);
  return {
    kind: "set-schema",
    object: kindOf(node.objectType),
    target,
    schema: node.newschema ?? "",
    ifExists: node.missing_ok === true,
  };
}

export function createDomain(lowering: Lowering, node: CreateDomainStmt, run: Run): CreateDomain {
  const has = (type: string) =>
    (node.constraints ?? []).some((item) => "Constraint" in item && item.Constraint.contype === type);
  return {
    kind: "create-domain",
    domain: dottedName(lowering, node.domainname, run),
    type: typeReference(lowering, node.typeName, run),
    notNull: has("CONSTR_NOTNULL"),
    hasDefault: has("CONSTR_DEFAULT"),
  };
}

export function alterDomain(lowering: Lowering, node: AlterDomainStmt, run: Run): AlterDomain {
  // The letters of AlterDomainStmt.subtype: T default, N drop not null, O set not null, C add, X drop and V validate a
  // constraint.
  const added = node.def && "Constraint" in node.def && node.def.Constraint.contype === "CONSTR_NOTNULL";
  const action =
    node.subtype === "O" || (node.subtype === "C" && added)
      ? "set-not-null"
      : node.subtype === "N"
        ? "drop-not-null"
        : node.subtype === "T"
          ? node.def
            ? "set-default"
            : "drop-default"
          : "other";
  return { kind: "alter-domain", domain: dottedName(lowering, node.typeName, run), action };
}

export function createTrigger(lowering: Lowering, node: CreateTrigStmt, run: Run): CreateTrigger {
  // The bits of pg_trigger.tgtype.
  const { events = 0, timing = 0 } = node;
  const bits = [
    ["insert", 4],
    ["delete", 8],
    ["update", 16],
    ["truncate", 32],
  ] as const;
  return {
    kind: "create-trigger",
    name: nameIn(lowering, node.trigname, run),
    table: relationName(lowering, node.relation, run),
    function: dottedName(lowering, node.funcname, run),
    timing: timing & 2 ? "before" : timing & 64 ? "instead of" : "after",
    events: bits.flatMap(([event, bit]) => (events & bit ? [event] : [])),
    columns: strings(node.columns),
    row: node.row === true,
    replace: node.replace === true,
  };
}

export function createFunction(lowering: Lowering, node: CreateFunctionStmt, run: Run): CreateFunction {
  let language: string | null = null;
  let body: string | null = null;
  let strict = false;
  for (const option of node.options ?? []) {
    if (!("DefElem" in option)) continue;
    const { defname, arg } = option.DefElem;
    if (defname === "language" && arg && "String" in arg) language = arg.String.sval ?? null;
    if (defname === "strict") strict = !!arg && "Boolean" in arg && arg.Boolean.boolval === true;
    if (defname === "as" && arg && "List" in arg) body = strings(arg.List.items)[0] ?? null;
  }
  const parameters = (node.parameters ?? []).flatMap((item) =>
    "FunctionParameter" in item ? [functionParameter(lowering, item.FunctionParameter, run)] : [],
  );
  return {
    kind: "create-function",
    name: dottedName(lowering, node.funcname, run),
    replace: node.replace === true,
    procedure: node.is_procedure === true,
    language: language ?? (node.sql_body ? "sql" : null),
    returns: node.returnType ? typeReference(lowering, node.returnType, run) : null,
    ...((node.returnType?.setof || parameters.some(({ mode }) => mode === "table")) && { returnsSet: true }),
    ...(parameters.length > 0 && { parameters }),
    ...(strict && { strict }),
    body,
    does: body !== null && language?.toLowerCase() === "plpgsql" ? routineEffects(body) : null,
  };
}

const modes: { readonly [K in FunctionParameterMode]?: FunctionParameter["mode"] } = {
  FUNC_PARAM_OUT: "out",
  FUNC_PARAM_INOUT: "inout",
  FUNC_PARAM_VARIADIC: "variadic",
  FUNC_PARAM_TABLE: "table",
};

function functionParameter(
  lowering: Lowering,
  { name, argType, mode, defexpr }: ParameterNode,
  run: Run,
): FunctionParameter {
  return {
    name: name ?? null,
    type: argType ? typeReference(lowering, argType, run) : null,
    mode: (mode && modes[mode]) || "in",
    hasDefault: defexpr !== undefined,
  };
}

/** What CREATE TYPE … AS RANGE says of the elements and of the multirange. */
export function rangeParameters(
  lowering: Lowering,
  { params }: CreateRangeStmt,
  run: Run,
): Pick<CreateType, "subtype" | "multirange"> {
  const given = (name: string) => {
    const found = (params ?? []).find((item) => "DefElem" in item && item.DefElem.defname === name);
    const arg = found && "DefElem" in found ? found.DefElem.arg : undefined;
    return arg && "TypeName" in arg ? arg.TypeName : undefined;
  };
  const subtype = given("subtype");
  return {
    subtype: subtype ? typeReference(lowering, subtype, run) : null,
    multirange: strings(given("multirange_type_name")?.names).at(-1) ?? null,
  };
}

export function createPolicy(lowering: Lowering, node: CreatePolicyStmt, run: Run): CreatePolicy {
  return {
    kind: "create-policy",
    name: nameIn(lowering, node.policy_name, run),
    table: relationName(lowering, node.table, run),
  };
}

/** SET search_path and RESET; null for other settings. */
export function setSearchPath(node: VariableSetStmt): SetSearchPath | null {
  if (node.kind === "VAR_RESET_ALL") return { kind: "set-search-path", schemas: null, local: false };
  if (node.name !== "search_path") return null;
  const values = (node.args ?? []).flatMap((arg) =>
    "A_Const" in arg && arg.A_Const.sval ? [arg.A_Const.sval.sval ?? ""] : [],
  );
  const schemas = node.kind === "VAR_SET_VALUE" ? values.filter((schema) => schema !== "") : null;
  return { kind: "set-search-path", schemas, local: node.is_local === true };
}

/** `SELECT set_config('search_path', 'app, public', false)`, as pg_dump writes it; null for other queries. */
export function configuredSearchPath(node: Node): SetSearchPath | null {
  const targets = "SelectStmt" in node ? node.SelectStmt.targetList : undefined;
  const target = targets?.length === 1 ? targets[0] : undefined;
  const call =
    target && "ResTarget" in target && target.ResTarget.val && "FuncCall" in target.ResTarget.val
      ? target.ResTarget.val.FuncCall
      : null;
  if (!call || strings(call.funcname).at(-1) !== "set_config") return null;
  const [name, value, local] = (call.args ?? []).map((arg) => ("A_Const" in arg ? arg.A_Const : null));
  if (name?.sval?.sval !== "search_path" || !value?.sval) return null;
  const schemas = (value.sval.sval ?? "")
    .split(",")
    .map((schema) => schema.trim().replace(/^"(.*)"$/, "$1"))
    .filter((schema) => schema !== "");
  return { kind: "set-search-path", schemas, local: local?.boolval?.boolval === true };
}
