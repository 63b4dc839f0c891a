import type { TSESTree } from "@typescript-eslint/utils";
import { extensionsOf } from "../prisma/clients.ts";
import { meaningOf } from "../../source/meaning.ts";
import type { SourceModule } from "../../source/module.ts";
import { nameOfKey, walk } from "../../source/nodes.ts";
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

/** Of kysely's own plugins, which add no condition, the one that changes where tables are looked for. */
const schemaPlugin = "WithSchemaPlugin";

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
        if (options) eachPlugin(options, here, plugin);
        break;
      }
      case "MemberExpression":
        if (nameOfKey(now.property) === "$kysely") [at, here] = inExtension(now.object, here);
        else at = now.object.type === "ThisExpression" ? fieldOf(now) : null;
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

/** The plugins that a client is made with, as far as the options are written out. */
function eachPlugin(options: Node, module: SourceModule, see: (plugin: Node, module: SourceModule) => void): void {
  const [given, from] = written(options, module);
  const plugins =
    given.type === "ObjectExpression" &&
    given.properties.find((one) => one.type === "Property" && nameOfKey(one.key) === "plugins");
  if (!plugins || plugins.type !== "Property") return;
  const [list, here] = written(plugins.value, from);
  if (list.type === "ArrayExpression") for (const one of list.elements) if (one) see(one, here);
  if (list.type !== "ArrayExpression") see(list, here);
}

/** What a name holds that never changes; any other expression itself. */
function written(node: Node, module: SourceModule): [Node, SourceModule] {
  const meaning = node.type === "Identifier" ? meaningOf(node, module) : null;
  return meaning?.kind === "value" ? [meaning.node, meaning.module] : [node, module];
}

/** What makes the client of prisma-extension-kysely: `prisma.$extends(kyselyExtension({ kysely: (driver) => new Kysely(…) }))`. */
function inExtension(client: Node, module: SourceModule): [Node | null, SourceModule] {
  for (const { node, module: from } of extensionsOf(client, module)) {
    const made: Node[] = [];
    walk(node, (one) => {
      if (one.type === "NewExpression" && pathOf(traceValue(one.callee, from)) === "Kysely") made.push(one);
    });
    if (made[0]) return [made[0], from];
  }
  return [null, module];
}

const pathOf = (value: ReturnType<typeof traceValue>): string | null =>
  value?.kind === "package" && value.origin.library === "kysely" ? value.origin.path.replace(/^\./, "") : null;

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
  return made.origin.path.replace(/^\./, "").startsWith(schemaPlugin) ? "unknown" : "plain";
}
