import { utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseForESLint } from "@typescript-eslint/parser";
import type { TSESTree } from "@typescript-eslint/utils";
import { expect, test, vi } from "vitest";
import { openFile, openModule, parseModule } from "../../../lib/source/open-module.ts";
import { resolveModule } from "../../../lib/source/resolve-module.ts";
import { folderWith } from "../../project-folder.ts";

test("a specifier is resolved as TypeScript and Node do", () => {
  const root = folderWith({ "a.ts": "", "b.mts": "", "c.cts": "", "d.js": "", "e.tsx": "", "data.json": "{}" });
  const resolved = (specifier: string): string | null => resolveModule(specifier, root)?.slice(root.length + 1) ?? null;
  expect(["./a", "./a.js", "./a.ts", "./b.mjs", "./c.cjs", "./d", "./e.jsx"].map(resolved)).toEqual([
    "a.ts",
    "a.ts",
    "a.ts",
    "b.mts",
    "c.cts",
    "d.js",
    "e.tsx",
  ]);
  expect(["./data.json", "./none", "pg", "node:fs", "", "..", "."].map(resolved)).toEqual([
    null,
    null,
    null,
    null,
    null,
    null,
    null,
  ]);
});

test("what cannot be parsed, is missing or is a folder is null", () => {
  const root = folderWith({ "a.ts": "const = 1" });
  expect(openFile(join(root, "a.ts"))).toBe(null);
  expect(openFile(join(root, "b.ts"))).toBe(null);
  expect(openFile(root)).toBe(null);
});

test("a file is parsed once, and again when it has changed", () => {
  const path = join(folderWith({ "a.ts": "1" }), "a.ts");
  const first = openFile(path);
  expect(openFile(path)).toBe(first);
  writeFileSync(path, "22");
  expect(openFile(path)?.text).toBe("22");
});

test("a change below an imported file is seen by the next file that is linted", () => {
  const root = folderWith({ "a.ts": `export * from "./b"`, "b.ts": "export const x = 1" });
  const text = `import { x } from "./a"`;
  const lint = (): string | undefined => {
    const { ast, scopeManager } = parseForESLint(text, { range: true, loc: true });
    return openModule(
      { text, ast: ast as unknown as TSESTree.Program, scopeManager: scopeManager as never },
      join(root, "main.ts"),
    )
      .import("./a")
      ?.import("./b")?.text;
  };
  vi.useFakeTimers({ now: Date.now() + 10_000 });
  try {
    expect(lint()).toBe("export const x = 1");
    writeFileSync(join(root, "b.ts"), "export const x = 2");
    utimesSync(join(root, "b.ts"), new Date(), new Date(Date.now() + 5_000));
    vi.advanceTimersByTime(2_000);
    expect(lint()).toBe("export const x = 2");
  } finally {
    vi.useRealTimers();
  }
});

test("sloppy scripts and byte order marks are read", () => {
  expect(parseModule("with (a) { b }", "/a.js")).not.toBe(null);
  const path = join(folderWith({ "a.js": "\uFEFFlet x" }), "a.js");
  expect(openFile(path)?.text).toBe("let x");
});

test("scopes are analysed when they are asked for, and once", () => {
  const module = parseModule("export const a = 1; a;", "/a.ts");
  expect(module?.scopes).toBe(module?.scopes);
  expect(module?.scopes.scopes.length).toBeGreaterThan(0);
});
