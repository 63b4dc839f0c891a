import type { TSESTree } from "@typescript-eslint/utils";
import type { Reference, Variable } from "@typescript-eslint/scope-manager";
import type { HoleValue } from "../model/sql-text.ts";
import { factsOf } from "../libraries/index.ts";
import { isCheckedAgainstList, keepsListed } from "./allow-list.ts";
import { isNeverReassigned, soleDefinition, variableOf } from "./bindings.ts";
import {
  isPlace,
  type Built,
  type BuiltConstant,
  type Piece,
  type Place,
  type Text,
  type Value,
} from "./built/built.ts";
import { instanceMember, staticMember } from "./built/classes.ts";
import { instanceOf } from "./built/evaluator.ts";
import { callsOf } from "./calls.ts";
import { configured } from "./configured.ts";
import { validatedProperty } from "./decorated.ts";
import { escapedForAnother, leavesQuotes } from "./foreign-escapes.ts";
import { ofDocumented } from "./documented.ts";
import { fieldValues, meaningOf, returnAnnotation } from "./meaning.ts";
import type { SourceModule } from "./module.ts";
import { keyName, nameOfKey, returnedExpressions, type FunctionNode } from "./nodes.ts";
import { originOf } from "./origin.ts";
import { isRequest, isRequestVariable, isWholeRequest } from "./request.ts";
import { checkedByRoute } from "./route-checks.ts";
import { methodOf, returnedByMethod } from "./signatures.ts";
import { byType, either, hasAnyKey, ofDefault, ofType, pathOf, typeAt, typeOfVariable } from "./value-declared.ts";
import { argumentFor, scopeIn, type ValueScope } from "./value-type.ts";
import { checkedAbove, parsedValue } from "./validated.ts";

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
  const checked = isRead(node) ? (checkedByRoute(node, scope.module) ?? checkedAbove(node, scope.module)) : null;
  if (checked) return checked;
  return ofConstants(valueAt(node, scope)) ?? byType(node, scope) ?? found;
}

const isRead = ({ type }: TSESTree.Node): boolean =>
  type === "MemberExpression" || type === "Identifier" || type === "CallExpression";

/** What is evaluated for one question, which is asked of many values. */
const mostEvaluated = 1_500;

function valueAt(node: TSESTree.Node, { at, evaluator }: ValueScope): Value {
  return evaluator.briefly(mostEvaluated, () => evaluator.evaluate({ node, frame: at }));
}

/** Where a value may be one of a few constants only. */
function ofConstants(value: Value): HoleValue | null {
  switch (value.kind) {
    case "constant":
      return value.value === undefined ? null : ofConstant(value);
    case "choice": {
      const [then, otherwise] = [ofConstants(value.then), ofConstants(value.otherwise)];
      return value.then.kind === "never"
        ? otherwise
        : value.otherwise.kind === "never"
          ? then
          : then && otherwise && sameKind(then, otherwise);
    }
    default:
      return null;
  }
}

const sameKind = (one: HoleValue, other: HoleValue): HoleValue => (one === other ? one : "literals");

function ofConstant({ value }: BuiltConstant): HoleValue {
  if (typeof value === "string" && /^\$\d+$/.test(value)) return "placeholders";
  return typeof value === "number" || typeof value === "bigint"
    ? "number"
    : typeof value === "boolean"
      ? "boolean"
      : "literals";
}

