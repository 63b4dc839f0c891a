import { dirname } from "node:path";
import type { BuilderEvidence, StepForm } from "../../libraries/builder-facts.ts";
import { factsOf, libraries } from "../../libraries/index.ts";
import { oneOf, type Names } from "../../libraries/names.ts";
import type { SchemaNames } from "../../model/names.ts";
import type { Library } from "../../model/site.ts";
import { majorOf } from "../dependencies.ts";
import { nameOfKey } from "../nodes.ts";
import { traceValue } from "../trace.ts";
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
 * The library that a chain belongs to: by its client's origin, by what a model class inherits from, or, where the
 * client is out of sight, by the form of the chain together with a table or model that the schema has. Out: null for
 * everything else; a chain whose client is out of sight begins where the client would stand.
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
      if (origin?.library && instanceMethodsOf(origin.library).includes(chain.steps[0]?.name ?? ""))
        return { chain, library: origin.library, how: origin.how };
      return byEvidence(chain, run, names);
    }
    default:
      return null;
  }
}

const instanceMethodsOf = (library: Library): Names => factsOf(library)?.builder?.instanceMethods ?? [];

/** A library whose builders are known by their form. */
interface Known {
  readonly library: Library;
  readonly evidence: BuilderEvidence;
  readonly ofModels: (method: string) => boolean;
}

const known: readonly Known[] = libraries.flatMap(({ name, builder }): Known[] =>
  builder?.evidence
    ? [{ library: name, evidence: builder.evidence, ofModels: oneOf(builder.evidence.ofModels ?? []) }]
    : [],
);

function byEvidence(chain: Chain, run: Path, names: SchemaNames): LibraryChain | null {
  return byModel(chain, names) ?? byStep(chain, run, names);
}

/** `User.findAll({ … })` of a model that is handed in. */
function byModel(chain: Chain, names: SchemaNames): LibraryChain | null {
  const [first] = chain.steps;
  const { place } = chain.root;
  const name = nameAt(place);
  if (!first?.arguments || name === null || isOfAnother(place)) return null;
  const one = known.find(({ library, ofModels }) => ofModels(first.name) && isModel(name, library, names));
  if (!one) return null;
  const named: Step = {
    name,
    arguments: null,
    spread: false,
    template: null,
    types: null,
    at: place,
    place,
  };
  return withClient(one, chain, place, [named, ...chain.steps]);
}

/**
 * An instance that comes from a package which is no database library's (`view: EditorView`), or is of a class of the project that extends none, is no model,
 * whatever it is called. A package of the workspace, which need not be in sight, may be anybody's.
 */
function isOfAnother({ node, frame: { module } }: Place): boolean {
  const value = traceValue(node, module);
  if (value?.kind === "instance") return value.node.superClass === null;
  if (value?.kind !== "package") return false;
  const { library, package: specifier, path } = value.origin;
  const [name = ""] = /^(?:@[^/]+\/)?[^/]+/.exec(specifier) ?? [];
  return library === null && path.endsWith("()") && majorOf(name, dirname(module.file)) !== null;
}

/** `User`, `db.User`, `const { User } = db` */
function nameAt({ node }: Place): string | null {
  if (node.type === "Identifier") return node.name;
  return node.type === "MemberExpression" && !node.computed ? nameOfKey(node.property) : null;
}

/** True of a model of the library itself: another library's of that name says nothing. */
function isModel(name: string, library: Library, names: SchemaNames, file?: string): boolean {
  const table = names.model(library, name, file);
  return table !== null && ((table.library ?? null) === null || table.library === library);
}

function byStep(chain: Chain, run: Path, names: SchemaNames): LibraryChain | null {
  const forms = known.map(({ library }) => chain.steps.map((step) => new Form(step, library, run, names)));
  for (const [index, step] of chain.steps.entries()) {
    for (const [at, one] of known.entries()) {
      const begins = one.evidence.begins(forms[at] ?? [], index);
      const steps = chain.steps.slice(index);
      // A client that is called is a step without a name: `knex("users")`.
      if (begins === "called") return withClient(one, chain, step.at, [{ ...step, name: "" }, ...steps.slice(1)]);
      if (begins === "before" && !(step.arguments === null && isOfAnother(step.place)))
        return withClient(one, chain, chain.steps[index - 1]?.place ?? chain.root.place, steps);
    }
  }
  return null;
}

/** The chain as it would be if its client stood in sight. */
function withClient({ library, evidence }: Known, chain: Chain, place: Place, steps: readonly Step[]): LibraryChain {
  const { module, path } = evidence.client;
  return {
    library,
    how: "evidence",
    chain: {
      ...chain,
      root: { kind: "package", origin: { library, package: module, path, how: "origin" }, place, made: null },
      steps,
    },
  };
}

/** A step as a library is shown it. */
class Form implements StepForm {
  readonly name: string;
  readonly given: number | null;
  readonly isMember: boolean;
  readonly #first: Place | Built | undefined;
  readonly #library: Library;
  readonly #run: Path;
  readonly #names: SchemaNames;

  constructor(step: Step, library: Library, run: Path, names: SchemaNames) {
    this.name = step.name;
    this.given = step.arguments?.length ?? null;
    this.isMember = step.arguments === null && step.template === null;
    this.#first = step.arguments?.[0];
    this.#library = library;
    this.#run = run;
    this.#names = names;
  }

  isModel(): boolean {
    return isModel(this.name, this.#library, this.#names);
  }

  namesTable(): boolean {
    return this.#first !== undefined && namesTable(this.#first, this.#library, this.#run, this.#names);
  }

  givesModel(): boolean {
    const value = this.#first && this.#run.follow(this.#first);
    if (value?.kind !== "class" || !value.node.id) return false;
    return isModel(value.node.id.name, this.#library, this.#names, value.frame.module.file);
  }

  givenPath(): string | null {
    return this.#first === undefined ? null : pathOf(this.#run.follow(this.#first), this.#library);
  }
}

/** `pgTable`, whichever file calls it. */
function pathOf(value: Built, library: Library): string | null {
  return value.kind === "chain" && value.root.kind === "package" && value.root.origin.library === library
    ? [value.root.origin.path, ...value.steps.map(({ name }) => name)].join(".")
    : null;
}

/** `"users"`, `"users as u"`, `"app.users"`: a table of the schema. */
function namesTable(what: Place | Built, library: Library, run: Path, names: SchemaNames): boolean {
  const value = run.value(what);
  if (value.kind !== "constant" || typeof value.value !== "string") return false;
  const [name = ""] = value.value.trim().split(/\s+/);
  const [table = "", schema = null] = name.split(".").toReversed();
  return names.table(schema, table) !== null || names.model(library, table) !== null;
}
