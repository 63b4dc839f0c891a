import { hash } from "node:crypto";
import { serialize } from "node:v8";
import { schemasLoaded, type SchemaState } from "./catalog/load.ts";
import { modelFinders } from "./libraries/readers.ts";
import { foldersWithSchemas, stateOfSchema, type FileAnalysis } from "./pipeline.ts";
import { diskCacheOf, type DiskCache } from "./project/disk-cache.ts";
import { FileStates, type FileState } from "./project/file-states.ts";
import { searchedFor, searchesOfOthers } from "./project/project-files.ts";
import { treeOf, type Tree } from "./project/tree.ts";
import type { FileFinding } from "./report/findings.ts";
import type { Settings } from "./settings.ts";
import { ImportClosures } from "./source/import-closure.ts";
import { importsUnnamed, textOfFile } from "./source/open-module.ts";

const modelEndings = modelFinders.map(({ ending }) => ending);

/**
 * What rules found in a file, and all that it rests on: the file and what its imports lead to, what says around the project how that is put
 * together, its schemas, and, where the project was searched for who calls or imports something, every file of it.
 */
interface Kept {
  readonly imports: string;
  readonly configuration: string;
  readonly schemas: ReadonlyMap<string, string>;
  /** The folders that have schemas. */
  readonly served: string;
  /** All programs and schemas of the project's folder. */
  readonly programs: string;
  /** What the schemas rest on outside the project's folder. */
  readonly outside: ReadonlyMap<string, string | null>;
  restsOnProject: boolean;
  /** By the rule's name and its options. */
  readonly rules: Map<string, readonly FileFinding[]>;
}

/** One run of a rule over a file. */
export interface RuleRun {
  readonly rule: string;
  readonly options: unknown;
  readonly file: string;
  readonly text: string;
  readonly settings: Settings;
  /** What a parser is told, and which one it is; the same object for the same configuration. */
  readonly language: object | undefined;
  readonly hasTypes: boolean;
}

/** What an earlier process has found in a file, and what this one is to leave to later ones. */
export interface RunFindings {
  /** Null: it is to be worked out. */
  readonly known: readonly FileFinding[] | null;
  keep(findings: readonly FileFinding[], analysis: FileAnalysis): void;
}

interface Given {
  readonly imports: string;
  readonly tree: Tree;
  readonly look: Look;
  readonly restsOnProject: boolean;
}

/** How long, in milliseconds, a look at the files is good for, and how much longer where it takes long. */
const freshFor = 1_000;
const lookShare = 30;

const startOfProcess = Date.now() - process.uptime() * 1000;
let replays = 0;

/** How many findings of a rule in a file were taken from an earlier process: what tests count. */
export const findingsRecalled = (): number => replays;

/** The findings of a rule in a file, where they may be kept: of what stands on the disk, by no types. */
export function keptFindings(run: RuleRun): RunFindings | null {
  const { settings, language, file, text, hasTypes } = run;
  if (hasTypes || language === undefined || settings.cache === false || settings.judgesLater !== undefined) return null;
  try {
    const cache = diskCacheOf(settings.root);
    if (!cache || textOfFile(file)?.text !== text) return null;
    return projectOf(settings, language, cache)?.run(run) ?? null;
  } catch {
    // What cannot be kept is worked out.
    return null;
  }
}

const projects = new Map<string, KeptProject>();

function projectOf(settings: Settings, language: object, cache: DiskCache): KeptProject | null {
  const [ofSettings, ofLanguage] = [digestOfObject(settings), digestOfObject(language)];
  if (ofSettings === null || ofLanguage === null) return null;
  const name = hash("sha256", ofSettings + ofLanguage).slice(0, 32);
  let project = projects.get(name);
  if (!project) {
    const made = new KeptProject(settings, cache, name);
    process.once("exit", () => made.write());
    projects.set(name, made);
    project = made;
  }
  return project;
}

const digests = new WeakMap<object, string | null>();

/** Of plain data; null where it is none. */
function digestOfObject(value: object): string | null {
  let digest = digests.get(value);
  if (digest === undefined) {
    try {
      digest = hash("sha256", serialize(plain(value)));
    } catch {
      digest = null;
    }
    digests.set(value, digest);
  }
  return digest;
}

