import type { TSESTree } from "@typescript-eslint/utils";
import type { Variable } from "@typescript-eslint/scope-manager";
import type { SqlText, Test } from "../model/sql-text.ts";
import { childrenOf } from "../source/meaning.ts";
import { spliced, withQuoted } from "./text-hole.ts";
import { opposite, testAt, testOf } from "./text-condition.ts";
import { memberName, targetOf, unwrap } from "./text-reference.ts";
import { chooseValue, holeAt, spanOf, under, type Frame, type ListItem, type TextValue } from "./text-value.ts";

type Follow = (node: TSESTree.Node, frame: Frame) => TextValue | null;
type TextOfOperand = (node: TSESTree.Node, frame: Frame, outer: null) => SqlText;

/** What a variable holds, and whether the program can get here at all. */
interface State {
  readonly value: TextValue | null;
  readonly live: boolean;
}

const mutating = new Set(["push", "unshift", "append", "splice", "pop", "shift", "reverse", "sort", "fill"]);

/** True where a constant's array or statement object is added to after its declaration. */
export function isMutated(variable: Variable): boolean {
  return variable.references.some(
    (reference) => mutationOf(reference.identifier) !== null || isHandedOn(reference.identifier, variable),
  );
}

function mutationOf(identifier: TSESTree.Node): TSESTree.CallExpression | null {
  const parent = identifier.parent;
  if (parent?.type !== "MemberExpression" || parent.object !== identifier) return null;
  const name = memberName(parent);
  return name !== null &&
    mutating.has(name) &&
    parent.parent.type === "CallExpression" &&
    parent.parent.callee === parent
    ? parent.parent
    : null;
}

/** An array given to a function of the project may come back longer. */
function isHandedOn(identifier: TSESTree.Node, variable: Variable): boolean {
  const init = (variable.defs[0]?.node as { init?: TSESTree.Node | null } | undefined)?.init;
  return (
    init?.type === "ArrayExpression" &&
    identifier.parent?.type === "CallExpression" &&
    identifier.parent.arguments.includes(identifier as never)
  );
}

/**
 * What a variable holds at a place of its own block, after the writes on the way there: assignments, `+=`, `push`, `append`,
 * under conditions and in loops. Out: null where that cannot be told.
 */
export function valueAt(
  variable: Variable,
  declarator: TSESTree.VariableDeclarator,
  at: TSESTree.Node,
  frame: Frame,
  follow: Follow,
  textOfOperand: TextOfOperand,
): TextValue | null {
  const declaration = declarator.parent;
  const block = declaration.parent.type === "ExportNamedDeclaration" ? declaration.parent.parent : declaration.parent;
  if (block.type !== "BlockStatement" && block.type !== "Program") return null;
  const writes = new Set<TSESTree.Node>();
  for (const reference of variable.references) {
    const identifier = reference.identifier as TSESTree.Node;
    if (reference.isWrite() && reference.init !== true) writes.add(identifier);
    else if (mutationOf(identifier) || isHandedOn(identifier, variable)) writes.add(identifier);
  }
  const path = new Set<TSESTree.Node>();
  for (let node: TSESTree.Node | undefined = at; node; node = node.parent) path.add(node);
  const initial = declarator.init ? follow(declarator.init, frame) : { kind: "string" as const, text: [] };
  const body = block.body as readonly TSESTree.Node[];
  const statement = declaration.parent === block ? declaration : declaration.parent;
  const rest = body.slice(body.indexOf(statement) + 1);
  // Read inside the declaring statement itself, or above it.
  if (path.has(block) && !rest.some((one) => path.has(one))) return null;
  return new Writes(variable, writes, frame, follow, textOfOperand, path).block(rest, { value: initial, live: true })
    .value;
}

class Writes {
  private readonly variable: Variable;
  private readonly nodes: ReadonlySet<TSESTree.Node>;
  private readonly frame: Frame;
  private readonly follow: Follow;
  private readonly textOfOperand: TextOfOperand;
  /** The place that is asked about, with everything around it. */
  private readonly path: ReadonlySet<TSESTree.Node>;
  private arrived = false;

