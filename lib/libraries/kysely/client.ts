import type { TSESTree } from "@typescript-eslint/utils";
import { meaningOf } from "../../source/meaning.ts";
import type { SourceModule } from "../../source/module.ts";
import { nameOfKey } from "../../source/nodes.ts";
import { traceValue } from "../../source/trace.ts";

/** What is known of the client that sends a statement. */
export interface Client {
  readonly schema: string | null;
  /** CamelCasePlugin: names are in camelCase in the program, in snake_case in the database. */
  readonly camelCase: boolean;
  /** A plugin that may add conditions of its own. */
  readonly adds: boolean;
}

type Node = TSESTree.Node;

/** kysely's own plugins that change nothing which a rule asks. */
const plain =
  /^(?:DeduplicateJoinsPlugin|ParseJSONResultsPlugin|HandleEmptyInListsPlugin|HandleEmptyWhereInListsPlugin|NoopPlugin|ImmediateValuePlugin)\b/;

/** Goes back from where a client is named to where it is made, over `withSchema`, `withPlugin` and transactions. */
export function clientAt(node: Node, module: SourceModule): Client {
  const client = { schema: null as string | null, camelCase: false, adds: false };
  const plugin = (made: Node, from: SourceModule): void => {
    const kind = pluginAt(made, from);
    if (kind === "camel case") client.camelCase = true;
    else if (kind === "unknown") client.adds = true;
  };
  let at: Node | null = node;
  let here = module;
  for (let steps = 0; at && steps < 24; steps++) {
    const now: Node = at;
    at = null;
    switch (now.type) {
      case "AwaitExpression":
        at = now.argument;
        break;
      case "TSAsExpression":
      case "TSNonNullExpression":
      case "TSSatisfiesExpression":
      case "ChainExpression":
        at = now.expression;
        break;
      case "CallExpression": {
        if (now.callee.type !== "MemberExpression") break;
        const name = nameOfKey(now.callee.property);
        const [first] = now.arguments;
        if (name === "withSchema")
          client.schema ??= first?.type === "Literal" && typeof first.value === "string" ? first.value : null;
        if (name === "withPlugin" && first) plugin(first, here);
        at = name === "withoutPlugins" ? null : now.callee.object;
        break;
      }
      case "NewExpression": {
        const [options] = now.arguments;
        if (options?.type !== "ObjectExpression") break;
        const plugins = options.properties.find(
          (property): property is TSESTree.Property =>
            property.type === "Property" && nameOfKey(property.key) === "plugins",
        )?.value;
        if (plugins?.type === "ArrayExpression") for (const one of plugins.elements) if (one) plugin(one, here);
        break;
      }
      case "MemberExpression":
        at = now.object.type === "ThisExpression" ? fieldOf(now) : null;
        break;
      case "Identifier": {
        const meaning = meaningOf(now, here);
        if (meaning?.kind === "value") [at, here] = [meaning.node, meaning.module];
        else if (meaning?.kind === "parameter") at = transactionOf(meaning.owner);
        break;
      }
      default:
        break;
    }
  }
  return client;
}

/** Of a function that is handed to `db.transaction().execute(…)`: the `db`. */
function transactionOf(fn: Node): Node | null {
  const call = fn.parent;
  return call?.type === "CallExpression" &&
    call.callee.type === "MemberExpression" &&
    nameOfKey(call.callee.property) === "execute"
    ? call.callee.object
    : null;
}

/** `db = new Kysely(…)` or `this.db = new Kysely(…)` of the class around. */
function fieldOf(member: TSESTree.MemberExpression): Node | null {
  const name = nameOfKey(member.property);
  for (let at: Node | undefined = member.parent; at; at = at.parent) {
    if (at.type !== "ClassBody") continue;
    for (const one of at.body) {
      if (one.type === "PropertyDefinition" && nameOfKey(one.key) === name && one.value) return one.value;
      if (one.type !== "MethodDefinition" || one.kind !== "constructor") continue;
      for (const statement of one.value.body?.body ?? []) {
        if (statement.type !== "ExpressionStatement" || statement.expression.type !== "AssignmentExpression") continue;
        const { left, right } = statement.expression;
        if (
          left.type === "MemberExpression" &&
          left.object.type === "ThisExpression" &&
          nameOfKey(left.property) === name
        )
          return right;
      }
    }
  }
  return null;
}

/** `plain`: it adds no condition. */
export function pluginAt(node: Node, module: SourceModule): "camel case" | "plain" | "unknown" {
  if (node.type === "Identifier") {
    const meaning = meaningOf(node, module);
    return meaning?.kind === "value" ? pluginAt(meaning.node, meaning.module) : "unknown";
  }
  if (node.type !== "NewExpression") return "unknown";
  const made = traceValue(node.callee, module);
  if (made?.kind === "class")
    return /delet|archiv|where|filter|tenant/i.test(made.module.text.slice(...made.node.range)) ? "unknown" : "plain";
  if (made?.kind !== "package" || made.origin.library !== "kysely") return "unknown";
  if (/^\.?CamelCasePlugin\b/.test(made.origin.path)) return "camel case";
  return plain.test(made.origin.path.replace(/^\./, "")) ? "plain" : "unknown";
}
