import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { deflateSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { GitRepository } from "../../lib/project/git-repository.ts";
import { mergeBases } from "../../lib/project/merge-base.ts";
import { project } from "./command.ts";

const files = {
  "package.json": '{ "dependencies": { "pg": "8" } }',
  "db/migrations/001_authors.sql": "CREATE TABLE authors (id bigint PRIMARY KEY, born timestamp);\n",
  "db/migrations/002_books.sql":
    "CREATE TABLE books (id bigint PRIMARY KEY, author_id bigint REFERENCES authors, printed timestamp);\n",
  "db/migrations/003_pens.sql":
    "CREATE TABLE pens (author_id bigint REFERENCES authors);\nALTER TABLE books ADD sold timestamp;\n",
};
const rules = ["--rule", "require-timestamptz", "--rule", "require-foreign-key-index", "--format", "github"];
const lines = (out: string) => [...out.matchAll(/file=([^,]*),line=(\d+)/g)].map(([, file, line]) => `${file}:${line}`);

describe("since", () => {
  const all = [
    "db/migrations/001_authors.sql:1",
    "db/migrations/002_books.sql:1",
    "db/migrations/002_books.sql:1",
    "db/migrations/003_pens.sql:1",
    "db/migrations/003_pens.sql:2",
  ];

  it.each([
    ["no migration", undefined, all],
    ["its path", "db/migrations/001_authors.sql", all.slice(1)],
    ["its name", "002_books.sql", all.slice(3)],
    ["its name without what it ends in", "002_books", all.slice(3)],
    ["its number", "002", all.slice(3)],
    ["the last one", "003", []],
    ["one that is gone", "001_zebras.sql", all.slice(1)],
  ])("names the last migration that is left as it is: %s", async (_, since, expected) => {
    const { rowguard } = project({
      ...files,
      "rowguard.config.json": JSON.stringify(since === undefined ? {} : { since }),
    });
    const { out } = await rowguard("check", ...rules);
    expect(lines(out)).toEqual(expected);
  });

  it("is about models, too", async () => {
    const schema = (more: string) => `import { bigint, pgTable, timestamp } from "drizzle-orm/pg-core";
export const authors = pgTable("authors", {
  id: bigint("id", { mode: "number" }).primaryKey(),
  born: timestamp("born"),${more}
});
`;
    const drizzle = {
      "package.json": '{ "dependencies": { "drizzle-orm": "1", "pg": "8" } }',
      "src/schema.ts": schema(`\n  died: timestamp("died"),`),
      "drizzle/0000_one.sql": 'CREATE TABLE "authors" ("id" bigint PRIMARY KEY, "born" timestamp);',
      "drizzle/0001_two.sql": 'ALTER TABLE "authors" ADD COLUMN "died" timestamp;',
      "drizzle/meta/_journal.json": JSON.stringify({
        dialect: "postgresql",
        entries: [
          { idx: 0, tag: "0000_one" },
          { idx: 1, tag: "0001_two" },
        ],
      }),
    };
    const run = async (settings: object) => {
      const { rowguard } = project({ ...drizzle, "rowguard.config.json": JSON.stringify(settings) });
      return lines((await rowguard("check", ...rules)).out);
    };
    expect(await run({})).toEqual(["src/schema.ts:4", "src/schema.ts:5"]);
    expect(await run({ since: "0000_one" })).toEqual(["src/schema.ts:5"]);
  });
});

describe("--since-base", () => {
  const { folder, rowguard } = project(files);
  const commit = commitOf(folder, {
    "db/migrations/001_authors.sql": files["db/migrations/001_authors.sql"],
    "db/migrations/003_pens.sql": files["db/migrations/003_pens.sql"],
  });
  write(join(folder, ".git/HEAD"), "ref: refs/heads/branch\n");
  write(join(folder, ".git/refs/heads/branch"), `${commit}\n`);
  write(join(folder, ".git/packed-refs"), `# pack-refs with: peeled\n${commit} refs/remotes/origin/main\n`);

  it.each(["origin/main", "HEAD", "branch", commit, commit.slice(0, 8)])(
    "takes what %s does not have",
    async (name) => {
      const { out } = await rowguard("check", ...rules, "--since-base", name);
      expect(lines(out)).toEqual(["db/migrations/002_books.sql:1", "db/migrations/002_books.sql:1"]);
    },
  );

  it("says what is no commit", async () => {
    const { status, err } = await rowguard("check", "--since-base", "elsewhere");
    expect(status).toBe(2);
    expect(err).toContain('has no commit "elsewhere". --since-base takes a branch, a tag or a commit that was fetched');
    expect(GitRepository.around(folder)?.commit("HEAD~1")).toBeNull();
  });
});

describe("--since-base of a branch that its base has left behind", () => {
  const first = { "db/migrations/001_authors.sql": files["db/migrations/001_authors.sql"] };
  const second = { ...first, "db/migrations/002_books.sql": files["db/migrations/002_books.sql"] };
  const check = async (head: (folder: string) => string, main: (folder: string) => string) => {
    const { folder, rowguard } = project(files);
    write(join(folder, ".git/HEAD"), `${head(folder)}\n`);
    write(join(folder, ".git/refs/heads/main"), `${main(folder)}\n`);
    return lines((await rowguard("check", ...rules, "--since-base", "main")).out);
  };
  const pens = ["db/migrations/003_pens.sql:1", "db/migrations/003_pens.sql:2"];

  it("takes no migration for new that the base has put together since", async () => {
    const fork = (folder: string) => commitOf(folder, second, { time: 1 });
    const together = { "db/migrations/000_all.sql": "CREATE TABLE authors (id bigint);\n" };
    const found = await check(
      (folder) => commitOf(folder, files, { time: 3, parents: [fork(folder)] }),
      (folder) => commitOf(folder, together, { time: 2, parents: [fork(folder)] }),
    );
    expect(found).toEqual(pens);
  });

  it("counts what was merged of the base last", async () => {
    const found = await check(
      (folder) => {
        const fork = commitOf(folder, first, { time: 1 });
        const branch = commitOf(folder, first, { time: 2, parents: [fork] });
        return commitOf(folder, files, {
          time: 4,
          parents: [branch, commitOf(folder, second, { time: 3, parents: [fork] })],
        });
      },
      (folder) => {
        const merged = commitOf(folder, second, { time: 3, parents: [commitOf(folder, first, { time: 1 })] });
        return commitOf(folder, {}, { time: 5, parents: [merged] });
      },
    );
    expect(found).toEqual(pens);
  });

  it("asks the commit itself where nothing in common was fetched", async () => {
    const found = await check(
      (folder) => commitOf(folder, files, { time: 3, parents: ["1".repeat(40)] }),
      (folder) => commitOf(folder, second, { time: 2, parents: ["2".repeat(40)] }),
    );
    expect(found).toEqual(pens);
  });
});

describe("merge bases", () => {
  // A letter comes from those that it names; later in the alphabet is later.
  const history: Readonly<Record<string, string>> = {
    a: "",
    b: "a",
    c: "a",
    d: "bc",
    e: "cb",
    f: "d",
    g: "e",
    h: "a",
    z: "",
  };
  const commitAt = (name: string) => {
    const parents = history[name];
    return parents === undefined ? null : { parents: [...parents], time: name.charCodeAt(0) };
  };

  it.each([
    ["b", "b", "b"],
    ["b", "c", "a"],
    ["f", "d", "d"],
    ["f", "g", "bc"],
    ["f", "h", "a"],
    ["f", "z", ""],
  ])("of %s and %s: %s", (one, other, expected) => {
    expect([...mergeBases(one, other, commitAt)].sort().join("")).toBe(expected);
    expect([...mergeBases(other, one, commitAt)].sort().join("")).toBe(expected);
  });

  it("are none where clocks were wrong but what lies behind others", () => {
    const skewed = (name: string) => {
      const commit = commitAt(name);
      return commit && { ...commit, time: name === "a" ? 1000 : commit.time };
    };
    expect(mergeBases("f", "d", skewed)).toEqual(["d"]);
  });
});

/** Writes a commit of some files as git does, and gives its hash. */
function commitOf(
  folder: string,
  paths: Readonly<Record<string, string>>,
  { time = 0, parents = [] }: { readonly time?: number; readonly parents?: readonly string[] } = {},
): string {
  const object = (type: string, data: Buffer): string => {
    const whole = Buffer.concat([Buffer.from(`${type} ${data.length}\0`), data]);
    const hash = createHash("sha1").update(whole).digest("hex");
    write(join(folder, ".git/objects", hash.slice(0, 2), hash.slice(2)), deflateSync(whole));
    return hash;
  };
  const tree = (entries: Readonly<Record<string, string>>): string => {
    const names = [...new Set(Object.keys(entries).map((path) => path.split("/")[0] ?? ""))];
    const rows = names.map((name) => {
      const text = entries[name];
      const below = Object.entries(entries).flatMap(([path, one]): [string, string][] =>
        path.startsWith(`${name}/`) ? [[path.slice(name.length + 1), one]] : [],
      );
      const hash = text === undefined ? tree(Object.fromEntries(below)) : object("blob", Buffer.from(text));
      const mode = text === undefined ? "40000" : "100644";
      return Buffer.concat([Buffer.from(`${mode} ${name}\0`), Buffer.from(hash, "hex")]);
    });
    return object("tree", Buffer.concat(rows));
  };
  const by = parents.map((parent) => `parent ${parent}\n`).join("");
  const people = `author a <a@b> ${time} +0000\ncommitter a <a@b> ${time} +0000\n`;
  return object("commit", Buffer.from(`tree ${tree(paths)}\n${by}${people}\none\n`));
}

function write(path: string, data: string | Buffer): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, data);
}
