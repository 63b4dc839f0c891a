import type { BuiltObject, Entry } from "../../source/built/built.ts";
import { filterChoice, type FilterChoice } from "./filters.ts";
import { constantOf, type MikroQuery, type What } from "./query.ts";

/** What a call takes last: `{ populate, filters, orderBy, … }`. */
export class Options {
  readonly at: What | null;
  readonly object: BuiltObject | null;
  readonly #query: MikroQuery;

  constructor(at: What | null, query: MikroQuery) {
    this.#query = query;
    const value = at && query.run.value(at);
    this.at = value?.kind === "constant" ? null : at;
    this.object = value?.kind === "object" ? value : null;
  }

  /** True where there may be more than is seen. */
  get isOpen(): boolean {
    return this.at !== null && (this.object?.open ?? true);
  }

  get(name: string): Entry | null {
    const entry = this.object?.entries.get(name);
    if (!entry) return null;
    const value = this.#query.run.value(entry.value);
    return value.kind === "constant" && value.value === undefined ? null : entry;
  }

  /** A constant, or the last name of a member: `"asc"`, `QueryOrder.ASC`. */
  text(name: string): string | null {
    const entry = this.get(name);
    return entry && constantString(entry.value, this.#query);
  }

  get filters(): FilterChoice {
    const choice = filterChoice(this.get("filters")?.value ?? null, this.#query);
    return this.isOpen && !this.get("filters") ? { ...choice, open: true } : choice;
  }
}

export function constantString(what: What, query: MikroQuery): string | null {
  const value = query.run.follow(what);
  if (value.kind === "chain") return value.steps.at(-1)?.name ?? null;
  const constant = constantOf(query.run, what);
  return constant === undefined || constant === null ? null : String(constant);
}
