import type { ResultShape } from "../../model/site.ts";
import type { BuilderCall } from "../../source/built/builder-call.ts";
import type { Chain } from "../../source/built/built.ts";
import type { BuilderReader } from "../../read/builder/builder-reader.ts";
import { callSiteOf } from "../../read/builder/call-site.ts";
import { contextOf } from "./context.ts";
import type { KnexQuery } from "./query.ts";

/** Reads knex's query builder: https://knexjs.org/guide/query-builder.html */
export const knex: BuilderReader = {
  library: "knex",
  placeholders: "question",
  typed: false,
  sendsAsGiven: true,
  read(chain, call, writer, names) {
    const { root } = chain;
    if (root.kind !== "package" || (call.consumed === "discarded" && !isSent(chain))) return null;
    if (call.consumed === "step" && !isBinding(call)) return null;
    const context = contextOf(writer, names, callSiteOf(chain, call), {
      library: "knex",
      update: "update",
      client: clientOf(chain),
    });
    const query = context.read.queryOf(chain);
    if (!query || (root.origin.path === "builder" && call.consumed !== "awaited")) return null;
    if (mayGoOn(query, call)) query.unknown.push(chain.place);
    const statement = context.read.compiled(query);
    return statement && statement.length > 0
      ? { statements: [statement], result: resultOf(query), relations: context.relations }
      : null;
  },
};

const isSent = ({ steps }: Chain): boolean =>
  steps.some(({ name }) => /^(?:stream|pipe|asCallback|then|catch|finally)$/.test(name));

/** `db.raw("? ON CONFLICT DO NOTHING", [db("users").insert(rows)])`: the query is the statement. */
function isBinding({ node }: BuilderCall): boolean {
  let at = node.parent;
  while (at && at.type !== "CallExpression" && at.type !== "BlockStatement") at = at.parent;
  if (
    at?.type !== "CallExpression" ||
    at.callee.type !== "MemberExpression" ||
    at.callee.property.type !== "Identifier" ||
    at.callee.property.name !== "raw"
  )
    return false;
  return at.parent.type === "AwaitExpression" || at.parent.type === "ReturnStatement";
}

const isFinal =
  /^(?:first|pluck|returning|insert|update|del|delete|truncate|merge|ignore|increment|decrement|columnInfo)$/;

/** Whether whoever is given the query may add to it. */
function mayGoOn({ sent, steps }: KnexQuery, { consumed }: BuilderCall): boolean {
  if (sent || consumed === "awaited" || consumed === "sent" || consumed === "step") return false;
  return !steps.slice(-2).some(({ name }) => isFinal.test(name));
}

function resultOf({ method, returning, sent, steps }: KnexQuery): ResultShape {
  if (sent || steps.some(({ name }) => name === "options")) return "other";
  switch (method) {
    case "select":
      return "rows";
    case "first":
      return "row-or-null";
    case "pluck":
      return "values";
    case "columnInfo":
    case "truncate":
      return "other";
    default:
      return returning ? "rows" : "other";
  }
}

/** The client as the source calls it where the chain begins, for `knex.fn.now()`. */
function clientOf({ root }: Chain): string | null {
  const { node, frame } = root.place;
  if (frame.anchor || frame.module.text.slice(...node.range).length > 40) return null;
  const isPlain = node.type === "Identifier" || (node.type === "MemberExpression" && !node.computed);
  return isPlain ? frame.module.text.slice(...node.range) : null;
}
