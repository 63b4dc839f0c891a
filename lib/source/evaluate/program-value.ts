import type { TSESTree } from "@typescript-eslint/utils";
import type { SourceModule } from "../module.ts";
import type { BlockScope } from "./block-scope.ts";

/** What an expression of a program that is followed, not run, stands for. */
export type ProgramValue = Constant | Text | List | Struct | Closure | Class | Host | Unknown;

export interface Constant {
  readonly kind: "constant";
  readonly value: string | number | bigint | boolean | null | undefined | RegExp;
}

/** A string of which some parts are not known. */
interface Text {
  readonly kind: "text";
  readonly parts: readonly (string | Unknown)[];
}

/** An array. `open`: there may be more elements, or fewer. */
export interface List {
  readonly kind: "list";
  items: ProgramValue[];
  open: boolean;
}

/** An object. `open`: there may be more properties. */
export interface Struct {
  readonly kind: "struct";
  readonly properties: Map<string, ProgramValue>;
  open: boolean;
  readonly class: Class | null;
}

export interface Closure {
  readonly kind: "closure";
  readonly node: TSESTree.FunctionDeclaration | TSESTree.FunctionExpression | TSESTree.ArrowFunctionExpression;
  readonly scope: BlockScope;
  readonly self: ProgramValue | null;
}

export interface Class {
  readonly kind: "class";
  readonly node: TSESTree.ClassDeclaration | TSESTree.ClassExpression;
  readonly scope: BlockScope;
}

/** Something of a library or of the language, whose members and calls are known by their meaning. */
export interface Host {
  readonly kind: "host";
  readonly name: string;
  /** Null: no such member. */
  get?(key: string, at: ProgramPoint): ProgramValue | null;
  call?(values: readonly ProgramValue[], at: ProgramPoint): ProgramValue;
  construct?(values: readonly ProgramValue[], at: ProgramPoint): ProgramValue;
  tag?(texts: readonly string[], values: readonly ProgramValue[], at: ProgramPoint): ProgramValue;
  /** What awaiting it gives, and does: builders run when they are awaited. */
  settle?(at: ProgramPoint): ProgramValue;
  /** What it is as a part of a text. */
  print?(): string | null;
  /** The text that it is, of which parts may not be known. */
  readonly text?: ProgramValue;
  /** What a call outside gave: whether it is anything at all depends on what the database holds. */
  readonly isUnsure?: boolean;
}

/**
 * `answered`: it depends on what the database holds. `configured`: on the environment, which the program may have a
 * default for.
 */
export interface Unknown {
  readonly kind: "unknown";
  readonly reason: string;
  readonly answered: boolean;
  readonly configured?: boolean;
}

/** Where a program is. */
export interface ProgramPoint {
  readonly node: TSESTree.Node;
  readonly module: SourceModule;
}

export const constant = (value: Constant["value"]): Constant => ({ kind: "constant", value });
export const nothing = constant(undefined);
export const unknown = (reason: string, answered = false): Unknown => ({ kind: "unknown", reason, answered });
export const list = (items: readonly ProgramValue[], open = false): List => ({ kind: "list", items: [...items], open });
export const struct = (properties: Readonly<Record<string, ProgramValue>>, open = false): Struct => ({
  kind: "struct",
  properties: new Map(Object.entries(properties)),
  open,
  class: null,
});
export const native = (
  name: string,
  call: (values: readonly ProgramValue[], at: ProgramPoint) => ProgramValue,
): Host => ({
  kind: "host",
  name,
  call,
});

/** True, false, or null where it cannot be told. */
export function truth(value: ProgramValue): boolean | null {
  if (value.kind === "constant") return Boolean(value.value);
  if (value.kind === "text") return value.parts.some((part) => typeof part === "string" && part !== "") ? true : null;
  return value.kind === "unknown" || (value.kind === "host" && value.isUnsure) ? null : true;
}

/** A string that is wholly known; null for everything else. */
export function stringOf(value: ProgramValue | undefined): string | null {
  return value?.kind === "constant" && typeof value.value === "string" ? value.value : null;
}

/** A value as the parts of a text. */
export function textParts(value: ProgramValue): readonly (string | Unknown)[] {
  switch (value.kind) {
    case "constant":
      return [String(value.value)];
    case "text":
      return value.parts;
    case "unknown":
      return [value];
    case "list":
      return value.open
        ? [unknown("a list that is not known as a whole")]
        : value.items.flatMap((item, index) => [...(index > 0 ? [","] : []), ...textParts(item)]);
    case "host": {
      if (value.text) return textParts(value.text);
      const printed = value.print?.() ?? null;
      return [printed ?? unknown(`${value.name} as text`)];
    }
    default:
      return [unknown("an object as text")];
  }
}

/** A text of parts; one that is wholly known is a constant. */
export function concatenation(parts: readonly (string | Unknown)[]): ProgramValue {
  const joined: (string | Unknown)[] = [];
  for (const part of parts) {
    const last = joined.at(-1);
    if (typeof part === "string" && typeof last === "string") joined[joined.length - 1] = last + part;
    else if (part !== "") joined.push(part);
  }
  if (joined.length === 0) return constant("");
  const [only] = joined;
  return joined.length === 1 && typeof only === "string" ? constant(only) : { kind: "text", parts: joined };
}

/** A property that is written in an object; undefined for others and for what is no object. */
export function property(value: ProgramValue | undefined, ...names: readonly string[]): ProgramValue | undefined {
  if (value?.kind !== "struct") return undefined;
  for (const name of names) {
    const found = value.properties.get(name);
    if (found && !(found.kind === "constant" && found.value === undefined)) return found;
  }
  return undefined;
}

/** The elements of a list, or the one value that stands for a list of it; null where they are not known. */
export function itemsOf(value: ProgramValue | undefined): readonly ProgramValue[] | null {
  if (value === undefined || (value.kind === "constant" && (value.value === undefined || value.value === null)))
    return [];
  if (value.kind === "list") return value.open ? null : value.items;
  return value.kind === "unknown" ? null : [value];
}

/** The elements that iterating over a value gives; null where they are not known. */
export function elementsOf(value: ProgramValue): readonly ProgramValue[] | null {
  if (value.kind === "list") return value.open ? null : value.items;
  if (value.kind === "constant" && typeof value.value === "string")
    return Array.from(value.value, (one) => constant(one));
  return null;
}

export type KnownValue = Constant["value"] | readonly KnownValue[] | { readonly [key: string]: KnownValue };

/** A value that is known as a whole, as JavaScript has it; undefined for others. */
export function plainOf(value: ProgramValue): { readonly value: KnownValue } | undefined {
  switch (value.kind) {
    case "constant":
      return { value: value.value };
    case "list": {
      const items = value.items.map(plainOf);
      return !value.open && items.every((item) => item !== undefined)
        ? { value: items.map((item) => item.value) }
        : undefined;
    }
    case "struct": {
      if (value.open) return undefined;
      const known: Record<string, KnownValue> = {};
      for (const [key, item] of value.properties) {
        const plain = plainOf(item);
        if (!plain) return undefined;
        known[key] = plain.value;
      }
      return { value: known };
    }
    default:
      return undefined;
  }
}
