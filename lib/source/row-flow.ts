import type { TSESTree } from "@typescript-eslint/utils";
import type { Variable } from "@typescript-eslint/scope-manager";
import type { ColumnRead, DeclaredRow } from "../model/row-use.ts";
import type { Edit } from "../model/span.ts";
import { isTypeOnly, soleDefinition, variableOf } from "./bindings.ts";
import type { SourceModule } from "./module.ts";
import { functionAround, isFunction, keyName, memberName, returnedExpressions, type FunctionNode } from "./nodes.ts";
import { rowTypeOf, type RowType } from "./row-types.ts";
import { admitsNull } from "./written-types.ts";

type Node = TSESTree.Node;

/** What an expression holds of a statement's rows; a promise of it counts as it. */
export type Shape =
  /** `batches`: lists of rows, one after the other, as a cursor gives them. */
  | { readonly kind: "result" | "row" | "entries" | "batches"; readonly trail: Trail }
  | UnsettledShape
  | RowsShape
  | ColumnShape
  | ColumnsShape
  /** A list or an object of other things, with these at an index or under a name. */
  | { readonly kind: "tuple"; readonly index: number | string; readonly of: Shape };

/**
 * Rows in a form that only their use tells: a list, a list in an object or a pair. `inside`: a list has been entered,
 * so a property may be a column.
 */
interface UnsettledShape {
  readonly kind: "unsettled";
  readonly inside: boolean;
  readonly trail: Trail;
}

interface RowsShape {
  readonly kind: "rows";
  readonly trail: Trail;
}

interface ColumnShape {
  readonly kind: "column";
  readonly column: string;
  readonly trail: Trail;
}

/** An array of one column's values: `rows.map((row) => row.email)`. */
interface ColumnsShape {
  readonly kind: "columns";
  readonly column: string;
  readonly trail: Trail;
}

/** What is known of rows on their way. */
export interface Trail {
  /** Calls that handed them to another function of this file: what guards the call guards the reads. */
  readonly calls: readonly Node[];
  /** The predicates of `filter` and `find` that they passed. */
  readonly filters: readonly FunctionNode[];
  /** They passed a check that cannot be looked into. */
  readonly checked: boolean;
  /** The type they were last declared to have. */
  readonly type: RowType;
}

/** A use of a column's value, before it is known whether it is guarded. */
export interface FoundRead {
  readonly column: string;
  readonly use: ColumnRead["use"];
  /** The expression that is the value, or the key that is destructured. */
  readonly node: Node;
  /** The column's own characters. */
  readonly name: Node;
  /** `?.`, `!` or a default stands at the use itself. */
  readonly safe: boolean;
  readonly trail: Trail;
  readonly optional: readonly Edit[] | null;
}

/** The rows of one statement followed through a module. */
export interface Flow {
  readonly reads: readonly FoundRead[];
  readonly declared: readonly DeclaredRow[];
  readonly looked: ReadonlySet<string>;
  /** What functions give to whoever calls them. */
  readonly handed: readonly Handed[];
  /** Expressions that are the value of a column or a list of its values, but for what depends on who calls. */
  readonly held: readonly { readonly node: Node; readonly column: string }[];
  readonly complete: boolean;
  /** Every expression that is the value of a column, under any of its names. */
  readonly values: ReadonlyMap<Node, string>;
  /** Every expression that is a row. */
  readonly rows: ReadonlySet<Node>;
}

/** A function that gives rows to its callers. */
export interface Handed {
  readonly fn: FunctionNode;
  readonly shape: Shape;
}

/** An expression that holds rows, or a function one of whose parameters is given them. */
export type Start =
  | { readonly node: Node; readonly shape: Shape }
  | { readonly callback: FunctionNode; readonly parameter: number; readonly shape: Shape };

