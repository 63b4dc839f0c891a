import { utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseForESLint } from "@typescript-eslint/parser";
import type { TSESTree } from "@typescript-eslint/utils";
import { expect, test, vi } from "vitest";
import { filesParsed, openFile, openModule, parseModule } from "../../../lib/source/open-module.ts";
import { exportOf } from "../../../lib/source/exports.ts";
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
    "data.json",
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

test("of files that are passed on only those are parsed that can have the name", () => {
  const root = folderWith({
    "index.ts": `export * from "./a"; export * from "./b"; export * from "./c"; export * from "./d"`,
    "a.ts": "export const one = 1",
    "b.ts": `export * from "./e"`,
    "c.ts": "export const three = 3",
    "d.ts": "export const four = 4",
    "e.ts": "export const two = 2",
  });
  const index = openFile(join(root, "index.ts"));
  const before = filesParsed();
  expect(index && exportOf(index, "three")?.kind).toBe("value");
  // Of `b.ts`, only what it passes on may have it.
  expect(filesParsed() - before).toBe(2);
  expect(index && exportOf(index, "none")).toBe(null);
  expect(filesParsed() - before).toBe(2);
});

test("a file that is linted is not parsed again where it is imported, and the other way round", () => {
  const text = "export const x = 1";
  const root = folderWith({ "a.ts": `import "./b"`, "b.ts": text });
  const lint = (name: string, code: string) => {
    const { ast, scopeManager, services } = parseForESLint(code, { range: true, loc: true });
    return openModule(
      {
        text: code,
        ast: ast as unknown as TSESTree.Program,
        scopeManager: scopeManager as never,
        parserServices: services,
      },
      join(root, name),
    );
  };
  const before = filesParsed();
  const linted = lint("b.ts", text);
  expect(lint("a.ts", `import "./b"`).import("./b")).toBe(linted);
  expect(lint("b.ts", text)).toBe(linted);
  expect(filesParsed()).toBe(before);
  // What an editor has not saved is its own.
  expect(lint("b.ts", "export const y = 1")).not.toBe(linted);
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