/** Parsers and plugins are told by what they call themselves. */
function plain(value: unknown): unknown {
  if (typeof value !== "object" || value === null || value instanceof RegExp) return value;
  if (Array.isArray(value)) return value.map(plain);
  const entries = Object.entries(value);
  const meta = "meta" in value ? value.meta : undefined;
  if (entries.some(([, one]) => typeof one === "function")) return ["named", plain(meta ?? null)];
  return entries.map(([key, one]) => [key, plain(one)]);
}

/** One look at the files of a project. */
class Look {
  readonly states: FileStates;
  readonly imports: ImportClosures;
  readonly #root: string;
  /** In milliseconds: what looking has taken. */
  took = 0;
  #tree: Tree | null | undefined;
  readonly until: number;

  constructor(root: string, kept: ReadonlyMap<string, FileState>, lastTook: number) {
    this.#root = root;
    this.states = new FileStates(kept);
    this.imports = new ImportClosures(this.states);
    this.until = Date.now() + Math.max(freshFor, lookShare * lastTook);
  }

  get tree(): Tree | null {
    const contentOf = (path: string) => this.states.at(path)?.digest ?? null;
    const withImports = (path: string) => this.imports.digestOf(path);
    if (this.#tree === undefined)
      this.#tree = this.timed(() => treeOf(this.#root, modelEndings, contentOf, withImports));
    return this.#tree;
  }

  readonly #schemas = new Map<string, string>();

  /** Of a schema and of the content of all that it rests on; empty where there is none. */
  stateOf(schema: SchemaState | undefined): string {
    if (!schema) return "";
    const { digest, watched } = schema;
    let state = this.#schemas.get(digest);
    if (state === undefined) {
      const contents = watched.map((path) => this.states.at(path)?.digest ?? null);
      this.#schemas.set(digest, (state = hash("sha256", JSON.stringify([digest, contents]))));
    }
    return state;
  }

  timed<T>(work: () => T): T {
    const started = performance.now();
    try {
      return work();
    } finally {
      this.took += performance.now() - started;
    }
  }
}

/** What is kept of the files of a project that are read by the same settings. */
export class KeptProject {
  readonly #settings: Settings;
  readonly #cache: DiskCache;
  readonly #name: string;
  /** Of the process, in milliseconds: what was written since may be read half. */
  readonly #began: number;
  readonly #before: ReadonlyMap<string, Kept>;
  readonly #now = new Map<string, Kept>();
  readonly #asked = new Set<string>();
  /** Files of which something was worked out. */
  readonly #made = new Set<string>();
  readonly #states = new Map<string, FileState>();
  #look: Look;
  #hasHeld = true;

  constructor(settings: Settings, cache: DiskCache, name: string, began: number = startOfProcess) {
    this.#settings = settings;
    this.#cache = cache;
    this.#name = name;
    this.#began = began;
    this.#before = mapFrom(cache.read(this.#findingsName)) as ReadonlyMap<string, Kept>;
    const states = mapFrom(cache.read(this.#statesName)) as ReadonlyMap<string, FileState>;
    this.#look = new Look(settings.root, states, 0);
  }

  get #findingsName(): string {
    return `findings-${this.#name}`;
  }

  get #statesName(): string {
    return `states-${hash("sha256", this.#settings.root).slice(0, 32)}`;
  }

  run({ rule, options, file }: RuleRun): RunFindings | null {
    const look = this.#looking();
    const imports = look.timed(() => look.imports.digestOf(file));
    const { tree } = look;
    if (!tree) return null;
    const key = JSON.stringify([rule, options]);
    const place = `${file}\n${key}`;
    // Whoever asks again in the same process has changed something, and has all else at hand.
    const isFirst = !this.#asked.has(place);
    this.#asked.add(place);
    const before = isFirst ? this.#before.get(file) : undefined;
    const found = before?.imports === imports ? before.rules.get(key) : undefined;
    if (before && found && this.#isAsItWas(before, tree, look)) {
      replays++;
      this.#now.set(file, this.#now.get(file) ?? { ...before, programs: tree.programs, rules: new Map() });
      this.#now.get(file)?.rules.set(key, found);
      return { known: found, keep: () => undefined };
    }
    if (!isFirst) return null;
    const searches = searchesOfOthers();
    return {
      known: null,
      keep: (findings, analysis) => {
        // What undoes a migration may lie beside it.
        const restsOnProject = searchesOfOthers() > searches || analysis.ownRole === "migration";
        this.#keep(file, key, findings, { imports, tree, look, restsOnProject });
      },
    };
  }

