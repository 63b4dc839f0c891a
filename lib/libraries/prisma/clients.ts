import type { TSESTree } from "@typescript-eslint/utils";
import { variableOf } from "../../source/bindings.ts";
import { exportedMeaning, meaningOf, type Meaning } from "../../source/meaning.ts";
import type { SourceModule } from "../../source/module.ts";
import { childrenOf, enclosingClass, nameOfKey } from "../../source/nodes.ts";

type Node = TSESTree.Node;

/**
 * What was done to a client where it was made: `.$extends(…)`, `.$use(…)`, or a function of a package that was given
 * it.
 */
export interface Extended {
  readonly how: "extends" | "use" | "wrapped";
  /** The extension, middleware or whole call. */
  readonly node: Node;
  readonly module: SourceModule;
}

const furthest = 40;

/** Everything that was done to a client on the way from where it was made, as far as that can be followed. */
export function extensionsOf(client: Node, module: SourceModule): readonly Extended[] {
  const known = made.get(client);
  if (known) return known;
  const making = new Making();
  making.of(client, module);
  made.set(client, making.found);
  return making.found;
}

const made = new WeakMap<Node, readonly Extended[]>();

class Making {
  readonly found: Extended[] = [];
  readonly #seen = new Set<Node>();
  #steps = 0;

  of(node: Node | null | undefined, module: SourceModule): void {
    if (!node || this.#seen.has(node) || this.#steps++ > furthest) return;
    this.#seen.add(node);
    switch (node.type) {
      case "TSAsExpression":
      case "TSSatisfiesExpression":
      case "TSNonNullExpression":
      case "TSTypeAssertion":
      case "ChainExpression":
        this.of(node.expression, module);
        return;
      case "AwaitExpression":
        this.of(node.argument, module);
        return;
      case "AssignmentExpression":
      case "LogicalExpression":
        this.of(node.left, module);
        this.of(node.right, module);
        return;
      case "ConditionalExpression":
        this.of(node.consequent, module);
        this.of(node.alternate, module);
        return;
      case "Identifier":
        this.#name(node, module);
        return;
      case "MemberExpression":
        this.#member(node, module);
        return;
      case "NewExpression":
        this.of(node.callee, module);
        return;
      case "CallExpression":
        this.#call(node, module);
        return;
      case "ArrowFunctionExpression":
      case "FunctionExpression":
      case "FunctionDeclaration":
        this.#within(node.body, module);
        if (node.body.type !== "BlockStatement") this.of(node.body, module);
        else for (const result of returned(node.body)) this.of(result, module);
        return;
      case "ClassDeclaration":
      case "ClassExpression":
        this.#within(node.body, module);
        this.of(node.superClass, module);
        return;
      case "ThisExpression":
        this.of(enclosingClass(node), module);
        return;
      default:
    }
  }

  #name(node: TSESTree.Identifier, module: SourceModule): void {
    const variable = variableOf(module, node);
    if (variable) {
      for (const { identifier, writeExpr } of variable.references) {
        this.of(writeExpr, module);
        const call = identifier.parent.parent;
        if (call?.type === "CallExpression" && isUse(call, identifier)) this.#add("use", call.arguments[0], module);
      }
    }
    const meaning = meaningOf(node, module);
    if (meaning) this.#meant(meaning);
  }

