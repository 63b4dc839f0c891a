import type { TSESTree } from "@typescript-eslint/utils";
import type { Variable } from "@typescript-eslint/scope-manager";
import type { ColumnRead, DeclaredRow } from "../model/row-use.ts";
import type { Edit } from "../model/span.ts";
import { isTypeOnly, soleDefinition, variableOf } from "./bindings.ts";
import type { SourceModule } from "./module.ts";
import { fieldWrites } from "./class-fields.ts";
import { nameOf } from "./given-on.ts";
import {
  enclosingClass,
  functionAround,
  isFunction,
  keyName,
  memberName,
  unwrap,
  walk,
  type ClassNode,
  type FunctionNode,
} from "./nodes.ts";
import { givesWhatCallbackGives } from "./passing-callbacks.ts";
import { callsNamed } from "./project-calls.ts";
import {
  asList,
  declareType,
  elementOf,
  keyOf,
  leafOf,
  listOf,
  replacedIn,
  trailOf,
  withTrail,
  without,
  type ColumnShape,
  type ColumnsShape,
  type Handing,
  type ListShape,
  type Shape,
  type Trail,
} from "./row-shapes.ts";
import { rowTypeOf, typeHeldIn, type RowType } from "./row-types.ts";
import { keyGivenTo, useOfNull } from "./null-arguments.ts";
import { holdersGivenBy } from "./row-holders.ts";
import { traceValue } from "./trace.ts";
import { admitsNull } from "./written-types.ts";

type Node = TSESTree.Node;

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
  /** Properties that the program itself puts into the rows. */
  readonly given: ReadonlySet<string>;
  /** What functions give to whoever calls them. */
  readonly handed: readonly Handed[];
  /** Expressions that are the value of a column or a list of its values, but for what depends on who calls. */
  readonly held: readonly { readonly node: Node; readonly column: string }[];
  readonly complete: boolean;
  /** The columns that stay in sight although rows go out of it: something else takes their place before. */
  readonly kept: ReadonlySet<string>;
  /** Some type is written for them on their way, whether or not it could be followed. */
  readonly typed: boolean;
  /** Every expression that is the value of a column, under any of its names, and of which: several, where several are handed to one function. */
  readonly values: ReadonlyMap<Node, ReadonlySet<string>>;
  /** Where each column's value is used, in the order in which it is come to. */
  readonly uses: readonly Pick<FoundRead, "column" | "node" | "trail">[];
  /** Every expression that is a row. */
  readonly rows: ReadonlySet<Node>;
}

/** A function that gives rows to its callers. */
export interface Handed {
  readonly fn: FunctionNode;
  /** The expression that it gives back. */
  readonly node: Node;
  readonly shape: Shape;
}

/** An expression that holds rows, or a function one of whose parameters is given them. */
export type Start =
  | { readonly node: Node; readonly shape: Shape }
  | {
      readonly callback: FunctionNode;
      readonly parameter: number;
      readonly shape: Shape;
      /** Whatever type the parameter is said to have. */
      readonly isClaimed?: boolean;
    };

