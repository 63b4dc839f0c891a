import type { TSESTree } from "@typescript-eslint/utils";
import { libraries } from "../libraries/index.ts";
import { oneOf } from "../libraries/names.ts";
import type { Variable } from "@typescript-eslint/scope-manager";
import type { HoleValue } from "../model/sql-text.ts";
import { choicesOf } from "./built/choice.ts";
import { constantsAt } from "./constants.ts";
import { isNeverReassigned, soleDefinition, variableOf } from "./bindings.ts";
import { isCheckedAgainstList, keepsListed } from "./allow-list.ts";
import { callsOf } from "./calls.ts";
import { classMember, exportedMeaning, fieldValues, meaningOf, returnAnnotation, type Meaning } from "./meaning.ts";
import type { SourceModule } from "./module.ts";
import { enclosingClass, nameOfKey, returnsOf, type FunctionNode } from "./nodes.ts";
import { isRequest, isRequestVariable } from "./request.ts";
import { argumentFor, typeNames, type ValueScope } from "./value-type.ts";
import { declaredAt, fieldsOf, typeBehind, type TypeTerm } from "./written-types.ts";
import { inferredSchema, parsedValue, schemaOf } from "./zod.ts";

const furthest = 22;
/** Functions that call one another in many ways would be gone through again and again: a value that takes more steps is not known. */
const mostSteps = 600;
let stepsLeft = 0;
let classifying = false;

/**
 * What a value that is spliced into a text can be: one of a few texts written in the program, a number, SQL put together
 * elsewhere, or something the program was given. Out: `unknown` wherever that cannot be told.
 */
export function classify(node: TSESTree.Node, scope: ValueScope): HoleValue {
  // A question inside a question spends what is left of the outer one.
  if (classifying) return classOf(node, scope, 0);
  classifying = true;
  stepsLeft = mostSteps;
  try {
    return classOf(node, scope, 0);
  } finally {
    classifying = false;
  }
}

function classOf(node: TSESTree.Node, scope: ValueScope, depth: number): HoleValue {
  if (depth > furthest || stepsLeft-- <= 0) return "unknown";
  const go = (inner: TSESTree.Node): HoleValue => classOf(inner, scope, depth + 1);
  const found = byForm(node, scope, depth, go);
  if (found !== "unknown" && found !== "input" && found !== "request") return found;
  return byConstants(node, scope) ?? byType(node, scope) ?? found;
}

/** What the evaluator knows to be one of a few constants. */
function byConstants(node: TSESTree.Node, scope: ValueScope): HoleValue | null {
  if (!scope.at && scope.arguments.size > 0) return null;
  const value = constantsAt(node, scope.module, scope.at);
  const kinds =
    value && new Set(choicesOf(value).map((choice) => (choice.kind === "constant" ? typeof choice.value : "object")));
  if (!kinds) return null;
  return kinds.size === 1 && kinds.has("number")
    ? "number"
    : kinds.size === 1 && kinds.has("boolean")
      ? "boolean"
      : "literals";
}

function byForm(
  node: TSESTree.Node,
  scope: ValueScope,
  depth: number,
  go: (node: TSESTree.Node) => HoleValue,
): HoleValue {
  switch (node.type) {
    case "Literal":
      return typeof node.value === "number" ? "number" : typeof node.value === "boolean" ? "boolean" : "literals";
    case "TSAsExpression":
    case "TSSatisfiesExpression":
    case "TSTypeAssertion": {
      const inner = go(node.expression);
      return inner === "unknown" || inner === "input" || inner === "request"
        ? (ofType({ node: node.typeAnnotation, module: scope.module }) ?? inner)
        : inner;
    }
    case "TSNonNullExpression":
    case "ChainExpression":
      return go(node.expression);
    case "AwaitExpression":
      return go(node.argument);
    case "TemplateLiteral":
      return ofTemplate(node, go);
    case "TaggedTemplateExpression":
      return "sql";
    case "UnaryExpression":
      return node.operator === "!"
        ? "boolean"
        : node.operator === "typeof"
          ? "literals"
          : node.operator === "void"
            ? "literals"
            : "number";
    case "UpdateExpression":
      return "number";
    case "BinaryExpression":
      if (/^([-*/%&|^]|\*\*|<<|>>>?)$/.test(node.operator)) return "number";
      return node.operator === "+" ? mixed([go(node.left), go(node.right)]) : "boolean";
    case "ConditionalExpression":
      return either([go(node.consequent), go(node.alternate)]);
    case "LogicalExpression":
      return node.operator === "&&" ? either([go(node.right)]) : either([go(node.left), go(node.right)]);
    case "ArrayExpression":
      return either(
        node.elements.map((element) =>
          element ? go(element.type === "SpreadElement" ? element.argument : element) : "literals",
        ),
      );
    case "ObjectExpression":
      return either(
        node.properties.map((property) => go(property.type === "Property" ? property.value : property.argument)),
      );
    case "SpreadElement":
      return go(node.argument);
    case "AssignmentExpression":
      return go(node.right);
    case "SequenceExpression":
      return go(node.expressions.at(-1) ?? node);
    case "CallExpression":
      return ofCall(node, scope, depth, go);
    case "NewExpression":
      return "unknown";
    case "MemberExpression":
      return ofMember(node, scope, depth, go);
    case "Identifier":
      return node.name === "undefined" ? "literals" : ofIdentifier(node, scope, depth, go);
    default:
      return "unknown";
  }
}

