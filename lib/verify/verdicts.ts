import type { Catalog } from "../catalog/catalog.ts";
import { isKnownWhole } from "../analysis/known-schema.ts";
import { refusalsOf } from "../analysis/refusals.ts";
import { scopesOf } from "../analysis/scopes.ts";
import { typesOf } from "../analysis/types/types-of.ts";
import { readStatement } from "../read/sql/read-statement.ts";
import type { SentText } from "../read/sql/sent-texts.ts";
import type { Prepared } from "./server.ts";

/** What rowguard says of a text as it is sent; offsets are of the text. */
export interface OwnView {
  /** What PostgreSQL refuses when it prepares the text, as no-invalid-sql has it. */
  readonly refusals: readonly {
    readonly code: string;
    readonly about: string;
    readonly offset: number;
    readonly end: number;
  }[];
  /** Types as format_type writes them; null where they are not known. */
  readonly outputs: readonly (string | null)[] | null;
  readonly parameters: ReadonlyMap<number, string | null>;
  /** Whether a message speaks of a schema of which nothing is known. */
  isOfUnknownSchema(message: string): boolean;
  /** Why types are not known, one for each. */
  readonly unknown: readonly string[];
  /** It knows all of the schema and of the statement: then it would tell what is wrong. */
  readonly isWhole: boolean;
}

/** What is to be said of a text; `offset` is of the text. */
export type Verdict =
  | { readonly kind: "same" }
  /** It hangs on what the server has not, or on values: nothing can be said. */
  | { readonly kind: "open" }
  | {
      readonly kind: "refused";
      readonly code: string;
      readonly message: string;
      readonly hint: string | null;
      readonly offset: number | null;
      /** rowguard knows all that is needed and finds nothing. */
      readonly isUntold: boolean;
    }
  | { readonly kind: "disagree"; readonly about: string; readonly offset: number };

/** What PostgreSQL says when a statement runs, and not when it is prepared: NOT NULL, values that are too long, the index of ON CONFLICT, too few values. */
const ofRunning: ReadonlySet<string> = new Set(["23502", "22001", "42P10", "08P01"]);

/** Null for what PREPARE does not take: definitions, settings, calls. */
export function ownView(text: string, catalog: Catalog): OwnView | null {
  const statement = readStatement(text);
  if (!statement || !preparable.has(statement.kind)) return null;
  const { outputs, parameters } = typesOf(statement, catalog);
  const { levels } = scopesOf(statement, catalog);
  const isBound = levels.every(({ relations }) => relations.every(({ source }) => source.kind !== "unknown"));
  const refusals = levels
    .flatMap((level) => refusalsOf(level, catalog))
    .filter(({ code }) => !ofRunning.has(code))
    .map(({ code, span, data }) => ({
      code,
      about: data["message"] ?? text.slice(span.start, span.end),
      offset: span.start,
      end: span.end,
    }));
  return {
    refusals,
    outputs: outputs?.map(({ type }) => type) ?? null,
    parameters: new Map(parameters.map(({ number, type }) => [number, type])),
    isOfUnknownSchema: (message) => isOfUnknownSchema(message, catalog),
    unknown: [...(outputs ?? [{ reason: "the columns are not all known" }]), ...parameters].flatMap(
      ({ reason }) => reason ?? [],
    ),
    isWhole: isKnownWhole(catalog) && isBound && (outputs?.every(({ type }) => type !== null) ?? true),
  };
}

const preparable: ReadonlySet<string> = new Set(["select", "insert", "update", "delete", "merge"]);

/** Refusals that hang on the type of a value: one that is written into the text has its own. */
const ofTypes: ReadonlySet<string> = new Set(["42P18", "42P08", "42883", "42804", "42725", "42846", "22P02", "42601"]);
/** Names that are not there. */
const ofNames: ReadonlySet<string> = new Set(["42P01", "42703", "42883", "42704", "3F000"]);

/** A schema that neither side has heard of: of another database, of an extension, made while the program runs. */
const isOfUnknownSchema = (message: string, { relations }: Catalog): boolean => {
  const schema = /^relation "([^".]+)\.[^"]+" does not exist$/.exec(message)?.[1];
  return schema !== undefined && ![...relations.values()].some((one) => one.schema === schema);
};

/**
 * Compares what PostgreSQL and rowguard say. In: `lacks`, whether the database may lack what the real one has: then a name that it does not
 * know is no fault.
 */
export function verdictOf(said: Prepared, own: OwnView, { pasted }: Pick<SentText, "pasted">, lacks: boolean): Verdict {
  const isPasted = ({ code }: { readonly code: string }): boolean => pasted.size > 0 && ofTypes.has(code);
  const [told] = own.refusals;
  if (said.kind === "refused") {
    const { code, message, hint, offset } = said;
    const isOpen =
      own.isOfUnknownSchema(message) || (lacks && ofNames.has(code)) || code === "3F000" || code === "42501";
    // rowguard may refuse another name of the statement.
    const isTold = own.refusals.some(({ offset: start, end }) => offset === null || (start <= offset && offset < end));
    if (isPasted(said) || (isOpen && !isTold)) return { kind: "open" };
    return { kind: "refused", code, message, hint, offset, isUntold: !told && own.isWhole && !lacks };
  }
  if (told)
    return isPasted(told)
      ? { kind: "open" }
      : { kind: "disagree", about: `no-invalid-sql refuses ${told.about} (${told.code})`, offset: told.offset };
  const difference = typeDifference(said, own, pasted, lacks);
  return difference === null ? { kind: "same" } : { kind: "disagree", about: difference, offset: 0 };
}

function typeDifference(
  said: Prepared & { readonly kind: "accepted" },
  own: OwnView,
  pasted: ReadonlySet<number>,
  lacks: boolean,
): string | null {
  // What a pasted value is, the columns that are made of it are; a table that lacks columns has them in another order.
  if (pasted.size === 0 && !lacks && said.outputs && own.outputs) {
    if (said.outputs.length !== own.outputs.length)
      return `it gives ${said.outputs.length} columns, not ${own.outputs.length}`;
    const at = said.outputs.findIndex((type, index) => isOther(type, own.outputs?.[index] ?? null));
    if (at >= 0) return `column ${at + 1} is ${said.outputs[at] ?? ""}, not ${own.outputs[at] ?? ""}`;
  }
  const at = said.parameters?.findIndex(
    (type, index) => !pasted.has(index + 1) && isOther(type, own.parameters.get(index + 1) ?? null),
  );
  return at === undefined || at < 0
    ? null
    : `parameter $${at + 1} is ${said.parameters?.[at] ?? ""}, not ${own.parameters.get(at + 1) ?? ""}`;
}

const isOther = (theirs: string, ours: string | null): boolean => ours !== null && bare(ours) !== bare(theirs);

/** A type without its modifier, and without the name of its schema, which is written or not by the search path. */
const bare = (type: string): string =>
  type
    .replace(/\(\d+(?:,-?\d+)?\)/, "")
    .replace(/^interval .*?(?=\[\]|$)/, "interval")
    .replace(/^(?:\w+|"[^"]+")\.(?=[\w"])/, "")
    .replace(/^bpchar\b/, "character")
    .replace(/^"bit"/, "bit");
