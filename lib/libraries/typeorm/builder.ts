import type { SqlText } from "../../model/sql-text.ts";
import type { Built, Chain, Step } from "../../source/built/built.ts";
import { builderChanges } from "./builder-edits.ts";
import { compiled, type Purpose } from "./compile.ts";
import { parenthesised, type TypeormContext, type What } from "./query.ts";
import { BuilderState } from "./state.ts";
import { applySteps, sourceOf, type Builders } from "./steps.ts";
import { textIn } from "./text.ts";
import type { Receiver } from "./receiver.ts";

/** The name of the builder that callbacks are given. */
const builderName = "typeorm builder";

/** Reads query builders: https://typeorm.io/docs/query-builder/select-query-builder */
export class QueryBuilders implements Builders {
  readonly context: TypeormContext;
  readonly #receiverOf: (chain: Chain) => Receiver | null;

  constructor(context: TypeormContext, receiverOf: (chain: Chain) => Receiver | null) {
    this.context = context;
    this.#receiverOf = receiverOf;
  }

  /** What a chain has told its builder; null where it begins with none. */
  stateOf(chain: Chain, around: BuilderState | null = null): BuilderState | null {
    const { root, steps } = chain;
    if (root.kind === "given" && root.name === builderName) return this.#through(new BuilderState(around), steps);
    const receiver = this.#receiverOf(chain);
    if (receiver?.kind === "builder") {
      const state = new BuilderState(around);
      // A builder that was handed in: what was done to it before is not known.
      state.main = { level: { table: null, alias: null }, at: root.place, query: null };
      state.unknown.push(root.place);
      return this.#through(state, receiver.steps);
    }
    const [begin, ...rest] = receiver?.steps ?? [];
    if (!receiver || !begin?.arguments || !/^create(?:Descendants|Ancestors)?QueryBuilder$/.test(begin.name))
      return null;
    const state = new BuilderState(around);
    state.steps.push(begin);
    const [first, second] = begin.arguments;
    if (receiver.entity) {
      const alias = this.context.text(first) ?? receiver.entity.name;
      state.main = {
        level: { table: receiver.entity.table, alias: alias ?? "entity" },
        at: receiver.entity.at,
        query: null,
      };
      state.selects.push({ what: chain.place, as: alias ?? "entity", query: null, isMain: true });
      if (begin.name !== "createQueryBuilder") state.unknown.push(begin.place);
    } else if (first && second) {
      state.main = sourceOf(first, second, state, this);
      state.selects.push({ what: first, as: state.main.level.alias, query: null, isMain: true });
    } else if (first && !this.context.isNothing(first)) state.unknown.push(first);
    return this.#through(state, rest);
  }

  /** Steps up to a builder of its own, and those of that one. */
  #through(state: BuilderState, steps: readonly Step[]): BuilderState {
    const at = steps.findIndex(({ name }) => name === "subQuery" || name === "createQueryBuilder");
    applySteps(state, at < 0 ? steps : steps.slice(0, at), this);
    if (at < 0) return state;
    const inner = new BuilderState(state);
    inner.isSubquery = steps[at]?.name === "subQuery";
    return this.#through(inner, steps.slice(at + 1));
  }

  queryOf(chain: Chain, around: BuilderState): SqlText | null {
    const state = this.stateOf(chain, around);
    if (!state) return null;
    const query = compiled(state, "query", this.context, this);
    return query && (state.isSubquery ? parenthesised(query) : query);
  }

  stepsOf(callback: What): readonly Step[] | null {
    const value = this.context.run.value(callback);
    if (value.kind !== "function") return null;
    const { parameters, result } = this.context.run.call(value, [this.#given(value)]);
    const steps = (one: Built | undefined): readonly Step[] =>
      one?.kind === "chain" && one.root.kind === "given" && one.root.name === builderName ? one.steps : [];
    const done = steps(parameters[0]);
    return done.length > 0 ? done : steps(result);
  }

  givenBy(callback: What, around: BuilderState): SqlText | null {
    const value = this.context.run.value(callback);
    if (value.kind !== "function") return null;
    const { result } = this.context.run.call(value, [this.#given(value)]);
    if (result.kind === "chain") {
      const state = this.stateOf(result, around);
      const query = state && compiled(state, "query", this.context, this);
      return query && parenthesised(query);
    }
    return result.kind === "object" || result.kind === "list"
      ? null
      : textIn(result, around, (chain) => this.queryOf(chain, around), this.context);
  }

  changesOf: Builders["changesOf"] = (state, source, join) => builderChanges(state, source, join, this.context);

  statementOf(state: BuilderState, purpose: Purpose): SqlText | null {
    return compiled(state, purpose, this.context, this);
  }

  #given({ place }: Built): Chain {
    return { kind: "chain", root: { kind: "given", name: builderName, place }, steps: [], place };
  }
}
