import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { ESLint } from "eslint";
import { describe, expect, it } from "vitest";
import plugin from "../rules/index.ts";

const at = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const names = Object.keys(plugin.rules);
const namesIn = (folder: string, ending: string) =>
  readdirSync(at(folder))
    .filter((file) => file.endsWith(ending))
    .map((file) => file.slice(0, -ending.length))
    .sort();

describe("a rule", () => {
  it("has one name: of its file, its export, its page, its folder of tests and its row in the README", () => {
    const readme = [...readFileSync(at("README.md"), "utf8").matchAll(/^\| \[([\w-]+)\]\(docs\/rules\/\1\.md\)/gm)].map(
      ([, name]) => name,
    );
    expect(namesIn("rules", ".ts").filter((name) => !["index", "configs", "presets"].includes(name))).toEqual(
      [...names].sort(),
    );
    expect(namesIn("docs/rules", ".md")).toEqual([...names].sort());
    expect(readme.sort()).toEqual([...names].sort());
    for (const name of names) expect(namesIn(`tests/rules/${name}`, ".test.ts").length).toBeGreaterThan(0);
  });

  it.each(names)("%s begins with what it does, and says where its page is", (name) => {
    expect(name).toMatch(/^(no|require)-/);
    const { docs } = plugin.rules[name]?.meta ?? {};
    expect(docs?.url).toMatch(new RegExp(`/docs/rules/${name}\\.md$`));
    expect(docs?.description).toMatch(/^[A-Za-z].*[^.]$/);
    expect(readFileSync(at(`docs/rules/${name}.md`), "utf8")).toMatch(
      new RegExp(
        `^# ${name}\n\n.+\n\n## Why\n[^]*\n## Incorrect\n[^]*\n## Correct\n[^]*\n## Options\n[^]*\n## Limits\n[^]*\n## When not to use it\n`,
      ),
    );
  });
});

describe("the plugin", () => {
  it("has a name, the package's version and a namespace", () => {
    expect(plugin.meta).toEqual({
      name: "eslint-plugin-rowguard",
      version: JSON.parse(readFileSync(at("package.json"), "utf8")).version,
      namespace: "rowguard",
    });
  });

  it("has configurations for source files only, every rule in `all`", () => {
    for (const config of [plugin.configs.recommended, plugin.configs.all, plugin.configure()]) {
      expect(config.files).toEqual(["**/*.{js,jsx,ts,tsx,mjs,cjs,mts,cts}"]);
      expect(config.plugins?.["rowguard"]).toBe(plugin);
    }
    expect(Object.keys(plugin.configs.all.rules ?? {})).toEqual(names.map((name) => `rowguard/${name}`));
  });

  it("says at once what is wrong with a configuration", () => {
    expect(() => plugin.configure({ sofDelete: ["removed_at"] } as object)).toThrow(
      'configure() has no key "sofDelete". Did you mean "softDelete"?',
    );
  });

  it("works on plain JavaScript, without any other configuration", async () => {
    const eslint = new ESLint({
      overrideConfigFile: true,
      overrideConfig: [plugin.configure({ root: at("examples/shop") })],
    });
    const [result] = await eslint.lintText(
      'const { Pool } = require("pg");\nnew Pool().query("DELETE FROM customers WHERE id = 1");\n',
      { filePath: "code.js" },
    );
    expect(result?.messages.map(({ ruleId, line, column }) => [ruleId, line, column])).toEqual([
      ["rowguard/no-hard-delete", 2, 31],
    ]);
  });

  it("says something else to ESLint's cache when a file of the schema changes, and nothing of where the project lies", () => {
    const json = (schema: string) => JSON.stringify(plugin.configure({ root: at("examples/shop"), schema }).settings);
    expect(json("db/migrations")).toBe(json("db/migrations"));
    const digest = (schema: string) => /"schemaDigest":"([^"]+)"/.exec(json(schema))?.[1];
    expect(digest("db/migrations")).not.toBe(digest("db/migrations/001_customers.sql"));
    expect(json("db/migrations")).not.toContain(at("examples"));
  });
});
