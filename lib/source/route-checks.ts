import type { TSESTree } from "@typescript-eslint/utils";
import type { HoleValue } from "../model/sql-text.ts";
import { pipedParameter } from "./decorated.ts";
import { expressValidated } from "./express-validator.ts";
import { meaningOf } from "./meaning.ts";
import type { SourceModule } from "./module.ts";
import { enclosingClass, memberName, unwrap, type FunctionNode } from "./nodes.ts";
import { namesOfPart, parameterPath, partOf, type ParameterPath, type RequestPart } from "./request-path.ts";
import { allowedBy, hasProperty, valueIn, type SchemaTerm } from "./schemas.ts";

type Node = TSESTree.Node;

/** A value of a request, by the part it is read from. */
interface Asked {
  readonly part: RequestPart;
  readonly keys: readonly string[];
}

/**
 * What the route of a handler lets through of the value that an expression reads from the request: a schema beside the
 * handler (`validate: { query: Joi.object(…) }` of hapi, `schema: { querystring: … }` of fastify), or what checks it on the
 * way there (`celebrate(…)`, `zValidator("query", …)`, `query("sort").isIn(…)`). Null where nothing is seen to.
 */
export function checkedByRoute(node: Node, module: SourceModule): HoleValue | null {
  const path = parameterPath(node, module);
  const parameter = path?.owner.params[path.index];
  const piped = parameter ? (pipedParameter(parameter) ?? bySchemaPipe(parameter, path.keys, module)) : null;
  if (piped) return piped;
  const asked = path && askedOf(path);
  if (!path || !asked) return null;
  for (const place of placesOf(path.owner, module)) {
    const found = besides(place, module, asked) ?? before(place, module, asked);
    if (found) return found;
  }
  return null;
}

/** `@Query(new ZodValidationPipe(schema)) query` */
function bySchemaPipe(parameter: TSESTree.Parameter, keys: readonly string[], module: SourceModule): HoleValue | null {
  for (const { expression } of "decorators" in parameter ? parameter.decorators : []) {
    for (const pipe of expression.type === "CallExpression" ? expression.arguments : []) {
      const given = pipe.type === "NewExpression" ? pipe.arguments : [];
      const [found] = given.flatMap((one) => allowedBy({ node: one, module }, keys) ?? []);
      if (found) return found;
    }
  }
  return null;
}

/** `request.query.sort`, `ctx.request.body.name`, `ctx.params.id`, `c.req.valid("json").name`. */
function askedOf({ keys }: ParameterPath): Asked | null {
  const [first, ...rest] = keys;
  const [name, ...below] = first === "request" || first === "req" ? rest : keys;
  const part = name === undefined ? null : partOf(name);
  return part && below.length > 0 ? { part, keys: below } : null;
}

/** Where a handler is handed on: where it is written, or where its name stands in this file. */
function placesOf(fn: FunctionNode, module: SourceModule): readonly Node[] {
  const owner = fn.type === "FunctionDeclaration" ? fn : fn.parent.type === "VariableDeclarator" ? fn.parent : null;
  const name = owner?.id?.type === "Identifier" ? owner.id : null;
  if (!owner || !name) return [fn];
  const variable = module.scopes.getDeclaredVariables(owner as never).find((one) => one.identifiers.includes(name));
  return (variable?.references ?? []).flatMap(({ identifier }) =>
    identifier.type === "Identifier" && identifier !== name ? [identifier] : [],
  );
}

/** Whether others see a request before a handler does, which may refuse it: `router.post("/", requireUser, handler)`, a guard of a class. */
export function isBehindOthers(fn: FunctionNode, module: SourceModule): boolean {
  if (fn.parent.type === "MethodDefinition") return isDecoratedByGuard(fn.parent);
  return placesOf(fn, module).some((place) => {
    const node = wrapped(place);
    const call = node.parent?.type === "ArrayExpression" ? node.parent.parent : node.parent;
    if (call?.type !== "CallExpression") return false;
    const own = node.parent?.type === "ArrayExpression" ? node.parent.elements : call.arguments;
    return own
      .slice(0, own.indexOf(node as never))
      .some((one) => one !== null && one.type !== "Literal" && one.type !== "TemplateLiteral");
  });
}

/** `@UseGuards(AuthGuard)`, of a method or of its class. */
function isDecoratedByGuard(method: TSESTree.MethodDefinition): boolean {
  const owner = enclosingClass(method);
  return [...method.decorators, ...(owner?.decorators ?? [])].some(({ expression }) => {
    const name = expression.type === "CallExpression" ? expression.callee : expression;
    return name.type === "Identifier" && /guard|auth|authori[sz]ed|validat/i.test(name.name);
  });
}

