import type { TSESTree } from "@typescript-eslint/utils";
import type { SourceModule } from "../../source/module.ts";
import type { DeclaredAt } from "../../read/models/declared.ts";
import {
  classesOf,
  classNamed,
  lineageOf,
  type Decorator,
  type ModelClass,
  type ModelProperty,
} from "../../read/models/decorators.ts";
import {
  booleanOf,
  chainOf,
  nothingGiven,
  packageNameOf,
  placeOf,
  propertiesOf,
  propertyOf,
  resolved,
  resultOf,
  term,
  stringOf,
  type Term,
} from "../../read/models/syntax.ts";
import { childrenOf, isClass, isFunction } from "../../source/nodes.ts";

/** An entity of MikroORM, however it is written: what decorators would say of it. */
export interface EntityShape {
  /** What names it in the code: a class, or the call that defines it. */
  readonly key: TSESTree.Node;
  readonly name: string;
  readonly at: DeclaredAt;
  readonly module: SourceModule;
  readonly options: Term | null;
  /** Of the class and those it extends. */
  readonly decorators: readonly Decorator[];
  readonly own: readonly ModelProperty[];
  readonly properties: readonly ModelProperty[];
  /** The class that has the table, of single-table inheritance. */
  readonly root: ModelClass | null;
}

export const isOurs = ({ from }: Decorator): boolean => from !== null && from.startsWith("@mikro-orm/");

/** The entities of a module. Those whose name cannot be told are problems. */
export function entityShapes(
  module: SourceModule,
  problem: (at: DeclaredAt, message: string) => void,
): readonly EntityShape[] {
  const shapes = classesOf(module).flatMap((own) => ofClass(own) ?? []);
  const visit = (node: TSESTree.Node): void => {
    const definition = definitionOf({ node, module, given: nothingGiven });
    if (definition) {
      const shape = ofDefinition(definition, problem);
      if (shape) shapes.push(shape);
      return;
    }
    for (const child of childrenOf(node)) visit(child);
  };
  if (/\bdefineEntity\b|\bEntitySchema\b/.test(module.text)) visit(module.ast);
  return shapes;
}

/** The entity of a class with @Entity; null for one without, or an abstract one. */
function ofClass(own: ModelClass): EntityShape | null {
  const options = optionsOf(own);
  if (options === undefined || booleanOf(propertyOf(options, "abstract")) === true) return null;
  const line = lineageOf(own);
  return {
    key: own.node,
    name: own.name,
    module: own.module,
    options,
    own: own.properties,
    decorators: line.flatMap(({ decorators }) => decorators),
    properties: lastOfName(line.flatMap(({ properties }) => properties)),
    at: placeOf(term(own.node.id ?? own.node, { module: own.module, given: nothingGiven })),
    root: line.find((one) => one !== own && propertyOf(optionsOf(one) ?? null, "discriminatorColumn")) ?? null,
  };
}

function optionsOf(own: ModelClass): Term | null | undefined {
  const decorator = own.decorators.find((one) => isOurs(one) && one.name === "Entity");
  return decorator ? (decorator.arguments[0] ?? null) : undefined;
}

/** What `() => Author`, `Author` or `"Author"` names: the node that is the entity's key, or its name. */
export function shapeNamed(start: Term | null | undefined): {
  readonly key: TSESTree.Node | null;
  readonly name: string | null;
} {
  if (!start) return { key: null, name: null };
  const text = stringOf(start);
  if (text !== null) return { key: null, name: text };
  let value = resolved(start);
  if (isFunction(value.node)) {
    const result = resultOf({ ...value, node: value.node }, []);
    if (!result) return { key: null, name: null };
    value = resolved(result);
  }
  return {
    key: value.node,
    name:
      value.node.type === "Identifier" ? value.node.name : isClass(value.node) ? (value.node.id?.name ?? null) : null,
  };
}

/** The properties of what `() => Address` names: a class, or a schema. */
export function propertiesNamed(start: Term): readonly ModelProperty[] | null {
  const named = classNamed(start);
  if (named) return lastOfName(lineageOf(named).flatMap(({ properties }) => properties));
  const value = resolved(start);
  const result = isFunction(value.node) ? resultOf({ ...value, node: value.node }, []) : value;
  const definition = result && definitionOf(resolved(result));
  return definition ? lastOfName([...inherited(definition.options), ...propertiesIn(definition.options)]) : null;
}

/** `new EntitySchema({…})` and `defineEntity({…})`. */
function definitionOf(start: Term): { readonly options: Term; readonly key: TSESTree.Node } | null {
  const { node } = start;
  if (node.type !== "NewExpression" && node.type !== "CallExpression") return null;
  const named = packageNameOf(term(node.callee, start));
  if (
    !named?.specifier.startsWith("@mikro-orm/") ||
    named.name !== (node.type === "NewExpression" ? "EntitySchema" : "defineEntity") ||
    !node.arguments[0]
  )
    return null;
  return { options: term(node.arguments[0], start), key: node };
}

