import { execFile } from "node:child_process";
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { beforeAll, describe, expect, it } from "vitest";
import { newFolder } from "./project-folder.ts";

// The package as users have it: built by `npm run build`, found as in node_modules.
const root = fileURLToPath(new URL("..", import.meta.url));
const node = (args: readonly string[], cwd = root) => promisify(execFile)(process.execPath, [...args], { cwd });
const tool = (path: string, ...args: string[]) => node([join(root, "node_modules", path), ...args]);

describe("the built package", () => {
  let project = "";
  beforeAll(() => {
    project = newFolder();
    mkdirSync(join(project, "node_modules"));
    for (const name of ["eslint", "typescript-eslint", "@types"])
      symlinkSync(join(root, "node_modules", name), join(project, "node_modules", name), "junction");
    symlinkSync(root, join(project, "node_modules", "eslint-plugin-rowguard"), "junction");
    writeFileSync(join(project, "package.json"), '{ "type": "module" }');
  });

  it("is the same by import and by require", async () => {
    const { stdout } = await node(
      [
        "--input-type=module",
        "-e",
        `import { createRequire } from "node:module";
         import rowguard, * as all from "eslint-plugin-rowguard";
         const required = createRequire(import.meta.url)("eslint-plugin-rowguard");
         console.log(required.default === rowguard, required.rules === rowguard.rules, all.configs === rowguard.configs, Object.keys(rowguard.rules).length);`,
      ],
      project,
    );
    expect(stdout.trim()).toMatch(/^true true true \d+$/);
  });

  it("lints TypeScript and JavaScript of a CommonJS project with the README's configuration, word for word", async () => {
    const fresh = newFolder();
    symlinkSync(join(project, "node_modules"), join(fresh, "node_modules"), "junction");
    const [, name = "", text = ""] =
      /```js\n\/\/ (eslint\.config\.\w+)\n([^]*?)```/.exec(readFileSync(join(root, "README.md"), "utf8")) ?? [];
    mkdirSync(join(fresh, "migrations"));
    const files = {
      [name]: text,
      "package.json": '{ "name": "fresh", "version": "1.0.0", "type": "commonjs" }',
      "migrations/1.sql": "CREATE TABLE users (id int PRIMARY KEY, deleted_at timestamptz);",
      "a.ts":
        'import { Pool } from "pg";\nexport const a = (id: string) => new Pool().query("DELETE FROM users WHERE id = $1", [id]);\n',
      "b.js": 'const { Pool } = require("pg");\nexports.b = () => new Pool().query("DELETE FROM users");\n',
    };
    for (const [path, content] of Object.entries(files)) writeFileSync(join(fresh, path), content);
    const linted = node([join(root, "node_modules/eslint/bin/eslint.js"), ".", "--format", "json"], fresh);
    const { stdout } = await linted.catch((error: { stdout: string; stderr: string }) => error);
    const results = JSON.parse(stdout) as { filePath: string; messages: { ruleId: string }[] }[];
    expect(
      results.map(({ filePath, messages }) => [filePath.split("/").at(-1), ...messages.map(({ ruleId }) => ruleId)]),
    ).toEqual([["a.ts", "rowguard/no-hard-delete"], ["b.js", "rowguard/no-hard-delete"], ["eslint.config.mjs"]]);
  });

  it("has types that fit eslint.config.ts", async () => {
    writeFileSync(
      join(project, "eslint.config.ts"),
      `import { defineConfig } from "eslint/config";
       import tseslint from "typescript-eslint";
       import rowguard from "eslint-plugin-rowguard";
       export const plain = defineConfig([rowguard.configs.recommended, rowguard.configs.all]);
       export const own = defineConfig([tseslint.configs.base, rowguard.configure({ root: "x", schema: ["db"], softDelete: ["removed_at", { column: "is_live", live: true }], clients: [{ name: "db", methods: ["run"] }] })]);
       export const extended = defineConfig([{ files: ["src/**"], plugins: { rowguard }, extends: ["rowguard/recommended", rowguard.configure()] }]);
       // @ts-expect-error -- no such key
       rowguard.configure({ sofDelete: [] });`,
    );
    writeFileSync(
      join(project, "tsconfig.json"),
      '{ "compilerOptions": { "module": "nodenext", "target": "es2023", "strict": true, "noEmit": true, "skipLibCheck": true, "types": [] }, "files": ["eslint.config.ts"] }',
    );
    await expect(tool("typescript/bin/tsc", "-p", project)).resolves.toMatchObject({ stdout: "" });
  });

  it("is packed as publint and arethetypeswrong like it", async () => {
    await expect(tool("publint/src/cli.js", ".", "--strict")).resolves.toMatchObject({
      stdout: expect.stringContaining("All good"),
    });
    await expect(
      tool("@arethetypeswrong/cli/dist/index.js", "--pack", ".", "--profile", "esm-only", "--quiet"),
    ).resolves.toBeTruthy();
  });

  it("has no file or dependency that nothing uses", async () => {
    await expect(
      tool("knip/bin/knip.js", "--no-progress", "--include", "files,dependencies,unlisted,unresolved"),
    ).resolves.toBeTruthy();
  });
});