  #looking(): Look {
    if (Date.now() < this.#look.until) return this.#look;
    const before = this.#look;
    this.#gather(before);
    this.#look = new Look(this.#settings.root, this.#states, before.took);
    return this.#look;
  }

  #gather({ states }: Look): void {
    this.#hasHeld &&= states.haveHeldSince(this.#began);
    for (const [path, state] of states.all) this.#states.set(path, state);
  }

  #isAsItWas(kept: Kept, { programs, configuration }: Tree, look: Look): boolean {
    if (kept.configuration !== configuration) return false;
    if (kept.programs === programs)
      return [...kept.outside].every(([path, digest]) => (look.states.at(path)?.digest ?? null) === digest);
    if (kept.restsOnProject || kept.served !== this.#served()) return false;
    return [...kept.schemas].every(
      ([name, state]) => look.stateOf(stateOfSchema(this.#settings, name) ?? undefined) === state,
    );
  }

  /** Which schema a file has is told by the folders that have some. */
  #served(): string {
    return JSON.stringify(foldersWithSchemas(this.#settings));
  }

  #keep(
    file: string,
    key: string,
    findings: readonly FileFinding[],
    { imports, tree, look, restsOnProject }: Given,
  ): void {
    const known = this.#now.get(file);
    const isSame = known?.imports === imports && known.programs === tree.programs;
    const loaded = schemasLoaded(this.#settings);
    if (loaded.size === 0) {
      this.#now.delete(file);
      return;
    }
    const outside = [...loaded.values()]
      .flatMap(({ watched }) => watched)
      .filter((path) => !path.startsWith(this.#settings.root));
    const kept: Kept = {
      imports,
      configuration: tree.configuration,
      programs: tree.programs,
      restsOnProject: restsOnProject || (isSame && known.restsOnProject),
      served: this.#served(),
      schemas: new Map([...loaded].map(([name, state]) => [name, look.stateOf(state)])),
      outside: new Map(outside.map((path) => [path, look.states.at(path)?.digest ?? null])),
      rules: isSame ? known.rules : new Map<string, readonly FileFinding[]>(),
    };
    kept.rules.set(key, findings);
    this.#now.set(file, kept);
    this.#made.add(file);
  }

  /** What was found out about a file that the imports lead to is remembered with it, for whichever file it was asked. */
  #tellWhatElse(): void {
    const { imports } = this.#look;
    const searched = imports.leadingTo(this.#made, searchedFor);
    const untold = imports.leadingTo(this.#made, importsUnnamed);
    for (const file of this.#made) {
      const kept = this.#now.get(file);
      if (kept && searched.has(file)) kept.restsOnProject = true;
      if (untold.has(file)) this.#now.delete(file);
    }
  }

  /** Leaves what was found to later processes. */
  write(): void {
    try {
      this.#gather(this.#look);
      // What was found in files that changed meanwhile may be of either content.
      if (!this.#hasHeld || this.#now.size === 0) return;
      this.#tellWhatElse();
      const others = mapFrom(this.#cache.read(this.#findingsName)) as ReadonlyMap<string, Kept>;
      this.#cache.write(this.#findingsName, new Map([...others, ...this.#now]));
      const states = mapFrom(this.#cache.read(this.#statesName)) as ReadonlyMap<string, FileState>;
      this.#cache.write(this.#statesName, new Map([...states, ...this.#states]));
    } catch {
      // It is worked out again the next time.
    }
  }
}

const mapFrom = (kept: unknown): ReadonlyMap<unknown, unknown> => (kept instanceof Map ? kept : new Map());
