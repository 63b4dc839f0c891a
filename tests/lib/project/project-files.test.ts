import { rmSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { filesCalling, projectFiles } from "../../../lib/project/project-files.ts";
import { calledIn, hashOf, wordHashesIn, wordsIn } from "../../../lib/project/words.ts";
import { folderWith } from "../../project-folder.ts";

const has = (text: string, number: number) => wordHashesIn(text, true).includes(number);

describe("the words of a text", () => {
  it.each(["deleted_at", "$x", "größe", "a1", "名"])("has %s where it stands as a word", (word) => {
    for (const text of [word, `"${word}"`, `row.${word};`, `1${word} `, `(${word})`])
      expect(has(text, hashOf(word)), text).toBe(true);
    for (const text of [`a${word}`, `${word}1`, `${word}_`, ""]) expect(has(text, hashOf(word)), text).toBe(false);
  });

  it("has each word that wordsIn has", () => {
    const text =
      "const { rows: all } = await db.query<User>(`SELECT id, größe FROM t1 WHERE a = ${x.y}`, [1e3, 0x1f]);";
    const numbers = wordHashesIn(text, false);
    expect([...numbers].sort()).toEqual([...new Set(wordsIn(text).map(hashOf))].sort());
  });

  it.each(["list(1)", "list (1)", "list<User>(1)", "list?.(1)", "list!(1)", "list\n(1)", "import { list as all }"])(
    "is called: %s",
    (text) => expect(has(text, calledIn(hashOf("list")))).toBe(true),
  );

  it.each(["list", "list.all(1)", "lists(1)", "list[0]", "list asks", "listas x", "import { all as list }"])(
    "is not called: %s",
    (text) => expect(has(text, calledIn(hashOf("list")))).toBe(false),
  );
});

describe("the files of a project", () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ["Date"] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it("leaves out what nobody writes, and has components and other languages", () => {
    const root = folderWith({
      ".gitignore": "generated\n",
      "a.ts": "list()",
      "b.vue": "list()",
      "c.py": "list()",
      "d.md": "list()",
      "dist/e.js": "list()",
      "generated/f.ts": "list()",
      "node_modules/g/index.js": "list()",
      "h.d.ts": "list()",
    });
    const names = (paths: readonly string[] | undefined) => paths?.map((path) => path.slice(root.length + 1));
    expect(names(projectFiles(root, null).files?.map(({ path }) => path))).toEqual(["a.ts", "b.vue", "c.py"]);
    // What another language calls is none of the program's functions.
    expect(names(filesCalling("list", root, "asker") ?? [])).toEqual(["a.ts", "b.vue"]);
  });

  it("is the same as long as nothing has changed, and sees files come, change and go", () => {
    const root = folderWith({ "a.ts": "list()", "b.ts": `import "./a"` });
    const first = projectFiles(root, null);
    const later = () => {
      vi.setSystemTime(Date.now() + 60_000);
      return projectFiles(root, null);
    };
    expect(later()).toBe(first);
    writeFileSync(join(root, "b.ts"), `import "./a"; list()`);
    utimesSync(join(root, "b.ts"), 1, 1);
    const second = later();
    expect(second.calling("list")).toEqual([join(root, "a.ts"), join(root, "b.ts")]);
    expect(second.files?.[0]).toBe(first.files?.[0]);
    writeFileSync(join(root, "c.ts"), "list()");
    rmSync(join(root, "a.ts"));
    expect(later().calling("list")).toEqual([join(root, "b.ts"), join(root, "c.ts")]);
  });
});
