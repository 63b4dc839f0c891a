import type { TSESTree } from "@typescript-eslint/utils";
import type { NamedTable, SchemaNames } from "../../model/names.ts";
import { isPlace, type Built, type Chain, type Place } from "../../source/built/built.ts";
import { variableOf } from "../../source/bindings.ts";
import type { Path } from "../../source/built/path.ts";
import { meaningOf } from "../../source/meaning.ts";
import type { SourceModule } from "../../source/module.ts";
import type { ClassNode } from "../../source/nodes.ts";
import { traceValue, valueOfType } from "../../source/trace.ts";
import { only } from "../../lists.ts";

/** What a call says it works on. */
export interface Entity {
  /** Null: the catalog does not have it, or it is not known which it is. */
  readonly table: NamedTable | null;
  /** The entity's name; null where it is not known. */
  readonly name: string | null;
  /** Where the source names it. */
  readonly at: Place;
}

interface Found {
  readonly name: string;
  readonly table: NamedTable | null;
  readonly at: Place | null;
}

/** Finds the entity that a repository is of, or that an argument names. */
export class Entities {
  readonly #run: Path;
  readonly #names: SchemaNames;

  constructor(run: Path, names: SchemaNames) {
    this.#run = run;
    this.#names = names;
  }

  /** `User`, `UserSchema`, `"User"`; null for what is none. */
  named(what: Place | Built): Entity | null {
    const found = this.#ofValue(this.#run.follow(what));
    return found && { ...found, at: isPlace(what) ? what : what.place };
  }

  /** The entity of a repository. In: the root of the chain that it begins. */
  ofRepository(root: Chain["root"]): Entity {
    const at = nameOf(root.place);
    const found = this.#ofCall(root.place) ?? this.#ofMade(root);
    // A repository kept in a variable is named by that, where it is used.
    const isHere =
      found?.at && contains(root.place.node, found.at.node) && found.at.frame.module === root.place.frame.module;
    return { table: found?.table ?? null, name: found?.name ?? null, at: isHere ? found.at : at };
  }

  /** The entity that a class is. In: the module that declares it. */
  ofClass(node: ClassNode, module: SourceModule, at: Place): Entity {
    const found = this.#ofClass(node, module);
    return { table: found?.table ?? null, name: found?.name ?? null, at };
  }

  /** The entity of a row: `user` where it is known to be a `User`. */
  ofRow(row: Place): Entity {
    const value = traceValue(row.node, row.frame.module);
    const found =
      value?.kind === "instance" && value.node.id && this.#names.model("typeorm", value.node.id.name, value.module.file)
        ? this.#ofClass(value.node, value.module)
        : null;
    return { table: found?.table ?? null, name: found?.name ?? null, at: nameOf(row) };
  }

