import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));
const files = ["lib", "rules", "cli"].flatMap(sourcesIn);

/**
 * Who may import whom: folders below lib, folders in them that have a line of their own, and files of lib by their own name. `libraries` are
 * plain facts, which every stage may ask; what reads the things that are written with a library is apart, and handed to the stages by the
 * pipeline. The table of docs/how-it-works.md says the same.
 */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  model: [],
  libraries: ["model"],
  settings: ["model", "libraries", "project"],
  source: ["model", "libraries", "source/built", "project"],
  "source/built": ["model", "libraries", "source"],
  "source/evaluate": ["source"],
  find: ["model", "project", "libraries", "source", "source/built", "find/embed", "settings"],
  "find/embed": ["model", "libraries", "source", "find"],
  "read/sql": [
    "model",
    "read/sql/tokens",
    "read/sql/parser",
    "read/sql/template",
    "read/sql/lower",
    "read/sql/definitions",
    "read/sql/edits",
    "read/sql/script",
  ],
  "read/sql/script": ["model", "read/sql/tokens"],
  "read/sql/tokens": ["model"],
  "read/sql/parser": ["model", "read/sql/tokens"],
  "read/sql/template": ["model", "read/sql/tokens", "read/sql/parser"],
  "read/sql/lower": ["model", "read/sql/tokens", "read/sql/parser", "read/sql/template"],
  "read/sql/definitions": ["model", "read/sql/tokens", "read/sql/parser", "read/sql/lower"],
  "read/sql/edits": ["model", "libraries", "read/sql/tokens", "read/sql/parser", "read/sql/template", "read/sql/lower"],
  "read/builder": ["model", "source", "source/built", "read/sql", "read/sql/template"],
  "read/models": ["model", "project", "source", "libraries"],
  "read/migrations": ["model", "source", "source/evaluate", "libraries"],
  "read/configuration": ["model", "project", "source", "source/evaluate", "libraries"],
  "libraries/readers": [
    "model",
    "project",
    "source",
    "source/built",
    "source/evaluate",
    "libraries",
    "read/builder",
    "read/models",
    "read/migrations",
    "read/configuration",
  ],
  catalog: ["model", "libraries", "catalog/sources", "project", "settings"],
  "catalog/sources": ["model", "libraries"],
  analysis: ["model", "catalog"],
  report: ["model"],
  project: [],
  language: ["read/sql/tokens"],
  survey: ["model", "libraries", "project", "source", "find", "catalog", "analysis", "settings", "pipeline"],
  statements: [
    "model",
    "source",
    "source/built",
    "libraries/readers",
    "find",
    "read/sql",
    "read/builder",
    "catalog",
    "settings",
  ],
  "rows-from-elsewhere": ["model", "source", "find", "catalog", "statements"],
  "stored-values": ["libraries", "source", "catalog", "analysis"],
  "looked-up": ["model", "source", "catalog", "analysis"],
  pipeline: [
    "model",
    "source",
    "source/built",
    "libraries",
    "libraries/readers",
    "language",
    "read/sql",
    "read/sql/tokens",
    "read/sql/script",
    "read/models",
    "read/migrations",
    "read/configuration",
    "catalog",
    "catalog/sources",
    "analysis",
    "looked-up",
    "rows-from-elsewhere",
    "statements",
    "stored-values",
    "report",
    "settings",
    "tables-in-file",
    "migration-in-file",
    "down-of-migration",
  ],
  "tables-in-file": ["model", "libraries", "catalog", "catalog/sources", "analysis"],
  "migration-in-file": ["model", "catalog", "catalog/sources", "analysis", "tables-in-file"],
  "down-of-migration": ["model", "libraries", "catalog/sources", "read/migrations", "migration-in-file"],
  verify: [
    "model",
    "source",
    "read/sql",
    "read/sql/tokens",
    "read/sql/parser",
    "catalog",
    "catalog/sources",
    "analysis",
    "project",
  ],
  "query-types": ["model", "libraries", "catalog", "analysis"],
  "rule-options": [],
  "show-readings": ["model", "catalog", "analysis", "rows-from-elsewhere", "pipeline"],
  "kept-findings": ["libraries/readers", "source", "catalog", "project", "report", "pipeline", "settings"],
  "judged-findings": ["model", "catalog", "survey", "pipeline", "settings"],
  "define-rule": [
    "model",
    "source",
    "find",
    "language",
    "catalog",
    "analysis",
    "project",
    "report",
    "pipeline",
    "survey",
    "judged-findings",
    "kept-findings",
    "settings",
    "rule-options",
    "show-readings",
  ],
  rules: ["model", "analysis", "catalog", "define-rule", "language", "settings", "pipeline", "project"],
  cli: [
    "model",
    "analysis",
    "catalog",
    "define-rule",
    "settings",
    "pipeline",
    "find",
    "project",
    "survey",
    "judged-findings",
    "verify",
    "query-types",
    "rules",
  ],
};

/** A page each, about no stage: everyone may import them, and they import nothing. */
const everyones = ["lists", "narrow", "nearest", "failures", "text-file"];