/** Follows what the starts hold through the functions they stand in, and along calls within the module. */
export function followRows(starts: readonly Start[], module: SourceModule): Flow {
  const walk = new Walk(module);
  for (const start of starts) {
    const parameter = "callback" in start ? start.callback.params[start.parameter] : null;
    if ("node" in start) walk.follow(start.node, start.shape);
    else if (parameter) walk.bind(parameter, start.shape);
  }
  return walk;
}

/** Declares the rows of a shape to be of a written type. */
export function declareType(shape: Shape, type: RowType): Shape {
  return shape.kind === "tuple"
    ? { ...shape, of: declareType(shape.of, type) }
    : { ...shape, trail: { ...shape.trail, type } };
}

const elementMethods = new Set(["at", "find", "findLast", "pop", "shift"]);
const sameMethods = new Set([
  "filter",
  "slice",
  "sort",
  "reverse",
  "toSorted",
  "toReversed",
  "concat",
  "flat",
  "then",
  "catch",
  "finally",
  "execute",
  "simple",
  "splice",
]);
const callbackMethods = new Set([
  "forEach",
  "map",
  "filter",
  "find",
  "findLast",
  "findIndex",
  "some",
  "every",
  "flatMap",
  "reduce",
  "reduceRight",
  "sort",
  "toSorted",
]);
const arithmetic = new Set(["+", "-", "*", "/", "%", "**"]);

function isArrayMethod(name: string): boolean {
  return (
    callbackMethods.has(name) ||
    elementMethods.has(name) ||
    (sameMethods.has(name) && name !== "execute" && name !== "simple") ||
    name === "entries"
  );
}

class Walk implements Flow {
  readonly reads: FoundRead[] = [];
  readonly declared: DeclaredRow[] = [];
  readonly looked = new Set<string>();
  readonly handed: Handed[] = [];
  readonly held: { readonly node: Node; readonly column: string }[] = [];
  complete = true;
  readonly values = new Map<Node, string>();
  readonly rows = new Set<Node>();
  /** What a callback's returned value becomes: the value of the call it was given to. */
  readonly #returns = new Map<FunctionNode, (returned: Shape) => void>();
  readonly #seen = new Map<Node, (Node | null)[]>();

  constructor(readonly module: SourceModule) {}

