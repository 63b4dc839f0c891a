import type { TSESTree } from "@typescript-eslint/utils";
import type { Definition, Variable } from "@typescript-eslint/scope-manager";
import { soleDefinition, variableOf } from "./bindings.ts";
import { meaningOf } from "./meaning.ts";
import type { SourceModule } from "./module.ts";
import { isFunction, nameOfKey, type FunctionNode } from "./nodes.ts";

const requests = /^(?:req|request|ctx|context|event|c|koaCtx|httpRequest|apiReq)$/;
const parts =
  /^(?:body|query|params|param|headers|cookies|signedCookies|request|req|queryStringParameters|multiValueQueryStringParameters|pathParameters|rawBody|url|originalUrl|nextUrl|searchParams|files|file|rawQuery|querystring)$/;
const readers = /^(?:get|header|param|params|json|text|formData|query|body)$/;
/** What a handler's second parameter is called, whose first is then a request. */
const responses = /^(?:res|response|reply|next|h|resp|_res|_reply|_response|_)$/;
/** NestJS, routing-controllers, tsoa. */
const decorators =
  /^(?:Query|Param|Params|Body|Headers|Header|HeaderParam|QueryParam|QueryParams|BodyParam|CookieParam|Cookies|Req|Request|Path|RawBody|UploadedFile)$/;
const wholes = /^(?:Req|Request)$/;

/**
 * Does an expression come out of a request as it is: `req.query.name`, `ctx.request.body`, `c.req.query("q")`, `await
 * request.json()`, `event.queryStringParameters`, or a name that was destructured from one?
 */
export function isRequest(node: TSESTree.Node, module: SourceModule, depth = 0): boolean {
  if (depth > 8) return false;
  const go = (inner: TSESTree.Node): boolean => isRequest(inner, module, depth + 1);
  switch (node.type) {
    case "MemberExpression": {
      const name = nameOfKey(node.property) ?? "";
      const { object } = node;
      if (object.type === "Identifier" && requests.test(object.name) && parts.test(name)) return true;
      if (
        object.type === "MemberExpression" &&
        /^(?:req|request)$/.test(nameOfKey(object.property) ?? "") &&
        parts.test(name)
      )
        return true;
      if (isWholeRequest(object, module)) return parts.test(name);
      return go(object);
    }
    case "CallExpression": {
      const { callee } = node;
      if (callee.type !== "MemberExpression") return false;
      const name = nameOfKey(callee.property) ?? "";
      if (
        callee.object.type === "Identifier" &&
        /^(?:req|request)$/.test(callee.object.name) &&
        (readers.test(name) || isLookUp(node))
      )
        return true;
      // `searchParams.get("q")`, `c.req.query("q")`; what other methods make of it is told elsewhere.
      return (
        (name === "get" || name === "getAll" || parts.test(name)) &&
        go(name === "get" || name === "getAll" ? callee.object : callee)
      );
    }
    case "NewExpression":
      // `new URL(request.url).searchParams`
      return (
        node.callee.type === "Identifier" &&
        /^(?:URL|URLSearchParams)$/.test(node.callee.name) &&
        node.arguments[0] !== undefined &&
        go(node.arguments[0])
      );
    case "AwaitExpression":
      return go(node.argument);
    case "TSAsExpression":
    case "TSNonNullExpression":
    case "TSSatisfiesExpression":
    case "TSTypeAssertion":
    case "ChainExpression":
      return go(node.expression);
    case "LogicalExpression":
      return go(node.left) || go(node.right);
    case "Identifier": {
      const variable = variableOf(module, node);
      return variable !== null && isRequestVariable(variable, module, depth + 1);
    }
    default:
      return false;
  }
}

/**
 * Whether an expression is a request as a whole, which has beside its parts what the program itself has put there: `@Req() request`,
 * `context.switchToHttp().getRequest()`, and what is called one.
 */
export function isWholeRequest(node: TSESTree.Node, module: SourceModule): boolean {
  if (node.type === "CallExpression")
    return node.callee.type === "MemberExpression" && nameOfKey(node.callee.property) === "getRequest";
  if (node.type !== "Identifier") return false;
  const variable = variableOf(module, node);
  const definition = variable && soleDefinition(variable);
  if (definition?.node.type === "VariableDeclarator" && definition.node.init && definition.node.id === definition.name)
    return isWholeRequest(definition.node.init, module);
  if (definition?.type !== "Parameter") return definition === null && requests.test(node.name);
  const parameter = parameterOf(definition);
  return parameter !== null && isNamedBy(parameter, wholes, node.name);
}

/** Whether a parameter that is taken apart is a whole request: `(@Req() { user }) => …`, `({ user }, res) => …`. */
export function isWholeRequestTakenApart({ params }: FunctionNode, index: number): boolean {
  const parameter = params[index];
  const second = params[1];
  if (parameter?.type !== "ObjectPattern") return false;
  return (
    decoratorsOf(parameter).some((one) => wholes.test(one)) ||
    (index === 0 && second?.type === "Identifier" && responses.test(second.name))
  );
}

