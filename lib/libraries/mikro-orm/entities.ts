import type { TSESTree } from "@typescript-eslint/utils";
import type { NamedTable, SchemaNames } from "../../model/names.ts";
import { isPlace, type Built, type Chain, type Place } from "../../source/built/built.ts";
import type { Path } from "../../source/built/path.ts";
import { soleDefinition, variableOf } from "../../source/bindings.ts";
import type { SourceModule } from "../../source/module.ts";
import type { ClassNode } from "../../source/nodes.ts";
import { traceValue, valueOfType } from "../../source/trace.ts";

type Node = TSESTree.Node;
type What = Place | Built;

/** What a call says it works on. */
export interface Entity {
  /** Null: the catalog does not have it, or it is not known which it is. */
  readonly table: NamedTable | null;
  readonly name: string | null;
  /** Where the source names it. */
  readonly at: What;
}

/** Finds the entity that an argument, a repository or a value is of. */
export class Entities {
  readonly #run: Path;
  readonly #names: SchemaNames;

  constructor(run: Path, names: SchemaNames) {
    this.#run = run;
    this.#names = names;
  }

  /** `User`, `UserSchema`, `"User"`, as the first argument of a call. */
  named(what: What): Entity {
    return this.#entity(this.#nameOf(this.#run.follow(what), what), what);
  }

  /** The entity of a repository. */
  ofRepository(receiver: Place): Entity {
    const { node, frame } = receiver;
    const at: Place = { node: node.type === "MemberExpression" && !node.computed ? node.property : node, frame };
    return this.#entity(this.#ofRepository(node, frame.module, 0), at);
  }

  /** The entity that a value is: what a query has given, or a parameter of its type. Null: neither is seen. */
  ofValue(what: What): Entity | null {
    const value = this.#run.follow(what);
    const place = isPlace(what) ? what : what.place;
    const name = this.#ofValue(value, place, 0);
    return name === null ? null : this.#entity(name, what);
  }

  #entity(name: string | null, at: What): Entity {
    return {
      name,
      at,
      table: name === null ? null : (this.#names.model("mikro-orm", name) ?? this.#names.table(null, name)),
    };
  }

