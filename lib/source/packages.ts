import { libraries } from "../libraries/index.ts";
import type { PackageFacts } from "../libraries/library.ts";
import type { Library } from "../model/site.ts";

/** What is known of a package's values. */
export interface KnownPackage extends PackageFacts {
  readonly library: Library;
}

const knownPackages: readonly KnownPackage[] = libraries.flatMap(({ name, packages }) =>
  packages.map((one) => ({ ...one, library: name })),
);

const byModule = new Map<string, KnownPackage>();
const below: [string, KnownPackage][] = [];
for (const known of knownPackages) {
  for (const module of known.modules) {
    if (module.endsWith("/*")) below.push([module.slice(0, -1), known]);
    else byModule.set(module, known);
  }
}

/** The known package that a specifier names, as Node, Deno, Bun or a browser's import writes it. */
export function knownPackage(specifier: string): KnownPackage | null {
  const name = /^(?:npm:|jsr:|https?:)/.test(specifier) ? packageName(specifier) : specifier;
  return byModule.get(name) ?? below.find(([start]) => name.startsWith(start))?.[1] ?? null;
}

/** `npm:pg@8/lib/x`, `jsr:@db/postgres`, `https://esm.sh/postgres@3.4`, `https://deno.land/x/postgresjs@v3/mod.js`. */
function packageName(specifier: string): string {
  const [, deno] = /^https?:\/\/deno\.land\/x\/(\w+)/.exec(specifier) ?? [];
  if (deno !== undefined) return knownPackages.find((known) => known.deno === deno)?.modules[0] ?? deno;
  const path = specifier.replace(/^(?:npm:|jsr:)\/?|^https?:\/\/[^/]+\/(?:v\d+\/|npm\/|pin\/)?/, "");
  return path.replace(/^((?:@[^/]+\/)?[^/@?]+)@[^/?]*/, "$1").replace(/\?.*$/, "");
}

/** The path under which the library's facts are kept: `Pool().connect()` of pg is a `Client()`. */
export function canonicalPath(known: KnownPackage | null, path: string): string {
  if (!known) return path;
  for (const pattern of patternsOf(path)) {
    const to = Object.hasOwn(known.flows, pattern) ? known.flows[pattern] : undefined;
    if (to !== undefined) return to;
  }
  return path;
}

function* patternsOf(path: string): Generator<string> {
  yield path;
  const anyCallback = path.replace(/\(\d+:\d+\)$/, "(*)");
  if (anyCallback !== path) yield anyCallback;
  const anyMember = anyCallback.replace(/\.[\w$]+(\((?:\*)?\))?$/, ".*$1");
  if (anyMember !== anyCallback) yield anyMember;
}

const firstModules = (of: (library: (typeof libraries)[number]) => readonly string[]): ReadonlyMap<string, string> =>
  new Map(libraries.flatMap((library) => of(library).map((name) => [name, library.packages[0]?.modules[0] ?? ""])));

const generatedClients = firstModules(({ generated }) => generated ?? []);
const globals = firstModules(({ global }) => (global === undefined ? [] : [global]));

/** Names by which clients are known without an import of their package: of what is generated, and of globals. */
export const generatedNames: readonly string[] = [...generatedClients.keys()];
export const globalNames: readonly string[] = [...globals.keys()];

/**
 * The package of a client that is generated, whatever module it was generated into, by a name that it exports; null for
 * other names.
 */
export function generatedFrom(name: string): string | null {
  return generatedClients.get(name) ?? null;
}

/** The package whose exports a global has: `Bun`. */
export function packageOfGlobal(name: string): string | null {
  return globals.get(name) ?? null;
}
