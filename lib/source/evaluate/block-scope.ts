import type { SourceModule } from "../module.ts";
import { unknown, type ProgramValue } from "./program-value.ts";
import { eitherText } from "./text-alternatives.ts";

/** The names of one block of a program, with those around it. */
export class BlockScope {
  readonly module: SourceModule;
  readonly parent: BlockScope | null;
  readonly self: ProgramValue | null;
  /** How many uncertain conditions the block is under. */
  readonly doubts: number;
  readonly #names = new Map<string, ProgramValue>();
  /** Names whose values are worked out when they are asked for: imports. */
  readonly #deferred = new Map<string, () => ProgramValue>();

  constructor(module: SourceModule, parent: BlockScope | null, doubts: number, self: ProgramValue | null = null) {
    this.module = module;
    this.parent = parent;
    this.doubts = doubts;
    this.self = self ?? parent?.self ?? null;
  }

  declare(name: string, value: ProgramValue): void {
    this.#names.set(name, value);
  }

  defer(name: string, value: () => ProgramValue): void {
    this.#deferred.set(name, value);
  }

  /** The value of a name; undefined for one that no block declares. */
  find(name: string): ProgramValue | undefined {
    const own = this.#names.get(name);
    if (own) return own;
    const deferred = this.#deferred.get(name);
    if (deferred) {
      this.#names.set(name, unknown(`"${name}" of modules that import one another`));
      const value = deferred();
      this.#names.set(name, value);
      return value;
    }
    return this.parent?.find(name);
  }

  /** Gives a declared name another value. Under a condition that is not known, it may or may not have it. */
  assign(name: string, value: ProgramValue, doubts: number): void {
    const old = this.#names.get(name);
    if (old === undefined) {
      this.parent?.assign(name, value, doubts);
      return;
    }
    const reason = `"${name}" is assigned under a condition`;
    const same = old.kind === "constant" && value.kind === "constant" && old.value === value.value;
    this.#names.set(
      name,
      doubts > this.doubts && !same ? (eitherText(old, value, reason) ?? unknown(reason, true)) : value,
    );
  }
}