  #nameOf(value: Built, what: What): string | null {
    switch (value.kind) {
      case "class":
        return value.node.id?.name ?? null;
      case "constant":
        return typeof value.value === "string" ? value.value : null;
      case "chain": {
        const { root, steps } = value;
        const [made] = steps;
        if (root.kind === "class") return root.node.id?.name ?? null;
        if (root.kind === "package" && made?.arguments?.[0] && /^(?:EntitySchema|defineEntity)$/.test(root.origin.path))
          return this.#definedName(made.arguments[0]);
        // A name that is imported from where nothing can be followed.
        return root.kind !== "given" && steps.length === 0 ? importedName(isPlace(what) ? what : what.place) : null;
      }
      default:
        return null;
    }
  }

  #definedName(options: What): string | null {
    const value = this.#run.value(options);
    if (value.kind !== "object") return null;
    for (const key of ["name", "class"]) {
      const entry = value.entries.get(key);
      const found = entry && this.#run.follow(entry.value);
      const name = found && this.#nameOf(found, entry.value);
      if (name) return name;
    }
    return null;
  }

  #ofRepository(node: Node, module: SourceModule, depth: number): string | null {
    if (depth > 6) return null;
    const value = traceValue(node, module);
    if (value?.kind === "instance") return this.#typeName(typeArgumentOf(value.node, value.module));
    switch (node.type) {
      case "ThisExpression": {
        const own = enclosingClass(node);
        return own && this.#typeName(typeArgumentOf(own, module));
      }
      case "TSAsExpression":
        return this.#ofType(node.typeAnnotation, module) ?? this.#ofRepository(node.expression, module, depth + 1);
      case "TSNonNullExpression":
      case "ChainExpression":
        return this.#ofRepository(node.expression, module, depth + 1);
      case "AwaitExpression":
        return this.#ofRepository(node.argument, module, depth + 1);
      case "CallExpression":
      case "NewExpression":
        return this.#ofCall(node, module);
      case "Identifier":
      case "MemberExpression": {
        for (const declared of declarationsOf(node, module)) {
          const found =
            (declared.type && this.#ofType(declared.type, module)) ??
            this.#ofDecorators(declared.decorators, module) ??
            (declared.value && this.#ofRepository(declared.value, module, depth + 1));
          if (found) return found;
        }
        return null;
      }
      default:
        return null;
    }
  }

  /** `em.getRepository(User)`, `new EntityRepository(em, User)`. */
  #ofCall(node: TSESTree.CallExpression | TSESTree.NewExpression, module: SourceModule): string | null {
    const [type] = node.typeArguments?.params ?? [];
    for (const argument of node.arguments) {
      if (argument.type === "SpreadElement") continue;
      const value = traceValue(argument, module);
      const name =
        value?.kind === "class"
          ? value.node.id?.name
          : argument.type === "Literal" && typeof argument.value === "string"
            ? argument.value
            : argument.type === "Identifier"
              ? argument.name
              : null;
      if (name && this.#names.model("mikro-orm", name)) return name;
      if (module !== this.#run.module) continue;
      const found = this.#nameOf(this.#run.follow(this.#run.place(argument)), this.#run.place(argument));
      if (found && this.#names.model("mikro-orm", found)) return found;
    }
    return type ? this.#typeName({ node: type, module }) : null;
  }

  /** `EntityRepository<User>`, or a class of the project that extends it. */
  #ofType(node: TSESTree.TypeNode, module: SourceModule): string | null {
    const value = valueOfType(node, module);
    if (value?.kind === "instance") return this.#typeName(typeArgumentOf(value.node, value.module));
    const [type] = node.type === "TSTypeReference" ? (node.typeArguments?.params ?? []) : [];
    return type ? this.#typeName({ node: type, module }) : null;
  }

  /** `@InjectRepository(User)` */
  #ofDecorators(decorators: readonly TSESTree.Decorator[], module: SourceModule): string | null {
    for (const { expression } of decorators) {
      if (
        expression.type === "CallExpression" &&
        expression.callee.type === "Identifier" &&
        /Repository$/.test(expression.callee.name)
      )
        return this.#ofCall(expression, module);
    }
    return null;
  }

  #typeName(type: TypeAt | number | null): string | null {
    if (type === null || typeof type === "number") return null;
    const value = valueOfType(type.node, type.module);
    if (value?.kind === "instance") return value.node.id?.name ?? null;
    const { node } = type;
    return node.type === "TSTypeReference" &&
      node.typeName.type === "Identifier" &&
      this.#names.model("mikro-orm", node.typeName.name)
      ? node.typeName.name
      : null;
  }

  #ofValue(value: Built, place: Place, depth: number): string | null {
    if (depth > 4) return null;
    const { node, frame } = value.kind === "input" ? value.place : place;
    if (node.type === "AwaitExpression") {
      const awaited = this.#run.follow({ node: node.argument, frame });
      return awaited.kind === "chain" ? this.#givenBy(awaited) : null;
    }
    if (node.type !== "Identifier") return null;
    for (const { type } of declarationsOf(node, frame.module)) {
      const name = type && this.#typeName({ node: type, module: frame.module });
      if (name) return name;
    }
    return null;
  }

  /** `em.findOne(User, …)` gives a User. */
  #givenBy({ root, steps }: Chain): string | null {
    const call = steps.at(-1);
    if (
      root.kind !== "package" ||
      root.origin.library !== "mikro-orm" ||
      !call?.arguments ||
      !/^(?:findOne|findOneOrFail|create|upsert)$/.test(call.name)
    )
      return null;
    const before = steps.at(-2);
    if (before?.arguments?.[0] && /^(?:getRepository|repo)$/.test(before.name))
      return this.named(before.arguments[0]).name;
    if (root.origin.path === "EntityRepository()") return this.ofRepository(root.place).name;
    return call.arguments[0] ? this.named(call.arguments[0]).name : null;
  }
}

interface TypeAt {
  readonly node: TSESTree.TypeNode;
  readonly module: SourceModule;
}

