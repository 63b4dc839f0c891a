import type { Built, BuiltClass, BuiltObject, Chain, Place } from "../../source/built/built.ts";
import { meaningOf, requiredMeaning } from "../../source/meaning.ts";
import type { KnexContext } from "../knex/query.ts";
import type { Model } from "./model.ts";

/** What a package for soft deletes makes of `delete()`: which column it sets, and to what. */
export interface SoftDeleteMixin {
  readonly column: string;
  readonly deleted: "true" | "CURRENT_TIMESTAMP";
}

const known = new WeakMap<Model, { readonly mixin: SoftDeleteMixin | null }>();
/** Classes above one another. */
const furthest = 12;

/**
 * The mixin of objection-soft-delete, or of a package like it, that a model has: `class User extends softDelete({ columnName })(Model)`,
 * also through a class that it inherits from, or through other mixins.
 */
export function softDeleteMixin(model: Model, context: KnexContext): SoftDeleteMixin | null {
  const before = known.get(model);
  if (before) return before.mixin;
  const options = model.class && optionsAbove(model.class, context, 0);
  const mixin = options && mixinOf(options, context);
  known.set(model, { mixin });
  return mixin;
}

/** `all`: with no options. */
type Options = BuiltObject | "all";

function optionsAbove({ node, frame }: BuiltClass, context: KnexContext, depth: number): Options | null {
  return node.superClass && depth < furthest ? optionsIn({ node: node.superClass, frame }, context, depth + 1) : null;
}

function optionsIn(what: Place | Built, context: KnexContext, depth: number): Options | null {
  if (depth > furthest) return null;
  const value = context.run.follow(what);
  const further = (inner: Place | Built): Options | null => optionsIn(inner, context, depth + 1);
  switch (value.kind) {
    case "class":
      return optionsAbove(value, context, depth);
    case "list":
      return first(value.items, further);
    case "chain": {
      const { root, steps } = value;
      if (root.kind === "class" && steps.length === 0)
        return optionsAbove({ kind: "class", node: root.node, frame: root.frame, place: root.place }, context, depth);
      if (isOfSoftDeletes(value)) return optionsGiven(value, context);
      // `visibility(softDelete()(Model))`, `compose(softDelete(), visibility)(Model)`
      return first(
        steps.flatMap(({ arguments: given }) => given ?? []),
        further,
      );
    }
    default:
      return null;
  }
}

function first(items: readonly (Place | Built)[], find: (one: Place | Built) => Options | null): Options | null {
  for (const item of items) {
    const found = find(item);
    if (found) return found;
  }
  return null;
}

function isOfSoftDeletes({ root: { place } }: Chain): boolean {
  const { node, frame } = place;
  const meaning = node.type === "Identifier" ? meaningOf(node, frame.module) : requiredMeaning(node, frame.module);
  return meaning?.kind === "package" && /soft-?delete/i.test(meaning.specifier);
}

function optionsGiven({ steps }: Chain, { run }: KnexContext): Options {
  const [given] = steps.find(({ arguments: all }) => all !== null)?.arguments ?? [];
  const value = given && run.value(given);
  return value?.kind === "object" ? value : "all";
}

function mixinOf(options: Options, { run }: KnexContext): SoftDeleteMixin {
  const constant = (name: string): unknown => {
    const entry = options === "all" ? undefined : options.entries.get(name);
    const value = entry && run.value(entry.value);
    return value?.kind === "constant" ? value.value : value;
  };
  const [column, deleted] = [constant("columnName"), constant("deletedValue")];
  return {
    column: typeof column === "string" ? column : "deleted",
    deleted: deleted === undefined || deleted === true ? "true" : "CURRENT_TIMESTAMP",
  };
}
