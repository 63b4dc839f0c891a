import type { ResultShape } from "../../model/site.ts";
import type { SqlText } from "../../model/sql-text.ts";
import type { BuilderCall } from "../../source/built/builder-call.ts";
import { isPlace, type Step } from "../../source/built/built.ts";
import type { BuilderReader } from "../../read/builder/builder-reader.ts";
import { QueryBuilders } from "./builder.ts";
import type { Purpose } from "./compile.ts";
import type { Entity } from "./entities.ts";
import { operations, silent } from "./operations.ts";
import { TypeormContext, type What } from "./query.ts";
import { receiverOf, type Receiver } from "./receiver.ts";
import type { Written } from "../../read/builder/written.ts";

/**
 * Reads TypeORM: repositories, entity managers, entities with methods of their own, and query builders.
 * https://typeorm.io/docs/working-with-entity-manager/repository-api
 */
export const typeorm: BuilderReader = {
  library: "typeorm",
  placeholders: "numbered",
  typed: false,
  stamps: true,
  read(chain, call, writer, names) {
    const context = new TypeormContext(writer, names);
    const receiver = receiverOf(chain, context.entities);
    const [first] = receiver?.steps ?? [];
    if (!receiver || !first) return null;
    if (receiver.kind === "builder" || isBuilder(first)) {
      const builders = new QueryBuilders(context, (one) => receiverOf(one, context.entities));
      const state = builders.stateOf(chain);
      const last = receiver.steps.at(-1) ?? first;
      const end = Object.hasOwn(ends, last.name) ? ends[last.name] : undefined;
      // A builder that was handed in is only added to: what it is of is told elsewhere.
      if (!state || (!end && (!mayGoOn(call) || receiver.kind === "builder" || /^get|^relation$|^of$/.test(last.name))))
        return null;
      // Whoever is given the builder may go on with it.
      if (!end) state.unknown.push(chain.place);
      const statement = builders.statementOf(state, end?.purpose ?? "entities");
      const result: ResultShape = state.kind === "select" && end ? end.result : "other";
      return (
        statement && {
          statements: [statement],
          result,
          typed: end?.purpose === "entities",
          relations: context.relations,
          unknown: context.unknown,
        }
      );
    }
    if (!first.arguments || silent.has(first.name)) return null;
    const statement = operationOf(receiver, first, context);
    return (
      statement &&
      ({
        ...statement,
        relations: context.relations,
        unknown: context.unknown ?? (first.spread ? "what it is given is not known" : null),
      } satisfies Written)
    );
  },
};

const isBuilder = ({ name }: Step): boolean => /^create(?:Descendants|Ancestors)?QueryBuilder$/.test(name);

/** Null for methods that are no database's. */
function operationOf(
  receiver: Receiver,
  step: Step,
  context: TypeormContext,
): { readonly statements: readonly SqlText[]; readonly result: ResultShape; readonly typed: boolean } | null {
  const operation = Object.hasOwn(operations, step.name) ? operations[step.name] : null;
  const given = step.arguments ?? [];
  if (!operation) return { statements: [context.writer.unknown(step.at)], result: "other", typed: false };
  const [first, ...rest] = given;
  const { entity, own, others } = receiver.entity
    ? { entity: receiver.entity, own: receiver.own === true, others: receiver.own ? [] : given }
    : managed(step, first, rest, given, context);
  const statement = operation.write({ entity, given: others, step, context, own });
  return { statements: [statement], result: operation.result, typed: true };
}

/** An entity manager is told the entity first, but for a row that knows its own: `manager.save(user)`. */
function managed(
  step: Step,
  first: What | undefined,
  rest: readonly What[],
  given: readonly What[],
  context: TypeormContext,
): { readonly entity: Entity; readonly own: boolean; readonly others: readonly What[] } {
  const named = first && context.entities.named(first);
  if (named) return { entity: named, own: false, others: rest };
  const at = first ? (isPlace(first) ? first : first.place) : step.place;
  const isRow =
    /^(?:save|remove|softRemove|recover|preload)$/.test(step.name) &&
    (!rest[0] || context.run.value(rest[0]).kind === "object");
  const entity = isRow && first ? context.entities.ofRow(at) : { table: null, name: null, at };
  return { entity: { ...entity, at }, own: false, others: isRow ? given : rest };
}

interface End {
  readonly purpose: Purpose;
  readonly result: ResultShape;
}

/** The calls that send what a builder has been told. */
const ends: Readonly<Record<string, End>> = {
  getMany: { purpose: "entities", result: "rows" },
  getOne: { purpose: "entities", result: "row-or-null" },
  getOneOrFail: { purpose: "entities", result: "row" },
  getManyAndCount: { purpose: "entities", result: "other" },
  getRawAndEntities: { purpose: "entities", result: "other" },
  getRawMany: { purpose: "raw", result: "rows" },
  getRawOne: { purpose: "raw", result: "row-or-null" },
  getCount: { purpose: "count", result: "other" },
  getExists: { purpose: "exists", result: "other" },
  execute: { purpose: "raw", result: "rows" },
  stream: { purpose: "raw", result: "other" },
};

const mayGoOn = ({ consumed }: BuilderCall): boolean => consumed === "returned" || consumed === "argument";