function parameterOf({ node, name }: Definition): TSESTree.Parameter | null {
  if (!isFunction(node)) return null;
  return node.params.find((one) => one.range[0] <= name.range[0] && one.range[1] >= name.range[1]) ?? null;
}

/** Whether a parameter stands behind one of some decorators, or behind none and is called as requests are. */
function isNamedBy(parameter: TSESTree.Parameter, names: RegExp, name: string): boolean {
  const decorated = decoratorsOf(parameter);
  return decorated.length > 0 ? decorated.some((one) => names.test(one)) : requests.test(name);
}

/** `req.valueOf("age")`: what a request is asked for by a key is its own, whichever framework's method it is. */
function isLookUp({ arguments: [key, ...more] }: TSESTree.CallExpression): boolean {
  return key?.type === "Literal" && typeof key.value === "string" && more.length === 0;
}

/**
 * Was a variable taken out of a request: `const { query: { sort } } = req`, `({ query }, res) => …`, `@Query("sort")
 * sort`?
 */
export function isRequestVariable(variable: Variable, module: SourceModule, depth = 0): boolean {
  const definition = soleDefinition(variable);
  const name = variable.identifiers[0];
  if (!definition || !name) return false;
  const node = definition.node;
  if (node.type === "VariableDeclarator") {
    if (!node.init || !variable.references.every((reference) => !reference.isWrite() || reference.init === true))
      return false;
    const keys = keysTo(node.id, name);
    if (keys === null) return false;
    const isPart = keys.length === 0 || !isWholeRequest(node.init, module) || parts.test(keys[0] ?? "");
    if (isPart && isRequest(node.init, module, depth + 1)) return true;
    const from = node.init.type === "AwaitExpression" ? node.init.argument : node.init;
    return keys.length > 0 && parts.test(keys[0] ?? "") && from.type === "Identifier" && requests.test(from.name);
  }
  if (
    node.type !== "ArrowFunctionExpression" &&
    node.type !== "FunctionExpression" &&
    node.type !== "FunctionDeclaration"
  )
    return false;
  const index = node.params.findIndex(
    (parameter) => parameter.range[0] <= name.range[0] && parameter.range[1] >= name.range[1],
  );
  const parameter = node.params[index];
  if (!parameter) return false;
  const decorated = decoratorsOf(parameter).filter((one) => decorators.test(one));
  const keys = keysTo(parameter, name);
  // Of a whole request that is taken apart the parts are it.
  if (decorated.some((one) => !wholes.test(one) || keys === null || keys.length === 0 || parts.test(keys[0] ?? "")))
    return true;
  if (index > 0 && isHandedPath(node, module)) return true;
  const second = node.params[1];
  const answered = index === 0 && second?.type === "Identifier" && responses.test(second.name);
  if (keys === null) return false;
  if (keys.length === 0)
    return (
      parameter.type === "Identifier" &&
      parameter.typeAnnotation?.typeAnnotation.type === "TSTypeReference" &&
      nameOfKey(parameter.typeAnnotation.typeAnnotation.typeName) === "FormData"
    );
  return answered && parts.test(keys[0] ?? "");
}

/** `route.get("/ports/:name", (context, name) => …)`: a handler that is given the parts of the path behind the context. */
function isHandedPath(fn: TSESTree.Node, module: SourceModule): boolean {
  const call = fn.parent;
  if (call?.type !== "CallExpression" || call.callee.type !== "MemberExpression") return false;
  const { object } = call.callee;
  const meaning = object.type === "Identifier" ? meaningOf(object, module) : null;
  return meaning?.kind === "package" && handsPath.has(meaning.specifier);
}

/** Routers that hand on parts of a path so. */
const handsPath: ReadonlySet<string> = new Set(["koa-route"]);

/** The names of the decorators that a parameter stands behind. */
function decoratorsOf(parameter: TSESTree.Parameter): readonly string[] {
  const given = "decorators" in parameter ? parameter.decorators : [];
  return given.flatMap(({ expression }) => {
    const name = expression.type === "CallExpression" ? expression.callee : expression;
    return name.type === "Identifier" ? [name.name] : [];
  });
}

/** The keys on the way from a pattern to a name in it; null where it is no plain destructuring. */
function keysTo(pattern: TSESTree.Node, name: TSESTree.Identifier): readonly string[] | null {
  switch (pattern.type) {
    case "Identifier":
      return pattern === name ? [] : null;
    case "AssignmentPattern":
      return keysTo(pattern.left, name);
    case "ObjectPattern":
      for (const property of pattern.properties) {
        if (property.range[0] > name.range[0] || property.range[1] < name.range[1]) continue;
        if (property.type === "RestElement") return keysTo(property.argument, name);
        const key = nameOfKey(property.key);
        const rest = key === null ? null : keysTo(property.value, name);
        return rest && key !== null ? [key, ...rest] : null;
      }
      return null;
    case "ArrayPattern":
      for (const element of pattern.elements) {
        if (element && element.range[0] <= name.range[0] && element.range[1] >= name.range[1])
          return keysTo(element.type === "RestElement" ? element.argument : element, name);
      }
      return null;
    default:
      return null;
  }
}