  /** Goes on from an expression that holds `shape` to whatever takes its value. */
  follow(node: Node, shape: Shape): void {
    const { parent } = node;
    if (!parent) return;
    if (shape.kind === "column") this.values.set(node, shape.column);
    if (shape.kind === "column" || shape.kind === "columns") this.#hold(node, shape);
    if (shape.kind === "row") {
      this.rows.add(node);
      if (isNoRow(node, this.module)) return;
    }
    switch (parent.type) {
      case "AwaitExpression":
      case "ChainExpression":
      case "TSNonNullExpression":
        if (parent.type === "TSNonNullExpression" && shape.kind === "column") {
          this.values.set(parent, shape.column);
          return;
        }
        return this.follow(parent, shape);
      case "TSAsExpression":
      case "TSTypeAssertion":
      case "TSSatisfiesExpression":
        if (shape.kind === "column") {
          // The author claims a type of the value.
          this.values.set(parent, shape.column);
          if (admitsNull({ node: parent.typeAnnotation, module: this.module }) === null) this.follow(parent, shape);
          return;
        }
        return this.follow(parent, this.#declare(shape, parent.typeAnnotation));
      case "SequenceExpression":
        if (parent.expressions.at(-1) === node) this.follow(parent, shape);
        return;
      case "ConditionalExpression":
        if (parent.test === node) return;
        // Which of two columns it is may hang on the condition.
        if (shape.kind !== "column") this.follow(parent, shape);
        return;
      case "LogicalExpression":
        if (shape.kind === "column") return;
        if (parent.operator === "&&" && parent.left === node) return;
        return this.follow(parent, shape);
      case "VariableDeclarator":
        if (parent.init === node) this.#assign(node, parent.id, shape);
        return;
      case "AssignmentExpression":
        if (parent.right !== node) return;
        if (parent.operator !== "=") return this.#use(node, shape, "loose");
        return this.#assign(node, parent.left, shape);
      case "ForOfStatement":
        if (parent.right !== node) return;
        if (shape.kind === "column") return this.#use(node, shape, "iterate");
        return this.bind(
          parent.left.type === "VariableDeclaration" ? parent.left.declarations[0].id : parent.left,
          this.#element(shape),
        );
      case "MemberExpression":
        if (parent.object === node) this.#member(parent, shape);
        else if (parent.computed && shape.kind !== "column") this.complete = false;
        return;
      case "CallExpression":
      case "NewExpression":
        if (parent.callee === node) return this.#use(node, shape, "call");
        return this.#argument(parent, node, shape);
      case "SpreadElement":
        if (shape.kind === "column") {
          // `{ ...null }` is an empty object; only a list needs an iterable.
          if (parent.parent.type !== "ObjectExpression") this.#use(node, shape, "spread");
          return;
        }
        if (parent.parent.type === "ArrayExpression" && shape.kind !== "row") return this.follow(parent.parent, shape);
        if (parent.parent.type === "ObjectExpression" && shape.kind === "row") this.#handOut(parent.parent, shape);
        this.complete = false;
        return;
      case "ArrayExpression": {
        const call = parent.parent;
        if (
          call.type === "CallExpression" &&
          call.arguments[0] === parent &&
          /^Promise\.all(?:Settled)?$/.test(this.#source(call.callee))
        ) {
          if (/Settled/.test(this.#source(call.callee))) this.complete = false;
          else
            this.follow(call, {
              kind: "tuple",
              index: parent.elements.indexOf(node as TSESTree.Expression),
              of: shape,
            });
          return;
        }
        return this.#escape(shape);
      }
      case "Property": {
        const name = keyName(parent);
        if (name !== null && parent.value === node && shape.kind !== "column" && shape.kind !== "columns")
          this.#handOut(parent.parent, { kind: "tuple", index: name, of: shape });
        return this.#escape(shape);
      }
      case "ReturnStatement":
        return this.#returned(node, shape);
      case "ArrowFunctionExpression":
        if (parent.body === node) this.#returned(node, shape);
        return;
      case "TemplateLiteral":
        // The values of a tagged template are handed over as they are.
        if (parent.parent.type !== "TaggedTemplateExpression") this.#use(node, shape, "loose");
        return;
      case "BinaryExpression":
        if (parent.operator === "in" && parent.right === node) return this.#use(node, shape, "dereference");
        if (arithmetic.has(parent.operator)) this.#use(node, shape, "loose");
        return;
      case "YieldExpression":
        if (parent.delegate) return this.#use(node, shape, "iterate");
        this.#escape(shape);
        return;
      case "UnaryExpression":
        if (parent.operator === "-" || parent.operator === "+" || parent.operator === "~")
          this.#use(node, shape, "loose");
        return;
      case "IfStatement":
      case "ExpressionStatement":
      case "WhileStatement":
      case "DoWhileStatement":
      case "ForStatement":
      case "SwitchStatement":
      case "SwitchCase":
        return;
      default:
        this.#escape(shape);
    }
  }

  #hold(node: Node, { column, trail }: ColumnShape | ColumnsShape): void {
    if (trail.calls.length > 0) return;
    this.held.push({ node, column });
    // `sql(ids)`, `sql.array(ids, "int8")`: the list in the words of the library.
    const { parent } = node;
    if (parent?.type === "CallExpression" && parent.arguments[0] === node) this.held.push({ node: parent, column });
  }

  #assign(node: Node, target: Node, shape: Shape): void {
    if (shape.kind === "column" && target.type === "ObjectPattern") this.#use(node, shape, "dereference");
    else if (shape.kind === "column" && target.type === "ArrayPattern") this.#use(node, shape, "iterate");
    else this.bind(target, shape);
  }

  /** Binds a shape to a variable or pattern, and follows the names it gets there. */
  bind(pattern: Node, shape: Shape): void {
    const annotation = "typeAnnotation" in pattern ? pattern.typeAnnotation : undefined;
    if (annotation?.type === "TSTypeAnnotation") {
      if (shape.kind === "column") {
        // Where it says null the compiler goes on watching; where it does not, a NULL slips under it.
        if (admitsNull({ node: annotation.typeAnnotation, module: this.module }) !== false) return;
        this.#loose(pattern, shape);
      } else shape = this.#declare(shape, annotation.typeAnnotation);
    }
    switch (pattern.type) {
      case "Identifier":
        if (shape.kind === "column" || shape.kind === "columns") this.#hold(pattern, shape);
        return this.#variable(pattern, shape);
      case "AssignmentPattern":
        // A default takes the place of undefined, not of null.
        return this.bind(pattern.left, shape);
      case "ObjectPattern":
        return this.#objectPattern(pattern, shape);
      case "ArrayPattern":
        return this.#arrayPattern(pattern, shape);
      default:
        this.#escape(shape);
    }
  }

  #objectPattern(pattern: TSESTree.ObjectPattern, shape: Shape): void {
    for (const property of pattern.properties) {
      if (property.type === "RestElement") {
        this.#escape(shape);
        continue;
      }
      const name = keyName(property);
      if (shape.kind === "tuple") {
        if (name === String(shape.index)) this.bind(property.value, shape.of);
      } else if (shape.kind === "result") {
        if (name === "rows") this.bind(property.value, { kind: "rows", trail: shape.trail });
      } else if (shape.kind === "rows") {
        if (name !== null && /^\d+$/.test(name)) this.bind(property.value, { kind: "row", trail: shape.trail });
      } else if (shape.kind === "unsettled") {
        if (name === "rows") this.bind(property.value, { kind: "rows", trail: shape.trail });
        else if (name !== null && /^\d+$/.test(name)) this.bind(property.value, this.#element(shape));
        else if (name !== null && shape.inside) this.#column(property.value, property.key, name, shape.trail);
      } else if (shape.kind === "row") {
        if (name === null) this.complete = false;
        else this.#column(property.value, property.key, name, shape.trail);
      }
    }
    if (shape.kind === "column") this.#read(pattern, pattern, shape, "dereference", false);
  }

  #arrayPattern(pattern: TSESTree.ArrayPattern, shape: Shape): void {
    if (shape.kind === "column") return this.#read(pattern, pattern, shape, "iterate", false);
    pattern.elements.forEach((element, index) => {
      if (!element) return;
      if (shape.kind === "tuple") {
        if (element.type === "RestElement") this.#escape(shape);
        else if (index === shape.index) this.bind(element, shape.of);
      } else if (shape.kind === "entries") {
        if (index === 1) this.bind(element, { kind: "row", trail: shape.trail });
      } else if (shape.kind === "rows" || shape.kind === "columns" || shape.kind === "unsettled") {
        if (element.type === "RestElement") this.bind(element.argument, shape);
        else this.bind(element, this.#element(shape));
      }
    });
  }

  /** A property of a row that is destructured: `{ email }`, `{ email: address = "" }`, `{ settings: { theme } }`. */
  #column(target: Node, key: Node, name: string, trail: Trail): void {
    this.looked.add(name);
    const shape: ColumnShape = { kind: "column", column: name, trail };
    this.#hold(key, shape);
    const inner = target.type === "AssignmentPattern" ? target.left : target;
    if (inner.type === "ObjectPattern") this.#read(key, key, shape, "dereference", false);
    else if (inner.type === "ArrayPattern") this.#read(key, key, shape, "iterate", false);
    else this.bind(inner, shape);
  }

  #variable(identifier: TSESTree.Identifier, shape: Shape): void {
    // A parameter is bound once for each call that hands something to it.
    const from = shape.kind === "tuple" ? null : (shape.trail.calls[0] ?? null);
    const seen = this.#seen.get(identifier) ?? [];
    if (seen.includes(from)) return;
    this.#seen.set(identifier, [...seen, from]);
    const variable = variableOf(this.module, identifier);
    if (!variable) return this.#escape(shape);
    if (writesBeside(variable, identifier) || (variable.scope.type === "module" && this.#isExported(variable)))
      this.complete = this.complete && shape.kind === "column";
    if (writesBeside(variable, identifier)) {
      for (const { identifier: other } of variable.references)
        if (shape.kind === "column") this.values.set(other, shape.column);
      return;
    }
    for (const reference of variable.references) {
      if (reference.isRead() && !isTypeOnly(reference)) this.follow(reference.identifier, shape);
    }
  }

  #isExported(variable: Variable): boolean {
    return variable.defs.some(({ parent }) => parent?.parent.type === "ExportNamedDeclaration");
  }

  #member(member: TSESTree.MemberExpression, shape: Shape): void {
    const name = memberName(member);
    const called = member.parent.type === "CallExpression" && member.parent.callee === member ? member.parent : null;
    switch (shape.kind) {
      case "column":
        if (called && (name === "then" || name === "catch" || name === "finally"))
          return this.#promised(called, name, shape);
        return this.#read(
          member.object,
          nameNode(member.object),
          shape,
          member.computed ? "index" : "dereference",
          member.optional,
          optionalEdit(member, this.module.text),
        );
      case "row":
        if (name === null) {
          this.complete = false;
          return;
        }
        if (called && (name === "then" || name === "catch" || name === "finally"))
          return this.#promised(called, name, shape);
        this.looked.add(name);
        if (member.parent.type === "AssignmentExpression" && member.parent.left === member) {
          this.values.set(member, name);
          return;
        }
        return this.follow(member, { kind: "column", column: name, trail: shape.trail });
      case "result":
        if (name === "rows") return this.follow(member, { kind: "rows", trail: shape.trail });
        if (called && (name === "then" || name === "catch" || name === "finally"))
          return this.#promised(called, name, shape);
        return;
      case "unsettled":
        if (name === "rows") return this.follow(member, { kind: "rows", trail: shape.trail });
        if (called && (name === "then" || name === "catch" || name === "finally"))
          return this.#promised(called, name, shape);
        if (called && name !== null && isArrayMethod(name)) return this.#arrayMethod(called, name, shape);
        if (member.computed && (name === null || /^\d+$/.test(name))) return this.follow(member, this.#element(shape));
        if (shape.inside && name !== null) this.#member(member, { kind: "row", trail: shape.trail });
        return;
      case "batches":
        return;
      case "entries":
        if (called) this.complete = false;
        return;
      case "tuple":
        if (name === String(shape.index)) return this.follow(member, shape.of);
        if (name === "then" && called) return this.#callback(called, 0, 0, shape, () => {});
        return;
      default:
        if (!called) {
          if (member.computed && name !== "length") this.follow(member, this.#element(shape));
          return;
        }
        return this.#arrayMethod(called, name, shape);
    }
  }

  #promised(call: TSESTree.CallExpression, method: string, shape: Shape): void {
    if (method === "then") this.#callback(call, 0, 0, shape, (returned) => this.follow(call, returned));
    else this.follow(call, shape);
  }

