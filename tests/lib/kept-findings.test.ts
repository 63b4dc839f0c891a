import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { deserialize, serialize } from "node:v8";
import { describe, expect, it, vi } from "vitest";
import { KeptProject } from "../../lib/kept-findings.ts";
import { schemaOf, type FileAnalysis } from "../../lib/pipeline.ts";
import type { DiskCache } from "../../lib/project/disk-cache.ts";
import { projectFiles } from "../../lib/project/project-files.ts";
import type { FileFinding } from "../../lib/report/findings.ts";
import { settingsFrom } from "../../lib/settings.ts";
import { openFile } from "../../lib/source/open-module.ts";
import { folderWith } from "../project-folder.ts";

const files = {
  "package.json": "{}",
  "tsconfig.json": "{}",
  "migrations/001.sql": "CREATE TABLE users (id int PRIMARY KEY);",
  "src/users.ts": 'import { db } from "./db.ts";\nimport { gone } from "./gone.ts";\nexport const all = () => db;\n',
  "src/db.ts": 'import { url } from "./url.ts";\nexport const db = url;\n',
  "src/url.ts": 'export const url = "";\n',
  "src/other.ts": "export const other = 1;\n",
};

const finding: FileFinding = {
  span: { start: 1, end: 3 },
  messageId: "found",
  data: { table: "users" },
  fix: [{ span: { start: 1, end: 1 }, text: "x" }],
};
const application = { ownRole: "application" } as FileAnalysis;

class Memory implements DiskCache {
  readonly #entries = new Map<string, Buffer>();
  read(name: string): unknown {
    const entry = this.#entries.get(name);
    return entry && deserialize(entry);
  }
  write(name: string, value: unknown): void {
    this.#entries.set(name, serialize(value));
  }
}

/** A project, and processes that look at one of its files after the other. */
function project(more: Readonly<Record<string, string>> = {}) {
  const root = folderWith({ ...files, ...more });
  const cache = new Memory();
  const settings = settingsFrom({ root }, root);
  const began = (): number => Date.now() + 10_000;
  const one = (process: KeptProject, file = "src/users.ts", rule = "a") =>
    process.run({ rule, options: {}, file: join(root, file), text: "", settings, language: {}, hasTypes: false });
  return {
    root,
    one,
    start: (since = began()) => new KeptProject(settings, cache, "name", since),
    write: (path: string, text: string) => folderWith({ [path]: text }, root),
    /** What a new process knows of a file. What is not known is worked out, and `meanwhile` happens. */
    known(file = "src/users.ts", meanwhile: () => void = () => undefined) {
      const process = new KeptProject(settings, cache, "name", began());
      const run = one(process, file);
      if (run?.known) return run.known;
      schemaOf(settings, join(root, file));
      meanwhile();
      run?.keep([finding], application);
      process.write();
      return null;
    },
  };
}

