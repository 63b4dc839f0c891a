import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { emptyCatalog } from "../../../lib/catalog/catalog.ts";
import { History } from "../../../lib/catalog/history.ts";
import { keptSchema } from "../../../lib/catalog/kept-schema.ts";
import { stampOf } from "../../../lib/catalog/stamp.ts";
import { schemaOf } from "../../../lib/pipeline.ts";
import { validate } from "../../../lib/settings.ts";
import { cacheVariable, diskCacheOf } from "../../../lib/project/disk-cache.ts";
import { folderWith, newFolder } from "../../project-folder.ts";

let cache = "";
beforeEach(() => {
  cache = join(newFolder(), "cache");
  vi.stubEnv(cacheVariable, cache);
});
afterEach(() => {
  vi.unstubAllEnvs();
});

const entries = () =>
  existsSync(cache)
    ? readdirSync(cache, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name))
    : [];

/** A project whose schema takes long to read; `reads` counts how often it was. */
function slowProject() {
  const root = folderWith({ "1.sql": "CREATE TABLE t (a int);", "part.sql": "SELECT 1;" });
  const files = [join(root, "1.sql")];
  const watched = [...files, join(root, "part.sql"), root];
  const project = {
    root,
    reads: 0,
    message: "as it was first",
    load: (mayKeep = true) =>
      keptSchema(root, mayKeep, { choice: "all", files, migrations: files }, () => {
        project.reads++;
        const stamp = stampOf(watched);
        for (const began = performance.now(); performance.now() - began < 60;);
        const problems = [{ file: "1.sql", line: 1, message: project.message }];
        const schema = { catalog: { ...emptyCatalog, problems }, history: new History(), declared: new Map() };
        return { schema, watched, stamp };
      }).schema.catalog.problems[0]?.message,
  };
  return project;
}

describe("a schema on the disk", () => {
  it("is read once for all processes, as long as no file of it changes", () => {
    const project = slowProject();
    expect([project.load(), project.load(), project.reads]).toEqual(["as it was first", "as it was first", 1]);
  });

  it.each(["1.sql", "part.sql"])("is read again where %s has changed", (name) => {
    const project = slowProject();
    project.load();
    project.message = "changed";
    writeFileSync(join(project.root, name), "SELECT 2;");
    expect([project.load(), project.reads]).toEqual(["changed", 2]);
    expect([project.load(), project.reads]).toEqual(["changed", 2]);
  });

  it.each<[string, (bytes: Buffer) => Buffer]>([
    ["cut off", (bytes) => bytes.subarray(0, bytes.length - 5)],
    ["empty", () => Buffer.alloc(0)],
    ["another text", () => Buffer.from("no entry at all, and longer than a sum of 32 bytes is")],
    [
      "changed in one bit",
      (bytes) => bytes.map((byte, index) => (index === bytes.length - 20 ? byte ^ 1 : byte)) as Buffer,
    ],
  ])("is read again where its entry is %s, and the entry is replaced", (_, spoil) => {
    const project = slowProject();
    project.load();
    for (const entry of entries()) writeFileSync(entry, spoil(readFileSync(entry)));
    expect([project.load(), project.reads]).toEqual(["as it was first", 2]);
    expect([project.load(), project.reads]).toEqual(["as it was first", 2]);
  });

  it("is not kept where a file could not be read, and where nothing is to be kept", () => {
    const project = slowProject();
    project.message = "could not be read: EACCES";
    project.load();
    project.message = "as it was first";
    project.load(false);
    vi.stubEnv(cacheVariable, "off");
    project.load();
    expect([project.reads, entries()]).toEqual([3, []]);
  });

  it("does without where the folder cannot be written", () => {
    writeFileSync(cache, "a file in its place");
    const project = slowProject();
    expect([project.load(), project.load(), project.reads]).toEqual(["as it was first", "as it was first", 2]);
  });

  it("clears away what another version has written, and nothing is left of what was being written", () => {
    const project = slowProject();
    folderWith({ "an-older-version/schema-1": "" }, cache);
    project.load();
    expect(existsSync(join(cache, "an-older-version"))).toBe(false);
    expect(entries().every((entry) => !/[/\\]\.[^/\\]*$/.test(entry))).toBe(true);
  });

  it("holds views, whose queries are statements", () => {
    const root = folderWith({
      "migrations/1.sql":
        "CREATE TABLE t (a int, deleted_at timestamptz); CREATE VIEW v AS SELECT a FROM t WHERE deleted_at IS NULL;",
      "migrations/2.sql": `${"CREATE TABLE x (a int); DROP TABLE x;\n".repeat(2000)}`,
    });
    const fresh = schemaOf(validate({}, "settings", root));
    const cached = diskCacheOf(root);
    const names = entries().map((entry) => entry.split(/[/\\]/).at(-1) ?? "");
    const kept = names.filter((name) => name.startsWith("schema-")).map((name) => cached?.read(name));
    expect(kept).toMatchObject([{ value: { schema: { digest: fresh.digest } } }]);
  });
});
