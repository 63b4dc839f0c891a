import type { SchemaNames } from "../../model/names.ts";
import type { Library } from "../../model/site.ts";
import type { Path } from "./path.ts";
import type { Built, Chain, Place, Step } from "./built.ts";
import { beginsStatement, modelLibrary } from "./clients.ts";

/** A chain that begins at a client or model of a library, and why it counts. */
export interface LibraryChain {
  readonly chain: Chain;
  readonly library: Library;
  readonly how: "origin" | "type" | "evidence";
}

/**
 * The library that a chain belongs to: by its client's origin, by what a model class inherits from, or, where the client is out of
 * sight, by the form of the chain together with a table or model that the schema has. Out: null for everything else; a chain whose client is out
 * of sight begins where the client would stand.
 */
export function libraryChain(chain: Chain, run: Path, names: SchemaNames): LibraryChain | null {
  const { root } = chain;
  switch (root.kind) {
    case "package": {
      const { origin } = root;
      if (origin.library !== null && beginsStatement(origin))
        return chain.steps.length > 0 ? { chain, library: origin.library, how: origin.how } : null;
      return origin.library === null ? byEvidence(chain, run, names) : null;
    }
    case "class": {
      const origin = modelLibrary(root.node, root.frame.module);
      return origin?.library && chain.steps.length > 0 ? { chain, library: origin.library, how: origin.how } : null;
    }
    case "unknown": {
      const origin = root.instance ? modelLibrary(root.instance.node, root.instance.frame.module) : null;
      // `user.$query()`, `this.$relatedQuery("posts")`
      if (origin?.library === "objection" && /^\$(?:query|relatedQuery)$/.test(chain.steps[0]?.name ?? ""))
        return { chain, library: origin.library, how: origin.how };
      return byEvidence(chain, run, names);
    }
    default:
      return null;
  }
}

const packages: Partial<Record<Library, readonly [module: string, path: string]>> = {
  prisma: ["@prisma/client", "PrismaClient()"],
  knex: ["knex", "db"],
  kysely: ["kysely", "db"],
  drizzle: ["drizzle-orm", "db"],
  sequelize: ["sequelize", "Sequelize()"],
};

function byEvidence(chain: Chain, run: Path, names: SchemaNames): LibraryChain | null {
  return byModel(chain, names) ?? byStep(chain, run, names);
}

/** `User.findAll({ … })` of a model that is handed in. */
function byModel(chain: Chain, names: SchemaNames): LibraryChain | null {
  const [first] = chain.steps;
  const { node } = chain.root.place;
  if (
    !first?.arguments ||
    node.type !== "Identifier" ||
    !sequelizeMethods.test(first.name) ||
    !isModel(node.name, "sequelize", names)
  )
    return null;
  const { place } = chain.root;
  const named: Step = {
    name: node.name,
    arguments: null,
    spread: false,
    template: null,
    types: null,
    at: place,
    place,
  };
  return {
    library: "sequelize",
    how: "evidence",
    chain: {
      ...chain,
      root: {
        kind: "package",
        origin: { library: "sequelize", package: "sequelize", path: "Sequelize()", how: "origin" },
        place,
        made: null,
      },
      steps: [named, ...chain.steps],
    },
  };
}

/** True of a model of the library itself: another library's of that name says nothing. */
function isModel(name: string, library: Library, names: SchemaNames): boolean {
  const table = names.model(library, name);
  return table !== null && ((table.library ?? null) === null || table.library === library);
}

function byStep(chain: Chain, run: Path, names: SchemaNames): LibraryChain | null {
  for (const [index, step] of chain.steps.entries()) {
    const library = libraryOf(chain.steps, index, step, run, names);
    const known = library && packages[library];
    if (!library || !known) continue;
    const before = chain.steps[index - 1]?.place ?? chain.root.place;
    const [module, path] = known;
    // A client that is called is a step without a name: `knex("users")`.
    const isCalled = library === "knex" && step.arguments !== null && !/^(?:|from|table|into)$/.test(step.name);
    const steps = chain.steps.slice(index);
    return {
      library,
      how: "evidence",
      chain: {
        ...chain,
        root: {
          kind: "package",
          origin: { library, package: module, path, how: "origin" },
          place: isCalled ? step.at : before,
          made: null,
        },
        steps: isCalled ? [{ ...step, name: "" }, ...steps.slice(1)] : steps,
      },
    };
  }
  return null;
}

const prismaMethods =
  /^(?:find(?:Many|Unique|First)(?:OrThrow)?|create(?:Many(?:AndReturn)?)?|update(?:Many(?:AndReturn)?)?|upsert|delete(?:Many)?|count|aggregate|groupBy)$/;
