import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));
const files = ["lib", "rules", "cli"].flatMap(sourcesIn);

/**
 * Who may import whom: folders below lib, of `read` and `libraries` their parts, and files of lib by their own name. `libraries` are plain facts,
 * which every stage may ask; what reads the things that are written with a library is apart, and handed to the stages by the pipeline.
 */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  model: [],
  nearest: [],
  libraries: ["model"],
  settings: ["model", "nearest", "libraries"],
  source: ["model", "libraries"],
  find: ["model", "source", "settings", "libraries"],
  "read/sql": ["model", "libraries"],
  "read/builder": ["model", "source", "read/sql"],
  "read/models": ["model", "source", "libraries"],
  "read/migrations": ["model", "source", "libraries"],
  "read/configuration": ["model", "source", "libraries"],
  "libraries/readers": [
    "model",
    "source",
    "libraries",
    "read/builder",
    "read/models",
    "read/migrations",
    "read/configuration",
  ],
  catalog: ["model", "settings", "libraries"],
  analysis: ["model", "catalog"],
  report: ["model"],
  pipeline: [
    "model",
    "source",
    "libraries",
    "libraries/readers",
    "find",
    "read/sql",
    "read/builder",
    "read/models",
    "read/migrations",
    "read/configuration",
    "catalog",
    "analysis",
    "report",
    "settings",
  ],
  "rule-options": [],
  "show-readings": ["model", "analysis", "pipeline"],
  "define-rule": [
    "model",
    "source",
    "find",
    "catalog",
    "analysis",
    "report",
    "pipeline",
    "settings",
    "rule-options",
    "show-readings",
  ],
  rules: ["model", "analysis", "catalog", "define-rule", "settings", "pipeline"],
  cli: ["model", "analysis", "catalog", "define-rule", "settings", "pipeline", "nearest", "find", "rules"],
};

/** Packages that only some parts may speak of. */
const packages: readonly (readonly [name: RegExp, users: RegExp])[] = [
  [/^(libpg-query|@pgsql\/types|pgsql-ast-parser)/, /^lib\/read\/sql\//],
  [
    /^@typescript-eslint\/(utils|scope-manager|types|parser)/,
    /^(lib\/(source|find|report|libraries|read\/(builder|models|migrations))\/|lib\/(pipeline|define-rule)\.ts|cli\/run\.ts)/,
  ],
  [/^eslint$/, /^(cli|rules\/(index|configs)\.ts)/],
];

/** An expression holds queries that hold expressions: the files that read them call each other. So do edits, which are read again. */
const recursive = [/^lib\/read\/sql\/lower-/, /^lib\/read\/sql\/second-opinion/, /^lib\/read\/sql\/edits?\b/];

describe("the architecture", () => {
  it("has imports that run one way", () => {
    const wrong = files.flatMap((file) =>
      importsOf(file).flatMap((imported) => {
        if (!imported.startsWith("."))
          return packages.some(([name, users]) => name.test(imported) && !users.test(file))
            ? [`${file} imports ${imported}`]
            : [];
        const [from, to] = [partOf(file), partOf(join(dirname(file), imported))];
        return from === to || mayImport[from]?.includes(to) ? [] : [`${file} imports ${imported}`];
      }),
    );
    expect(wrong).toEqual([]);
  });

  it("has no cycles but where the grammar itself is recursive", () => {
    const done = new Set<string>();
    const visit = (file: string, path: readonly string[]): void => {
      if (path.includes(file)) throw new Error([...path.slice(path.indexOf(file)), file].join(" -> "));
      if (done.has(file)) return;
      for (const imported of importsOf(file, false)) {
        const target = join(dirname(file), imported);
        if (imported.startsWith(".") && !recursive.some((family) => family.test(file) && family.test(target)))
          visit(target, [...path, file]);
      }
      done.add(file);
    };
    for (const file of files) visit(file, []);
  });
});

function sourcesIn(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => `${folder}/${name.replaceAll("\\", "/")}`);
}

/** Module specifiers of a file; without types, those that are there when the program runs. */
function importsOf(file: string, types = true): string[] {
  const text = readFileSync(join(root, file), "utf8").replace(/^\s*(\*|\/\/|\/\*).*$/gm, "");
  return [
    ...text.matchAll(
      /^(?:import|export)\s+(type\s)?(?:[^;"']*?\sfrom\s)?["']([^"']+)["']|import\(["']([^"']+)["']\)/gm,
    ),
  ]
    .filter(([, isType]) => types || !isType)
    .map(([, , name, dynamic]) => name ?? dynamic ?? "");
}

/** What the list of libraries is made of: everything else of a library's folder reads something. */
const facts = ((): ReadonlySet<string> => {
  const found = new Set<string>();
  const add = (file: string): void => {
    if (found.has(file) || !file.startsWith("lib/libraries/")) return;
    found.add(file);
    for (const imported of importsOf(file)) if (imported.startsWith(".")) add(join(dirname(file), imported));
  };
  for (const name of ["index.ts", "other-databases.ts"]) add(`lib/libraries/${name}`);
  return found;
})();

function partOf(file: string): string {
  const [, folder = "", inner] = /^lib\/([^/.]+)(?:\/([^/.]+))?/.exec(file) ?? [];
  if (folder === "libraries") return facts.has(file) ? "libraries" : "libraries/readers";
  if (folder === "read") return `read/${inner ?? ""}`;
  return folder || (file.split("/")[0] ?? "");
}
