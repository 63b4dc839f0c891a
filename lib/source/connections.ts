import type { TSESTree } from "@typescript-eslint/utils";
import type { Variable } from "@typescript-eslint/scope-manager";
import { factsOf, libraries } from "../libraries/index.ts";
import type { PoolFacts } from "../libraries/library.ts";
import type { MadePool, PoolLimit, TakenClient } from "../model/connections.ts";
import { variableOf } from "./bindings.ts";
import type { Built, BuiltObject, Entry, Place } from "./built/built.ts";
import { evaluatorOf, onlyOf } from "./built/evaluator.ts";
import { mayLeadToLibrary } from "./may-lead.ts";
import type { SourceModule } from "./module.ts";
import { childrenOf, functionAround, isFunction, memberName, spanOf, unwrap, walk } from "./nodes.ts";
import { traceValue } from "./trace.ts";

type Node = TSESTree.Node;
type Call = TSESTree.CallExpression | TSESTree.NewExpression;

/** What a library's pools are, and the path of what is called. */
interface Called {
  readonly facts: PoolFacts;
  readonly path: string;
}

/** What a text has in it where it makes a pool, or takes a client out of one. */
const pools = libraries.flatMap(({ pools: facts, packages }) =>
  facts
    ? [
        {
          modules: packages.flatMap(({ modules }) => modules.filter((name) => !name.includes("*"))),
          methods: facts.takes.map((path) => path.slice(path.lastIndexOf("."))),
        },
      ]
    : [],
);

/** The pools that a file makes, with their limits as far as its options say them. */
export function poolsMade(module: SourceModule): readonly MadePool[] {
  if (!pools.some(({ modules }) => modules.some((name) => module.text.includes(name)))) return [];
  return callsIn(module).flatMap(({ node, called: { facts, path } }) => {
    if (!facts.makers.includes(path)) return [];
    const options = optionsOf(node, module);
    const limits = (["max", "idle", "connection"] as const).map((of) => limit(of, facts, options, module));
    const maker = module.text.slice(...node.callee.range);
    return [{ maker, span: spanOf(node.callee), complete: options !== "unknown" && !isOpen(options), limits }];
  });
}

/** The clients that a file takes out of pools, under a name of their own. */
export function clientsTaken(module: SourceModule): readonly TakenClient[] {
  if (!pools.some(({ methods }) => methods.some((name) => module.text.includes(name)))) return [];
  return callsIn(module).flatMap(({ node, called: { facts, path } }) => {
    const declared = facts.takes.includes(path) ? declarationOf(node) : null;
    const variable = declared && variableOf(module, declared);
    if (!declared || !variable) return [];
    return [{ name: declared.name, span: spanOf(node), released: released(variable, declared, facts) }];
  });
}

function callsIn(module: SourceModule): readonly { readonly node: Call; readonly called: Called }[] {
  const found: { node: Call; called: Called }[] = [];
  walk(module.ast, (node) => {
    if (node.type !== "CallExpression" && node.type !== "NewExpression") return;
    const called = mayLeadToLibrary(node.callee, module) ? calledBy(node, module) : null;
    if (called) found.push({ node, called });
  });
  return found;
}

function calledBy({ callee }: Call, module: SourceModule): Called | null {
  const value = traceValue(callee, module);
  const origin = value?.kind === "package" ? value.origin : null;
  const facts = origin?.library ? factsOf(origin.library)?.pools : undefined;
  return origin && facts ? { facts, path: origin.path } : null;
}

type Options = BuiltObject | "absent" | "unknown";

/** The object among what a pool is made of: `postgres(url, options)`, `new Pool(options)`. */
function optionsOf({ arguments: given }: Call, module: SourceModule): Options {
  const evaluator = evaluatorOf(module);
  let isKnown = true;
  for (const argument of given) {
    if (argument.type === "SpreadElement") return "unknown";
    const value = onlyOf(evaluator.briefly(1_000, () => evaluator.value({ node: argument, frame: evaluator.top })));
    if (value?.kind === "object") return value;
    // An address is a text, or comes from the environment.
    isKnown &&= given.length > 1 || value?.kind === "constant" || isAddress(argument);
  }
  return isKnown && given.length < 2 ? "absent" : "unknown";
}

