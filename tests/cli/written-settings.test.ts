import { readFileSync } from "node:fs";
import { ESLint } from "eslint";
import { describe, expect, it } from "vitest";
import { settingKeys } from "../../lib/settings.ts";
import plugin from "../../rules/index.ts";
import { project } from "./command.ts";

const files = {
  "package.json": "{}",
  "db/sql/a.sql": "CREATE TABLE users (id bigint PRIMARY KEY, state text NOT NULL);",
  "a.js":
    'import knex from "knex";\nimport { onlyActive } from "@acme/filters";\nconst db = knex({ client: "pg" });\nexport const ok = async () => await onlyActive(db("users").select("id"));\nexport const bad = async () => await db("users").select("id");\n',
};
const settings = { schema: ["db/sql"], softDelete: [{ column: "state", live: "active" }], liveFilters: ["onlyActive"] };
const configuration = (given: string) =>
  `import rowguard from "eslint-plugin-rowguard";\nexport default [rowguard.configure(${given})];\n`;
const written = `{ root: import.meta.dirname, ...${JSON.stringify(settings)} }`;

describe("rowguard.config.json", () => {
  const json = JSON.stringify({ $schema: "./any.json", ...settings });
  const { rowguard, folder } = project({ ...files, "rowguard.config.json": json });

  it("is read by the command", async () => {
    const { out, err } = await rowguard("check");
    expect(err).toBe("");
    expect(out).toContain("a.js:5:");
    expect(out).not.toContain("a.js:4:");
  });

  it("is read by ESLint, unless configure() sets something", async () => {
    const lines = async (config: object) => {
      const eslint = new ESLint({ cwd: folder, overrideConfigFile: true, overrideConfig: config });
      const [result] = await eslint.lintFiles(["a.js"]);
      return result?.messages.map(({ line }) => line);
    };
    expect(await lines(plugin.configs.recommended)).toEqual([5]);
    expect(await lines(plugin.configure())).toEqual([5]);
    expect(await lines(plugin.configure({ root: folder, softDelete: "id=1" }))).not.toEqual([5]);
  });

  it("gives way to flags, key by key", async () => {
    expect((await rowguard("check", "--soft-delete", "removed_at")).out).toContain("Nothing found.");
  });

  it("is a file with the line of what is wrong in it", async () => {
    const wrong = project({ ...files, "rowguard.config.json": '{ "softdelete": "x" }' });
    expect(await wrong.rowguard("check")).toMatchObject({
      status: 2,
      err: expect.stringMatching(/^rowguard: rowguard\.config\.json.*softdelete.*softDelete/),
    });
    const broken = project({ ...files, "rowguard.config.json": "{" });
    expect((await broken.rowguard("check")).err).toMatch(/^rowguard: .*rowguard\.config\.json is no JSON/);
  });

  it.each([
    ["since", '"0002"'],
    ["postgresVersion", "12"],
    ["cache", "false"],
  ])("is said to differ from it in %s", async (key, value) => {
    const eslint = configuration(`{ ...${written}, ${key}: ${value} }`);
    const { err } = await project({ ...files, "rowguard.config.json": json, "eslint.config.mjs": eslint }).rowguard(
      "check",
    );
    expect(err).toContain(`other settings than rowguard.config.json (${key})`);
  });

  it("is said to differ from an ESLint configuration beside it", async () => {
    const beside = (given: string) =>
      project({ ...files, "rowguard.config.json": json, "eslint.config.mjs": configuration(given) }).rowguard("check");
    expect((await beside(`{ ...${JSON.stringify(settings)}, liveFilters: [] }`)).err).toContain(
      "has other settings than rowguard.config.json (liveFilters)",
    );
    expect((await beside(written)).err).toBe("");
    expect((await beside("")).err).toBe("");
  });

  it("has a schema for editors with the keys that there are", () => {
    const { properties } = JSON.parse(readFileSync("docs/rowguard.config.schema.json", "utf8")) as {
      properties: object;
    };
    expect(Object.keys(properties).sort()).toEqual([...settingKeys.configuration, "$schema"].sort());
  });
});

describe("an ESLint configuration", () => {
  it.each([
    configuration(written),
    `import rowguard from "eslint-plugin-rowguard";\nimport { defineConfig } from "eslint/config";\nconst own = ${written};\nexport default defineConfig([{ ignores: ["x"] }, rowguard.configure(own)]);\n`,
    `import { configure } from "eslint-plugin-rowguard";\nexport default [...[configure(${written})]];\n`,
  ])("gives the command the settings, and is not run: %s", async (text) => {
    const { rowguard } = project({ ...files, "eslint.config.mjs": `${text}throw new Error("run");\n` });
    const { out, err } = await rowguard("check");
    expect(err).toBe("");
    expect(out).toContain("a.js:5:");
    expect(out).not.toContain("a.js:4:");
  });

  it("in CommonJS does so, too", async () => {
    const text = `const rowguard = require("eslint-plugin-rowguard");\nmodule.exports = [rowguard.configure({ root: __dirname, ...${JSON.stringify(settings)} })];\n`;
    const { out } = await project({ ...files, "eslint.config.cjs": text }).rowguard("check");
    expect(out).toContain("a.js:5:");
  });

  it("is said to give what is not known unless it is run", async () => {
    const text = configuration(`{ ...${JSON.stringify(settings)}, clients: await load() }`);
    const { out, err } = await project({ ...files, "eslint.config.mjs": text }).rowguard("check");
    expect(err).toMatch(
      /^rowguard: .*eslint\.config\.mjs gives settings that are not known unless it is run \(clients\)\. Write them to rowguard\.config\.json/,
    );
    expect(out).toContain("a.js:5:");
  });

  it("says nothing where it gives rowguard nothing", async () => {
    const { err } = await project({ ...files, "eslint.config.mjs": "export default [{ rules: {} }];\n" }).rowguard(
      "check",
    );
    expect(err).toBe("");
  });
});