  #arrayMethod(
    call: TSESTree.CallExpression,
    name: string | null,
    shape: RowsShape | ColumnsShape | UnsettledShape,
  ): void {
    if (name === null) {
      this.complete = false;
      return;
    }
    if (name === "cursor") {
      this.#callback(call, 0, 0, shape, () => {});
      return this.follow(call, { kind: "batches", trail: shape.trail });
    }
    if (name === "entries") return this.follow(call, { kind: "entries", trail: shape.trail });
    if (callbackMethods.has(name)) {
      const element = this.#element(shape);
      const onReturn = (returned: Shape): void => {
        if (name === "then") this.follow(call, returned);
        else if (name === "map" || name === "flatMap") {
          if (returned.kind === "row") this.follow(call, { kind: "rows", trail: returned.trail });
          else if (returned.kind === "column" && name === "map") this.follow(call, { ...returned, kind: "columns" });
          else if (returned.kind === "unsettled") this.follow(call, { ...returned, inside: false });
          else if (returned.kind === "rows" && name === "flatMap") this.follow(call, returned);
        } else if (name.startsWith("reduce")) this.#escape(returned);
      };
      if (name.startsWith("reduce")) {
        this.#callback(call, 0, 1, element, onReturn);
        if (call.arguments.length === 1) this.#callback(call, 0, 0, element, onReturn);
      } else this.#callback(call, 0, 0, element, onReturn);
      if (name === "sort" || name === "toSorted") this.#callback(call, 0, 1, element, onReturn);
    } else if (name === "then") this.#callback(call, 0, 0, shape, (returned) => this.follow(call, returned));
    if (elementMethods.has(name))
      return this.follow(call, this.#element(name.startsWith("find") ? this.#filtered(shape, call) : shape));
    if (name === "then") return;
    if (sameMethods.has(name)) return this.follow(call, name === "filter" ? this.#filtered(shape, call) : shape);
    if (!callbackMethods.has(name) && shape.kind === "rows" && name !== "includes" && name !== "indexOf")
      this.complete = false;
  }

  #filtered<T extends RowsShape | ColumnsShape | UnsettledShape>(shape: T, call: TSESTree.CallExpression): T {
    const predicate = call.arguments[0];
    const trail: Trail = isFunction(predicate)
      ? { ...shape.trail, filters: [...shape.trail.filters, predicate] }
      : { ...shape.trail, checked: true };
    return { ...shape, trail };
  }

  /** Hands a shape to a parameter of a callback, written in place or a function of this file. */
  #callback(
    call: TSESTree.CallExpression,
    argument: number,
    parameter: number,
    shape: Shape,
    onReturn: (returned: Shape) => void,
  ): void {
    const given = call.arguments[argument];
    if (!given) return;
    if (isFunction(given)) {
      this.#returns.set(given, onReturn);
      const target = given.params[parameter];
      if (target) this.bind(target, shape);
      else if (given.type !== "ArrowFunctionExpression") this.#escape(shape);
      return;
    }
    if (given.type === "Identifier" && given.name === "Boolean") return;
    this.#handOn(call, given, parameter, shape);
  }

  #argument(call: TSESTree.CallExpression | TSESTree.NewExpression, node: Node, shape: Shape): void {
    const index = call.arguments.indexOf(node as TSESTree.CallExpressionArgument);
    if (shape.kind === "column") {
      const fn = this.#functionOf(call.callee);
      const parameter = fn?.params[index];
      const annotation =
        parameter && "typeAnnotation" in parameter ? parameter.typeAnnotation?.typeAnnotation : undefined;
      if (annotation && admitsNull({ node: annotation, module: this.module }) === false) this.#loose(node, shape);
      return;
    }
    if (index >= 0 && call.type === "CallExpression") this.#handOn(call, call.callee, index, shape);
    else this.complete = false;
  }

  #handOn(call: Node, callee: Node, index: number, shape: Shape): void {
    const fn = this.#functionOf(callee);
    const parameter = fn?.params[index];
    if (!parameter || shape.kind === "tuple" || shape.trail.calls.length > 0 || parameter.type === "RestElement")
      return this.#escape(shape);
    this.#returns.set(fn, () => {});
    this.bind(parameter, { ...shape, trail: { ...shape.trail, calls: [call] } });
  }

  /**
   * The function of this file that a callee names: a declaration, a constant, a method of the class it is called in.
   */
  #functionOf(callee: Node): FunctionNode | null {
    if (isFunction(callee)) return callee;
    if (callee.type === "Identifier") {
      const variable = variableOf(this.module, callee);
      const node = variable && soleDefinition(variable)?.node;
      if (node?.type === "VariableDeclarator") return isFunction(node.init) ? node.init : null;
      return isFunction(node) ? node : null;
    }
    if (callee.type !== "MemberExpression" || callee.object.type !== "ThisExpression") return null;
    const name = memberName(callee);
    for (let up: Node | undefined = callee.parent; up; up = up.parent) {
      if (up.type !== "ClassBody") continue;
      const method = up.body.find(
        (member) =>
          member.type === "MethodDefinition" &&
          !member.computed &&
          member.key.type === "Identifier" &&
          member.key.name === name,
      );
      return method?.type === "MethodDefinition" && isFunction(method.value) ? method.value : null;
    }
    return null;
  }

  #returned(node: Node, shape: Shape): void {
    const fn = functionAround(node);
    const onReturn = fn && this.#returns.get(fn);
    if (onReturn) return onReturn(shape);
    const annotation = fn?.returnType?.typeAnnotation;
    if (annotation) {
      if (shape.kind === "column") {
        const type =
          annotation.type === "TSTypeReference" && annotation.typeArguments?.params[0]
            ? annotation.typeArguments.params[0]
            : annotation;
        if (admitsNull({ node: type, module: this.module }) === false) this.#loose(node, shape);
      } else this.#declare(shape, annotation);
    }
    this.#handOut(node, shape);
    // A function that is called where it stands, or handed on as a callback, gives its value to someone else.
    this.#escape(shape);
  }

  /** What a function gives to its callers: rows, or an object with all of one in it. */
  #handOut(node: Node, shape: Shape): void {
    const { parent } = node;
    const isGiven =
      parent?.type === "ReturnStatement" || (parent?.type === "ArrowFunctionExpression" && parent.body === node);
    const fn = isGiven ? functionAround(node) : null;
    if (fn && shape.kind !== "column" && shape.kind !== "columns") this.handed.push({ fn, shape });
  }

  #escape(shape: Shape): void {
    if (shape.kind !== "column" && shape.kind !== "columns") this.complete = false;
  }

  #element(shape: Shape): Shape {
    switch (shape.kind) {
      case "rows":
        return { kind: "row", trail: shape.trail };
      case "columns":
        return { kind: "column", column: shape.column, trail: shape.trail };
      case "batches":
        return { kind: "rows", trail: shape.trail };
      case "unsettled":
        return shape.inside ? { kind: "row", trail: shape.trail } : { ...shape, inside: true };
      default:
        return shape;
    }
  }

  #declare(shape: Shape, annotation: TSESTree.TypeNode): Shape {
    if (
      annotation.type === "TSTypeReference" &&
      annotation.typeName.type === "Identifier" &&
      annotation.typeName.name === "const"
    )
      return shape;
    const type = rowTypeOf(annotation, this.module);
    this.declareRow(type);
    return declareType(shape, type);
  }

  declareRow(type: RowType): void {
    if (type.kind !== "row") return;
    const same = (row: DeclaredRow): boolean =>
      row.columns.length === type.row.columns.length &&
      row.columns.every(
        (column, i) =>
          column.span.start === type.row.columns[i]?.span.start && column.name === type.row.columns[i].name,
      );
    if (!this.declared.some(same)) this.declared.push(type.row);
  }

  #use(node: Node, shape: Shape, use: ColumnRead["use"]): void {
    if (shape.kind === "column") this.#read(node, nameNode(node), shape, use, false);
    else if (use !== "loose") this.#escape(shape);
  }

  #loose(node: Node, shape: Shape): void {
    this.#use(node, shape, "loose");
  }

  #read(
    node: Node,
    name: Node,
    shape: ColumnShape,
    use: ColumnRead["use"],
    safe: boolean,
    optional: readonly Edit[] | null = null,
  ): void {
    this.reads.push({ column: shape.column, use, node, name, safe, trail: shape.trail, optional });
  }

  #source(node: Node): string {
    return this.module.text.slice(...node.range);
  }
}

