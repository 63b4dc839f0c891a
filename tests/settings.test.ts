import { describe, expect, it } from "vitest";
import { nearest } from "../lib/nearest.ts";
import { deliberateNames, SettingsError, settingsFrom, validate } from "../lib/settings.ts";

const configure = (configuration: unknown) => validate(configuration, "configure()", "/app");
const message = (configuration: unknown) => {
  try {
    configure(configuration);
  } catch (error) {
    expect(error).toBeInstanceOf(SettingsError);
    return (error as Error).message;
  }
  return "no error";
};

describe("settings", () => {
  it("fill in their defaults", () => {
    expect(configure({})).toEqual({
      root: "/app",
      schema: null,
      softDelete: [],
      clients: [],
      liveFilters: [],
      deliberateNames,
      tests: false,
      survey: {
        file: "/app/rowguard.survey.json",
        leastFiles: 25,
        leastReads: 4,
        mostly: 0.66,
        seldom: 0.15,
        alike: 0.5,
      },
      presets: ["recommended"],
      rules: {},
    });
    expect(settingsFrom(undefined, "/app")).toEqual(configure({}));
  });

  it("take one or several, and paths from the root", () => {
    expect(configure({ root: "server", schema: "db/migrations" })).toMatchObject({
      root: "/app/server",
      schema: ["db/migrations"],
    });
    expect(configure({ root: "/srv", schema: ["a.sql", "b.sql"] })).toMatchObject({
      root: "/srv",
      schema: ["a.sql", "b.sql"],
    });
    expect(configure({ schema: ["db", { serves: "./apps/crm/", from: "apps/crm/sql" }] })).toMatchObject({
      schema: ["db", { serves: "apps/crm", from: ["apps/crm/sql"] }],
    });
  });

  it.each([
    ["removed_at", { column: "removed_at", tables: null }],
    ["removed_at = NULL", { column: "removed_at", live: null, tables: null }],
    ["is_live=true", { column: "is_live", live: true, tables: null }],
    ["state=active", { column: "state", live: "active", tables: null }],
    ["state='a=b'", { column: "state", live: "a=b", tables: null }],
    ["status=1", { column: "status", live: 1, tables: null }],
    [
      { column: "gone", live: false, tables: ["users"] },
      { column: "gone", live: false, tables: ["users"] },
    ],
  ])("read the soft-delete column %j", (written, setting) => {
    expect(configure({ softDelete: [written] }).softDelete).toEqual([setting]);
    expect(configure({ softDelete: written }).softDelete).toEqual([setting]);
  });

  it("read presets and rules as ESLint writes them", () => {
    expect(configure({ presets: "strict" }).presets).toEqual(["strict"]);
    expect(configure({ presets: ["strict", "bookworm"] }).presets).toEqual(["strict", "bookworm"]);
    expect(
      configure({ rules: { "rowguard/a": 1, b: "off", c: ["error", { ignoreTables: ["x"] }], d: [2] } }).rules,
    ).toEqual({
      a: { severity: "warn", options: null },
      b: { severity: "off", options: null },
      c: { severity: "error", options: { ignoreTables: ["x"] } },
      d: { severity: "error", options: null },
    });
  });

  it("read clients by name or export", () => {
    expect(
      configure({
        clients: [
          { name: "db", methods: ["run"] },
          { module: "@acme/db", export: "sql", tag: true, like: "postgres.js" },
        ],
      }).clients,
    ).toEqual([
      { module: null, name: "db", methods: ["run"], tag: false, like: null },
      { module: "@acme/db", name: "sql", methods: [], tag: true, like: "postgres.js" },
    ]);
  });

  it.each([
    [
      { sofDelete: [] },
      'configure() has no key "sofDelete". Did you mean "softDelete"? Its keys: root, schema, softDelete, clients, liveFilters, deliberateNames, tests, survey, presets, rules, since, parser, cache, postgresVersion, placeholders.',
    ],
    [{ placeholders: ["name"] }, 'configure().placeholders[0] must be a text such as "{{name}}"'],
    [{ placeholders: [{ form: "{{x}}" }] }, "configure().placeholders[0] must be"],
    [
      { migrations: "db" },
      'configure() has no key "migrations". Its keys: root, schema, softDelete, clients, liveFilters, deliberateNames, tests, survey, presets, rules, since, parser, cache, postgresVersion, placeholders.',
    ],
    [
      { schema: [{ serves: "apps/crm" }] },
      "configure().schema[0].from must be a path or a list of paths, and is missing.",
    ],
    [
      { schema: { serves: "../crm", from: "db" } },
      'configure().schema.serves is "../crm", which is outside of the root. Name a folder below /app.',
    ],
    [
      { schema: { serve: "crm", from: "db" } },
      'configure().schema has no key "serve". Did you mean "serves"? Its keys: serves, from.',
    ],
    [
      {
        schema: [
          { serves: "crm", from: "a" },
          { serves: "./crm/", from: "b" },
        ],
      },
      'configure().schema names two schemas for "crm". Put their paths into one "from".',
    ],
    [{ schema: ["a.sql", 3] }, "configure().schema[1] must be a string that is not empty, and is 3."],
    [
      { softDelete: [{ colum: "x" }] },
      'configure().softDelete[0] has no key "colum". Did you mean "column"? Its keys: column, live, tables.',
    ],
    [
      { softDelete: [{ column: "x", live: [] }] },
      "configure().softDelete[0].live must be null, true, false, a number or a string, and is an array.",
    ],
    [
      { softDelete: ["=true"] },
      'configure().softDelete[0] is "=true". Write a column, or a column and the value of a live row: "is_live=true".',
    ],
    [{ survey: true }, "configure().survey must be false or an object, and is true."],
    [{ survey: { mostly: "2/3" } }, 'configure().survey.mostly must be a number from 0 on, and is "2/3".'],
    [{ clients: { name: "db" } }, "configure().clients must be an array, and is an object."],
    [{ clients: [{}] }, "configure().clients[0].name must be a string that is not empty, and is missing."],
    [{ clients: [{ name: "db", tag: "yes" }] }, 'configure().clients[0].tag must be true or false, and is "yes".'],
    [
      { clients: [{ name: "db", like: "postgresjs" }] },
      'configure().clients[0].like names no known library: "postgresjs". Did you mean "postgres.js"?',
    ],
    [{ presets: [1] }, "configure().presets[0] must be a string that is not empty, and is 1."],
    [{ rules: ["a"] }, "configure().rules must be an object, and is an array."],
    [
      { rules: { a: "loud" } },
      'configure().rules["a"] must be "off", "warn", "error", or a list of one of these and options, and is "loud".',
    ],
    [{ rules: { a: ["warn", "x"] } }, 'configure().rules["a"][1] must be an object, and is "x".'],
    ["db/migrations", 'configure() must be an object, and is "db/migrations".'],
  ])("say what is wrong with %j", (configuration, expected) => {
    expect(message(configuration)).toContain(expected);
  });

  it("of ESLint are read once for each object and directory", () => {
    const rowguard = { schema: ["a.sql"], toJSON: () => "for the cache" };
    expect(settingsFrom(rowguard, "/app")).toBe(settingsFrom(rowguard, "/app"));
    expect(settingsFrom(rowguard, "/other").root).toBe("/other");
    expect(() => settingsFrom(3, "/app")).toThrow("settings.rowguard must be an object, and is 3.");
  });
});

describe("nearest", () => {
  it("forgives a slip, and not a different word", () => {
    const rules = ["no-hard-delete", "require-soft-delete-filter"];
    expect(nearest("no-hard-delte", rules)).toBe("no-hard-delete");
    expect(nearest("No-Hard-Deletes", rules)).toBe("no-hard-delete");
    expect(nearest("no-console", rules)).toBeNull();
  });
});

describe("the setting of the parser", () => {
  it("names the parsers there are", () => {
    expect(validate({ parser: "pgsql-ast-parser" }, "configure()", "/app").parser).toBe("pgsql-ast-parser");
    expect(validate({}, "configure()", "/app")).not.toHaveProperty("parser");
    expect(() => validate({ parser: "pg" }, "configure()", "/app")).toThrow(
      'configure().parser must be "libpg-query" or "pgsql-ast-parser", and is "pg".',
    );
  });
});