const sequelizeMethods =
  /^(?:find(?:All|One|ByPk|OrCreate|OrBuild|CreateFind|AndCountAll)|count|max|min|sum|aggregate|create|bulkCreate|upsert|update|increment|decrement|destroy|truncate|restore|scope|unscoped)$/;
const knexMethods =
  /^(?:where\w*|andWhere\w*|orWhere\w*|select|first|pluck|insert|update|del|delete|truncate|\w*[jJ]oin|count|returning|columns|distinct)$/;

/** The library in whose words a chain goes on from a step. */
function libraryOf(steps: readonly Step[], index: number, step: Step, run: Path, names: SchemaNames): Library | null {
  const next = steps[index + 1];
  const first = step.arguments?.[0];
  // `ctx.db.user.findMany({ … })`
  if (step.arguments === null && step.template === null) {
    if (
      next?.arguments &&
      next.arguments.length <= 1 &&
      prismaMethods.test(next.name) &&
      isModel(step.name, "prisma", names)
    )
      return "prisma";
    // `models.User.findAll({ … })`
    if (next?.arguments && sequelizeMethods.test(next.name) && isModel(step.name, "sequelize", names))
      return "sequelize";
    // `db.query.users.findMany({ … })`
    if (
      step.name === "query" &&
      next?.arguments === null &&
      /^find(?:Many|First)$/.test(steps[index + 2]?.name ?? "") &&
      names.model("drizzle", next.name)
    )
      return "drizzle";
    return null;
  }
  if (!first) return step.name === "select" || step.name === "selectDistinct" ? drizzleSelect(next, run) : null;
  switch (step.name) {
    case "selectFrom":
    case "insertInto":
    case "updateTable":
    case "deleteFrom":
      return next && namesTable(first, run, names) ? "kysely" : null;
    case "":
    case "from":
    case "table":
      // What an unknown function is given, or a text sliced: only together with what nobody else has.
      return next?.arguments && knexMethods.test(next.name) && namesTable(first, run, names) && !isReactive(steps)
        ? "knex"
        : null;
    case "select":
    case "selectDistinct":
    case "selectDistinctOn":
      return drizzleSelect(next, run) ?? drizzleSelect(steps[index + 2], run);
    case "insert":
      return next?.name === "values" || next?.name === "select"
        ? isDrizzleTable(first, run)
          ? "drizzle"
          : null
        : null;
    case "update":
      return next?.name === "set" && isDrizzleTable(first, run) ? "drizzle" : null;
    case "delete":
      return isDrizzleTable(first, run) ? "drizzle" : null;
    default:
      // `req.app.knex("users").where(…)`
      return /knex|^(?:db|trx|tx|conn(?:ection)?|database)$/i.test(step.name) &&
        next?.arguments &&
        knexMethods.test(next.name) &&
        namesTable(first, run, names)
        ? "knex"
        : null;
  }
}

/** `supabase.from("users").select("*").eq(…)` speaks to a service, in words that knex has, too. */
function isReactive(steps: readonly Step[]): boolean {
  return (
    steps.some(({ name }) =>
      /^(?:eq|neq|gt|gte|lt|lte|like|ilike|is|in|contains|single|maybeSingle|order|range|match|not|or|rpc|toArray|fetch|subscribe)$/.test(
        name,
      ),
    ) ||
    (steps.length === 2 && steps[0]?.name === "from")
  );
}

function drizzleSelect(from: Step | undefined, run: Path): Library | null {
  const table = from?.name === "from" ? from.arguments?.[0] : undefined;
  return table && isDrizzleTable(table, run) ? "drizzle" : null;
}

/** `pgTable("users", …)`, whichever file declares it. */
function isDrizzleTable(what: Place | Built, run: Path): boolean {
  const value = run.follow(what);
  return (
    value.kind === "chain" &&
    value.root.kind === "package" &&
    value.root.origin.library === "drizzle" &&
    /(?:^|\.)pg(?:Table|View|MaterializedView|Schema)\b|Table\(/.test(
      [value.root.origin.path, ...value.steps.map(({ name }) => name)].join("."),
    )
  );
}

/** `"users"`, `"users as u"`, `"app.users"`: a table of the schema. */
function namesTable(what: Place | Built, run: Path, names: SchemaNames): boolean {
  const value = run.value(what);
  if (value.kind !== "constant" || typeof value.value !== "string") return false;
  const [name = ""] = value.value.trim().split(/\s+/);
  const [table = "", schema = null] = name.split(".").toReversed();
  return names.table(schema, table) !== null || names.model("kysely", table) !== null;
}