/**
 * Whether the program gets to a variable only where it holds no row: `row ? toUser(row) : row`, `if (!row) return row`.
 */
function isNoRow(node: Node, module: SourceModule): boolean {
  const variable = node.type === "Identifier" ? variableOf(module, node) : null;
  if (!variable) return false;
  const isVariable = (test: Node): boolean => test.type === "Identifier" && variableOf(module, test) === variable;
  for (let child: Node = node, up = node.parent; up && !isFunction(up); child = up, up = up.parent) {
    if (up.type !== "ConditionalExpression" && up.type !== "IfStatement") continue;
    if (child === up.alternate && isVariable(up.test)) return true;
    if (
      child === up.consequent &&
      up.test.type === "UnaryExpression" &&
      up.test.operator === "!" &&
      isVariable(up.test.argument)
    )
      return true;
  }
  return false;
}

/** Whether a variable is written anywhere but at `identifier`, other than with an empty start value. */
function writesBeside(variable: Variable, identifier: TSESTree.Identifier): boolean {
  return variable.references.some((reference) => {
    if (!reference.isWrite() || reference.identifier === identifier) return false;
    const value = reference.writeExpr;
    const isEmpty =
      value?.type === "Literal" ||
      (value?.type === "Identifier" && value.name === "undefined") ||
      (value?.type === "ArrayExpression" && value.elements.length === 0);
    return !(isEmpty && reference.init);
  });
}

