import type { Node, SelectStmt } from "@pgsql/types";
import { strings } from "../parser/tree.ts";

/**
 * The name PostgreSQL gives an output without an alias (FigureColname in parse_target.c), or null where it depends on
 * what a star stands for.
 */
export function outputName(node: Node): string | null {
  const figured = figure(node);
  return figured ? figured.name : "?column?";
}

// `weak`: a cast's or CASE's name, which a cast around it replaces.
type Figured = { readonly name: string | null; readonly weak: boolean } | null;

const strong = (name: string | null | undefined): Figured => ({ name: name ?? null, weak: false });

const fixed: Readonly<Record<string, string>> = {
  GroupingFunc: "grouping",
  MergeSupportFunc: "merge_action",
  A_ArrayExpr: "array",
  RowExpr: "row",
  CoalesceExpr: "coalesce",
  XmlSerialize: "xmlserialize",
  JsonParseExpr: "json",
  JsonScalarExpr: "json_scalar",
  JsonSerializeExpr: "json_serialize",
  JsonObjectConstructor: "json_object",
  JsonArrayConstructor: "json_array",
  JsonArrayQueryConstructor: "json_array",
  JsonObjectAgg: "json_objectagg",
  JsonArrayAgg: "json_arrayagg",
};

const xmlNames: Readonly<Record<string, string>> = {
  IS_XMLCONCAT: "xmlconcat",
  IS_XMLELEMENT: "xmlelement",
  IS_XMLFOREST: "xmlforest",
  IS_XMLPARSE: "xmlparse",
  IS_XMLPI: "xmlpi",
  IS_XMLROOT: "xmlroot",
};

function figure(node: Node | undefined): Figured {
  if (!node) return null;
  if ("ColumnRef" in node) {
    const name = strings(node.ColumnRef.fields).at(-1);
    return name === undefined ? null : strong(name);
  }
  if ("FuncCall" in node) return strong(strings(node.FuncCall.funcname).at(-1));
  if ("A_Indirection" in node) {
    const field = strings(node.A_Indirection.indirection).at(-1);
    return field === undefined ? figure(node.A_Indirection.arg) : strong(field);
  }
  if ("TypeCast" in node) {
    const inner = figure(node.TypeCast.arg);
    if (inner && !inner.weak) return inner;
    return { name: strings(node.TypeCast.typeName?.names).at(-1) ?? null, weak: true };
  }
  if ("CollateClause" in node) return figure(node.CollateClause.arg);
  if ("CaseExpr" in node) {
    const inner = figure(node.CaseExpr.defresult);
    return inner && !inner.weak ? inner : { name: "case", weak: true };
  }
  if ("A_Expr" in node) return node.A_Expr.kind === "AEXPR_NULLIF" ? strong("nullif") : null;
  if ("SubLink" in node) return figureSubquery(node.SubLink.subLinkType, node.SubLink.subselect);
  if ("MinMaxExpr" in node) return strong(node.MinMaxExpr.op === "IS_LEAST" ? "least" : "greatest");
  if ("SQLValueFunction" in node)
    return strong(node.SQLValueFunction.op?.slice("SVFOP_".length).toLowerCase().replace(/_n$/, ""));
  if ("XmlExpr" in node) {
    const name = xmlNames[node.XmlExpr.op ?? ""];
    return name ? strong(name) : null;
  }
  if ("JsonFuncExpr" in node) return strong(node.JsonFuncExpr.op?.replace(/_OP$/, "").toLowerCase());
  for (const key in node) if (fixed[key]) return strong(fixed[key]);
  return null;
}

function figureSubquery(type: string | undefined, query: Node | undefined): Figured {
  if (type === "EXISTS_SUBLINK") return strong("exists");
  if (type === "ARRAY_SUBLINK") return strong("array");
  if (type !== "EXPR_SUBLINK" || !query || !("SelectStmt" in query)) return null;
  return strong(firstOutputName(query.SelectStmt));
}

function firstOutputName(query: SelectStmt): string | null {
  if (query.larg) return firstOutputName(query.larg);
  if (query.valuesLists?.length) return "column1";
  const target = query.targetList?.[0];
  if (!target || !("ResTarget" in target)) return null;
  const { name, val } = target.ResTarget;
  if (name !== undefined) return name;
  return val && !isStar(val) ? outputName(val) : null;
}

/** `*`, `t.*` and `(x).*`: outputs whose names and number are not known here. */
export function isStar(node: Node): boolean {
  const fields =
    "ColumnRef" in node ? node.ColumnRef.fields : "A_Indirection" in node ? node.A_Indirection.indirection : undefined;
  const last = fields?.at(-1);
  return last !== undefined && "A_Star" in last;
}