/** One of several: as safe as the least safe. */
function either(values: readonly HoleValue[]): HoleValue {
  const order: readonly HoleValue[] = [
    "request",
    "input",
    "unknown",
    "sql",
    "placeholders",
    "escaped",
    "checked",
    "literals",
    "number",
    "boolean",
  ];
  return order.find((value) => values.includes(value)) ?? "unknown";
}

/** Several, side by side: texts and numbers in one string. */
function mixed(values: readonly HoleValue[]): HoleValue {
  if (values.every((value) => value === "number")) return "number";
  return either(values);
}

function ofTemplate(node: TSESTree.TemplateLiteral, go: (node: TSESTree.Node) => HoleValue): HoleValue {
  const text = node.quasis.map((quasi) => quasi.value.raw).join("\0");
  // `$${n}`, `$${n}::uuid`
  if (/^\s*\(?\$\0[^\0]*(\$\0[^\0]*)*$/.test(text)) return "placeholders";
  const values = node.expressions.map(go);
  if (values.every((value) => value !== "input" && value !== "request" && value !== "unknown"))
    return either([...values, "literals"]);
  return /\b(SELECT|FROM|WHERE|AND|OR|JOIN|ORDER BY|LIMIT)\b/.test(text) ? "sql" : either(values);
}

const numbers = new Set(["Number", "parseInt", "parseFloat", "BigInt"]);
const numberMethods = new Set([
  "getTime",
  "now",
  "indexOf",
  "lastIndexOf",
  "floor",
  "ceil",
  "round",
  "trunc",
  "abs",
  "max",
  "min",
  "valueOf",
  "charCodeAt",
  "random",
  "push",
  "toFixed",
  "parseInt",
  "parseFloat",
  "getFullYear",
]);
const booleanMethods = new Set(["includes", "has", "some", "every", "startsWith", "endsWith", "test", "isArray"]);
const sameMethods = new Set([
  "trim",
  "toLowerCase",
  "toUpperCase",
  "toString",
  "slice",
  "substring",
  "substr",
  "trimStart",
  "trimEnd",
  "at",
  "split",
  "padStart",
  "padEnd",
  "normalize",
  "concat",
  "filter",
  "sort",
  "reverse",
  "flat",
  "values",
  "entries",
  "repeat",
  "replace",
  "replaceAll",
]);
/** Values that libraries and the runtime make, without a quote in them. */
const quoteless =
  /^(?:toISOString|digest|randomUUID|uuid|uuidv[1-8]|v[1-7]|ulid|nanoid|cuid|createId|toISODate|toISOTime|toISO|toFixed|toPrecision|formatISO|toUnixInteger|unix)$/;
const escaping =
  /^(escape|escapeIdentifier|escapeLiteral|escapeId|quoteIdent|quoteIdentifier|quoteLiteral|quote_ident|quote_literal|quoteTable|ident|identifier|literal|format|sanitize\w*|wrapIdentifier|escape\w*|quote\w*|pgEscape\w*)$/;

function ofCall(
  node: TSESTree.CallExpression,
  scope: ValueScope,
  depth: number,
  go: (node: TSESTree.Node) => HoleValue,
): HoleValue {
  const { callee } = node;
  const [first] = node.arguments;
  const name =
    callee.type === "Identifier" ? callee.name : callee.type === "MemberExpression" ? nameOfKey(callee.property) : null;
  if (name && escaping.test(name) && !isUtilFormat(callee, scope.module)) return "escaped";
  if (name && quoteless.test(name)) return "escaped";
  const parsed = parsedValue(node, [], scope.module);
  if (parsed) return parsed;
  if (callee.type === "Identifier") {
    if (numbers.has(callee.name)) return "number";
    if (callee.name === "Boolean") return "boolean";
    if (callee.name === "String" && first) return go(first);
  }
  if (callee.type === "MemberExpression" && name) {
    if (numberMethods.has(name)) return "number";
    if (booleanMethods.has(name)) return "boolean";
    if (name === "join") return ofJoin(callee.object, first, go);
    if (name === "map" || name === "flatMap") return ofMap(callee.object, first, scope, depth);
    const isObject = callee.object.type === "Identifier" && callee.object.name === "Object";
    if (isObject && (name === "keys" || name === "values" || name === "entries") && first) {
      return isConstantRecord(first, scope.module)
        ? "literals"
        : go(first) === "request" || isRequest(first, scope.module)
          ? "request"
          : "unknown";
    }
    if (!isObject && (name === "fill" || name === "from" || name === "keys")) return ofGenerated(node, go);
    if (name === "filter" && first) {
      const kept = functionOf(first, scope.module);
      if (kept && keepsListed(kept.node, kept.module)) return "checked";
    }
    if (name === "find") {
      // What is looked up in a list is the list's own.
      if (isConstantRecord(callee.object, scope.module)) return "literals";
      return go(callee.object) === "request" ? "request" : "unknown";
    }
    if (name === "concat") return either([go(callee.object), ...node.arguments.map(go)]);
    if (name === "replace" || name === "replaceAll") return stripped(first) ? "escaped" : go(callee.object);
    if (sameMethods.has(name)) return go(callee.object);
    if (name === "get" && callee.object.type === "Identifier") {
      const meaning = meaningOf(callee.object, scope.module);
      if (meaning?.kind === "value" && meaning.node.type === "NewExpression") return "checked";
    }
    if (callee.object.type === "Identifier" && callee.object.name === "JSON") return first ? go(first) : "unknown";
  }
  if (isMadeUp(callee, scope.module)) return "literals";
  const fn = functionOf(callee, scope.module);
  if (fn) return ofResult(fn.node, fn.module, depth, argumentsTo(fn.node, fn.module, node.arguments, scope));
  return isRequest(node, scope.module) ? "request" : "unknown";
}

/** What a function's plain parameters stand for in one call of it. */
function argumentsTo(
  fn: FunctionNode,
  module: SourceModule,
  given: readonly TSESTree.CallExpressionArgument[],
  scope: ValueScope,
): ValueScope["arguments"] {
  const bound = new Map<Variable, { node: TSESTree.Node; frame: ValueScope }>();
  if (given.some(({ type }) => type === "SpreadElement")) return bound;
  for (const variable of module.scopes.getDeclaredVariables(fn)) {
    const index = fn.params.findIndex(
      (parameter) => (parameter.type === "AssignmentPattern" ? parameter.left : parameter) === variable.identifiers[0],
    );
    const argument = given[index];
    if (argument) bound.set(variable, { node: argument, frame: scope });
  }
  return bound;
}

/** `util.format("… '%s'", x)` escapes nothing. */
function isUtilFormat(callee: TSESTree.Node, module: SourceModule): boolean {
  const name = callee.type === "MemberExpression" ? callee.object : callee;
  if (name.type !== "Identifier") return false;
  const meaning = meaningOf(name, module);
  return meaning?.kind === "package" && /^(?:node:)?util$/.test(meaning.specifier);
}

/** Data that a library makes up for seeds and tests. */
function isMadeUp(callee: TSESTree.Node, module: SourceModule): boolean {
  if (callee.type === "MemberExpression") return isMadeUp(callee.object, module);
  if (callee.type !== "Identifier") return false;
  const meaning = meaningOf(callee, module);
  return meaning?.kind === "package" && /faker|chance|casual/.test(meaning.specifier);
}

/** A pattern that leaves nothing but word characters, or doubles quotes. */
function stripped(pattern: TSESTree.Node | undefined): boolean {
  if (pattern?.type !== "Literal") return false;
  if (!("regex" in pattern)) return pattern.value === "'" || pattern.value === '"';
  return (
    /^\[\^[^\]]*\]\+?$|^\\W\+?$|^['"]$|^\(?\['"\\?\]?/.test(pattern.regex.pattern) && pattern.regex.flags.includes("g")
  );
}

function ofJoin(
  object: TSESTree.Node,
  separator: TSESTree.Node | undefined,
  go: (node: TSESTree.Node) => HoleValue,
): HoleValue {
  const items = go(object);
  const glue = separator?.type === "Literal" && typeof separator.value === "string" ? separator.value : null;
  if (items === "unknown" && glue !== null && /\b(AND|OR|UNION|JOIN)\b/i.test(glue)) return "sql";
  return items;
}

function ofMap(
  object: TSESTree.Node,
  callback: TSESTree.Node | undefined,
  scope: ValueScope,
  depth: number,
): HoleValue {
  if (!callback) return "unknown";
  if (callback.type === "Identifier") {
    if (numbers.has(callback.name)) return "number";
    if (escaping.test(callback.name)) return "escaped";
  }
  if (callback.type === "MemberExpression" && escaping.test(nameOfKey(callback.property) ?? "")) return "escaped";
  const fn = functionOf(callback, scope.module);
  if (!fn) return "unknown";
  const parameters = fn.module.scopes.getDeclaredVariables(fn.node);
  const inner = new Map(scope.arguments);
  const [element, index] = fn.node.params;
  for (const variable of parameters) {
    const name = variable.identifiers[0];
    if (name && name === index)
      inner.set(variable, { node: { type: "Literal", value: 0, range: name.range } as never, frame: scope });
    else if (element && name && name.range[0] >= element.range[0] && name.range[1] <= element.range[1])
      inner.set(variable, { node: object, frame: scope });
  }
  return ofResult(fn.node, fn.module, depth, inner);
}

/** `Array(n).fill("?")`, `Array.from({ length: n }, (_, i) => …)`, `[...Array(n).keys()]`. */
function ofGenerated(node: TSESTree.CallExpression, go: (node: TSESTree.Node) => HoleValue): HoleValue {
  const { callee } = node;
  const name = callee.type === "MemberExpression" ? nameOfKey(callee.property) : null;
  if (name === "keys") return "number";
  if (name === "fill") return node.arguments[0] ? go(node.arguments[0]) : "unknown";
  const [source, callback] = node.arguments;
  if (callback?.type === "ArrowFunctionExpression" && callback.body.type !== "BlockStatement") return go(callback.body);
  return source && !callback ? go(source) : "unknown";
}

function functionOf(
  callee: TSESTree.Node,
  module: SourceModule,
): { readonly node: FunctionNode; readonly module: SourceModule } | null {
  if (callee.type === "ArrowFunctionExpression" || callee.type === "FunctionExpression")
    return { node: callee, module };
  const meaning =
    callee.type === "Identifier"
      ? meaningOf(callee, module)
      : callee.type === "MemberExpression"
        ? memberMeaning(callee, module)
        : null;
  if (meaning?.kind === "function") return meaning;
  return meaning?.kind === "value" &&
    (meaning.node.type === "ArrowFunctionExpression" || meaning.node.type === "FunctionExpression")
    ? { node: meaning.node, module: meaning.module }
    : null;
}

function memberMeaning(node: TSESTree.MemberExpression, module: SourceModule): Meaning | null {
  const name = node.computed ? null : nameOfKey(node.property);
  if (name === null) return null;
  const owner = ownerOf(node.object, module);
  if (owner) return classMember(owner.node, name, owner.module);
  const meaning = node.object.type === "Identifier" ? meaningOf(node.object, module) : null;
  return meaning?.kind === "namespace" ? exportedMeaning(meaning.module, name) : null;
}

/** The class that an object is, or is an instance of. */
function ownerOf(object: TSESTree.Node, module: SourceModule): (Meaning & { readonly kind: "class" }) | null {
  if (object.type === "ThisExpression") {
    const node = enclosingClass(object);
    return node && { kind: "class", node, module };
  }
  const meaning = object.type === "Identifier" ? meaningOf(object, module) : null;
  if (meaning?.kind === "class") return meaning;
  if (meaning?.kind !== "value" || meaning.node.type !== "NewExpression") return null;
  const made = meaning.node.callee.type === "Identifier" ? meaningOf(meaning.node.callee, meaning.module) : null;
  return made?.kind === "class" ? made : null;
}

function ofResult(
  fn: FunctionNode,
  module: SourceModule,
  depth: number,
  parameters: ValueScope["arguments"] = new Map(),
): HoleValue {
  const returned = returnAnnotation(fn);
  const declared = returned && ofType({ node: returned, module });
  if (declared) return declared;
  const scope: ValueScope = { module, arguments: parameters };
  // What comes out of a function of the project is the project's own work: SQL or text, but hardly an input as it came.
  const soften = (value: HoleValue): HoleValue => (value === "input" && parameters.size === 0 ? "unknown" : value);
  if (!fn.body) return "unknown";
  if (fn.body.type !== "BlockStatement") return soften(classOf(fn.body, scope, depth + 2));
  const values = returnsOf(fn).map((value): HoleValue => (value ? classOf(value, scope, depth + 2) : "literals"));
  return values.length === 0 ? "unknown" : soften(either(values));
}

function ofMember(
  node: TSESTree.MemberExpression,
  scope: ValueScope,
  depth: number,
  go: (node: TSESTree.Node) => HoleValue,
): HoleValue {
  const name = node.computed
    ? node.property.type === "Literal"
      ? String(node.property.value)
      : null
    : nameOfKey(node.property);
  if (name === "length" || name === "size") return "number";
  if (isCheckedAgainstList(node, scope.module)) return "checked";
  // A look-up among the program's own texts.
  if (node.computed && isConstantRecord(node.object, scope.module)) return "literals";
  if (!node.computed || name !== null) {
    const meaning = memberMeaning(node, scope.module);
    if (meaning?.kind === "value")
      return classOf(meaning.node, { module: meaning.module, arguments: new Map() }, depth + 1);
    const owner = !meaning && name !== null ? ownerOf(node.object, scope.module) : null;
    const given = owner && name !== null ? fieldValues(owner.node, name, owner.module) : [];
    if (owner && given.length > 0) {
      const value = either(given.map((one) => classOf(one, { module: owner.module, arguments: new Map() }, depth + 1)));
      // One of several values: hardly an input as it came.
      return value === "input" ? "unknown" : value;
    }
    const record = recordOf(node.object, scope.module);
    if (record?.node.type === "ObjectExpression") {
      const property = record.node.properties.find((one) => one.type === "Property" && nameOfKey(one.key) === name);
      if (property?.type === "Property")
        return classOf(property.value, { module: record.module, arguments: new Map() }, depth + 1);
    }
    if (node.object.type === "Identifier") {
      const kind = meaningOf(node.object, scope.module)?.kind;
      if (kind === "enum") return "literals";
      if (kind === "class") return "unknown";
    }
    if (node.object.type === "ThisExpression") {
      return ofType(typeAt(node, scope.module)) ?? "unknown";
    }
  }
  const path = pathOf(node);
  const parsed = path && parsedValue(path.root, path.keys, scope.module);
  if (parsed) return parsed;
  const declared = typeAt(node, scope.module);
  const said = ofType(declared);
  if (said) return said;
  if (isRequest(node, scope.module)) return "request";
  const object = go(node.object);
  // `condition.sql` of a library's own fragment.
  if (object === "sql" && name !== null && /^(?:sql|text|query)$/.test(name)) return "sql";
  if (object === "input" && declared === "outside") return "unknown";
  return object === "input" || object === "request" || object === "literals" ? object : "unknown";
}

/** The name a chain of members begins with, and the members. */
function pathOf(node: TSESTree.Node): { readonly root: TSESTree.Node; readonly keys: readonly string[] } | null {
  if (node.type === "TSNonNullExpression" || node.type === "ChainExpression") return pathOf(node.expression);
  if (node.type !== "MemberExpression") return { root: node, keys: [] };
  const name = node.computed
    ? node.property.type === "Literal"
      ? String(node.property.value)
      : null
    : nameOfKey(node.property);
  const inner = pathOf(node.object);
  return inner && name !== null ? { root: inner.root, keys: [...inner.keys, name] } : null;
}

/** The declared type of a name or of a member of one; `outside` where it is declared where it cannot be read. */
function typeAt(node: TSESTree.Node, module: SourceModule): TypeTerm | "outside" | null {
  const path = pathOf(node);
  if (path?.root.type === "ThisExpression") {
    const owner = enclosingClass(node);
    const [first, ...rest] = path.keys;
    const field = owner && fieldsOf(owner, { node: owner, module }).find(({ key }) => key === first);
    return field && field.type.node !== field.node ? declaredAt(field.type, rest) : null;
  }
  if (path?.root.type !== "Identifier") return null;
  const variable = variableOf(module, path.root);
  return variable && typeOfVariable(variable, path.keys, module);
}

/** The type written at a variable, or at the pattern that it is taken out of. */
function typeOfVariable(
  variable: Variable,
  keys: readonly string[],
  module: SourceModule,
): TypeTerm | "outside" | null {
  const name = variable.identifiers[0];
  if (!name) return null;
  const own = name.typeAnnotation?.typeAnnotation;
  if (own) return declaredAt({ node: own, module }, keys);
  const path: string[] = [];
  for (let child: TSESTree.Node = name, at: TSESTree.Node | undefined = name.parent; at; child = at, at = at.parent) {
    if (at.type === "Property" && at.value === child) path.unshift(nameOfKey(at.key) ?? "");
    else if (at.type === "ObjectPattern") {
      if (at.typeAnnotation) return declaredAt({ node: at.typeAnnotation.typeAnnotation, module }, [...path, ...keys]);
    } else if (at.type === "VariableDeclarator") {
      const from = at.init && pathOf(at.init);
      if (at.id !== child || from?.root.type !== "Identifier") return null;
      const source = variableOf(module, from.root);
      return source && source !== variable && isNeverReassigned(source)
        ? typeOfVariable(source, [...from.keys, ...path, ...keys], module)
        : null;
    } else if (at.type !== "AssignmentPattern") return null;
  }
  return null;
}

function recordOf(
  node: TSESTree.Node,
  module: SourceModule,
): { readonly node: TSESTree.Node; readonly module: SourceModule } | null {
  if (node.type === "TSAsExpression" || node.type === "TSSatisfiesExpression" || node.type === "TSNonNullExpression")
    return recordOf(node.expression, module);
  if (
    node.type === "CallExpression" &&
    node.callee.type === "MemberExpression" &&
    nameOfKey(node.callee.property) === "freeze" &&
    node.arguments[0]
  )
    return recordOf(node.arguments[0], module);
  if (node.type === "Identifier") {
    const meaning = meaningOf(node, module);
    return meaning?.kind === "value" ? recordOf(meaning.node, meaning.module) : null;
  }
  if (node.type === "MemberExpression") {
    const meaning = memberMeaning(node, module);
    if (meaning?.kind === "value") return recordOf(meaning.node, meaning.module);
    const outer = recordOf(node.object, module);
    const name = nameOfKey(node.property);
    if (outer?.node.type !== "ObjectExpression" || name === null) return null;
    const property = outer.node.properties.find((one) => one.type === "Property" && nameOfKey(one.key) === name);
    return property?.type === "Property" ? recordOf(property.value, outer.module) : null;
  }
  return { node, module };
}

/** A record or list whose texts are all written in the program. */
function isConstantRecord(node: TSESTree.Node, module: SourceModule): boolean {
  if (node.type === "Identifier" && meaningOf(node, module)?.kind === "enum") return true;
  const record = recordOf(node, module);
  if (!record) return false;
  const constant = (value: TSESTree.Node): boolean =>
    value.type === "Literal" ||
    (value.type === "TemplateLiteral" && value.expressions.length === 0) ||
    value.type === "UnaryExpression" ||
    (value.type === "TSAsExpression" && constant(value.expression)) ||
    value.type === "TaggedTemplateExpression" ||
    (value.type === "ObjectExpression" &&
      value.properties.every((one) => one.type === "Property" && constant(one.value))) ||
    (value.type === "ArrayExpression" && value.elements.every((one) => one !== null && constant(one))) ||
    (value.type === "Identifier" || value.type === "MemberExpression"
      ? classify(value, { module: record.module, arguments: new Map() }) === "literals"
      : false);
  return (record.node.type === "ObjectExpression" || record.node.type === "ArrayExpression") && constant(record.node);
}

function ofIdentifier(
  node: TSESTree.Identifier,
  scope: ValueScope,
  depth: number,
  go: (node: TSESTree.Node) => HoleValue,
): HoleValue {
  const variable = variableOf(scope.module, node);
  if (!variable) return "unknown";
  const argument = argumentFor(variable, scope);
  const annotation = variable.identifiers[0]?.typeAnnotation?.typeAnnotation ?? null;
  if (isCheckedAgainstList(node, scope.module)) return "checked";
  if (argument) {
    const given = classOf(argument.node, argument.frame, depth + 1);
    return given === "unknown" || given === "input"
      ? ((annotation && ofType({ node: annotation, module: scope.module })) ?? given)
      : given;
  }
  const type = typeOfVariable(variable, [], scope.module);
  const declared = ofType(type);
  if (declared) return declared;
  if (isRequestVariable(variable, scope.module)) return parsedBelow(variable, scope.module) ?? "request";
  const meaning = meaningOf(node, scope.module);
  switch (meaning?.kind) {
    case "value":
      if (meaning.node.type === "ArrayExpression" && meaning.node.elements.length === 0)
        return ofPushes(variable, scope, depth);
      return classOf(
        meaning.node,
        { module: meaning.module, arguments: meaning.module === scope.module ? scope.arguments : new Map() },
        depth + 1,
      );
    case "property": {
      const parsed = parsedValue(meaning.from, [meaning.key], meaning.module);
      if (parsed) return parsed;
      const record = recordOf(meaning.from, meaning.module);
      const property =
        record?.node.type === "ObjectExpression"
          ? record.node.properties.find((one) => one.type === "Property" && nameOfKey(one.key) === meaning.key)
          : null;
      if (property?.type === "Property" && record)
        return classOf(property.value, { module: record.module, arguments: new Map() }, depth + 1);
      const from = meaning.module === scope.module ? go(meaning.from) : "unknown";
      if (from === "input" && type === "outside") return "unknown";
      return from === "request" || from === "input" || from === "literals" || from === "number" ? from : "unknown";
    }
    case "variable": {
      const values = variable.references
        .filter((reference) => reference.isWrite())
        .map((reference) => (reference.writeExpr ? go(reference.writeExpr) : "unknown"));
      return values.length > 0 ? either(values) : loopElement(variable, scope, depth);
    }
    case "parameter":
      return type === "outside" && ofParameter(variable, meaning.owner, scope, depth) === "input"
        ? "unknown"
        : ofParameter(variable, meaning.owner, scope, depth);
    case "enum":
      return "literals";
    default:
      return loopElement(variable, scope, depth);
  }
}

/** What a schema lets through of a variable that is taken out of `Schema.parse(req.query)`. */
function parsedBelow(variable: Variable, module: SourceModule): HoleValue | null {
  const name = variable.identifiers[0];
  const meaning = name && meaningOf(name, module);
  return meaning?.kind === "property" ? parsedValue(meaning.from, [meaning.key], meaning.module) : null;
}

/** What was pushed into an array that began empty. */
function ofPushes(variable: Variable, scope: ValueScope, depth: number): HoleValue {
  const values: HoleValue[] = [];
  for (const reference of variable.references) {
    const parent = reference.identifier.parent;
    if (
      parent?.type !== "MemberExpression" ||
      nameOfKey(parent.property) !== "push" ||
      parent.parent.type !== "CallExpression"
    )
      continue;
    values.push(...parent.parent.arguments.map((argument) => classOf(argument, scope, depth + 1)));
  }
  if (values.length === 0) return "unknown";
  const value = either(values);
  return value === "input" ? "unknown" : value;
}

/** `for (const table of TABLES)`: an element of a list. */
function loopElement(variable: Variable, scope: ValueScope, depth: number): HoleValue {
  const definition = soleDefinition(variable);
  const declarator = definition?.node;
  if (declarator?.type !== "VariableDeclarator") return "unknown";
  const loop = declarator.parent.parent;
  if (loop.type === "ForOfStatement") {
    if (isConstantRecord(loop.right, scope.module)) return "literals";
    return classOf(loop.right, scope, depth + 1);
  }
  return loop.type === "ForInStatement" && isConstantRecord(loop.right, scope.module) ? "literals" : "unknown";
}

function ofParameter(variable: Variable, owner: FunctionNode, scope: ValueScope, depth: number): HoleValue {
  const name = variable.identifiers[0];
  const index = owner.params.findIndex(
    (parameter) => name && parameter.range[0] <= name.range[0] && parameter.range[1] >= name.range[1],
  );
  const parameter = owner.params[index];
  if (!parameter || !name) return "unknown";
  const plain = parameter.type === "AssignmentPattern" ? parameter.left : parameter;
  if (
    plain.type === "Identifier" &&
    /(number|count|limit|offset)$/i.test(plain.name) &&
    plain.typeAnnotation?.typeAnnotation.type === "TSNumberKeyword"
  )
    return "number";
  // A private function is given what its callers give it.
  const calls = callsOf(owner, scope.module);
  if (calls && calls.length > 0 && plain.type === "Identifier") {
    const values = calls.map((call) => {
      const argument = call[index] ?? (parameter.type === "AssignmentPattern" ? parameter.right : null);
      return argument && argument.type !== "SpreadElement"
        ? classOf(argument, { module: scope.module, arguments: new Map() }, depth + 3)
        : "unknown";
    });
    return either(values);
  }
  // A callback's parameter is an element of the list it is called for.
  const call = owner.parent;
  if (
    call.type === "CallExpression" &&
    call.arguments[0] === owner &&
    index === 0 &&
    call.callee.type === "MemberExpression"
  ) {
    const method = nameOfKey(call.callee.property) ?? "";
    if (/^(map|forEach|filter|flatMap|some|every|find|reduce)$/.test(method)) {
      if (isConstantRecord(call.callee.object, scope.module)) return "literals";
      const value = classOf(call.callee.object, scope, depth + 2);
      return value === "sql" || value === "placeholders" || value === "escaped" ? "unknown" : value;
    }
  }
  if (
    call.type === "CallExpression" &&
    call.arguments[0] === owner &&
    index === 1 &&
    call.callee.type === "MemberExpression" &&
    /^(map|forEach|flatMap)$/.test(nameOfKey(call.callee.property) ?? "")
  )
    return "number";
  if (call.type === "CallExpression" && call.arguments.includes(owner as never)) return "unknown";
  return "input";
}

/** What a declared type says: literal unions, numbers, booleans, pieces of SQL. Null where it says nothing. */
function ofType(term: TypeTerm | "outside" | null, depth = 0): HoleValue | null {
  if (!term || term === "outside" || depth > 5) return null;
  const { node, module } = term;
  const go = (inner: TSESTree.Node): HoleValue | null => ofType({ ...term, node: inner }, depth + 1);
  switch (node.type) {
    case "TSNumberKeyword":
    case "TSBigIntKeyword":
      return "number";
    case "TSBooleanKeyword":
      return "boolean";
    case "TSLiteralType":
    case "TSUndefinedKeyword":
    case "TSNullKeyword":
      return "literals";
    case "TSTypeOperator":
      return node.operator === "keyof" ? "literals" : node.typeAnnotation ? go(node.typeAnnotation) : null;
    case "TSArrayType":
      return go(node.elementType);
    case "TSIndexedAccessType":
      return node.objectType.type === "TSTypeQuery" ? "literals" : ofBehind(term, depth);
    case "TSUnionType": {
      const members = node.types.map(go);
      return members.every((member) => member !== null) ? either(members) : null;
    }
    case "TSTypeReference": {
      const inferred = inferredSchema(node, module)?.value;
      if (inferred) return inferred;
      const { typeName } = node;
      const name = nameOfKey(typeName.type === "TSQualifiedName" ? typeName.right : typeName);
      const [first] = node.typeArguments?.params ?? [];
      if (name !== null && /^(Array|ReadonlyArray|Set|NonNullable|Promise|Readonly|Exclude|Extract)$/.test(name))
        return first ? go(first) : null;
      return ofBehind(term, depth) ?? (name !== null && isFragmentType(name) ? "sql" : null);
    }
    default:
      return node.type.startsWith("TS") ? null : schemaOf(node, module).value;
  }
}

function ofBehind(term: TypeTerm, depth: number): HoleValue | null {
  if (typeBehind(term).node.type === "TSEnumDeclaration") return "literals";
  const declared = declaredAt(term, []);
  return declared !== "outside" && declared?.node !== term.node ? ofType(declared, depth + 1) : null;
}

/** Types of pieces of SQL, whatever library they are of. */
const isFragmentType = oneOf(libraries.flatMap(({ sql }) => sql?.fragmentTypes ?? []));

function byType(node: TSESTree.Node, scope: ValueScope): HoleValue | null {
  const names = typeNames(node, scope)?.filter((name) => name !== "undefined" && name !== "null");
  if (!names || names.length === 0) return null;
  const kinds = names.map((name): HoleValue | null => {
    if (/^(number|bigint|-?[\d.]+n?)$/.test(name)) return "number";
    if (/^(boolean|true|false)$/.test(name)) return "boolean";
    return /^"/.test(name)
      ? "literals"
      : /^\w+\.\w+$/.test(name) && scope.module.types?.getTypeAtLocation(node) && isEnum(node, scope)
        ? "literals"
        : null;
  });
  return kinds.every((kind) => kind !== null) ? either(kinds) : null;
}

function isEnum(node: TSESTree.Node, scope: ValueScope): boolean {
  const type = scope.module.types?.getTypeAtLocation(node);
  return (type?.isUnion() ? type.types : type ? [type] : []).every(
    (part) => part.isStringLiteral() || part.isNumberLiteral(),
  );
}