/** The characters that name a value: the property of a member, or the whole. */
function nameNode(node: Node): Node {
  switch (node.type) {
    case "MemberExpression":
      return node.property;
    case "ChainExpression":
    case "AwaitExpression":
    case "TSAsExpression":
      return nameNode(node.type === "AwaitExpression" ? node.argument : node.expression);
    default:
      return node;
  }
}

/** `?.` in place of the `.` or before the `[` of a member access; null where more would have to change. */
function optionalEdit(member: TSESTree.MemberExpression, text: string): readonly Edit[] | null {
  if (member.optional) return null;
  let end: Node = member;
  for (let up: Node | undefined = end.parent; up; up = end.parent) {
    const goesOn =
      (up.type === "MemberExpression" && up.object === end) ||
      (up.type === "CallExpression" && up.callee === end) ||
      up.type === "ChainExpression" ||
      up.type === "TSNonNullExpression";
    if (!goesOn) break;
    end = up;
  }
  const taker = end.parent;
  switch (taker?.type) {
    case "UpdateExpression":
    case "TaggedTemplateExpression":
    case "ForOfStatement":
    case "ForInStatement":
    case "ArrayPattern":
    case "Property":
      if (taker.type === "Property" && taker.value === end && taker.parent.type === "ObjectExpression") break;
      return null;
    case "AssignmentExpression":
      if (taker.left === end) return null;
      break;
    case "NewExpression":
      if (taker.callee === end) return null;
      break;
    case "SpreadElement":
      if (taker.parent.type !== "ObjectExpression") return null;
      break;
    case "VariableDeclarator":
      if (taker.id.type !== "Identifier") return null;
      break;
    default:
      break;
  }
  const from = member.object.range[1];
  const between = text.slice(from, member.property.range[0]);
  const at = between.indexOf(member.computed ? "[" : ".");
  if (at < 0 || between.includes("/")) return null;
  return [{ span: { start: from + at, end: from + at }, text: member.computed ? "?." : "?" }];
}

/** What the functions that rows were filtered by give back for an element. */
export function filterResults(trail: Trail): readonly TSESTree.Expression[] {
  return trail.filters.flatMap((fn) => returnedExpressions(fn));
}