/** Follows what the starts hold through the functions they stand in, and along calls within the module. */
export function followRows(starts: readonly Start[], module: SourceModule): Flow {
  const walk = new Walk(module);
  for (const start of starts) {
    const parameter = "callback" in start ? start.callback.params[start.parameter] : null;
    if ("node" in start) walk.follow(start.node, start.shape);
    else if (parameter && start.isClaimed) walk.bound(parameter, start.shape);
    else if (parameter) walk.bind(parameter, start.shape);
  }
  return walk;
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

/** Functions that hand rows to one another, and ways on which rows come to one variable. */
const deepest = 4;
const mostWays = 40;

class Walk implements Flow {
  readonly reads: FoundRead[] = [];
  readonly declared: DeclaredRow[] = [];
  readonly looked = new Set<string>();
  readonly given = new Set<string>();
  readonly handed: Handed[] = [];
  readonly held: { readonly node: Node; readonly column: string }[] = [];
  typed = false;
  #kept: ReadonlySet<string> | null = null;
  readonly values = new Map<Node, Set<string>>();
  readonly uses: Pick<FoundRead, "column" | "node" | "trail">[] = [];
  readonly rows = new Set<Node>();
  /** What a callback's returned value becomes: the value of the call it was given to. */
  readonly #returns = new Map<FunctionNode, (returned: Shape) => void>();
  readonly #seen = new Map<Node, Set<string>>();

  constructor(readonly module: SourceModule) {}

  get complete(): boolean {
    return this.#kept === null;
  }

  get kept(): ReadonlySet<string> {
    return this.#kept ?? new Set();
  }

  /** Goes on from an expression that holds `shape` to whatever takes its value. */
  follow(node: Node, shape: Shape): void {
    const { parent } = node;
    if (!parent) return;
    if (shape.kind === "column") {
      this.#value(node, shape.column);
      this.uses.push({ column: shape.column, node, trail: shape.trail });
    }
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
          this.#value(parent, shape.column);
          return;
        }
        return this.follow(parent, shape);
      case "TSAsExpression":
      case "TSTypeAssertion":
      case "TSSatisfiesExpression":
        if (shape.kind === "column") {
          // The author claims a type of the value.
          this.#value(parent, shape.column);
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
        if (/^(?:\?\?|\|\||&&)=$/.test(parent.operator)) return;
        if (parent.operator !== "=") return this.#use(node, shape, "loose");
        return this.#assign(node, parent.left, shape);
      case "ForOfStatement":
        if (parent.right !== node) return;
        if (shape.kind === "column") return this.#use(node, shape, "iterate");
        return this.bind(
          parent.left.type === "VariableDeclaration" ? parent.left.declarations[0].id : parent.left,
          elementOf(shape),
        );
      case "MemberExpression":
        if (parent.object === node) this.#member(parent, shape);
        else if (parent.computed) this.#use(node, shape, "loose");
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
        if (parent.parent.type === "ArrayExpression" && asList(shape)) return this.follow(parent.parent, shape);
        if (parent.parent.type === "ObjectExpression") this.#spread(parent, parent.parent, shape);
        else this.#lose();
        return;
      case "ArrayExpression":
        this.#escape(shape);
        return this.#element(parent, node, shape);
      case "Property": {
        this.#escape(shape);
        const name = keyName(parent);
        if (parent.computed && parent.key === node) return this.#use(node, shape, "loose");
        if (name === null || parent.value !== node || parent.parent.type !== "ObjectExpression") return;
        return this.follow(parent.parent, { kind: "tuple", index: name, of: passed(shape, node) });
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
        if (arithmetic.has(parent.operator) || /^[<>]=?$/.test(parent.operator)) this.#use(node, shape, "loose");
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

  #value(node: Node, column: string): void {
    const columns = this.values.get(node);
    if (columns) columns.add(column);
    else this.values.set(node, new Set([column]));
  }

  /** An element of an array that is written. */
  #element(array: TSESTree.ArrayExpression, node: Node, shape: Shape): void {
    const index = array.elements.indexOf(node as TSESTree.Expression);
    const isAfterSpread = array.elements.slice(0, index).some((one) => one?.type === "SpreadElement");
    const held = passed(shape, node);
    this.follow(array, isAfterSpread ? listOf(held) : { kind: "tuple", index, of: held });
  }

  /** `{ ...row, name: row.name ?? "" }`: what stands behind it takes the place of what it had. */
  #spread(spread: TSESTree.SpreadElement, object: TSESTree.ObjectExpression, shape: Shape): void {
    const later = object.properties.slice(object.properties.indexOf(spread) + 1);
    const names = later.map((one) => (one.type === "Property" ? keyName(one) : null));
    const left = without(
      passed(shape, spread.argument),
      names.flatMap((name) => name ?? []),
    );
    if (left && !names.includes(null)) this.follow(object, left);
    this.#escape(left ?? shape);
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
    else if (target.type === "MemberExpression") this.#stored(target, node, shape);
    else this.bind(target, shape);
  }

  /** `this.rows = …`, `byId[row.id] = row` */
  #stored(target: TSESTree.MemberExpression, node: Node, shape: Shape): void {
    this.#escape(shape);
    const held = passed(shape, node);
    const name = memberName(target);
    if (target.object.type === "ThisExpression" && name !== null) return this.#field(target, name, held);
    if (target.object.type === "Identifier" && name === null && this.#isFilled(target.object, "ObjectExpression"))
      this.#variable(target.object, { kind: "record", of: held });
  }

  /** A field that is written in one place only, wherever its class reads it. */
  #field(target: TSESTree.MemberExpression, name: string, shape: Shape): void {
    const owner = enclosingClass(target);
    if (!owner) return;
    const { assigned, changed } = fieldWrites(owner, name, false, this.module);
    const others = assigned.filter(({ value }) => !isEmpty(value));
    if (changed || others.length !== 1) return;
    const declared = this.#declaredField(owner, name, shape);
    if (declared)
      walk(owner.body, (node) => {
        if (isFieldRead(node, name) && node !== target && enclosingClass(node) === owner) this.follow(node, declared);
      });
  }

  #declaredField(owner: ClassNode, name: string, shape: Shape): Shape | null {
    const field = owner.body.body.find((one) => one.type === "PropertyDefinition" && keyName(one) === name);
    if (field?.type !== "PropertyDefinition") return shape;
    if (field.value && !isEmpty(field.value)) return null;
    return field.typeAnnotation ? this.#typed(shape, field.typeAnnotation.typeAnnotation) : shape;
  }

  /** Whether a name stands for a list or an object that is empty at first. */
  #isFilled(identifier: TSESTree.Identifier, kind: "ArrayExpression" | "ObjectExpression" | "NewExpression"): boolean {
    const variable = variableOf(this.module, identifier);
    const definition = variable && soleDefinition(variable);
    const init = definition?.node.type === "VariableDeclarator" ? definition.node.init : null;
    if (!variable || !init || writesBeside(variable, null)) return false;
    const start = unwrap(init);
    return start.type === kind && !(start.type === "ObjectExpression" && start.properties.length > 0);
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
    this.bound(pattern, shape);
  }

  /** Binds without a look at what the pattern is annotated with. */
  bound(pattern: Node, shape: Shape): void {
    switch (pattern.type) {
      case "Identifier":
        shape = this.#asDeclared(pattern, shape);
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

  /** `let users: User[]; … users = rows;` */
  #asDeclared(identifier: TSESTree.Identifier, shape: Shape): Shape {
    const variable = identifier.parent.type === "AssignmentExpression" ? variableOf(this.module, identifier) : null;
    const declared = variable && soleDefinition(variable)?.name;
    const annotation = declared?.type === "Identifier" ? declared.typeAnnotation : undefined;
    return annotation && shape.kind !== "column" ? this.#declare(shape, annotation.typeAnnotation) : shape;
  }

  #objectPattern(pattern: TSESTree.ObjectPattern, shape: Shape): void {
    for (const property of pattern.properties) {
      if (property.type === "RestElement") {
        this.#escape(shape);
        const names = pattern.properties.map((one) => (one.type === "Property" ? keyName(one) : ""));
        const left = names.includes(null)
          ? null
          : without(
              shape,
              names.flatMap((name) => name ?? []),
            );
        if (left && (left.kind === "row" || left.kind === "tuple")) this.bind(property.argument, left);
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
        else if (name !== null && /^\d+$/.test(name)) this.bind(property.value, elementOf(shape));
        else if (name !== null && shape.inside) this.#column(property.value, property.key, name, shape.trail);
      } else if (shape.kind === "row") {
        if (name === null) this.#lose();
        else if (!shape.replaced?.includes(name)) this.#column(property.value, property.key, name, shape.trail);
      } else if (shape.kind === "record" && name !== null) this.bind(property.value, shape.of);
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
      } else if (
        shape.kind === "rows" ||
        shape.kind === "columns" ||
        shape.kind === "unsettled" ||
        shape.kind === "list"
      ) {
        if (element.type === "RestElement") this.bind(element.argument, shape);
        else this.bind(element, elementOf(shape));
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
    // A parameter is bound once for each way on which something comes to it.
    const seen = this.#seen.get(identifier) ?? new Set();
    const key = keyOf(shape);
    if (seen.has(key) || seen.size >= mostWays) return;
    this.#seen.set(identifier, seen.add(key));
    const variable = variableOf(this.module, identifier);
    if (!variable) return this.#escape(shape);
    const isShared = writesBeside(variable, identifier);
    if (isShared || (variable.scope.type === "module" && this.#isExported(variable))) this.#escape(shape);
    if (isShared) {
      for (const { identifier: other } of variable.references) {
        if (shape.kind === "column") this.#value(other, shape.column);
        const { parent } = other;
        if (
          shape.kind === "row" &&
          parent?.type === "MemberExpression" &&
          parent.object === other &&
          isAssigned(parent)
        )
          this.given.add(memberName(parent) ?? "");
      }
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
          this.#lose();
          return;
        }
        if (called && (name === "then" || name === "catch" || name === "finally"))
          return this.#promised(called, name, shape);
        this.looked.add(name);
        if (isAssigned(member)) {
          this.given.add(name);
          return this.#value(member, name);
        }
        if (shape.replaced?.includes(name)) return;
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
        if (member.computed && (name === null || /^\d+$/.test(name))) return this.follow(member, elementOf(shape));
        if (shape.inside && name !== null) this.#member(member, { kind: "row", trail: shape.trail });
        return;
      case "batches":
        return;
      case "entries":
        if (called) this.#lose();
        return;
      case "tuple":
        if (name === String(shape.index) && !called) return this.follow(member, shape.of);
        if (called && (name === "then" || name === "catch" || name === "finally"))
          return this.#promised(called, name, shape);
        if (typeof shape.index === "number") this.#listMember(member, called, shape);
        return;
      case "map":
        if (called && (name === "get" || name === "values" || name === "entries" || name === "forEach"))
          this.#mapMember(called, name, shape);
        return;
      case "record":
        if (!called && (member.computed || name !== null)) this.follow(member, shape.of);
        return;
      default:
        return this.#listMember(member, called, shape);
    }
  }

  #listMember(member: TSESTree.MemberExpression, called: TSESTree.CallExpression | null, shape: Shape): void {
    const list = asList(shape);
    const name = memberName(member);
    if (!list) return;
    if (called) return this.#arrayMethod(called, name, list);
    const isElement = member.computed && name !== "length" && (shape.kind !== "tuple" || name === null);
    if (isElement) this.follow(member, elementOf(list));
  }

  #mapMember(
    call: TSESTree.CallExpression,
    name: "get" | "values" | "entries" | "forEach",
    shape: { readonly kind: "map" | "list" | "record"; readonly of: Shape },
  ): void {
    if (name === "forEach") return this.#callback(call, 0, 0, shape.of, () => {});
    if (name === "get") return this.follow(call, shape.of);
    this.follow(
      call,
      name === "values" ? listOf(shape.of) : { kind: "list", of: { kind: "tuple", index: 1, of: shape.of } },
    );
  }

  #promised(call: TSESTree.CallExpression, method: string, shape: Shape): void {
    if (method === "then") this.#callback(call, 0, 0, shape, (returned) => this.follow(call, returned));
    else this.follow(call, shape);
  }

  #arrayMethod(call: TSESTree.CallExpression, name: string | null, shape: ListShape): void {
    if (name === null) {
      this.#lose();
      return;
    }
    if (name === "cursor" && shape.kind !== "list") {
      this.#callback(call, 0, 0, shape, () => {});
      return this.follow(call, { kind: "batches", trail: shape.trail });
    }
    if (name === "entries")
      return this.follow(call, { kind: "list", of: { kind: "tuple", index: 1, of: elementOf(shape) } });
    if (callbackMethods.has(name)) {
      const element = elementOf(shape);
      const onReturn = (returned: Shape): void => {
        if (name === "map") this.follow(call, listOf(returned));
        else if (name === "flatMap") this.follow(call, asList(returned) ?? listOf(returned));
        else if (name.startsWith("reduce")) this.#escape(returned);
      };
      if (name.startsWith("reduce")) {
        this.#callback(call, 0, 1, element, onReturn);
        if (call.arguments.length === 1) this.#callback(call, 0, 0, element, onReturn);
      } else this.#callback(call, 0, 0, element, onReturn);
      if (name === "sort" || name === "toSorted") this.#callback(call, 0, 1, element, onReturn);
    } else if (name === "then") this.#callback(call, 0, 0, shape, (returned) => this.follow(call, returned));
    if (elementMethods.has(name))
      return this.follow(call, elementOf(name.startsWith("find") ? this.#filtered(shape, call) : shape));
    if (name === "then") return;
    if (sameMethods.has(name)) return this.follow(call, name === "filter" ? this.#filtered(shape, call) : shape);
    if (!callbackMethods.has(name) && shape.kind === "rows" && name !== "includes" && name !== "indexOf") this.#lose();
  }

  #filtered(shape: ListShape, call: TSESTree.CallExpression): ListShape {
    const predicate = call.arguments[0];
    if (!predicate) return shape;
    const holds = shape.kind === "columns" ? "value" : shape.kind === "list" ? null : "row";
    return withTrail(shape, (trail) => ({ ...trail, filters: [...trail.filters, { predicate, holds }] }));
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
    this.#handOn(call, given, parameter, shape, onReturn);
  }

  #argument(call: TSESTree.CallExpression | TSESTree.NewExpression, node: Node, shape: Shape): void {
    const index = call.arguments.indexOf(node as TSESTree.CallExpressionArgument);
    const key = keyGivenTo(call, index, shape, this.module);
    if (key) return this.#key(key);
    const given = holdersGivenBy(call, index, shape, this.module);
    if (given) {
      if (given.into && !this.#isFilled(given.into, given.filled)) return this.#escape(shape);
      const held = given.into ? passed(given.shape, node) : given.shape;
      return given.into ? this.#variable(given.into, held) : this.follow(call, held);
    }
    if (shape.kind === "column") return this.#valueArgument(call, index, node, shape);
    if (index >= 0 && call.type === "CallExpression") this.#handOn(call, call.callee, index, shape);
    else this.#lose();
  }

  /** `new Map(rows.map((row) => [row.code, row]))` */
  #key(key: ColumnShape): void {
    const written = key.trail.places.find((place) => this.values.has(place));
    if (written) this.#loose(written, key);
  }

  /** What a function does with a value that it is given is shown where it is given. */
  #valueArgument(
    call: TSESTree.CallExpression | TSESTree.NewExpression,
    index: number,
    node: Node,
    shape: ColumnShape,
  ): void {
    const use = useOfNull(call, index, this.module) ?? this.#useAsKey(call, index);
    if (use) return this.#read(node, nameNode(node), shape, use, false);
    const fn = this.#functionOf(call.callee);
    const parameter = fn?.params[index];
    if (!parameter) return;
    const annotation = "typeAnnotation" in parameter ? parameter.typeAnnotation?.typeAnnotation : undefined;
    if (annotation) {
      const allows = admitsNull({ node: annotation, module: this.module });
      if (allows === false) this.#loose(node, shape);
      if (allows !== false && annotation.type !== "TSAnyKeyword") return;
    }
    const { trail } = shape;
    this.#into(call, fn, parameter, { ...shape, trail: { ...trail, shownAt: trail.shownAt ?? nameNode(node) } });
  }

  /** `byCode.set(row.code, row)` */
  #useAsKey({ callee }: TSESTree.CallExpression | TSESTree.NewExpression, index: number): "loose" | null {
    if (index !== 0 || callee.type !== "MemberExpression" || callee.object.type !== "Identifier") return null;
    return memberName(callee) === "set" && this.#isFilled(callee.object, "NewExpression") ? "loose" : null;
  }

  #handOn(
    call: Node,
    callee: Node,
    index: number,
    shape: Shape,
    back: (returned: Shape) => void = (returned) => this.follow(call, returned),
  ): void {
    const fn = this.#functionOf(callee);
    const parameter = fn?.params[index];
    if (!parameter || parameter.type === "RestElement") return this.#escape(shape);
    const annotation = "typeAnnotation" in parameter ? parameter.typeAnnotation : undefined;
    const declared = annotation ? this.#declare(shape, annotation.typeAnnotation) : shape;
    this.#into(call, fn, parameter, declared, back);
  }

  #into(
    call: Node,
    fn: FunctionNode,
    parameter: Node,
    shape: Shape,
    back: (returned: Shape) => void = (returned) => this.follow(call, returned),
  ): void {
    const { calls } = trailOf(shape);
    if (calls.length >= deepest || calls.some(({ into }) => into === fn)) return this.#escape(shape);
    const handing: Handing = { call, into: fn, back };
    this.bound(
      parameter,
      withTrail(shape, (trail) => ({ ...trail, calls: [...calls, handing] })),
    );
  }

  /**
   * The function of this file that a callee names: a declaration, a constant, a method of the class it is called in or of an object.
   */
  #functionOf(callee: Node): FunctionNode | null {
    if (isFunction(callee)) return callee;
    if (callee.type === "Identifier") {
      const variable = variableOf(this.module, callee);
      const node = variable && soleDefinition(variable)?.node;
      if (node?.type === "VariableDeclarator") return isFunction(node.init) ? node.init : null;
      return isFunction(node) ? node : null;
    }
    if (callee.type !== "MemberExpression") return null;
    if (callee.object.type === "ThisExpression") {
      const method = methodOf(callee, memberName(callee));
      if (method) return method;
    }
    const value = traceValue(callee, this.module);
    return value?.kind === "function" && value.module === this.module && isFunction(value.node) ? value.node : null;
  }

  #returned(node: Node, shape: Shape): void {
    const fn = functionAround(node);
    // A function that returns what a call of it gives, by whatever detour, says nothing new of that.
    if (!fn || trailOf(shape).places.includes(node)) return;
    const given = passed(shape, node);
    const onReturn = this.#returns.get(fn);
    if (onReturn) return onReturn(given);
    const taker = fn.parent;
    const place = taker.type === "CallExpression" ? taker.arguments.indexOf(fn as TSESTree.Expression) : -1;
    if (
      taker.type === "CallExpression" &&
      place >= 0 &&
      !fn.returnType &&
      givesWhatCallbackGives(taker, place, this.module)
    )
      return this.follow(taker, given);
    // A function that is called where it stands, or handed on as a callback, gives its value to someone else.
    this.#escape(shape);
    const declared = fn.returnType ? this.#typed(given, fn.returnType.typeAnnotation, node) : given;
    if (!declared) return;
    const { calls } = trailOf(declared);
    const at = calls.findLastIndex(({ into }) => into === fn);
    const handing = calls[at];
    // What one call has handed in goes back to that call; what the function has itself, to all.
    if (handing)
      return handing.back(
        withTrail(declared, (trail) => ({
          ...trail,
          calls: calls.slice(0, at),
          places: [...trail.places, ...calls.slice(at).map(({ call }) => call)],
        })),
      );
    this.handed.push({ fn, node, shape: declared });
    for (const call of this.#callsOf(fn)) this.follow(call, declared);
  }

  #callsOf(fn: FunctionNode): readonly TSESTree.CallExpression[] {
    const name = nameOf(fn);
    if (name === null) return [];
    return callsNamed(name, this.module).filter(({ callee }) => this.#functionOf(unwrap(callee)) === fn);
  }

  #escape(shape: Shape): void {
    const { kind } = leafOf(shape);
    if (kind !== "column" && kind !== "columns") this.#lose(replacedIn(shape));
  }

  /** Rows go out of sight; in: which of their columns do not. */
  #lose(but: readonly string[] = []): void {
    const kept = this.#kept;
    this.#kept = new Set(kept ? but.filter((name) => kept.has(name)) : but);
  }

  /** A shape that is declared to be of a type; null where the compiler goes on watching. */
  #typed(shape: Shape, annotation: TSESTree.TypeNode, at: Node | null = null): Shape | null {
    if (shape.kind !== "column") return this.#declare(shape, annotation);
    const argument = annotation.type === "TSTypeReference" ? annotation.typeArguments?.params[0] : undefined;
    const isNever = admitsNull({ node: argument ?? annotation, module: this.module }) === false;
    if (isNever && at) this.#loose(at, shape);
    return isNever || annotation.type === "TSAnyKeyword" ? shape : null;
  }

  #declare(shape: Shape, annotation: TSESTree.TypeNode): Shape {
    if (
      annotation.type === "TSTypeReference" &&
      annotation.typeName.type === "Identifier" &&
      annotation.typeName.name === "const"
    )
      return shape;
    if ("of" in shape) {
      if (annotation.type === "TSAnyKeyword") return declareType(shape, { kind: "none" });
      this.typed = true;
      const inner = typeHeldIn(annotation, shape);
      return inner && shape.of.kind !== "column"
        ? { ...shape, of: this.#declare(shape.of, inner) }
        : declareType(shape, { kind: "unclear" });
    }
    const type = withoutColumns(rowTypeOf(annotation, this.module), replacedIn(shape));
    this.typed ||= type.kind !== "none";
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
    const { shownAt } = shape.trail;
    const read = { column: shape.column, use, node, safe, trail: shape.trail };
    this.reads.push(shownAt ? { ...read, name: shownAt, optional: null } : { ...read, name, optional });
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

/** Whether a variable is written anywhere but at `identifier`, other than with what is empty. */
function writesBeside(variable: Variable, identifier: TSESTree.Identifier | null): boolean {
  return variable.references.some((reference) => {
    if (!reference.isWrite() || reference.identifier === identifier) return false;
    const value = reference.writeExpr;
    if (identifier === null && reference.init) return false;
    return !value || !(reference.init ? isEmpty(value) || value.type === "Literal" : isNothing(value));
  });
}

const isAssigned = (member: TSESTree.MemberExpression): boolean =>
  member.parent.type === "AssignmentExpression" && member.parent.left === member;

const isNothing = (value: Node): boolean =>
  (value.type === "Literal" && value.value === null) || (value.type === "Identifier" && value.name === "undefined");

const isEmpty = (value: Node): boolean =>
  isNothing(value) || (value.type === "ArrayExpression" && value.elements.length === 0);

const isFieldRead = (node: Node, name: string): boolean =>
  node.type === "MemberExpression" &&
  node.object.type === "ThisExpression" &&
  memberName(node) === name &&
  !(node.parent.type === "AssignmentExpression" && node.parent.left === node);

/** The method of that name of the class that a node stands in. */
function methodOf(node: Node, name: string | null): FunctionNode | null {
  const members = enclosingClass(node)?.body.body ?? [];
  const method = members.find((member) => member.type === "MethodDefinition" && keyName(member) === name);
  return method?.type === "MethodDefinition" && isFunction(method.value) ? method.value : null;
}

/** A row type without the properties that hold something else than a column. */
function withoutColumns(type: RowType, names: readonly string[]): RowType {
  if (type.kind !== "row" || names.length === 0) return type;
  const columns = type.row.columns.filter(({ name }) => !names.includes(name));
  return { kind: "row", row: { ...type.row, columns } };
}

/** Rows or a value that were put into something, or given back, at a node. */
function passed(shape: Shape, node: Node): Shape {
  return withTrail(shape, (trail) => ({ ...trail, places: [...trail.places, node] }));
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