  #ofValue(value: Built): Found | null {
    switch (value.kind) {
      case "class":
        return this.#ofClass(value.node, value.frame.module);
      case "constant":
        return typeof value.value === "string" ? this.#ofName(value.value) : null;
      case "chain": {
        const { root, steps } = value;
        if (root.kind === "class" && steps.length === 0) return this.#ofClass(root.node, root.frame.module);
        const [made] = steps;
        if (
          root.kind !== "package" ||
          root.origin.path !== "EntitySchema" ||
          made?.name !== "new" ||
          !made.arguments?.[0]
        )
          return null;
        const options = this.#run.value(made.arguments[0]);
        const name = options.kind === "object" ? options.entries.get("name") : undefined;
        const text = name && this.#run.value(name.value);
        return text?.kind === "constant" && typeof text.value === "string" ? this.#ofName(text.value) : null;
      }
      default:
        return null;
    }
  }

  #ofClass(node: ClassNode, module: SourceModule): Found | null {
    return node.id ? this.#ofName(node.id.name, module.file) : null;
  }

  #ofName(name: string, file?: string): Found {
    return { name, table: this.#names.model("typeorm", name, file) ?? this.#names.table(null, name), at: null };
  }

  /**
   * `this.connection.getRepository(ctx, User)`: what the call is given names the entity, whoever made the function. In:
   * the call, or a name of what it gave.
   */
  #ofCall({ node, frame }: Place): Found | null {
    if (node.type === "AwaitExpression") return this.#ofCall({ node: node.argument, frame });
    if (node.type === "Identifier") {
      const meaning = meaningOf(node, frame.module);
      return meaning?.kind === "value" && meaning.module === frame.module
        ? this.#ofCall({ node: meaning.node, frame })
        : null;
    }
    if (node.type === "ConditionalExpression") {
      const [one, other] = [
        this.#ofCall({ node: node.consequent, frame }),
        this.#ofCall({ node: node.alternate, frame }),
      ];
      return one && one.name === other?.name ? one : null;
    }
    if (node.type !== "CallExpression") return null;
    const found = node.arguments.flatMap((argument) => {
      const what: Place = { node: argument, frame };
      const entity = argument.type === "SpreadElement" ? null : this.#argument(what);
      return entity?.table ? [{ ...entity, at: frame.anchor ? null : what }] : [];
    });
    return only(found) ?? null;
  }

  /** An entity by its name; only a parameter is followed to what it was given. */
  #argument(what: Place): Found | null {
    const { node, frame } = what;
    const value = traceValue(node, frame.module);
    if (value?.kind === "class") return this.#ofClass(value.node, value.module);
    if (value?.kind === "package" && value.origin.path === "EntitySchema()")
      return this.#ofValue(this.#run.follow(what));
    const variable = node.type === "Identifier" ? variableOf(frame.module, node) : null;
    return variable && frame.parameters.has(variable) ? this.#ofValue(this.#run.follow(what)) : null;
  }

  #ofMade(root: Chain["root"]): Found | null {
    const made = root.kind === "package" ? root.made : null;
    const type = made?.node.type === "TSTypeReference" ? made.node.typeArguments?.params[0] : undefined;
    const bound = type && this.#ofParameter(type, root.place);
    if (bound) return bound;
    const model = this.#run.modelOf(root);
    const found = model && this.#ofValue(model);
    if (found)
      return {
        ...found,
        at:
          model.place.frame.anchor || model.place.frame.module !== this.#run.module || isType(model.place.node)
            ? null
            : model.place,
      };
    return type && made ? this.#ofType(type, made.frame.module) : null;
  }

  /** What a type parameter of a base class stands for where it is used, whatever it is said to extend. */
  #ofParameter(type: TSESTree.TypeNode, receiver: Place): Found | null {
    if (type.type !== "TSTypeReference" || type.typeName.type !== "Identifier") return null;
    const own = enclosingClass(receiver.node);
    const bound = own && typeBoundTo(type.typeName.name, type, own, receiver.frame.module);
    return bound && this.#ofType(bound.node, bound.module);
  }

  #ofType(type: TSESTree.TypeNode, module: SourceModule): Found | null {
    const value = valueOfType(type, module);
    if (value?.kind === "instance") return this.#ofClass(value.node, value.module);
    if (type.type !== "TSTypeReference" || type.typeName.type !== "Identifier") return null;
    const { name } = type.typeName;
    // An interface that an EntitySchema of the same name describes.
    return this.#names.model("typeorm", name) ? this.#ofName(name) : null;
  }
}

/** The smallest name of it: `users` of `this.users`. */
function nameOf({ node, frame }: Place): Place {
  if (node.type === "MemberExpression" && !node.computed) return { node: node.property, frame };
  return { node: node.type === "CallExpression" ? node.callee : node, frame };
}

const contains = (outer: TSESTree.Node, inner: TSESTree.Node): boolean =>
  outer.range[0] <= inner.range[0] && inner.range[1] <= outer.range[1];

const isType = (node: TSESTree.Node): boolean => node.type.startsWith("TS") || node.parent?.type === "TSTypeReference";

interface TypeAt {
  readonly node: TSESTree.TypeNode;
  readonly module: SourceModule;
}

const parameterIndex = ({ typeParameters }: ClassNode, name: string): number =>
  typeParameters?.params.findIndex((parameter) => parameter.name.name === name) ?? -1;

/**
 * What a type parameter of a base class stands for in a class: `T` of `class Base<T>` in `class Users extends
 * Base<User>`.
 */
function typeBoundTo(name: string, reference: TSESTree.Node, own: ClassNode, module: SourceModule): TypeAt | null {
  const base = enclosingClass(reference);
  const index = base ? parameterIndex(base, name) : -1;
  if (!base || index < 0) return null;
  const along = (node: ClassNode, at: SourceModule, depth: number): TypeAt | number | null => {
    if (node === base) return index;
    const parent = node.superClass && depth < 6 ? traceValue(node.superClass, at) : null;
    const found = parent?.kind === "class" ? along(parent.node, parent.module, depth + 1) : null;
    if (typeof found !== "number") return found;
    const type = node.superTypeArguments?.params[found];
    if (!type) return null;
    const inner =
      type.type === "TSTypeReference" && type.typeName.type === "Identifier"
        ? parameterIndex(node, type.typeName.name)
        : -1;
    return inner >= 0 ? inner : { node: type, module: at };
  };
  const found = along(own, module, 0);
  return typeof found === "object" ? found : null;
}

function enclosingClass(node: TSESTree.Node): ClassNode | null {
  for (let at: TSESTree.Node | undefined = node; at; at = at.parent)
    if (at.type === "ClassDeclaration" || at.type === "ClassExpression") return at;
  return null;
}