/** What a value of the evaluator can be: as safe as the least safe of what it is made of. In: the expression that it is the value of. */
function ofValue(value: Value, from: Place, scope: ValueScope, depth: number): HoleValue {
  if (depth > furthest || stepsLeft-- <= 0) return "unknown";
  const go = (what: Value): HoleValue => ofValue(what, from, scope, depth + 1);
  const item = (what: Place | Built): HoleValue => ofItem(what, from, scope, depth + 1);
  switch (value.kind) {
    case "constant":
      return ofConstant(value);
    case "choice":
      return value.then.kind === "never"
        ? go(value.otherwise)
        : value.otherwise.kind === "never"
          ? go(value.then)
          : either([go(value.then), go(value.otherwise)]);
    case "list":
      return either([
        ...value.items.map(item),
        ...(value.open || value.openWhen ? [value.each ? item(value.each) : ("unknown" as const)] : []),
      ]);
    case "object":
      return either([
        ...[...value.entries.values()].map((entry) => item(entry.value)),
        ...(value.open || value.openWhen ? ["unknown" as const] : []),
      ]);
    case "chain":
      return value.steps.some(({ template }) => template !== null) ? "sql" : elsewhere(value.place, from, scope, depth);
    case "input":
      return isAt(value.place, from) && value.text
        ? ofText(value.text, from, scope, depth + 1)
        : elsewhere(value.place, from, scope, depth);
    default:
      return "unknown";
  }
}

function ofText(text: Text, from: Place, scope: ValueScope, depth: number): HoleValue {
  switch (text.kind) {
    case "pieces":
      return ofPieces(
        text.pieces.map((piece) => ({ text: textOfPiece(piece), value: ofPiece(piece, from, scope, depth) })),
      );
    case "joined":
      return ofValue(text.list, from, scope, depth);
    case "either":
      return either([ofValue(text.then, from, scope, depth), ofValue(text.otherwise, from, scope, depth)]);
  }
}

/** A piece of a text: what is written of it, null where that is not known, and what it can be. */
interface WrittenPiece {
  readonly text: string | null;
  readonly value: HoleValue;
}

const textOfPiece = ({ value }: Piece): string | null =>
  value.kind === "constant" && typeof value.value === "string" ? value.value : null;

/** Pieces side by side. What must stand in quotes is safe between those that the text itself has. */
function ofPieces(pieces: readonly WrittenPiece[]): HoleValue {
  let quotes = 0;
  return either(
    pieces.map(({ text, value }) => {
      quotes += text?.match(/'/g)?.length ?? 0;
      return value === "without quotes" && text === null && quotes % 2 === 1 ? "escaped" : value;
    }),
  );
}

function ofPiece({ value, place }: Piece, from: Place, scope: ValueScope, depth: number): HoleValue {
  if (!place || place.node.type === "TemplateElement") return ofValue(value, from, scope, depth);
  return elsewhere(place, from, scope, depth);
}

function ofItem(what: Place | Built, from: Place, scope: ValueScope, depth: number): HoleValue {
  if (!isPlace(what)) return ofValue(what, from, scope, depth);
  return what.held ? ofValue(scope.evaluator.evaluate(what), from, scope, depth) : elsewhere(what, from, scope, depth);
}

/** What stands at another place than the one that is asked about. */
function elsewhere(place: Place, from: Place, scope: ValueScope, depth: number): HoleValue {
  return isAt(place, from) ? "unknown" : classOf(listBehind(place.node), scopeIn(place.frame, scope), depth + 1);
}

/** An element of a list that is not known stands at the method that is called for each: it is as safe as the list. */
function listBehind(node: TSESTree.Node): TSESTree.Node {
  return node.type === "MemberExpression" && node.parent.type === "CallExpression" && node.parent.callee === node
    ? node.object
    : node;
}

const isAt = (one: Place, other: Place): boolean => one.node === other.node && one.frame === other.frame;

/** What the evaluator knows of an expression that says by itself what it is not. */
function followed(node: TSESTree.Node, scope: ValueScope, depth: number): HoleValue {
  return ofValue(valueAt(node, scope), { node, frame: scope.at }, scope, depth);
}

/** One of the program's own texts, where the list or record that it is looked up in is all written out. */
function ofRecord(node: TSESTree.Node, scope: ValueScope, depth: number): HoleValue | null {
  const value = valueAt(node, scope);
  const isClosed = (value.kind === "list" || value.kind === "object") && !value.open && !value.openWhen;
  if (!isClosed) return null;
  const found = ofValue(value, { node, frame: scope.at }, scope, depth);
  return found === "literals" || found === "number" || found === "boolean" || found === "sql" ? found : null;
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
      // Of a request nobody knows what it is before it is looked at.
      if (inner !== "unknown" && inner !== "input") return inner;
      const said = ofType({ node: node.typeAnnotation, module: scope.module });
      return said === null ? inner : isOwn(said) ? "claimed" : said;
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
      return node.operator === "+" ? ofSum(node, go) : "boolean";
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
      // However it is written out, a date holds no quote.
      return node.callee.type === "Identifier" && node.callee.name === "Date" ? "escaped" : "unknown";
    case "MemberExpression":
      return ofMember(node, scope, depth, go);
    case "Identifier":
      return node.name === "undefined" ? "literals" : ofIdentifier(node, scope, depth, go);
    default:
      return "unknown";
  }
}