/**
 * `User` of `class UserRepository extends EntityRepository<User>`, along classes of the project; a number where it is
 * the class's own parameter.
 */
function typeArgumentOf(node: ClassNode, module: SourceModule, depth = 0): TypeAt | number | null {
  if (!node.superClass || depth > 6) return null;
  const parent = traceValue(node.superClass, module);
  const index =
    parent?.kind === "class"
      ? typeArgumentOf(parent.node, parent.module, depth + 1)
      : parent?.kind === "package"
        ? 0
        : null;
  if (typeof index === "object") return index;
  const type = node.superTypeArguments?.params[index];
  if (!type) return null;
  const own =
    type.type === "TSTypeReference" && type.typeName.type === "Identifier"
      ? (node.typeParameters?.params.findIndex(
          ({ name }) => name.name === (type.typeName as TSESTree.Identifier).name,
        ) ?? -1)
      : -1;
  return own >= 0 ? own : { node: type, module };
}

interface Declared {
  readonly type: TSESTree.TypeNode | null;
  readonly value: Node | null;
  readonly decorators: readonly TSESTree.Decorator[];
}

/** Where a variable, a parameter or a member of `this` is declared or given its value. */
function declarationsOf(node: Node, module: SourceModule): readonly Declared[] {
  if (node.type === "Identifier") {
    const variable = variableOf(module, node);
    const definition = variable && soleDefinition(variable);
    if (!definition) return [];
    const name = definition.name as TSESTree.Identifier;
    const parent = name.parent as Node | undefined;
    const type = name.typeAnnotation?.typeAnnotation ?? null;
    const declarator = definition.node as Node;
    return [
      {
        type,
        value: declarator.type === "VariableDeclarator" && declarator.id === name ? declarator.init : null,
        decorators: parent?.type === "TSParameterProperty" ? parent.decorators : name.decorators,
      },
    ];
  }
  if (
    node.type !== "MemberExpression" ||
    node.object.type !== "ThisExpression" ||
    (node.property.type !== "Identifier" && node.property.type !== "PrivateIdentifier")
  )
    return [];
  const own = enclosingClass(node);
  const wanted = node.property;
  return (
    own?.body.body.flatMap((member): Declared[] => {
      if (member.type === "PropertyDefinition" && sameName(member.key, wanted))
        return [
          { type: member.typeAnnotation?.typeAnnotation ?? null, value: member.value, decorators: member.decorators },
        ];
      if (member.type !== "MethodDefinition" || member.kind !== "constructor") return [];
      return [
        ...member.value.params.flatMap((parameter): Declared[] => {
          if (parameter.type !== "TSParameterProperty") return [];
          const name =
            parameter.parameter.type === "AssignmentPattern" ? parameter.parameter.left : parameter.parameter;
          return sameName(name, wanted)
            ? [{ type: name.typeAnnotation?.typeAnnotation ?? null, value: null, decorators: parameter.decorators }]
            : [];
        }),
        ...(member.value.body?.body ?? []).flatMap((statement): Declared[] => {
          const assignment =
            statement.type === "ExpressionStatement" && statement.expression.type === "AssignmentExpression"
              ? statement.expression
              : null;
          const isOurs =
            assignment?.left.type === "MemberExpression" &&
            assignment.left.object.type === "ThisExpression" &&
            sameName(assignment.left.property, wanted);
          return isOurs ? [{ type: null, value: assignment.right, decorators: [] }] : [];
        }),
      ];
    }) ?? []
  );
}

const sameName = (one: Node, other: TSESTree.Identifier | TSESTree.PrivateIdentifier): boolean =>
  one.type === other.type && one.name === other.name;

function enclosingClass(node: Node): ClassNode | null {
  for (let at: Node | undefined = node; at; at = at.parent)
    if (at.type === "ClassDeclaration" || at.type === "ClassExpression") return at;
  return null;
}

function importedName({ node, frame }: Place): string | null {
  if (node.type !== "Identifier") return null;
  const variable = variableOf(frame.module, node);
  return !variable || variable.defs.some((definition) => definition.type === "ImportBinding") ? node.name : null;
}
