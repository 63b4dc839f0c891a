import { readFileSync } from "node:fs";
import { ESLint } from "eslint";
import { describe, expect, it } from "vitest";
import plugin from "../rules/index.ts";
import { inEslint, presets, presetsOf, rulesBy, rulesIn, rulesInTable, type Preset } from "../rules/presets.ts";
import { project } from "./cli/command.ts";

const names = Object.keys(plugin.rules);
const all = Object.keys(presets) as Preset[];

const files = {
  "package.json": '{ "dependencies": { "pg": "8" } }',
  "migrations/1.sql":
    "CREATE TABLE users (id int PRIMARY KEY, deleted_at timestamptz);\nCREATE TABLE posts (user_id int REFERENCES users ON DELETE CASCADE);\n",
  "remove.sql": "DELETE FROM users WHERE id = 1;\n",
  "fine.sql": "SELECT id FROM users WHERE deleted_at IS NULL;\n",
};

const rulesFound = (out: string) =>
  (JSON.parse(out) as { messages: { ruleId: string; severity: number }[] }[])
    .flatMap(({ messages }) => messages)
    .map(({ ruleId, severity }) => `${ruleId} ${severity}`);

describe("presets", () => {
  it("have a line for each rule, and none for others", () => {
    expect([...rulesInTable]).toEqual([...names].sort());
  });

  it("have in `recommended` what the rules say of themselves, and in `all` every rule", () => {
    const recommended = names.filter((name) => plugin.rules[name]?.meta?.docs?.recommended);
    expect(Object.keys(rulesIn("recommended", names))).toEqual(recommended);
    expect(Object.keys(rulesIn("all", names))).toEqual(names);
    for (const name of recommended) expect(presetsOf(name)).toContain("strict");
  });

  it.each(all)("%s has options that its rules take", (preset) => {
    for (const [name, { options }] of Object.entries(rulesIn(preset, names))) {
      const [schema] = plugin.rules[name]?.meta?.schema as { properties: object }[];
      for (const key of Object.keys(options ?? {})) expect(Object.keys(schema?.properties ?? {})).toContain(key);
    }
  });

  it.each(all)("%s is a configuration of ESLint's for source files, and one for the database's", async (preset) => {
    const config = plugin.configs[preset];
    expect(config.rules).toEqual(inEslint(rulesIn(preset, names)));
    const eslint = new ESLint({
      overrideConfigFile: true,
      overrideConfig: [config, ...plugin.configs[`${preset}-sql`]],
    });
    for (const file of ["a.ts", "a.mjs", "a.sql", "schema.prisma"]) {
      const { rules, language } = (await eslint.calculateConfigForFile(file)) as { rules: object; language: object };
      expect(Object.keys(rules)).toEqual(Object.keys(config.rules ?? {}));
      expect(language).toBeDefined();
    }
    expect(await eslint.calculateConfigForFile("a.txt")).toBeUndefined();
  });

  it.each([
    ["sourcegraph", "Sourcegraph"],
    ["bookworm", "bookworm"],
    ["klearwave", "Klearwave"],
  ] as const)(
    "%s has the rules that docs/standards.md sets beside the sentences of the standard",
    (preset, heading) => {
      const page = readFileSync("docs/standards.md", "utf8");
      const [, section = ""] = new RegExp(`^## ${heading}\n([^]*?)(?=^## )`, "m").exec(page) ?? [];
      const rules = new Set([...section.matchAll(/\(rules\/([\w-]+)\.md\)/g)].map(([, rule = ""]) => rule));
      expect([...rules].sort()).toEqual(Object.keys(rulesIn(preset, names)).sort());
    },
  );

  it("leave no rule out of docs/standards.md", () => {
    const page = readFileSync("docs/standards.md", "utf8");
    for (const name of names) expect(page).toContain(`(rules/${name}.md)`);
  });

  it("are put together in order, and single rules set otherwise", () => {
    const rules = { "no-hard-delete": { severity: "off", options: null } } as const;
    expect(Object.keys(rulesBy({ presets: ["recommended"], rules }, names, "x"))).not.toContain("no-hard-delete");
    const warned = { "no-hard-delete": { severity: "warn", options: { ignoreTables: ["a"] } } } as const;
    expect(inEslint(rulesBy({ presets: [], rules: warned }, names, "x"))).toEqual({
      "rowguard/no-hard-delete": ["warn", { ignoreTables: ["a"] }],
    });
    expect(() => rulesBy({ presets: ["strikt"], rules: {} }, names, "x")).toThrow(
      'x.presets has "strikt", which is none. Did you mean "strict"?',
    );
    expect(() =>
      rulesBy({ presets: [], rules: { "no-hard-deletes": { severity: "warn", options: null } } }, names, "x"),
    ).toThrow('x.rules has "no-hard-deletes", which is no rule. Did you mean "no-hard-delete"?');
  });
});

