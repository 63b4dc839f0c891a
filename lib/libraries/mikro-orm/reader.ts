import type { SchemaNames } from "../../model/names.ts";
import type { ResultShape } from "../../model/site.ts";
import type { SqlText } from "../../model/sql-text.ts";
import type { BuilderCall } from "../../source/built/builder-call.ts";
import type { Chain, Place, Step } from "../../source/built/built.ts";
import { oneOf } from "../names.ts";
import type { BuilderReader } from "../../read/builder/builder-reader.ts";
import { writtenBuilder, type BuilderParts } from "./builder.ts";
import { Entities, type Entity } from "./entities.ts";
import { finds, type Call } from "./find.ts";
import { constantOf, MikroQuery, type What } from "./query.ts";
import { removal, writes } from "./writes.ts";
import type { Written, Writer } from "../../read/builder/written.ts";

/**
 * Reads MikroORM's entity manager, repositories and query builder as the SQL they send, with what the entities' filters
 * add.
 * https://mikro-orm.io/docs/entity-manager, https://mikro-orm.io/docs/query-builder
 */
export const mikroOrm: BuilderReader = {
  library: "mikro-orm",
  placeholders: "question",
  typed: true,
  stamps: true,
  read(chain, call, writer, names) {
    const reading = new Reading(writer, names);
    return reading.read(chain, call);
  },
};

const builders = /^(?:qb|createQueryBuilder)$/;
const repositories = /^(?:getRepository|repo)$/;

/** Calls that send nothing of themselves, or whose text is read where it stands. */
const silent = oneOf([
  "persist",
  "assign",
  "merge",
  "map",
  "getReference",
  "flush",
  "clear",
  "fork",
  "begin",
  "commit",
  "rollback",
  "transactional",
  "getConnection",
  "getDriver",
  "getKnex",
  "getKysely",
  "getMetadata",
  "getPlatform",
  "setFilterParams",
  "getFilterParams",
  "addFilter",
  "getUnitOfWork",
  "canPopulate",
  "isInTransaction",
  "execute",
  "getContext",
  "getEventManager",
  "getComparator",
  "getLoggerContext",
  "setLoggerContext",
  "setFlushMode",
  "getTransactionContext",
  "setTransactionContext",
  "resetTransactionContext",
  "getEntityFactory",
  "getHydrator",
  "getEntityManager",
  "getEntityName",
  "getValidator",
  "lock",
  "close",
  "connect",
  "isConnected",
  "raw",
  "persistAndFlush",
  "getSchemaGenerator",
  "getMigrator",
  "getSeeder",
  "clearCache",
  "schema",
  "config",
  "name",
  "em",
  "global",
  "addSchema",
  "discoverEntity",
  "reconnect",
  "getMigrationsList",
  "checkConnection",
  "refresh",
  "refreshOrFail",
  "aggregate",
  "new",
  "toString",
]);

interface Found {
  readonly step: Step;
  readonly entity: Entity | null;
}

class Reading {
  readonly #query: MikroQuery;
  readonly #entities: Entities;

  constructor(writer: Writer, names: SchemaNames) {
    this.#query = new MikroQuery(writer, names);
    this.#entities = new Entities(writer.run, names);
  }

  read(chain: Chain, { consumed }: BuilderCall): Written | null {
    const { root } = chain;
    if (
      root.kind !== "package" ||
      !/^(?:EntityManager|EntityRepository|MikroORM)\(\)$|getRepository\(\)$|repo\(\)$/.test(root.origin.path)
    )
      return null;
    const builder = this.#builderOf(chain);
    if (builder) return this.#builder(builder, chain, consumed);
    const found = this.#callOf(chain);
    return found && this.#call(found);
  }