/** The object that a handler is a property of, outermost wrapper of the handler included: `handler: wrap(async (req) => …)`. */
function besides(handler: Node, module: SourceModule, asked: Asked): HoleValue | null {
  let node = wrapped(handler);
  for (let level = 0; level < 2; level++) {
    const property = node.parent;
    const object = property?.type === "Property" && property.value === node ? property.parent : null;
    if (object?.type !== "ObjectExpression") return null;
    const found = inOptions({ node: object, module }, asked);
    if (found) return found;
    node = object;
  }
  return null;
}

/** The call around a handler that is its only argument: `asyncHandler(async (req, res) => …)`. */
function wrapped(handler: Node): Node {
  const { parent } = handler;
  return parent?.type === "CallExpression" && parent.arguments.length === 1 && parent.arguments[0] === handler
    ? parent
    : handler;
}

const holders = ["validate", "schema", "validation", "request", "options", "config"];

/** What the options of a route say of a part: `{ validate: { query } }`, `{ schema: { querystring } }`, `{ options: … }`. */
function inOptions(term: SchemaTerm, asked: Asked, depth = 0): HoleValue | null {
  const object = objectAt(term);
  if (!object || depth > 3) return null;
  for (const name of holders) {
    const held = valueIn(object.node, name, object.module);
    const found = held && (inParts(held, asked) ?? inOptions(held, asked, depth + 1));
    if (found) return found;
  }
  return null;
}

/** What `{ query: schema, body: schema }` lets through. */
function inParts(term: SchemaTerm, { part, keys }: Asked): HoleValue | null {
  const object = objectAt(term);
  if (!object) return null;
  for (const name of [...namesOfPart(part), part]) {
    const schema = valueIn(object.node, name, object.module);
    const found = schema && allowedBy(schema, keys);
    if (found) return found;
  }
  return null;
}

function objectAt({ node, module }: SchemaTerm): { node: TSESTree.ObjectExpression; module: SourceModule } | null {
  const inner = unwrap(node);
  if (inner.type === "ObjectExpression") return { node: inner, module };
  const meaning = inner.type === "Identifier" ? meaningOf(inner, module) : null;
  return meaning?.kind === "value" ? objectAt(meaning) : null;
}

/** What stands before a handler in the call that registers it. */
function before(handler: Node, module: SourceModule, asked: Asked): HoleValue | null {
  const node = wrapped(handler);
  const list = node.parent?.type === "ArrayExpression" ? node.parent : node;
  const call = list.parent;
  if (call?.type !== "CallExpression") return null;
  const given = list === node ? [] : (list as TSESTree.ArrayExpression).elements;
  const earlier = [...call.arguments.slice(0, call.arguments.indexOf(list as never)), ...given];
  for (const one of earlier) {
    const found = one && one !== node ? byMiddleware({ node: one, module }, asked) : null;
    if (found) return found;
  }
  return null;
}

/** What a function on the way to a handler lets through. */
function byMiddleware(term: SchemaTerm, asked: Asked, depth = 0): HoleValue | null {
  const inner = unwrap(term.node);
  const { module } = term;
  if (depth > 4) return null;
  switch (inner.type) {
    case "ArrayExpression":
      for (const element of inner.elements) {
        const found = element && byMiddleware({ node: element, module }, asked, depth + 1);
        if (found) return found;
      }
      return null;
    case "SpreadElement":
      return byMiddleware({ node: inner.argument, module }, asked, depth + 1);
    case "Identifier": {
      const meaning = meaningOf(inner, module);
      return meaning?.kind === "value" ? byMiddleware(meaning, asked, depth + 1) : null;
    }
    case "ObjectExpression":
      return inOptions({ node: inner, module }, asked);
    case "CallExpression":
      return expressValidated(inner, module, asked) ?? byValidator(inner, module, asked);
    default:
      return null;
  }
}

/** `celebrate({ query })`, `zValidator("query", schema)`, `validator.query(schema)`, `validateQuery(schema)`, `validate(schema)`. */
function byValidator(call: TSESTree.CallExpression, module: SourceModule, asked: Asked): HoleValue | null {
  const terms = call.arguments.map((node): SchemaTerm => ({ node, module }));
  for (const term of terms) {
    const found = inParts(term, asked) ?? allowedBy(term, [asked.part, ...asked.keys]);
    if (found) return found;
  }
  const named = partNamed(call);
  if (named !== null && named !== asked.part) return null;
  const [key] = asked.keys;
  for (const term of terms) {
    const found = key !== undefined && hasProperty(term, key) ? allowedBy(term, asked.keys) : null;
    if (found) return found;
  }
  return null;
}

/** The part that a validator is for, by an argument or its own name; null where it does not say. */
function partNamed({ callee, arguments: given }: TSESTree.CallExpression): RequestPart | null {
  for (const one of given) {
    const part = one.type === "Literal" && typeof one.value === "string" ? partOf(one.value) : null;
    if (part) return part;
  }
  const name =
    callee.type === "Identifier" ? callee.name : callee.type === "MemberExpression" ? memberName(callee) : null;
  const word = /(?:query|body|params|headers|payload)/i.exec(name ?? "")?.[0];
  return word ? partOf(word.toLowerCase()) : null;
}