describe("rules and presets in rowguard.config.json", () => {
  const json = JSON.stringify({
    presets: ["sourcegraph"],
    rules: { "no-hard-delete": "warn", "rowguard/require-where": "error" },
  });

  it("are what the command checks", async () => {
    const { rowguard } = project({ ...files, "rowguard.config.json": json, "all.sql": "DELETE FROM posts;\n" });
    const { out, status } = await rowguard("check", "--rule", "no-hard-delete", "--format", "json");
    expect(rulesFound(out)).toEqual(["rowguard/no-hard-delete 2"]);
    expect(status).toBe(1);
    const found = rulesFound((await rowguard("check", "--format", "json")).out);
    expect(found).toContain("rowguard/no-hard-delete 1");
    expect(found).toContain("rowguard/no-cascade-delete 2");
    expect(found).toContain("rowguard/require-where 2");
    const preset = await rowguard("check", "--preset", "recommended", "--format", "json");
    expect(rulesFound(preset.out)).toContain("rowguard/no-hard-delete 1");
    expect(rulesFound(preset.out)).not.toContain("rowguard/no-cascade-delete 2");
  });

  it("do not fail for warnings alone", async () => {
    const rules = { "no-hard-delete": "warn" };
    const { rowguard } = project({ ...files, "rowguard.config.json": JSON.stringify({ presets: [], rules }) });
    expect(await rowguard("check")).toMatchObject({ status: 0, out: expect.stringContaining("1 finding in 1 file") });
  });

  it("are what configs.recommended has in ESLint", async () => {
    const { folder } = project({ ...files, "rowguard.config.json": json });
    const before = process.cwd();
    try {
      process.chdir(folder);
      expect(plugin.configs.recommended.rules).toMatchObject({
        "rowguard/no-hard-delete": "warn",
        "rowguard/no-cascade-delete": "error",
        "rowguard/require-where": "error",
      });
      expect(plugin.configs["recommended-sql"][0]?.rules).toEqual(plugin.configs.recommended.rules);
      expect(plugin.configs.strict.rules).toEqual(inEslint(rulesIn("strict", names)));
    } finally {
      process.chdir(before);
    }
  });

  it("that do not exist are said, with the right ones", async () => {
    const of = (settings: object) =>
      project({ ...files, "rowguard.config.json": JSON.stringify(settings) }).rowguard("check");
    expect(await of({ presets: ["strikt"] })).toMatchObject({
      status: 2,
      err: expect.stringContaining('rowguard.config.json.presets has "strikt", which is none. Did you mean "strict"?'),
    });
    expect(await of({ rules: { "no-hard-deletes": 2 } })).toMatchObject({
      status: 2,
      err: expect.stringContaining('rowguard.config.json.rules has "no-hard-deletes", which is no rule.'),
    });
    const { rowguard } = project(files);
    expect(await rowguard("check", "--preset", "strikt")).toMatchObject({
      status: 2,
      err: expect.stringContaining('the command line.presets has "strikt"'),
    });
  });

  it("may be given to configure()", () => {
    expect(plugin.configure({ presets: [], rules: { "no-hard-delete": "warn" } }).rules).toEqual({
      "rowguard/no-hard-delete": "warn",
    });
    expect(plugin.configureSql({ presets: [] }).map(({ rules, language }) => [rules, language])).toEqual([
      [{}, "rowguard/sql"],
      [{}, "rowguard/prisma"],
    ]);
    expect(() => plugin.configure({ presets: ["x"] })).toThrow('configure().presets has "x"');
  });
});

describe("rowguard rules", () => {
  it("lists rules, presets, and what is on", async () => {
    const { rowguard } = project({ ...files, "rowguard.config.json": '{ "rules": { "no-cascade-delete": "warn" } }' });
    const { out, status } = await rowguard("rules", "remove.sql");
    expect(status).toBe(0);
    expect(out).toMatch(/^error {2}no-hard-delete .*\(recommended, strict, sourcegraph, bookworm\)$/m);
    expect(out).toMatch(/^warn {3}no-cascade-delete /m);
    expect(out).toMatch(/^off {4}require-where /m);
    expect(out).toMatch(/^klearwave {4}the database standards of Klearwave/m);
    expect(out).toContain('On for remove.sql: the presets "recommended", and 1 set by name (settings of .)');
    const json = JSON.parse((await rowguard("rules", "--format", "json")).out);
    expect(json.rules.find(({ name }: { name: string }) => name === "no-cascade-delete")).toMatchObject({
      severity: "warn",
      presets: ["sourcegraph", "all"],
    });
  });

  it("says that a file is none that is read", async () => {
    expect(await project(files).rowguard("rules", "package.json")).toMatchObject({
      status: 2,
      out: expect.stringMatching(/^off {4}no-hard-delete/m),
      err: expect.stringContaining("package.json is no file that rowguard reads"),
    });
  });
});

describe("rowguard explain", () => {
  const { rowguard } = project(files);

  it.each(["no-hard-delete", "rowguard/no-hard-delete"])("prints the page of %s", async (name) => {
    const { out, status } = await rowguard("explain", name);
    expect(status).toBe(0);
    expect(out).toMatch(/^# no-hard-delete\n[^]*\n## When not to use it\n/);
  });

  it("names the rule that was meant", async () => {
    expect(await rowguard("explain", "no-hard-deletes")).toMatchObject({
      status: 2,
      err: expect.stringContaining('there is no rule "no-hard-deletes". Did you mean "no-hard-delete"?'),
    });
  });
});
