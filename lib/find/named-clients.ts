import { resolve } from "node:path";
import type { Definition } from "@typescript-eslint/scope-manager";
import type { TSESTree } from "@typescript-eslint/utils";
import type { ClientSetting } from "../settings.ts";
import { soleDefinition, variableOf } from "../source/bindings.ts";
import type { SourceModule } from "../source/module.ts";
import { takesText } from "../libraries/sql-facts.ts";
import { factsOf } from "../libraries/index.ts";
import { importedBy, requiredBy, type Imported } from "../source/imports.ts";
import { keyName, memberName } from "../source/nodes.ts";
import type { Sink, Tag } from "./sinks.ts";

/** A function or method that the user's settings name as one that takes SQL text first. */
export function namedSink(
  callee: TSESTree.Node,
  module: SourceModule,
  clients: readonly ClientSetting[],
  root: string,
): Sink | null {
  for (const client of clients) {
    if (client.tag) continue;
    const method = callee.type === "MemberExpression" ? memberName(callee) : null;
    const matches =
      client.methods.length === 0
        ? isClient(callee, client, module, root)
        : callee.type === "MemberExpression" &&
          method !== null &&
          client.methods.includes(method) &&
          isClient(callee.object, client, module, root);
    if (!matches) continue;
    const like = client.like === null ? null : factsOf(client.like);
    const paths = Object.keys(like?.sql?.texts ?? {});
    const path = paths.find((each) => method !== null && each.endsWith(`.${method}`)) ?? paths[0];
    const facts =
      (path === undefined ? undefined : like?.sql?.texts?.[path]) ??
      takesText("other", { properties: ["text", "sql"] });
    return {
      library: like?.name ?? "custom",
      how: "setting",
      facts,
      placeholders: facts.placeholders ?? like?.sql?.placeholders ?? "any",
      takes: "text",
    };
  }
  return null;
}

/** A template tag that the user's settings name. */
export function namedTag(
  tag: TSESTree.Node,
  module: SourceModule,
  clients: readonly ClientSetting[],
  root: string,
): Tag | null {
  for (const client of clients) {
    if (!client.tag) continue;
    const named =
      client.methods.length === 0
        ? isClient(tag, client, module, root)
        : tag.type === "MemberExpression" &&
          client.methods.includes(memberName(tag) ?? "") &&
          isClient(tag.object, client, module, root);
    if (!named) continue;
    const like = client.like === null ? null : factsOf(client.like);
    const facts = Object.values(like?.sql?.tags ?? {})[0] ?? { role: "statement", result: null };
    return {
      library: like?.name ?? "custom",
      how: "setting",
      facts,
      placeholders: like?.sql?.placeholders ?? "numbered",
    };
  }
  return null;
}

function isClient(node: TSESTree.Node, client: ClientSetting, module: SourceModule, root: string): boolean {
  if (node.type === "CallExpression" || node.type === "TSNonNullExpression" || node.type === "AwaitExpression") {
    const inner =
      node.type === "CallExpression" ? node.callee : node.type === "AwaitExpression" ? node.argument : node.expression;
    return isClient(inner, client, module, root);
  }
  if (client.module === null) {
    return (
      (node.type === "Identifier" && node.name === client.name) ||
      (node.type === "MemberExpression" && memberName(node) === client.name)
    );
  }
  if (node.type === "MemberExpression") {
    return (
      memberName(node) === client.name &&
      node.object.type === "Identifier" &&
      importOf(node.object, module, client.module, root) === "*"
    );
  }
  return node.type === "Identifier" && importOf(node, module, client.module, root) === client.name;
}

/** The exported name an identifier was imported under from a module, `*` for all of it; null where it was not. */
function importOf(node: TSESTree.Identifier, module: SourceModule, wanted: string, root: string): string | null {
  const variable = variableOf(module, node);
  const definition = variable && soleDefinition(variable);
  const from = importedBy(definition) ?? requiredAs(node.name, definition);
  return from && isModule(from.specifier, module, wanted, root) ? from.name : null;
}

/** What a name holds that is declared by `const name = require("…")` or a destructuring of that. */
function requiredAs(name: string, definition: Definition | null): Imported | null {
  if (definition?.type !== "Variable") return null;
  const { id, init } = definition.node;
  const from = requiredBy(init);
  if (!from || id.type === "Identifier") return from;
  const property =
    id.type === "ObjectPattern" && from.name === "*"
      ? id.properties.find(
          (one) => one.type === "Property" && one.value.type === "Identifier" && one.value.name === name,
        )
      : undefined;
  const key = property?.type === "Property" ? keyName(property) : null;
  return key === null ? null : { ...from, name: key };
}

function isModule(specifier: string, module: SourceModule, wanted: string, root: string): boolean {
  if (specifier === wanted) return true;
  const file = module.textOf(specifier)?.file;
  if (file === undefined) return false;
  const path = resolve(root, wanted);
  return (
    file === path || file.replace(/(?:\/index)?\.[cm]?[jt]sx?$/, "") === path.replace(/(?:\/index)?\.[cm]?[jt]sx?$/, "")
  );
}