  #meant(meaning: Meaning): void {
    switch (meaning.kind) {
      case "value":
        // Where it is exported, others may be done to it there.
        if (meaning.node.parent.type === "VariableDeclarator" && meaning.node.parent.id.type === "Identifier")
          this.of(meaning.node.parent.id, meaning.module);
        this.of(meaning.node, meaning.module);
        return;
      case "function":
      case "class":
        this.of(meaning.node, meaning.module);
        return;
      case "variable":
        for (const name of meaning.variable.identifiers) this.of(name, meaning.module);
        return;
      case "property":
        this.#memberOf(meaning.from, meaning.key, meaning.module);
        return;
      case "parameter":
        this.#parameter(meaning);
        return;
      default:
    }
  }

  /** `$transaction(async (tx) => …)` hands on the client itself; otherwise the declared type may tell. */
  #parameter({ owner, variable, module }: Meaning & { readonly kind: "parameter" }): void {
    const call = owner.parent;
    if (
      call.type === "CallExpression" &&
      call.callee.type === "MemberExpression" &&
      nameOfKey(call.callee.property) === "$transaction"
    ) {
      this.of(call.callee.object, module);
      return;
    }
    for (const name of variable.identifiers) this.#type(name.typeAnnotation?.typeAnnotation, module);
  }

  #type(type: TSESTree.TypeNode | undefined, module: SourceModule): void {
    if (type?.type === "TSTypeQuery" && type.exprName.type === "Identifier") this.of(type.exprName, module);
    if (type?.type !== "TSTypeReference") return;
    if (type.typeName.type === "Identifier") this.of(type.typeName, module);
    for (const parameter of type.typeArguments?.params ?? []) this.#type(parameter, module);
  }

  #member(node: TSESTree.MemberExpression, module: SourceModule): void {
    const name = nameOfKey(node.property);
    if (name === null || node.computed) return;
    if (node.object.type !== "ThisExpression") {
      this.#memberOf(node.object, name, module);
      return;
    }
    const owner = enclosingClass(node);
    for (const member of owner?.body.body ?? []) {
      if (member.type === "PropertyDefinition" && nameOfKey(member.key) === name) {
        this.of(member.value, module);
        this.#type(member.typeAnnotation?.typeAnnotation, module);
      }
      if (member.type === "MethodDefinition" && member.kind === "get" && nameOfKey(member.key) === name)
        this.of(member.value, module);
      if (member.type !== "MethodDefinition" || member.kind !== "constructor") continue;
      for (const parameter of member.value.params) {
        const own = parameter.type === "TSParameterProperty" ? parameter.parameter : null;
        const identifier = own?.type === "AssignmentPattern" ? own.left : own;
        if (identifier?.type === "Identifier" && identifier.name === name) {
          this.#type(identifier.typeAnnotation?.typeAnnotation, module);
          if (own?.type === "AssignmentPattern") this.of(own.right, module);
        }
      }
      // `this.prisma = …` in the constructor.
      this.#assigned(member.value.body, name, module);
    }
    // A client may be its own class: `class PrismaService extends PrismaClient`.
    if (owner?.superClass) this.of(owner, module);
  }

  #assigned(node: Node | null, name: string, module: SourceModule): void {
    if (!node) return;
    if (
      node.type === "AssignmentExpression" &&
      node.left.type === "MemberExpression" &&
      node.left.object.type === "ThisExpression" &&
      nameOfKey(node.left.property) === name
    )
      this.of(node.right, module);
    for (const child of childrenOf(node)) this.#assigned(child, name, module);
  }

  #memberOf(object: Node, name: string, module: SourceModule): void {
    switch (object.type) {
      case "ObjectExpression": {
        const property = object.properties.find(
          (one) => one.type === "Property" && !one.computed && nameOfKey(one.key) === name,
        );
        if (property?.type === "Property") this.of(property.value, module);
        return;
      }
      case "Identifier": {
        const meaning = meaningOf(object, module);
        if (meaning?.kind === "value") this.#memberOf(meaning.node, name, meaning.module);
        if (meaning?.kind === "namespace") {
          const exported = exportedMeaning(meaning.module, name);
          if (exported) this.#meant(exported);
        }
        return;
      }
      case "TSAsExpression":
      case "TSSatisfiesExpression":
      case "TSNonNullExpression":
        this.#memberOf(object.expression, name, module);
        return;
      default:
        this.of(object, module);
    }
  }

  #call(node: TSESTree.CallExpression, module: SourceModule): void {
    const { callee } = node;
    if (callee.type === "MemberExpression") {
      const name = nameOfKey(callee.property);
      if (name === "$extends") this.#add("extends", node.arguments[0], module);
      this.of(name?.startsWith("$") ? callee.object : callee, module);
      return;
    }
    const meaning = callee.type === "Identifier" ? meaningOf(callee, module) : null;
    if (meaning?.kind === "package") this.#add("wrapped", node, module);
    this.of(callee, module);
    for (const argument of node.arguments) this.of(argument, module);
  }

  /** `this.$use(…)`, `client.$use(…)` in the body of what makes a client. */
  #within(node: Node, module: SourceModule): void {
    if (node.type === "CallExpression" && node.callee.type === "MemberExpression") {
      const name = nameOfKey(node.callee.property);
      if (name === "$use") this.#add("use", node.arguments[0], module);
      if (name === "$extends" && node.callee.object.type === "ThisExpression")
        this.#add("extends", node.arguments[0], module);
    }
    for (const child of childrenOf(node)) this.#within(child, module);
  }

  #add(how: Extended["how"], node: Node | undefined, module: SourceModule): void {
    if (node && !this.found.some((one) => one.node === node)) this.found.push({ how, node, module });
  }
}

function isUse(call: TSESTree.CallExpression, client: Node): boolean {
  return (
    call.callee.type === "MemberExpression" &&
    call.callee.object === client &&
    nameOfKey(call.callee.property) === "$use"
  );
}

function returned(node: Node): Node[] {
  if (node.type === "ReturnStatement") return node.argument ? [node.argument] : [];
  if (
    node.type === "FunctionDeclaration" ||
    node.type === "FunctionExpression" ||
    node.type === "ArrowFunctionExpression"
  )
    return [];
  return childrenOf(node).flatMap(returned);
}