  #written(result: ResultShape, grouped = true): Written {
    const { statements, relations, unknown } = this.#query;
    return { statements, result, relations, unknown, grouped };
  }

  #unknown(step: Step): Written {
    return {
      statements: [this.#query.writer.unknown(step.at)],
      result: "other",
      relations: [],
      unknown: `what "${step.name}" does is not known`,
    };
  }

  readonly #subquery = (chain: Chain): SqlText | null => {
    const parts = this.#builderOf(chain);
    return parts && writtenBuilder(parts, this.#query, this.#subquery).text;
  };

  /** The step that names a method, and the entity it is about. */
  #callOf({ root, steps }: Chain): Found | null {
    if (root.kind !== "package") return null;
    let entity: Entity | null =
      root.origin.path.endsWith("Repository()") || root.origin.path.endsWith("repo()")
        ? this.#entities.ofRepository(root.place)
        : null;
    for (const step of steps) {
      if (repositories.test(step.name)) {
        entity = step.arguments?.[0]
          ? this.#entities.named(step.arguments[0])
          : { table: null, name: null, at: step.at };
        continue;
      }
      if (
        step.name === "em" ||
        step.name === "fork" ||
        step.name === "getEntityManager" ||
        step.name === "getContext"
      ) {
        entity = null;
        continue;
      }
      if (step.arguments === null) return null;
      return { step, entity };
    }
    return null;
  }

  #call({ step, entity: own }: Found): Written | null {
    if (silent(step.name)) return null;
    const given = step.arguments ?? [];
    if (step.name === "remove" || step.name === "removeAndFlush") return this.#removal(step, given, own);
    const operation = finds[step.name] ?? writes[step.name];
    if (!operation) return this.#unknown(step);
    const entity = own ?? (given[0] ? this.#entityIn(step, given) : { table: null, name: null, at: step.at });
    if (!entity) return null;
    const before = own ? 0 : 1;
    const call: Call = {
      entity,
      step,
      given: given.slice(before),
      before,
      query: this.#query,
      subquery: this.#subquery,
    };
    operation.write(call);
    if (step.spread) this.#query.unknown ??= "what it is given is not known";
    return this.#written(operation.result);
  }

  /** `em.insert(user)` takes an entity that has been made before. */
  #entityIn(step: Step, given: readonly What[]): Entity | null {
    const [first] = given;
    if (!first) return null;
    const named = this.#entities.named(first);
    if (named.name !== null || given.length > 1 || !/^(?:insert|insertMany|upsert|upsertMany)$/.test(step.name))
      return named;
    return this.#entities.ofValue(first) ?? named;
  }

  #removal(step: Step, given: readonly What[], own: Entity | null): Written | null {
    const [what] = given;
    if (!what) return null;
    const entity = own ?? this.#entities.ofValue(what);
    const at: Entity = entity ? { ...entity, at: step.at } : { table: null, name: null, at: what };
    const call: Call = { entity: at, step, given, before: 0, query: this.#query, subquery: this.#subquery };
    removal(call);
    return this.#written("other");
  }

  #builderOf(chain: Chain): BuilderParts | null {
    const { root, steps } = chain;
    if (root.kind !== "package" || root.origin.library !== "mikro-orm") return null;
    const index = steps.findIndex(({ name, arguments: given }) => builders.test(name) && given !== null);
    const start = steps[index];
    if (!start) return null;
    const found = this.#callOf({ ...chain, steps: steps.slice(0, index + 1) });
    const given = start.arguments ?? [];
    const own = found?.entity ?? null;
    const [first, second] = own ? [null, given[0]] : [given[0], given[1]];
    const entity: Entity = own ?? (first ? this.#entities.named(first) : { table: null, name: null, at: start.at });
    const alias = constantOf(this.#query.run, second);
    return { entity, alias: typeof alias === "string" ? alias : null, start, steps: steps.slice(index + 1) };
  }

  #builder(parts: BuilderParts, chain: Chain, consumed: BuilderCall["consumed"]): Written | null {
    if (consumed === "step" || (consumed === "discarded" && !parts.steps.some(({ name }) => ends.test(name))))
      return null;
    const steps = mayGoOn(parts.steps, consumed) ? [...parts.steps, goesOn(chain)] : parts.steps;
    const { text, result } = writtenBuilder({ ...parts, steps }, this.#query, this.#subquery);
    this.#query.statements.push(text);
    return this.#written(result, false);
  }
}

const ends = /^(?:execute|getResult|getResultList|getSingleResult|getCount|getResultAndCount|stream|then)$/;

/** Whether whoever is given the query may add to it. */
function mayGoOn(steps: readonly Step[], consumed: BuilderCall["consumed"]): boolean {
  return consumed !== "awaited" && consumed !== "sent" && !steps.some(({ name }) => ends.test(name));
}

/** Stands for what others may do with it. */
function goesOn({ place }: { readonly place: Place }): Step {
  return { name: "?", arguments: [], spread: true, template: null, types: null, at: place, place };
}