  constructor(
    variable: Variable,
    nodes: ReadonlySet<TSESTree.Node>,
    frame: Frame,
    follow: Follow,
    textOfOperand: TextOfOperand,
    path: ReadonlySet<TSESTree.Node>,
  ) {
    this.variable = variable;
    this.nodes = nodes;
    this.frame = frame;
    this.follow = follow;
    this.textOfOperand = textOfOperand;
    this.path = path;
  }

  block(statements: readonly TSESTree.Node[], state: State): State {
    let current = state;
    for (const statement of statements) {
      current = this.statement(statement, current);
      if (this.arrived || !current.live) break;
    }
    return current;
  }

  private touches(node: TSESTree.Node): boolean {
    for (const write of this.nodes) {
      if (write.range[0] >= node.range[0] && write.range[1] <= node.range[1]) return true;
    }
    return false;
  }

  private statement(node: TSESTree.Node, state: State): State {
    const here = this.path.has(node);
    switch (node.type) {
      case "BlockStatement":
        return this.block(node.body, state);
      case "LabeledStatement":
        return this.statement(node.body, state);
      case "ReturnStatement":
      case "ThrowStatement":
      case "BreakStatement":
      case "ContinueStatement":
        if (here) return this.arrive(node, state);
        return { ...state, live: false };
      case "IfStatement": {
        if (this.path.has(node.test)) return this.arrive(node.test, state);
        if (here)
          return this.statement(
            node.alternate && this.path.has(node.alternate) ? node.alternate : node.consequent,
            state,
          );
        if (!this.touches(node))
          return { ...state, live: !(this.leaves(node.consequent) && node.alternate && this.leaves(node.alternate)) };
        const yes = this.statement(node.consequent, state);
        const no = node.alternate ? this.statement(node.alternate, state) : state;
        return this.merge(node, [yes, no], testOf(node.test, this.frame));
      }
      case "SwitchStatement":
        return this.switch(node, state, here);
      case "TryStatement": {
        if (node.handler && this.path.has(node.handler))
          return this.touches(node.block)
            ? this.stop({ ...state, value: null })
            : this.statement(node.handler.body, state);
        const tried = this.statement(node.block, state);
        if (this.arrived) return tried;
        const caught = node.handler && this.touches(node.handler) ? { ...tried, value: null } : tried;
        return node.finalizer ? this.statement(node.finalizer, { ...caught, live: true }) : { ...caught, live: true };
      }
      case "ForStatement":
      case "ForOfStatement":
      case "ForInStatement":
      case "WhileStatement":
      case "DoWhileStatement": {
        const looped = this.touches(node.body) ? this.loop(node.body, state) : state;
        if (!here) return looped;
        // The writes of earlier rounds are in the state; those above in this round come on top.
        return this.path.has(node.body) ? this.statement(node.body, looped) : this.stop(looped);
      }
      default:
        if (here) return this.arrive(node, state);
        return this.touches(node) ? this.expression(node, state) : state;
    }
  }

  private arrive(node: TSESTree.Node, state: State): State {
    // A function in this statement may hold both the place and writes before it.
    const inner = this.nextFunction(node);
    if (inner?.type === "BlockStatement" && this.touches(inner)) return this.block(inner.body, state);
    return this.stop(state);
  }

  private nextFunction(node: TSESTree.Node): TSESTree.Node | undefined {
    for (const child of childrenOf(node)) {
      if (!this.path.has(child)) continue;
      if (
        (child.type === "ArrowFunctionExpression" || child.type === "FunctionExpression") &&
        child.body?.type === "BlockStatement"
      )
        return child.body;
      return this.nextFunction(child);
    }
    return undefined;
  }

  private stop(state: State): State {
    this.arrived = true;
    return state;
  }

  private leaves(node: TSESTree.Node): boolean {
    if (node.type === "ReturnStatement" || node.type === "ThrowStatement") return true;
    return node.type === "BlockStatement" && node.body.some((statement) => this.leaves(statement));
  }