function ofDefinition(
  { options, key }: { readonly options: Term; readonly key: TSESTree.Node },
  problem: (at: DeclaredAt, message: string) => void,
): EntityShape | null {
  if (booleanOf(propertyOf(options, "abstract")) === true) return null;
  const written = propertyOf(options, "class");
  const name = stringOf(propertyOf(options, "name")) ?? (written ? (classNamed(written)?.name ?? null) : null);
  const at = placeOf(term(key, options));
  if (name === null) {
    problem(at, "the name of this entity could not be told");
    return null;
  }
  const own = propertiesIn(options);
  const filters = propertyOf(options, "filters");
  return {
    key,
    name,
    at,
    module: options.module,
    options,
    own,
    properties: lastOfName([...inherited(options), ...own]),
    root: null,
    decorators: (filters ? propertiesOf(filters) : []).map(({ key: filter, value }) => ({
      from: "@mikro-orm/core",
      name: "Filter",
      arguments: [made({ name: text(filter, value) }, value, value)],
    })),
  };
}

function inherited(options: Term, depth = 0): readonly ModelProperty[] {
  const base = propertyOf(options, "extends");
  if (!base || depth > 6) return [];
  const value = resolved(base);
  const named = isClass(value.node) ? classNamed(value) : null;
  if (named) return lineageOf(named).flatMap(({ properties }) => properties);
  const definition = definitionOf(value);
  return definition ? [...inherited(definition.options, depth + 1), ...propertiesIn(definition.options)] : [];
}

function propertiesIn(options: Term): readonly ModelProperty[] {
  let listed = propertyOf(options, "properties");
  const fn = listed && resolved(listed);
  if (fn && isFunction(fn.node)) listed = resultOf({ ...fn, node: fn.node }, []);
  return (listed ? propertiesOf(listed) : []).map(({ key, value, at }): ModelProperty => ({
    name: key,
    at,
    decorators: [decoratorOf(value)],
    type: null,
    optional: false,
    value: null,
    accessor: false,
  }));
}

const lastOfName = (properties: readonly ModelProperty[]): readonly ModelProperty[] => [
  ...new Map(properties.map((property) => [property.name, property])).values(),
];

const relations: Readonly<Record<string, string>> = {
  "m:1": "ManyToOne",
  "1:m": "OneToMany",
  "1:1": "OneToOne",
  "m:n": "ManyToMany",
  embedded: "Embedded",
  manytoone: "ManyToOne",
  onetomany: "OneToMany",
  onetoone: "OneToOne",
  manytomany: "ManyToMany",
};

/** A property of a schema, or of defineEntity's builder, as the decorator it stands for. */
function decoratorOf(start: Term): Decorator {
  let value = resolved(start);
  // () => p.manyToOne(Author)
  if (isFunction(value.node)) {
    const result = resultOf({ ...value, node: value.node }, []);
    if (result) value = resolved(result);
  }
  const options = builderOptions(value) ?? value;
  const kind =
    relations[
      (stringOf(propertyOf(options, "kind")) ?? stringOf(propertyOf(options, "reference")) ?? "").toLowerCase()
    ];
  const name =
    kind ??
    (booleanOf(propertyOf(options, "primary")) === true
      ? "PrimaryKey"
      : propertyOf(options, "enum") || propertyOf(options, "items")
        ? "Enum"
        : booleanOf(propertyOf(options, "formula")) === true || stringOf(propertyOf(options, "formula")) !== null
          ? "Formula"
          : "Property");
  return { from: "@mikro-orm/core", name, arguments: [options] };
}

/**
 * `p.string().length(64).nullable()` as `{ type: "string", length: 64, nullable: true }`; null where it is no such
 * chain.
 */
function builderOptions(value: Term): Term | null {
  // p.string() and p.string().nullable(): the first call is of a member of p.
  const chain = chainOf(value);
  const callee = chain?.callee.node;
  if (
    !chain ||
    callee?.type !== "MemberExpression" ||
    callee.object.type !== "Identifier" ||
    callee.property.type !== "Identifier"
  )
    return null;
  const type = callee.property.name;
  const [first, second] = chain.arguments;
  const given: Record<string, Term> = {};
  const relation = relations[type.toLowerCase()];
  if (relation || type === "embedded") {
    given["kind"] = text(type, value);
    if (first) given["entity"] = first;
  } else if (type === "enum") {
    given["enum"] = flag(value);
    if (first) given["items"] = first;
  } else if (type === "formula") given["formula"] = flag(value);
  else if (type === "type" || type === "property") {
    if (first) given["type"] = first;
  } else given["type"] = text(type, value);
  for (const { name, arguments: args } of chain.methods)
    given[name === "name" ? "fieldName" : name] = args[0] ?? flag(value);
  return made(given, value, second ?? null);
}

const flag = (place: Term): Term =>
  term(
    {
      type: "Literal",
      value: true,
      raw: "true",
      range: place.node.range,
    } as unknown as TSESTree.Node,
    place,
  );
const text = (written: string, place: Term): Term =>
  term(
    {
      type: "Literal",
      value: written,
      raw: JSON.stringify(written),
      range: place.node.range,
    } as unknown as TSESTree.Node,
    place,
  );

/** An object of these values, and of those another has. All stand in one module. */
function made(values: Readonly<Record<string, Term>>, place: Term, rest: Term | null): Term {
  const { range } = place.node;
  const properties = Object.entries(values).map(([key, { node }]) => ({
    type: "Property",
    computed: false,
    key: { type: "Identifier", name: key, range },
    value: node,
    range,
  }));
  const spread = rest ? [{ type: "SpreadElement", argument: rest.node, range }] : [];
  return term(
    { type: "ObjectExpression", properties: [...spread, ...properties], range } as unknown as TSESTree.Node,
    place,
  );
}
