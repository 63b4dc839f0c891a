import type { Catalog } from "../catalog/catalog.ts";
import type { Level, OutputColumn } from "./level.ts";
import { never, unknown, type Nullability, type Nullable } from "./nullable.ts";
import { maskByCases } from "./nulls/cases.ts";
import { Facts } from "./nulls/facts.ts";
import { NullFlow } from "./nulls/flow.ts";
import type { Frame } from "./nulls/frame.ts";
import { isNull, mayBeNull } from "./nulls/masks.ts";
import { Reasons } from "./nulls/reasons.ts";
import { whyNever, whyUnknown } from "./nulls/sure-reasons.ts";

interface Entered {
  readonly frame: Frame;
  /** What its FROM and conditions say of its rows. */
  readonly facts: Facts;
}

/** Says of the outputs of levels whether they may be NULL. One object serves one statement. */
export class Nulls {
  readonly #flow: NullFlow;
  readonly #entered = new Map<Level, Entered>();
  readonly #known = new Map<OutputColumn, Nullability>();
  readonly #nullable = new Map<OutputColumn, Nullable>();

  constructor(catalog: Catalog) {
    this.#flow = new NullFlow(catalog);
  }

  /** Whether an output may be NULL, without why. */
  nullable(output: OutputColumn): Nullable {
    let found = this.#nullable.get(output);
    if (found === undefined) this.#nullable.set(output, (found = this.#nullableOf(output)));
    return found;
  }

  of(output: OutputColumn): Nullability {
    let found = this.#known.get(output);
    if (!found) this.#known.set(output, (found = this.#output(output)));
    return found;
  }

  /** Why an output is what it is said to be: of one that may be NULL `where …`, of others a sentence; neither with a full stop. */
  reasonOf(output: OutputColumn): string {
    const nullable = this.nullable(output);
    if (nullable === "maybe") return this.of(output).reason ?? "where NULL is written";
    const { frame, facts } = this.#enter(output.level);
    return nullable === "never"
      ? whyNever(output, frame, facts, this.#flow)
      : whyUnknown(output, frame, facts, this.#flow);
  }

  #nullableOf(output: OutputColumn): Nullable {
    this.#flow.restart();
    const { frame, facts } = this.#enter(output.level);
    const mask = facts.impossible ? 0 : maskByCases(output, frame, facts, this.#flow);
    return mayBeNull(mask) ? (mask & isNull ? "maybe" : "unknown") : "never";
  }

  #output(output: OutputColumn): Nullability {
    const nullable = this.nullable(output);
    if (nullable !== "maybe") return nullable === "never" ? never : unknown;
    this.#flow.restart();
    const { frame, facts } = this.#enter(output.level);
    return new Reasons(this.#flow).ofOutput(output, frame, facts);
  }

  #enter(level: Level): Entered {
    const known = this.#entered.get(level);
    if (known) return known;
    const entered = { frame: this.#frameOf(level), facts: new Facts() };
    this.#flow.enter(entered.frame, entered.facts);
    this.#entered.set(level, entered);
    return entered;
  }

  // What is known of the rows of the levels around is not asked for a level by itself.
  #frameOf(level: Level): Frame {
    return this.#flow.frameOf(level, "", level.container ? this.#frameOf(level.container) : null);
  }
}