  private switch(node: TSESTree.SwitchStatement, state: State, here: boolean): State {
    if (here) {
      const inside = node.cases.find((one) => this.path.has(one));
      return inside ? this.block(inside.consequent, state) : this.stop(state);
    }
    if (!this.touches(node)) return state;
    const ends = node.cases
      .flatMap((one, index): State[] => {
        if (one.consequent.length === 0) return [];
        const fallsInto = node.cases.slice(index).flatMap(({ consequent }) => consequent);
        const stop = fallsInto.findIndex((statement) => statement.type === "BreakStatement");
        return [this.block(stop < 0 ? fallsInto : fallsInto.slice(0, stop), state)];
      })
      .map((end, index) => {
        const consequent = node.cases.filter((one) => one.consequent.length > 0)[index]?.consequent ?? [];
        const broke = consequent.some(
          (one) =>
            one.type === "BreakStatement" ||
            (one.type === "BlockStatement" && one.body.some((inner) => inner.type === "BreakStatement")),
        );
        return broke ? { ...end, live: true } : end;
      });
    return this.merge(node, node.cases.some((one) => one.test === null) ? ends : [...ends, state]);
  }

  /** In: `test`, what has to hold for the first of two states. */
  private merge(node: TSESTree.Node, states: readonly State[], test: Test | null = null): State {
    const living = states.filter((state) => state.live);
    const [first, ...others] = living;
    if (!first) return { value: null, live: false };
    const merged = others.reduce<TextValue | null>(
      (value, other, index) => this.either(node, value, other.value, test, index),
      first.value,
    );
    return { value: merged, live: true };
  }

  private either(
    node: TSESTree.Node,
    one: TextValue | null,
    other: TextValue | null,
    test: Test | null,
    index: number,
  ): TextValue | null {
    if (one === other) return one;
    if (one?.kind === "list" && other?.kind === "list") {
      const decided = test ?? testAt(node, this.frame, index);
      return { kind: "list", items: eitherItems(one.items, other.items, decided) };
    }
    return chooseValue(spanOf(node, this.frame), [one, other], test);
  }

  /** What a loop's body adds, any number of times. */
  private loop(body: TSESTree.Node, state: State): State {
    const inner = new Writes(this.variable, this.nodes, this.frame, this.follow, this.textOfOperand, new Set());
    const once = inner.statement(body, state).value;
    const before = state.value;
    if (before?.kind === "list" && once?.kind === "list") {
      const added = once.items
        .slice(sharedItems(before.items, once.items))
        .map((item): ListItem => ({ ...item, times: "many" }));
      return { ...state, value: { kind: "list", items: [...before.items, ...added] } };
    }
    if (
      before &&
      "text" in before &&
      once?.kind === before.kind &&
      before.text.every((part, index) => once.text[index] === part)
    ) {
      return {
        ...state,
        value: {
          kind: before.kind,
          text: [
            ...before.text,
            withQuoted(holeAt(body, this.frame, { treatment: "composed", value: "sql", standIns: [] }), [
              once.text.slice(before.text.length),
            ]),
          ],
        },
      };
    }
    return { ...state, value: null };
  }

  private expression(node: TSESTree.Node, state: State): State {
    const inner = unwrap(node.type === "ExpressionStatement" ? node.expression : node);
    const holding: Frame = { ...this.frame, state: new Map(this.frame.state).set(this.variable, state.value) };
    if (inner.type === "AssignmentExpression" && this.nodes.has(inner.left))
      return { ...state, value: this.assigned(inner, state.value, holding) };
    if (inner.type === "LogicalExpression" && inner.operator === "&&" && !this.touches(inner.left)) {
      return this.merge(inner, [this.expression(inner.right, state), state], testOf(inner.left, this.frame));
    }
    if (inner.type === "ConditionalExpression" && !this.touches(inner.test)) {
      const states = [inner.consequent, inner.alternate].map((side) =>
        this.touches(side) ? this.expression(side, state) : state,
      );
      return this.merge(inner, states, testOf(inner.test, this.frame));
    }
    if (inner.type === "CallExpression") return { ...state, value: this.call(inner, state, holding) };
    if (inner.type === "FunctionDeclaration") return state;
    if (inner.type === "VariableDeclaration") {
      // `const n = values.push(x)`, or a function that will be called later.
      const [only] = inner.declarations;
      const init = only?.init && unwrap(only.init);
      if (inner.declarations.length === 1 && init?.type === "CallExpression") return this.expression(init, state);
    }
    return { ...state, value: null };
  }