/** Two numbers, or texts and numbers in one string. */
function ofSum({ left, right }: TSESTree.BinaryExpression, go: (node: TSESTree.Node) => HoleValue): HoleValue {
  const values = [left, right].map((side): HoleValue => {
    const value = go(side);
    return (value === "unknown" || value === "input") && isCountOrDefault(side) ? "number" : value;
  });
  return values.every((value) => value === "number") ? "number" : either(values);
}

/** `rows.count || 0`: beside a number, what has a number for its default is one. */
function isCountOrDefault(node: TSESTree.Node): boolean {
  return (
    node.type === "LogicalExpression" &&
    node.operator !== "&&" &&
    node.right.type === "Literal" &&
    typeof node.right.value === "number"
  );
}

function ofTemplate(node: TSESTree.TemplateLiteral, go: (node: TSESTree.Node) => HoleValue): HoleValue {
  const text = node.quasis.map((quasi) => quasi.value.raw).join("\0");
  // `$${n}`, `$${n}::uuid`
  if (/^\s*\(?\$\0[^\0]*(\$\0[^\0]*)*$/.test(text)) return "placeholders";
  const pieces = node.quasis.flatMap((quasi, index): WrittenPiece[] => {
    const expression = node.expressions[index];
    const written: WrittenPiece = { text: quasi.value.cooked, value: "literals" };
    return expression ? [written, { text: null, value: go(expression) }] : [written];
  });
  const values = pieces.filter(({ text }) => text === null).map(({ value }) => value);
  if (values.every((value) => value !== "input" && value !== "request" && value !== "unknown")) return ofPieces(pieces);
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
  /^(?:toISOString|digest|randomUUID|uuid|uuidv[1-8]|v[1-7]|ulid|nanoid|cuid|createId|toISODate|toISOTime|toISO|toSQL|toSQLDate|toSQLTime|toLocaleDateString|toLocaleTimeString|toDateString|toTimeString|toUTCString|toFixed|toPrecision|formatISO|toUnixInteger|unix)$/;
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
  if (isCheckedAgainstList(node, scope.module)) return "checked";
  const name =
    callee.type === "Identifier" ? callee.name : callee.type === "MemberExpression" ? nameOfKey(callee.property) : null;
  const unescaped = escapedForAnother(node, scope.module) ?? (leavesQuotes(callee, scope.module) ? first : null);
  if (unescaped) return go(unescaped);
  if (name && escaping.test(name) && !isUtilFormat(callee, scope.module)) return ofEscape(node, scope, depth);
  if (name && quoteless.test(name)) return "escaped";
  // `DateTime.now().toFormat("yyyy-MM-dd")`: what luxon puts in place of the letters has no quote.
  if (name === "toFormat" && first?.type === "Literal" && !/["'\\]/.test(String(first.value))) return "escaped";
  const escape = escapedBy(callee, scope.module);
  if (escape) return escape;
  const list = listOfCall(node, scope.module);
  if (list) return ofListFunction(list, go);
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
    if (name === "join")
      return joinsDoubled(callee.object, first) ? "without quotes" : ofJoin(callee.object, first, go);
    if (name === "map" || name === "flatMap") return ofMap(node, first, scope, depth);
    const isObject = callee.object.type === "Identifier" && callee.object.name === "Object";
    if (isObject && (name === "keys" || name === "values" || name === "entries") && first) {
      return ofRecord(first, scope, depth)
        ? "literals"
        : go(first) === "request" || isRequest(first, scope.module)
          ? "request"
          : keysGiven(first, scope, go);
    }
    if (!isObject && (name === "fill" || name === "from" || name === "keys")) return ofGenerated(node, go);
    if (name === "filter" && first) {
      const kept = valueAt(first, scope);
      if (kept.kind === "function" && keepsListed(kept.node, kept.frame.module)) return "checked";
    }
    if (name === "find") {
      // What is looked up in a list is the list's own.
      if (ofRecord(callee.object, scope, depth)) return "literals";
      return go(callee.object) === "request" ? "request" : "unknown";
    }
    if (name === "concat") return either([go(callee.object), ...node.arguments.map(go)]);
    if (name === "replace" || name === "replaceAll") return ofReplaced(node, name, go(callee.object), scope.module);
    if (sameMethods.has(name)) return go(callee.object);
    if (name === "get" && callee.object.type === "Identifier") {
      const meaning = meaningOf(callee.object, scope.module);
      if (meaning?.kind === "value" && meaning.node.type === "NewExpression") return "checked";
    }
    if (callee.object.type === "Identifier" && callee.object.name === "JSON") return first ? go(first) : "unknown";
  }
  if (isMadeUp(callee, scope.module)) return "literals";
  if (isRequest(node, scope.module)) return "request";
  const fn = valueAt(callee, scope);
  const returned = fn.kind === "function" ? returnAnnotation(fn.node) : null;
  const declared = returned && fn.kind === "function" ? ofType({ node: returned, module: fn.frame.module }) : null;
  if (declared) return declared;
  const found = followed(node, scope, depth);
  return (
    (found === "unknown" || found === "input"
      ? (ofDeclaredMethod(callee, scope, depth) ?? configured(node, scope.module))
      : null) ?? found
  );
}

/** What a method gives whose object is known by its declared type alone: that of an interface, or of a class that is injected. */
function ofDeclaredMethod(callee: TSESTree.Node, scope: ValueScope, depth: number): HoleValue | null {
  const name = callee.type === "MemberExpression" ? nameOfKey(callee.property) : null;
  const owner = callee.type === "MemberExpression" && name !== null ? typeAt(callee.object, scope.module) : null;
  if (!owner || owner === "outside" || name === null) return null;
  const declared = ofType(returnedByMethod(owner, name));
  if (declared) return declared;
  const method = methodOf(owner, name);
  if (!method) return null;
  // Without its arguments: what it is given counts as input.
  const inside = scopeIn(scope.evaluator.frameOf(method.module, scope.evaluator.top), scope);
  const returned = returnedExpressions(method.fn).map((one) => classOf(one, inside, depth + 3));
  return returned.length > 0 && returned.every(isOwn) ? either(returned) : null;
}

/** One of the program's own texts, or a number, or said to be. */
const isOwn = (value: HoleValue): boolean =>
  value === "literals" || value === "number" || value === "boolean" || value === "checked" || value === "claimed";

/** What is called an escape is one, unless it is the project's own and what it gives can be seen to be none. */
function ofEscape(node: TSESTree.CallExpression, scope: ValueScope, depth: number): HoleValue {
  if (valueAt(node.callee, scope).kind !== "function") return "escaped";
  const found = followed(node, scope, depth);
  return found === "input" || found === "request" || found === "without quotes" ? found : "escaped";
}

/** The keys of an object that may have any, and came from outside this function. */
function keysGiven(object: TSESTree.Node, scope: ValueScope, go: (node: TSESTree.Node) => HoleValue): HoleValue {
  return hasAnyKey(typeAt(object, scope.module)) && go(object) === "input" ? "keys" : "unknown";
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

/** A value that a library's own function makes safe. */
function escapedBy(callee: TSESTree.Node, module: SourceModule): HoleValue | null {
  if (callee.type !== "MemberExpression" && callee.type !== "Identifier") return null;
  const origin = originOf(callee, module);
  const escapes = origin?.library ? factsOf(origin.library)?.sql?.escapes : undefined;
  const made = origin && escapes && Object.hasOwn(escapes, origin.path) ? escapes[origin.path] : undefined;
  return made === undefined ? null : made === "anywhere" ? "escaped" : "without quotes";
}

/** A function that is called for a list as one of its methods would be: `_.map(names, fn)`. */
interface ListCall {
  readonly name: string;
  readonly list: TSESTree.Node;
  readonly given: readonly TSESTree.Node[];
}

function listOfCall({ callee, arguments: given }: TSESTree.CallExpression, module: SourceModule): ListCall | null {
  const [list, ...rest] = given;
  if (!list || list.type === "SpreadElement" || callee.type !== "MemberExpression") return null;
  const name = nameOfKey(callee.property);
  if (name === null || callee.object.type !== "Identifier") return null;
  const meaning = meaningOf(callee.object, module);
  return meaning?.kind === "package" && /^(?:lodash|lodash-es|underscore)$/.test(meaning.specifier)
    ? { name, list, given: rest }
    : null;
}

function ofListFunction({ name, list, given }: ListCall, go: (node: TSESTree.Node) => HoleValue): HoleValue {
  const [first] = given;
  if (name === "join") return joinsDoubled(list, first) ? "without quotes" : ofJoin(list, first, go);
  if (name === "map" || name === "flatMap") {
    const result = first?.type === "ArrowFunctionExpression" ? first.body : null;
    return result && result.type !== "BlockStatement" ? go(result) : "unknown";
  }
  return sameMethods.has(name) || sameListFunctions.has(name) ? go(list) : "unknown";
}

const sameListFunctions: ReadonlySet<string> = new Set([
  ...["uniq", "uniqBy", "compact", "sortBy", "orderBy", "take", "drop", "first", "head", "last", "toString", "chunk"],
]);

/** `text.split("'").join("''")` */
function joinsDoubled(object: TSESTree.Node, glue: TSESTree.Node | undefined): boolean {
  if (object.type !== "CallExpression" || object.callee.type !== "MemberExpression") return false;
  const [separator] = object.arguments;
  const textOf = (node: TSESTree.Node | undefined): unknown => (node?.type === "Literal" ? node.value : null);
  const between = textOf(glue);
  return (
    nameOfKey(object.callee.property) === "split" &&
    textOf(separator) === "'" &&
    typeof between === "string" &&
    !between.replaceAll("''", "").includes("'")
  );
}

/** Texts that end a string literal, in front of a quote and behind one. */
const endings = ["'", "a'b'c", "';--", "\\'", "x'''y"];

/** What `text.replace(pattern, by)` leaves of a text: nothing to end a string with, nothing but harmless characters, or what it was. */
function ofReplaced(
  { arguments: [pattern, by] }: TSESTree.CallExpression,
  method: "replace" | "replaceAll",
  before: HoleValue,
  module: SourceModule,
): HoleValue {
  const wanted = pattern && patternOf(pattern, module);
  if (!wanted || (method === "replaceAll" && typeof wanted !== "string" && !wanted.global)) return before;
  const replacement = by?.type === "Literal" && typeof by.value === "string" ? by.value : "";
  const replaced = (text: string): string => text[method](wanted, replacement);
  // `"` doubled makes a name safe.
  if (replaced('a"b') === 'a""b') return "escaped";
  if (endings.some((text) => replaced(text).replaceAll("''", "").includes("'"))) return before;
  const isStripped = !/[^\w-]/.test(replaced("a1_-'\"\\;(),.=$*/<>|&%#@!?~`{}[]:+"));
  return isStripped ? "escaped" : "without quotes";
}

/** A pattern or a text that is written out, at its place or as a constant. */
function patternOf(node: TSESTree.Node, module: SourceModule): RegExp | string | null {
  if (node.type === "Literal")
    return typeof node.value === "string" || node.value instanceof RegExp ? node.value : null;
  const meaning = node.type === "Identifier" ? meaningOf(node, module) : null;
  return meaning?.kind === "value" && meaning.node.type === "Literal" ? patternOf(meaning.node, meaning.module) : null;
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

/** `xs.map(Number)`, `xs.map((x) => …)` */
function ofMap(
  node: TSESTree.CallExpression,
  callback: TSESTree.Node | undefined,
  scope: ValueScope,
  depth: number,
): HoleValue {
  const name =
    callback?.type === "Identifier"
      ? callback.name
      : callback?.type === "MemberExpression"
        ? nameOfKey(callback.property)
        : null;
  if (name !== null && callback?.type === "Identifier" && numbers.has(name)) return "number";
  return name !== null && escaping.test(name) ? "escaped" : followed(node, scope, depth);
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
  const record = node.computed ? ofRecord(node.object, scope, depth) : null;
  if (record) return record;
  const field = name === null ? null : ofField(node.object, name, scope, depth);
  const found = field ?? followed(node, scope, depth);
  // What an object holds is an input as it came only where the object is.
  if (found !== "unknown" && found !== "input") return found;
  if (name !== null && node.object.type === "ThisExpression") return ofType(typeAt(node, scope.module)) ?? "unknown";
  const path = pathOf(node);
  const parsed = path && parsedValue(path.root, path.keys, scope.module);
  if (parsed) return parsed;
  const declared = typeAt(node, scope.module);
  const said = ofType(declared) ?? (path && documentedAt(path, scope.module));
  if (said && !isDeclaredOnly(path?.root, scope.module)) return said;
  if (isRequest(node, scope.module)) return "request";
  // Beside its parts a request has what the program itself has put there.
  if (isWholeRequest(node.object, scope.module)) return "input";
  const object = go(node.object);
  // `condition.sql` of a library's own fragment.
  if (object === "sql" && name !== null && /^(?:sql|text|query)$/.test(name)) return "sql";
  if (object === "input" && declared === "outside") return "unknown";
  return object === "input" || object === "request" || object === "literals" ? object : "unknown";
}

/** `const query: Query = req.query`: a type that is written beside a part of a request checks nothing. */
function isDeclaredOnly(root: TSESTree.Node | undefined, module: SourceModule): boolean {
  const variable = root?.type === "Identifier" ? variableOf(module, root) : null;
  const declarator = variable ? soleDefinition(variable)?.node : undefined;
  return declarator?.type === "VariableDeclarator" && declarator.init !== null && isRequest(declarator.init, module);
}

/** `@param {number} options.limit` */
function documentedAt({ root, keys }: NonNullable<ReturnType<typeof pathOf>>, module: SourceModule): HoleValue | null {
  const variable = root.type === "Identifier" ? variableOf(module, root) : null;
  return variable && ofDocumented(variable, keys, module);
}

/** A field of a class of the project: what its constructor gives it, or whatever it is ever given. */
function ofField(object: TSESTree.Node, name: string, scope: ValueScope, depth: number): HoleValue | null {
  const self = valueAt(object, scope);
  const isInstance = self.kind === "chain" && self.steps.every((step) => step.name === "?");
  const owner = self.kind === "class" ? { ...self, given: null } : isInstance ? instanceOf(self) : null;
  if (!owner || self.kind === "choice" || self.kind === "never") return null;
  // What a decorated field of an object that others make holds is put there by whoever reads the request, or the row: its initializer is a default.
  const field = owner.given
    ? undefined
    : owner.node.body.body.findLast((one) => one.type === "PropertyDefinition" && keyName(one) === name);
  if (field?.type === "PropertyDefinition" && field.decorators.length > 0)
    return validatedProperty(field, owner.frame.module) ?? "input";
  const { evaluator } = scope;
  const member =
    self.kind === "class"
      ? staticMember(evaluator, owner.node, owner.frame, self, name)
      : instanceMember(evaluator, owner, self, name);
  if (member?.kind === "value" && isPlace(member.value) && !member.value.held)
    return classOf(member.value.node, scopeIn(member.value.frame, scope), depth + 1);
  const given = fieldValues(owner.node, name, owner.frame.module);
  return given.length === 0 ? null : either(given.map((one) => classOf(one, scopeIn(owner.frame, scope), depth + 1)));
}

function ofIdentifier(
  node: TSESTree.Identifier,
  scope: ValueScope,
  depth: number,
  go: (node: TSESTree.Node) => HoleValue,
): HoleValue {
  const variable = variableOf(scope.module, node);
  if (!variable) return ofUndeclared(node, scope, depth);
  if (counting.has(variable)) return "number";
  const argument = argumentFor(variable, scope);
  const annotation = variable.identifiers[0]?.typeAnnotation?.typeAnnotation ?? null;
  if (isCheckedAgainstList(node, scope.module)) return "checked";
  if (argument) {
    const given = classOf(listBehind(argument.node), argument.scope, depth + 1);
    return given === "unknown" || given === "input"
      ? ((annotation && ofType({ node: annotation, module: scope.module })) ?? given)
      : given;
  }
  const type = typeOfVariable(variable, [], scope.module);
  const declared = ofType(type) ?? ofDefault(variable, scope.module) ?? ofDocumented(variable, [], scope.module);
  if (declared && !isDeclaredOnly(node, scope.module)) return declared;
  if (isRequestVariable(variable, scope.module))
    return parsedBelow(variable, scope.module) ?? ofRewritten(node, variable, scope, depth) ?? "request";
  const meaning = meaningOf(node, scope.module);
  switch (meaning?.kind) {
    case "value":
      // What is put into a list is hardly an input as it came.
      if (meaning.node.type === "ArrayExpression") {
        const found = softened(followed(node, scope, depth));
        return found === "unknown" && meaning.node.elements.length > 0 ? go(meaning.node) : found;
      }
      return meaning.module === scope.module ? classOf(meaning.node, scope, depth + 1) : followed(node, scope, depth);
    case "property": {
      const parsed = parsedValue(meaning.from, [meaning.key], meaning.module);
      const found = parsed ?? followed(node, scope, depth);
      if (found !== "unknown") return found;
      const from = meaning.module === scope.module ? go(meaning.from) : "unknown";
      if (from === "input" && type === "outside") return "unknown";
      return from === "request" || from === "input" || from === "literals" || from === "number" ? from : "unknown";
    }
    case "variable": {
      const found = followed(node, scope, depth);
      return found === "unknown" ? (ofCounter(variable, scope, depth) ?? loopElement(variable, scope, depth)) : found;
    }
    case "parameter":
      return type === "outside" && ofParameter(variable, meaning.owner, scope, depth) === "input"
        ? "unknown"
        : ofParameter(variable, meaning.owner, scope, depth);
    case "enum":
      return "literals";
    default: {
      const found = ofPart(variable, scope, depth) ?? followed(node, scope, depth);
      return found === "unknown" ? (ofCounter(variable, scope, depth) ?? loopElement(variable, scope, depth)) : found;
    }
  }
}

/** `const [lat, lon] = place.split(",")`: a part of a text is as safe as the text. */
function ofPart(variable: Variable, scope: ValueScope, depth: number): HoleValue | null {
  const declarator = soleDefinition(variable)?.node;
  if (declarator?.type !== "VariableDeclarator" || declarator.id.type !== "ArrayPattern") return null;
  const { init } = declarator;
  const isSplit =
    init?.type === "CallExpression" &&
    init.callee.type === "MemberExpression" &&
    nameOfKey(init.callee.property) === "split";
  return isSplit && isNeverReassigned(variable) ? classOf(init, scope, depth + 1) : null;
}

/** What a part of a request has become that is written again: `id = Number(id)`; null where that is not known. */
function ofRewritten(node: TSESTree.Node, variable: Variable, scope: ValueScope, depth: number): HoleValue | null {
  if (isNeverReassigned(variable)) return null;
  const found = followed(node, scope, depth);
  return found === "unknown" || found === "input" ? null : found;
}

/**
 * A name that no file declares is as safe as all that this one assigns to it: `level = 14; … ${level}` in an old script. Whoever
 * else does is out of sight, as is who gives a parameter. What a global has (`process.env.X`) is the program's own.
 */
function ofUndeclared({ name, parent }: TSESTree.Identifier, scope: ValueScope, depth: number): HoleValue {
  if (parent.type === "MemberExpression") return "unknown";
  const writes = scope.module.scopes.globalScope?.through.filter(
    (reference) => reference.identifier.name === name && reference.isWrite(),
  );
  const values = writes?.map(({ identifier: { parent } }) =>
    parent.type === "AssignmentExpression" && parent.operator === "="
      ? classOf(parent.right, scope, depth + 1)
      : "unknown",
  );
  return values && values.length > 0 ? either(values) : "input";
}

/** Variables of which it is being asked whether they count. */
const counting = new Set<Variable>();

/** `offset = first ? 0 : offset + size`: a number, if it is one wherever something is assigned to it, being one before. */
function ofCounter(variable: Variable, scope: ValueScope, depth: number): HoleValue | null {
  const writes = variable.references.filter((reference) => reference.isWrite());
  if (writes.length === 0 || variable.defs.length !== 1 || variable.defs[0]?.node.type !== "VariableDeclarator")
    return null;
  const isNumber = ({ identifier: { parent } }: Reference): boolean =>
    parent.type === "UpdateExpression" ||
    (parent.type === "AssignmentExpression" && classOf(parent.right, scope, depth + 1) === "number") ||
    (parent.type === "VariableDeclarator" &&
      parent.init !== null &&
      classOf(parent.init, scope, depth + 1) === "number");
  counting.add(variable);
  try {
    return writes.every(isNumber) ? "number" : null;
  } finally {
    counting.delete(variable);
  }
}

const softened = (value: HoleValue): HoleValue => (value === "input" ? "unknown" : value);

/** What a schema lets through of a variable that is taken out of `Schema.parse(req.query)`. */
function parsedBelow(variable: Variable, module: SourceModule): HoleValue | null {
  const name = variable.identifiers[0];
  const meaning = name && meaningOf(name, module);
  return meaning?.kind === "property" ? parsedValue(meaning.from, [meaning.key], meaning.module) : null;
}

/** `for (const table of TABLES)`: an element of a list. */
function loopElement(variable: Variable, scope: ValueScope, depth: number): HoleValue {
  const definition = soleDefinition(variable);
  const declarator = definition?.node;
  if (declarator?.type !== "VariableDeclarator") return "unknown";
  const loop = declarator.parent.parent;
  if (loop.type === "ForOfStatement") {
    return ofRecord(loop.right, scope, depth) ?? classOf(loop.right, scope, depth + 1);
  }
  if (loop.type !== "ForInStatement") return "unknown";
  return ofRecord(loop.right, scope, depth)
    ? "literals"
    : keysGiven(loop.right, scope, (node) => classOf(node, scope, depth + 1));
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
        ? classOf(argument, scopeIn(scope.evaluator.frameOf(scope.module, scope.evaluator.top), scope), depth + 3)
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
      if (ofRecord(call.callee.object, scope, depth)) return "literals";
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
  // Called where it is written.
  const given = call.type === "CallExpression" && call.callee === owner ? call.arguments[index] : undefined;
  if (given && given.type !== "SpreadElement" && plain.type === "Identifier") return classOf(given, scope, depth + 1);
  return "input";
}