/** Packages that only some parts may speak of. */
const packages: readonly (readonly [name: RegExp, users: RegExp])[] = [
  [/^(libpg-query|@pgsql\/types|pgsql-ast-parser)/, /^lib\/read\/sql\//],
  [
    /^@typescript-eslint\/(utils|scope-manager|types|parser)/,
    /^(lib\/(source|find|report|survey|libraries|read\/(builder|models|migrations))\/|lib\/(pipeline|looked-up|define-rule)\.ts|cli\/run\.ts)/,
  ],
  // Nothing of the package runs a program or a database: tests that follow imports for these stop at it (projects.test.ts).
  [/^(?:node:)?child_process$|^@electric-sql\//, /^(?!)/],
  [/^@eslint\/plugin-kit$/, /^lib\/language\//],
  [/^eslint$/, /^(cli|rules\/(index|configs|presets)\.ts)/],
];

/** Circles that are meant, with the reason: all files of a circle match. */
const circles: readonly (readonly [files: RegExp, reason: string])[] = [
  [/^lib\/model\/(clause|definition|expression|statement)\.ts$/, "a statement holds expressions that hold subqueries"],
  [/^lib\/read\/sql\/lower\//, "PostgreSQL's grammar is recursive, and so is what lowers its trees"],
  [/^lib\/read\/sql\/parser\/second-opinion/, "so is the second parser's"],
  [
    /^lib\/source\/evaluate\/(block-scope|program-value|text-alternatives)\.ts$/,
    "a closure keeps its scope, and a scope keeps values",
  ],
  [/^lib\/source\/built\//, "what is held in pieces is evaluated by whom it is asked"],
];

describe("the architecture", () => {
  it("has imports that run one way", () => {
    const wrong = files.flatMap((file) =>
      importsOf(file).flatMap((imported) => {
        if (!imported.startsWith("."))
          return packages.some(([name, users]) => name.test(imported) && !users.test(file))
            ? [`${file} imports ${imported}`]
            : [];
        const [from, to] = [partOf(file), partOf(join(dirname(file), imported))];
        const isAllowed = from === to || mayImport[from]?.includes(to) || everyones.includes(to);
        return isAllowed ? [] : [`${file} imports ${imported}`];
      }),
    );
    expect(wrong).toEqual([]);
  });

  it("has no circles of imports, be they of types only, but those that are meant", () => {
    const found = circlesOf(new Map(files.map((file) => [file, targetsOf(file)])));
    const isOf = (circle: readonly string[], family: RegExp) => circle.every((file) => family.test(file));
    expect(found.filter((circle) => !circles.some(([family]) => isOf(circle, family)))).toEqual([]);
    expect(circles.filter(([family]) => !found.some((circle) => isOf(circle, family)))).toEqual([]);
  });

  it("is the table of docs/how-it-works.md", () => {
    const page = readFileSync(join(root, "docs/how-it-works.md"), "utf8");
    const table = page.slice(page.indexOf("| Folder |")).split("\n\n", 1).join("");
    const rows = [...table.matchAll(/^\| `(?:lib\/)?([\w/-]+)(?:\.ts)?` \|.*\| ([^|]+) \|$/gm)];
    const written = rows.map(([, part = "", allowed = ""]) => [part, allowed === "–" ? [] : allowed.split(", ")]);
    expect(Object.fromEntries(written)).toEqual(mayImport);
  });
});

function sourcesIn(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => `${folder}/${name.replaceAll("\\", "/")}`);
}

/** Module specifiers of a file, those of types and of imports that are made when they are needed included. */
function importsOf(file: string): string[] {
  const text = readFileSync(join(root, file), "utf8").replace(/^\s*(\*|\/\/|\/\*).*$/gm, "");
  return [
    ...text.matchAll(/^(?:import|export)\s+(?:[^;"']*?\sfrom\s)?["']([^"']+)["']|import\(["']([^"']+)["']\)/gm),
  ].map(([, name, dynamic]) => name ?? dynamic ?? "");
}

function targetsOf(file: string): string[] {
  return importsOf(file).flatMap((imported) => (imported.startsWith(".") ? [join(dirname(file), imported)] : []));
}

/** The sets of files of which each leads to each other one (Tarjan's strongly connected components). */
function circlesOf(imports: ReadonlyMap<string, readonly string[]>): string[][] {
  const found: string[][] = [];
  const numbers = new Map<string, number>();
  const pending: string[] = [];
  const visit = (file: string): number => {
    const own = numbers.size;
    numbers.set(file, own);
    pending.push(file);
    let lowest = own;
    for (const target of imports.get(file) ?? []) {
      if (!numbers.has(target)) lowest = Math.min(lowest, visit(target));
      else if (pending.includes(target)) lowest = Math.min(lowest, numbers.get(target) ?? own);
    }
    if (lowest === own) {
      const circle = pending.splice(pending.indexOf(file)).sort();
      if (circle.length > 1) found.push(circle);
    }
    return lowest;
  };
  for (const file of imports.keys()) if (!numbers.has(file)) visit(file);
  return found;
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

/** The folder or file of the table that a file belongs to: the longest that it stands below. */
function partOf(file: string): string {
  if (file.startsWith("lib/libraries/")) return facts.has(file) ? "libraries" : "libraries/readers";
  const path = file.replace(/^lib\//, "").replace(/\.ts$/, "");
  const parts = [...Object.keys(mayImport), ...everyones].filter(
    (part) => path === part || path.startsWith(`${part}/`),
  );
  return parts.sort((one, other) => other.length - one.length)[0] ?? path;
}
