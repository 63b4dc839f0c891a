import type { TSESTree } from "@typescript-eslint/utils";
import { meaningOf } from "./meaning.ts";
import type { SourceModule } from "./module.ts";
import { memberName, unwrap } from "./nodes.ts";
import { isWholeRequest, isWholeRequestTakenApart } from "./request.ts";
import { traceValue } from "./trace.ts";
import { parameterOf, pathOf } from "./value-path.ts";

type Node = TSESTree.Node;

/** Under which names of a request who is logged in is put: passport's and NestJS's guards, express-jwt, hapi, koa-jwt, express-session. */
const holders: ReadonlySet<string> = new Set(["user", "auth", "session", "jwt", "jwtPayload", "account", "principal"]);

const furthest = 10;

/**
 * Whether an expression, or what lies under some names in it, is the id of whoever is logged in, as the program itself has found it: of a token that was
 * verified, of a session, of what a guard has put beside the request. Nobody outside chooses it.
 */
export function isAccountId(node: Node, names: readonly string[], module: SourceModule): boolean {
  const path = accountPath(node, names, module, 0);
  const last = path?.at(-1);
  return last !== undefined && isIdName(last);
}

/** `userId`, `id`, `sub`, `user_uuid` */
export const isIdName = (name: string): boolean =>
  /(?:^|_)(?:id|uuid|guid|sub)$|(?:[a-z0-9])(?:Id|ID|Uuid|UUID|Guid)$/.test(name);

/** The names below what holds the account; null where an expression leads to none. */
function accountPath(
  node: Node,
  names: readonly string[],
  module: SourceModule,
  depth: number,
): readonly string[] | null {
  if (depth > furthest) return null;
  const inner = unwrap(node);
  const go = (next: Node, more: readonly string[]): readonly string[] | null =>
    accountPath(next, more, module, depth + 1);
  switch (inner.type) {
    case "MemberExpression": {
      const name = memberName(inner);
      if (name === null) return null;
      if (holders.has(name) && holdsAccount(inner.object, module)) return names;
      return go(inner.object, [name, ...names]);
    }
    case "LogicalExpression":
      return inner.operator === "&&" ? go(inner.right, names) : go(inner.left, names);
    case "CallExpression":
      return isVerified(inner, module) ? names : null;
    case "Identifier": {
      const meaning = meaningOf(inner, module);
      if (meaning?.kind === "value") return accountPath(meaning.node, names, meaning.module, depth + 1);
      if (meaning?.kind === "parameter") return ofParameter(inner, names, module);
      if (meaning?.kind !== "property" || meaning.module !== module) return null;
      if (holders.has(meaning.key) && holdsAccount(meaning.from, module)) return names;
      return go(meaning.from, [meaning.key, ...names]);
    }
    default:
      return null;
  }
}

/** `({ user }, res) => …` */
function ofParameter(name: Node, names: readonly string[], module: SourceModule): readonly string[] | null {
  const path = pathOf(name, module);
  const parameter = path && parameterOf(path);
  const [holder = "", ...inside] = path?.names ?? [];
  return parameter && holders.has(holder) && isWholeRequestTakenApart(parameter.fn, parameter.index)
    ? [...inside, ...names]
    : null;
}

/** `req`, `ctx.switchToHttp().getRequest()`, `ctx.state`, `res.locals` */
function holdsAccount(node: Node, module: SourceModule): boolean {
  const inner = unwrap(node);
  if (isWholeRequest(inner, module)) return true;
  return (
    inner.type === "MemberExpression" &&
    /^(?:state|locals|request|req|requestContext|authorizer)$/.test(memberName(inner) ?? "") &&
    (inner.object.type === "Identifier" || holdsAccount(inner.object, module))
  );
}

/** What `jwt.verify(token, secret)` gives, of whichever package for tokens. */
function isVerified({ callee }: TSESTree.CallExpression, module: SourceModule): boolean {
  const name =
    callee.type === "MemberExpression" ? memberName(callee) : callee.type === "Identifier" ? callee.name : "";
  if (!/^(?:verify|verifyAsync|jwtVerify|verifyIdToken|verifyToken)$/.test(name ?? "")) return false;
  const value = traceValue(callee.type === "MemberExpression" ? callee.object : callee, module);
  return value?.kind === "package" && /jwt|jsonwebtoken|jose|paseto|firebase-admin|auth/.test(value.origin.package);
}