  private assigned(node: TSESTree.AssignmentExpression, before: TextValue | null, holding: Frame): TextValue | null {
    if (node.operator === "=") return this.follow(node.right, holding) ?? null;
    if (node.operator !== "+=" || !before || before.kind === "list") return null;
    const start = "text" in before ? before.text : [];
    return { kind: "string", text: [...start, ...this.textOfOperand(node.right, holding, null)] };
  }

  private call(node: TSESTree.CallExpression, state: State, holding: Frame): TextValue | null {
    const before = state.value;
    const callee = unwrap(node.callee);
    if (callee.type === "MemberExpression") {
      const name = memberName(callee);
      if (this.nodes.has(callee.object) && before?.kind === "list" && (name === "push" || name === "unshift")) {
        const added = node.arguments.map((argument): ListItem => {
          if (argument.type === "SpreadElement")
            return { value: null, span: spanOf(argument, this.frame), times: "many" };
          const value =
            this.follow(argument, holding) ??
            (this.frame.context.mode === "text"
              ? { kind: "string" as const, text: [spliced(argument, this.frame)] }
              : null);
          return { value, span: spanOf(argument, this.frame), times: "once" };
        });
        return { kind: "list", items: name === "push" ? [...before.items, ...added] : [...added, ...before.items] };
      }
      const [first] = node.arguments;
      if (name === "append" && before?.kind === "fragment" && first) {
        const head = this.nodes.has(callee.object)
          ? before
          : callee.object.type === "CallExpression" && this.touches(callee.object)
            ? this.call(callee.object, state, holding)
            : null;
        if (head?.kind !== "fragment") return null;
        const value = this.follow(first, holding);
        return {
          kind: "fragment",
          text: [...head.text, ...(value && "text" in value ? value.text : [spliced(first, holding)])],
        };
      }
      if (name === "forEach" || name === "map") return this.callback(node.arguments[0], state);
    }
    const [only] = node.arguments.filter((argument) => this.touches(argument));
    if (only && before?.kind === "list" && this.nodes.has(only)) {
      const target = targetOf(callee, this.frame);
      // A function that is known not to be the project's own (a query method, a logger) leaves its arguments alone.
      return target
        ? { kind: "list", items: [...before.items, { value: null, span: spanOf(only, this.frame), times: "many" }] }
        : before;
    }
    return null;
  }

  private callback(argument: TSESTree.Node | undefined, state: State): TextValue | null {
    if (argument?.type !== "ArrowFunctionExpression" && argument?.type !== "FunctionExpression") return null;
    const { body } = argument;
    return body ? this.loop(body, state).value : null;
  }
}

function sharedItems(one: readonly ListItem[], other: readonly ListItem[]): number {
  let shared = 0;
  while (shared < one.length && one[shared] === other[shared]) shared++;
  return shared;
}

/** The items of one list where a test holds, of another one where it does not. */
function eitherItems(one: readonly ListItem[], other: readonly ListItem[], test: Test): readonly ListItem[] {
  const shared = sharedItems(one, other);
  const rests = [one.slice(shared), other.slice(shared)] as const;
  const [a, b] = [rests[0][0], rests[1][0]];
  if (
    rests[0].length === 1 &&
    rests[1].length === 1 &&
    a?.times === "once" &&
    b?.times === "once" &&
    a.value &&
    b.value
  ) {
    const value = chooseValue(a.span, [a.value, b.value], test);
    if (value) return [...one.slice(0, shared), { value, span: a.span, times: "once" }];
  }
  return [
    ...one.slice(0, shared),
    ...rests[0].map((item) => under(test, item)),
    ...rests[1].map((item) => under(opposite(test), item)),
  ];
}