describe("what an earlier process found in a file", () => {
  it("is known as long as nothing changes that it rests on", () => {
    const { known, write } = project();
    expect(known()).toBeNull();
    expect(known()).toEqual([finding]);
    // Nothing leads there.
    write("src/other.ts", "export const other = 2;\n");
    write("src/new.ts", "export const it = 2;\n");
    expect(known()).toEqual([finding]);
    expect(known()).toEqual([finding]);
  });

  it.each([
    ["the file", "src/users.ts", "export const all = 1;\n"],
    ["a file that it imports", "src/db.ts", "export const db = 1;\n"],
    ["a file that this imports", "src/url.ts", 'export const url = "x";\n'],
    ["a file where none was found", "src/gone.ts", "export const gone = 1;\n"],
    ["a package's manifest", "package.json", '{ "dependencies": { "pg": "8" } }'],
    ["the compiler's settings", "tsconfig.json", '{ "compilerOptions": { "strict": true } }'],
    ["a tool's configuration in code", "drizzle.config.ts", 'export default { casing: "snake_case" };\n'],
    ["settings of a file that is new", "src/tsconfig.json", "{}"],
    ["what is installed", "node_modules/.package-lock.json", "{}"],
    ["a migration", "migrations/001.sql", "CREATE TABLE users (id int PRIMARY KEY, deleted_at timestamptz);"],
    ["another migration", "migrations/002.sql", "ALTER TABLE users ADD deleted_at timestamptz;"],
  ])("is worked out again after a change of %s", async (_, path, text) => {
    const { known, write } = project();
    expect(known()).toBeNull();
    write(path, text);
    // Within a process it takes a moment until other folders are looked at.
    await vi.waitFor(() => expect(known()).toBeNull(), { timeout: 5_000 });
    expect(known()).toEqual([finding]);
  });

  it("is worked out again where the folder of the file gets a schema of its own", async () => {
    const { known, write } = project({
      "packages/a/package.json": "{}",
      "packages/a/src/x.ts": "export const x = 1;\n",
    });
    expect(known("packages/a/src/x.ts")).toBeNull();
    write("packages/a/migrations/001.sql", "CREATE TABLE orders (id int PRIMARY KEY);");
    await vi.waitFor(() => expect(known("packages/a/src/x.ts")).toBeNull(), { timeout: 5_000 });
    expect(known("packages/a/src/x.ts")).toEqual([finding]);
  });

  it("is worked out again where a file is gone", () => {
    const { known, root } = project();
    expect(known()).toBeNull();
    rmSync(join(root, "src/url.ts"));
    expect(known()).toBeNull();
  });

  it.each([
    ["changes", "src/other.ts"],
    ["is new", "src/new.ts"],
  ])("is worked out again when any file %s, where the project was searched for it", (_, path) => {
    const { known, write, root } = project();
    expect(known("src/users.ts", () => void projectFiles(root, join(root, "src/url.ts")))).toBeNull();
    expect(known()).toEqual([finding]);
    write(path, "export const other = 3;\n");
    expect(known()).toBeNull();
  });

  it("is worked out again when any file changes, where it leads to one that the project was searched for", () => {
    const { write, root, start, one } = project({ "src/main.ts": 'import { all } from "./users.ts";\n' });
    const first = start();
    schemaOf(settingsFrom({ root }, root), root);
    const searching = one(first);
    projectFiles(root, join(root, "src/users.ts"));
    searching?.keep([], application);
    one(first, "src/main.ts")?.keep([finding], application);
    one(first, "src/other.ts")?.keep([finding], application);
    first.write();
    write("src/new.ts", "export const it = 2;\n");
    const second = start();
    expect(one(second, "src/main.ts")?.known).toBeNull();
    expect(one(second, "src/other.ts")?.known).toEqual([finding]);
  });

  it("is worked out again when any file changes, where the project was searched for the finding alone", () => {
    const { known, write, root } = project();
    expect(known("src/users.ts", () => void projectFiles(root, null))).toBeNull();
    write("src/other.ts", "export const other = 3;\n");
    expect(known()).toBeNull();
  });

  it("is not kept where a file imports what its text does not name", () => {
    const { known, root } = project();
    const importsMore = () => void openFile(join(root, "src/db.ts"))?.import("./other.ts");
    expect(known("src/users.ts", importsMore)).toBeNull();
    expect(known()).toBeNull();
  });

  it("is not kept where a file was written since the process began", () => {
    const { one, start, root } = project();
    const process = start(Date.now() - 60_000);
    schemaOf(settingsFrom({ root }, root), root);
    one(process)?.keep([finding], application);
    process.write();
    expect(one(start())?.known).toBeNull();
  });

  it("is not kept where there is no schema to rest on", () => {
    const { one, start } = project();
    const process = start();
    one(process)?.keep([finding], application);
    process.write();
    expect(one(start())?.known).toBeNull();
  });

  it("is asked for once in a process, and for each rule by itself", () => {
    const { known, one, start } = project();
    expect(known()).toBeNull();
    const process = start();
    expect(one(process, "src/users.ts", "b")?.known).toBeNull();
    expect(one(process)?.known).toEqual([finding]);
    expect(one(process)).toBeNull();
  });

  it("is kept beside what others found meanwhile", () => {
    const { one, start, root } = project();
    const [first, second] = [start(), start()];
    schemaOf(settingsFrom({ root }, root), root);
    one(first)?.keep([finding], application);
    one(second, "src/other.ts")?.keep([], application);
    first.write();
    second.write();
    const third = start();
    expect(one(third)?.known).toEqual([finding]);
    expect(one(third, "src/other.ts")?.known).toEqual([]);
  });
});

const lib = fileURLToPath(new URL("../../lib", import.meta.url));

it("knows who opens files that no import leads to", () => {
  const opening = readdirSync(lib, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts") && /\bopenFile\(/.test(readFileSync(join(lib, file), "utf8")))
    .map((file) => file.replaceAll("\\", "/"))
    .sort();
  // Those that the project is searched for say so to `projectFiles`; the others belong to the schema, or to the configuration of a tool.
  expect(opening).toEqual([
    "libraries/drizzle/config.ts",
    "pipeline.ts",
    "read/configuration/evaluated.ts",
    "read/models/read-models.ts",
    "source/callers.ts",
    "source/evaluate/installed-file.ts",
    "source/file-place.ts",
    "source/file-role.ts",
    "source/given-on.ts",
    "source/open-module.ts",
    "source/project-calls.ts",
    "source/row-values.ts",
    "source/shared-parser.ts",
    "survey/marks-in-use.ts",
  ]);
});
