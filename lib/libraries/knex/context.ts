import type { SchemaNames } from "../../model/names.ts";
import type { Built, BuiltFunction, Chain, Place, Step } from "../../source/built/built.ts";
import type { CallSite } from "../../read/builder/call-site.ts";
import { compiled } from "./compile.ts";
import { emptyQuery, type Dialect, type KnexContext, type KnexQuery } from "./query.ts";
import { rawText } from "./raw.ts";
import { applyStep, opensQuery } from "./steps.ts";
import type { Writer } from "../../read/builder/written.ts";

/** What a library on top of knex adds: the chains of its own that are queries. */
export type QueryOf = (chain: Chain, context: KnexContext) => KnexQuery | null;

/** Everything that reading one statement needs. */
export function contextOf(
  writer: Writer,
  names: SchemaNames,
  site: CallSite,
  dialect: Dialect,
  otherQueryOf: QueryOf = () => null,
): KnexContext {
  const context: KnexContext = {
    writer,
    names,
    site,
    dialect,
    run: writer.run,
    tables: [],
    relations: [],
    read: {
      queryOf: (chain) => queryOfChain(chain, context, otherQueryOf),
      queryOfCallback: (callback) => queryOf(context.read.stepsOf(callback), context),
      stepsOf: (callback, given) => callbackSteps(callback, context, given),
      apply: (query, step) => applyStep(query, step, context),
      compiled: (query) => compiled(query, context),
      raw: (chain, at) => rawText(chain, context, at),
    },
  };
  return context;
}

function queryOf(steps: readonly Step[], context: KnexContext, query = emptyQuery()): KnexQuery {
  for (const step of steps) applyStep(query, step, context);
  return query;
}

function queryOfChain(chain: Chain, context: KnexContext, otherQueryOf: QueryOf): KnexQuery | null {
  const { root, steps } = chain;
  if (root.kind === "given")
    return root.name === "builder" && steps.length > 0 ? queryOf(steps, context) : otherQueryOf(chain, context);
  if (root.kind !== "package" || root.origin.library !== "knex") return otherQueryOf(chain, context);
  const query = emptyQuery();
  // A builder that was handed in: what was done to it before is not known.
  if (root.origin.path === "builder") query.unknown.push(root.place);
  else if (root.origin.path !== "db" || !steps[0] || !opensQuery(steps[0])) return null;
  return queryOf(steps, context, query);
}

function callbackSteps(
  callback: BuiltFunction,
  { run }: KnexContext,
  given: readonly (Place | Built)[] = [],
): readonly Step[] {
  const builder: Chain = {
    kind: "chain",
    root: { kind: "given", name: "builder", place: callback.place },
    steps: [],
    place: callback.place,
  };
  const called = run.call(callback, [builder, ...given], builder);
  const stepsOf = (value: Built | null | undefined): readonly Step[] =>
    value?.kind === "chain" && value.root.kind === "given" && value.root.name === "builder" ? value.steps : [];
  const [parameter, self, result] = [stepsOf(called.parameters[0]), stepsOf(called.self), stepsOf(called.result)];
  const unknown: Step = {
    name: "?",
    arguments: [],
    spread: true,
    template: null,
    types: null,
    at: callback.place,
    place: callback.place,
  };
  // Both are the same builder; in which order they were used is not known.
  if (parameter.length > 0 && self.length > 0) return [...parameter, ...self, unknown];
  const done = parameter.length > 0 ? parameter : self;
  return done.length > 0 ? done : result;
}
