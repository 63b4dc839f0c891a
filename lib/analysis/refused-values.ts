import type { Catalog } from "../catalog/catalog.ts";
import type { SentPart, SentValue } from "../model/sent-value.ts";
import { literalFault } from "./types/literals.ts";
import type { PgType } from "./types/pg-type.ts";
import { typeSystemOf, type TypeSystem } from "./types/type-system.ts";

/** How a client sends what is more than a text. */
export interface Sending {
  readonly refuses: readonly SentPart["kind"][];
  readonly listsAsJson: boolean;
  readonly objectsAsJson: boolean;
}

/** A parameter and what it is given. */
export interface GivenParameter {
  readonly value: SentValue;
  /** As format_type writes it. */
  readonly type: string;
  readonly sending: Sending;
  /** It becomes the value of a column, as it is. */
  readonly isStored: boolean;
}

/** `client`: it throws on the value. `type`: PostgreSQL finds no value of the parameter's type in what it sends. `text`: what it sends is a text, and none that was meant. */
export type WhyRefused = "client" | "type" | "text";

/**
 * Why a value cannot be what a parameter takes. Out: null where a part of it may be, or where that is not known.
 */
export function whyRefused({ value, type, sending, isStored }: GivenParameter, catalog: Catalog): WhyRefused | null {
  if (value.parts.some(({ kind }) => sending.refuses.includes(kind))) return "client";
  const system = typeSystemOf(catalog);
  const named = system.named(type);
  const base = named && system.baseOf(named.type);
  // Where the client sends NULL for undefined, it is a value of every type.
  const parts = value.parts.filter(({ kind }) => kind !== "undefined");
  if (!base || parts.length === 0) return null;
  const whys = parts.map((part) => whyOf(part, base, { ...sending, isStored }, system));
  // A label that an enum does not have is refused when it is sent, whatever else is.
  if (base.labels && parts.every(({ literal }) => literal !== null)) return whys.find((why) => why !== null) ?? null;
  return whys.every((why) => why !== null) ? (whys[0] ?? null) : null;
}

const numbers = ["int2", "int4", "int8", "oid", "numeric", "float4", "float8"];
const moments = ["date", "timestamp", "timestamptz"];
const texts = ["text", "varchar", "bpchar", "citext"];
/** PostgreSQL reads a moment in spite of brackets around it. */
const readsBrackets = [...moments, "interval"];

/** The types of which what is sent for a value is none, whatever the value; arrays and enums among them by their kinds. */
const refusing: Readonly<Record<string, readonly string[]>> = {
  number: [...moments, "uuid", "array", "enum"],
  bigint: [...moments, "uuid", "array", "enum"],
  boolean: [...numbers, ...moments, "time", "interval", "uuid", "array"],
  date: [...numbers, "bool", "uuid", "json", "jsonb", "interval", "array", "enum"],
  list: [...numbers, "bool", "time", "uuid", "enum"],
  object: [...numbers, ...moments, "bool", "time", "interval", "uuid", "array", "enum"],
};

function whyOf(
  { kind, literal }: SentPart,
  type: PgType,
  { listsAsJson, objectsAsJson, isStored }: Sending & Pick<GivenParameter, "isStored">,
  system: TypeSystem,
): WhyRefused | null {
  const name = type.kind === "a" ? "array" : type.labels ? "enum" : type.key;
  if (refusing[kind]?.includes(name)) return "type";
  if (kind === "list" && (name === "json" || name === "jsonb")) return listsAsJson ? null : "type";
  if (kind === "list" && readsBrackets.includes(name)) return "text";
  // JSON in a column of texts is meant; a column is compared with no JSON.
  if (kind === "object" && objectsAsJson && isStored && texts.includes(name)) return null;
  if ((kind === "list" || kind === "object") && texts.includes(name)) return "text";
  return literal !== null && literalFault(literal, type, system) ? "type" : null;
}