/** `process.env.DATABASE_URL`, a template */
function isAddress(node: Node): boolean {
  const plain = unwrap(node);
  if (plain.type === "TemplateLiteral") return true;
  return (
    plain.type === "MemberExpression" && plain.object.type === "MemberExpression" && memberName(plain.object) === "env"
  );
}

const isOpen = (options: Options): boolean =>
  typeof options === "object" && (options.open || options.openWhen !== undefined);

function limit(of: PoolLimit["of"], { limits, unit }: PoolFacts, options: Options, module: SourceModule): PoolLimit {
  const name = limits[of];
  const entry = typeof options === "object" ? options.entries.get(name) : undefined;
  if (!entry) return { of, name, value: options === "unknown" || isOpen(options) ? null : "absent", span: null };
  const value = entry.when ? null : numberIn(entry, module);
  const span = entry.key.frame.module === module && entry.key.frame.anchor === null ? spanOf(entry.key.node) : null;
  return { of, name, value: value === null ? null : of === "max" ? value : value * unit, span };
}

function numberIn({ value }: Entry, module: SourceModule): number | null {
  const evaluator = evaluatorOf(module);
  const built = isPlace(value) ? onlyOf(evaluator.briefly(500, () => evaluator.value(value))) : value;
  return built?.kind === "constant" && typeof built.value === "number" ? built.value : null;
}

const isPlace = (value: Place | Built): value is Place => !("kind" in value);

/** `const client = await pool.connect()` */
function declarationOf(call: Call): TSESTree.Identifier | null {
  const { parent } = call;
  if (parent.type !== "AwaitExpression" || parent.parent.type !== "VariableDeclarator") return null;
  const { id, parent: declaration } = parent.parent;
  // `await using` gives it back by itself.
  const isOurs = declaration.type === "VariableDeclaration" && !declaration.kind.includes("using");
  return id.type === "Identifier" && isOurs ? id : null;
}

function released(variable: Variable, declared: TSESTree.Identifier, { releases }: PoolFacts): TakenClient["released"] {
  const uses = variable.references.map(({ identifier }): Node => identifier).filter((node) => node !== declared);
  const isRelease = (node: Node): boolean =>
    node.parent?.type === "MemberExpression" &&
    node.parent.object === node &&
    releases.includes(memberName(node.parent) ?? "");
  const given = uses.filter(isRelease);
  const home = functionAround(declared);
  // What is kept, handed on or given back may be given back by others.
  const handedOn = uses.some((node) => node.parent?.type !== "MemberExpression" || node.parent.object !== node);
  const inOther = uses.some((node) => functionAround(node) !== home);
  if (given.length === 0) return handedOn || inOther ? "unknown" : "never";
  if (inOther && given.every((node) => functionAround(node) !== home)) return "unknown";
  if (given.some((node) => isInHandler(node, home))) return "always";
  const last = given.at(-1);
  return last && awaitsBetween(declared.parent, last, home) ? "unless it fails" : "always";
}

/** In `finally`, or in `catch` beside another one. */
function isInHandler(node: Node, home: Node | null): boolean {
  let child = node;
  for (let at = node.parent; at && at !== home; child = at, at = at.parent)
    if (at.type === "CatchClause" || (at.type === "TryStatement" && at.finalizer === child)) return true;
  return false;
}

function awaitsBetween(from: Node, to: Node, home: Node | null): boolean {
  let found = false;
  const visit = (node: Node): void => {
    if (found || (isFunction(node) && node !== home)) return;
    found = node.type === "AwaitExpression" && node.range[0] > from.range[1] && node.range[1] < to.range[0];
    for (const child of childrenOf(node)) if (!found) visit(child);
  };
  if (home) visit(home);
  return found;
}
